#include "verify.h"

#include <getopt.h>

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

__attribute__((noreturn)) static void finish(const char *text) {
    fputs(text, stdout);
    if (fflush(stdout) != 0 || ferror(stdout))
        fail("standard output cannot be written: %s", strerror(errno));
    _Exit(VERIFIED);
}

/* Options --expect-NAME have the values FIRST, FIRST + 1, ...: all different, so that
 * getopt_long refuses an abbreviation that may be one or another. */
static void read_options(int argc, char **argv) {
    enum { FIRST = 256 };
    struct option options[32] = { { "quiet", no_argument, NULL, 'q' },
                                  { "help", no_argument, NULL, 'h' },
                                  { "version", no_argument, NULL, 'V' } };
    int value;
    for (int k = 0; expectations[k]; k++) {
        char *name = get(strlen(expectations[k]) + 8, 1);
        sprintf(name, "expect-%s", expectations[k]);
        options[3 + k] = (struct option){ name, required_argument, NULL, FIRST + k };
    }
    while ((value = getopt_long(argc, argv, "qhV", options, NULL)) != -1) {
        if (value >= FIRST)
            expect(expectations[value - FIRST], optarg);
        else if (value == 'q')
            quiet = true;
        else if (value == 'h' && argc == 2)
            finish(help);
        else if (value == 'V' && argc == 2)
            finish("doublecheck-verify " DC_VERSION "\n");
        else if (value == 'h' || value == 'V')
            fail("--help and --version stand alone"); /* 0 must not be mistaken */
        else
            exit(BAD); /* getopt_long has said why */
    }
}

int main(int argc, char **argv) {
    watch_gmp();
    argv[0] = "doublecheck-verify";
    read_options(argc, argv);
    if (argc - optind != 2)
        fail("a data file and a certificate are wanted (--help tells more)");
    where = (location){ .data = argv[optind], .certificate = argv[optind + 1] };
    if (strcmp(where.data, "-") == 0 && strcmp(where.certificate, "-") == 0)
        fail("data and certificate cannot both be standard input");
    verify();
    finish("VERIFIED\n");
}
