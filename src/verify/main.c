#include "verify.h"

static const char help[] =
    "Usage: doublecheck-verify [OPTION]... DATA CERTIFICATE\n"
    "\n"
    "Checks a certificate that \"doublecheck DATA --certificate CERTIFICATE\" wrote, in exact\n"
    "arithmetic, and prints what it proves about the CSV file DATA. \"-\" for one of the two\n"
    "is standard input. The last line is VERIFIED or REJECTED.\n"
    "\n"
    "  --expect-NAME=VALUE  reject a certificate for anything else. NAME is question\n"
    "                       (critical-mass, sigma), kappa, sigma, delta, m0, family (all,\n"
    "                       width:W, sparse:K, axes, directions), groups (whole, pairs,\n"
    "                       cells), verdict (holds, violated, undecided), header (yes, no),\n"
    "                       delimiter (comma, semicolon, tab), features (such as 1,2,5),\n"
    "                       label, weight or cell: columns, counted from 1, or none\n"
    "  -q, --quiet          print VERIFIED or REJECTED only\n"
    "  -h, --help           show this help\n"
    "  -V, --version        show the version\n"
    "\n"
    "Exit status: 0 verified; 1 rejected; 2 wrong usage, or input that cannot be read or is\n"
    "not of the right form; 3 more than this program can handle.\n"
    "\n"
    "Memory: the data file, and 130 bytes a number in it; while a group is looked at, 110 more\n"
    "a number and 500 a point of it, 800 for family width. The certificate is read as a\n"
    "stream.\n";

static const char *const expectable[] = {
    "header", "delimiter", "features", "label",  "weight", "cell",    "question", "kappa",
    "sigma",  "delta",     "m0",       "family", "groups", "verdict", NULL,
};

/* What the claim is about, before it is said line by line. */
static const char about[] =
    "A slab S = {x : |<v,x> - c| <= r} violates the condition if\n"
    "    mass(kappa S) < min{delta, (1 + sigma) mass(S)}.\n"
    "m* is the greatest mass of a slab of the family that does, in a group of points, and\n"
    "sigma* the greatest sigma with which none of mass m0 or more does. The condition holds\n"
    "if m* < m0 in every group (for some sigma, if sigma* > 0). This certificate claims:\n";

static bool all_hold = true, violated = false;

/* Bounds on both sides that contradict each other. */
static bool contradict(const claim *c, num bound, const slab *s) {
    if (!s->v || !bound)
        return s->v != NULL;
    int order = mpq_cmp(s->value, bound);
    return c->dual ? order < 0 : order > 0;
}

static void say_bracket(const claim *c, num bound, const slab *s) {
    if (!bound)
        say("  sigma*", "infinite");
    else if (s->v && c->dual)
        say("  sigma*", "%Qd <= sigma* <= %Qd", bound, s->value);
    else if (s->v)
        say("  m*", "%Qd <= m* <= %Qd", s->value, bound);
    else
        say(c->dual ? "  sigma*" : "  m*", c->dual ? "%Qd <= sigma*" : "m* <= %Qd",
            bound);
}

static void say_group(const claim *c, const data *d, const group *g) {
    say("group", "%zu, %zu points", where.group, g->count);
    if (c->grouping == CELLS)
        say("  cell", "%s", d->cells.text[g->cell - 1]);
    if (g->first)
        say("  classes", "%s, %s", d->classes.text[g->first - 1],
            d->classes.text[g->second - 1]);
}

static void read_group(const claim *c, const data *d, const group *g) {
    if (where.group++ == c->groups)
        reject("there are more than %zu groups", c->groups);
    token_word("group");
    if (token_count() != where.group)
        malformed("this should be group %zu", where.group);
    const slab s = slab_read(c, g);
    num bound = bound_read(c, g);
    if (contradict(c, bound, &s))
        reject("the slab and the bound contradict each other");
    say_group(c, d, g);
    say_bracket(c, bound, &s);
    if (s.v) {
        say_vector("  slab v", s.v, c->columns.features);
        say("  c, r", "%Qd, %Qd", s.c, s.r);
        say("  masses", "%Qd, dilated %Qd", s.inner, s.outer);
    }
    if (c->dual ? bound && mpq_sgn(bound) == 0 : mpq_cmp(bound, c->m0) >= 0)
        all_hold = false;
    if (s.v && (c->dual ? mpq_sgn(s.value) == 0 : mpq_cmp(s.value, c->m0) >= 0))
        violated = true;
}

static void verify(void) {
    token_open(where.certificate);
    claim c = claim_read();
    data d = data_read(where.data, &c.columns, c.file_hash, c.points_hash);
    say("points", "%zu", d.count);
    groups_read(&c, &d, read_group);
    if (where.group < c.groups)
        reject("there are %zu groups, not %zu", where.group, c.groups);
    where.group = 0;
    token_word("end");
    token_close();
    say("verdict", "%s", violated ? "violated" : all_hold ? "holds" : "undecided");
}

int main(int argc, char **argv) {
    options_read(argc, argv, help, about, expectable);
    verify();
    finish("VERIFIED\n");
}
