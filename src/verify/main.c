/* doublecheck-verify DATA CERTIFICATE: docs/certificate-format.md says what is checked,
 * docs/trust.md why that is enough. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proof.h"
#include "say.h"
#include "slab.h"
#include "stop.h"
#include "token.h"

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
    "Memory: the data file, and 100 bytes a number in it; while a group is looked at, 100 more\n"
    "a number and 300 a point of it. The certificate is read as a stream.\n";

/* What the claim is about, before it is said line by line. */
#define ABOUT_SLABS \
    "A slab S = {x : |<v,x> - c| <= r} violates the condition if\n" \
    "    mass(kappa S) < min{delta, (1 + sigma) mass(S)}.\n"
static const char about_mass[] = ABOUT_SLABS
    "m* is the greatest mass of a slab of the family that does, in a group of points. The\n"
    "condition holds if m* < m0 in every group. This certificate claims:\n";
static const char about_sigma[] = ABOUT_SLABS
    "sigma* is the greatest sigma with which no slab of the family whose mass is at least\n"
    "m0 does, in a group of points. This certificate claims:\n";

/* 1: the condition holds for the group; -1: it is violated; 0: neither was shown. */
static int verdict_of(const claim *c, const bound *b, const slab *s) {
    if (c->dual ? b->infinite || mpq_sgn(b->value) > 0 : mpq_cmp(b->value, c->m0) < 0)
        return 1;
    if (s->v && (c->dual ? mpq_sgn(s->value) == 0 : mpq_cmp(s->value, c->m0) >= 0))
        return -1;
    return 0;
}

static void say_bracket(const claim *c, const bound *b, const slab *s) {
    if (c->dual && b->infinite)
        say("  sigma*", "infinite");
    else if (c->dual && s->v)
        say("  sigma*", "%Qd <= sigma* <= %Qd", b->value, s->value);
    else if (c->dual)
        say("  sigma*", "%Qd <= sigma*", b->value);
    else if (s->v)
        say("  m*", "%Qd <= m* <= %Qd", s->value, b->value);
    else
        say("  m*", "m* <= %Qd", b->value);
}

/* Bounds on both sides that contradict each other. */
static bool contradict(const claim *c, const bound *b, const slab *s) {
    if (!s->v)
        return false;
    return b->infinite ||
           (c->dual ? mpq_cmp(s->value, b->value) < 0 : mpq_cmp(s->value, b->value) > 0);
}

static int read_group(const claim *c, const data *d, const group *g) {
    slab s;
    bound b;
    token_word("group");
    if (token_count() != where.group)
        malformed("this should be group %zu", where.group);
    slab_read(&s, c, g);
    bound_read(&b, c, g);
    if (contradict(c, &b, &s))
        reject("the slab and the bound contradict each other");
    group_say(g, c, d);
    say_bracket(c, &b, &s);
    slab_say(&s, c);
    int verdict = verdict_of(c, &b, &s);
    slab_clear(&s, c);
    mpq_clear(b.value);
    return verdict;
}

static void read_groups(const claim *c, const data *d) {
    group g = { 0 };
    bool all_hold = true, violated = false;
    for (where.group = 1; group_next(&g, c, d); where.group++) {
        if (where.group > c->groups)
            reject("there are more than %zu groups", c->groups);
        int verdict = read_group(c, d, &g);
        all_hold = all_hold && verdict > 0;
        violated = violated || verdict < 0;
    }
    if (where.group <= c->groups)
        reject("there are %zu groups, not %zu", where.group - 1, c->groups);
    where.group = 0;
    token_word("end");
    token_close();
    say("verdict", "%s", violated ? "violated" : all_hold ? "holds" : "undecided");
}

static void verify(const char *data_path, const char *certificate_path) {
    claim c = { 0 };
    data d;
    where = (place){ .data = data_path, .certificate = certificate_path };
    token_open(certificate_path);
    claim_read(&c);
    if (!quiet)
        fputs(c.dual ? about_sigma : about_mass, stdout);
    claim_say(&c);
    data_read(&d, data_path, &c.columns, c.file_hash, c.points_hash);
    claim_say_names(&c, &d);
    read_groups(&c, &d);
    say_end();
}

__attribute__((noreturn)) static void finish(const char *text) {
    fputs(text, stdout);
    if (fflush(stdout) != 0 || ferror(stdout))
        fail("standard output cannot be written: %s", strerror(errno));
    _Exit(VERIFIED); /* data and claim are kept to the end, and never freed */
}

/* Options --expect-NAME have the values FIRST, FIRST + 1, ...: all different, so that
 * getopt_long refuses an abbreviation that may be one or another. */
static void read_options(int argc, char **argv) {
    static const struct option others[] = { { "quiet", no_argument, NULL, 'q' },
                                            { "help", no_argument, NULL, 'h' },
                                            { "version", no_argument, NULL, 'V' },
                                            { NULL, 0, NULL, 0 } };
    enum { FIRST = 256 };
    struct option options[32] = { 0 };
    int count = 0, value;
    for (; expectations[count]; count++) {
        char *name;
        gmp_asprintf(&name, "expect-%s", expectations[count]);
        options[count] = (struct option){ name, required_argument, NULL, FIRST + count };
    }
    memcpy(options + count, others, sizeof others);
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
    if (strcmp(argv[optind], "-") == 0 && strcmp(argv[optind + 1], "-") == 0)
        fail("data and certificate cannot both be standard input");
    verify(argv[optind], argv[optind + 1]);
    finish("VERIFIED\n");
}
