/* doublecheck-verify DATA CERTIFICATE: docs/certificate-format.md says what is checked,
 * docs/trust.md why that is enough. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claim.h"
#include "group.h"
#include "proof.h"
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
    "                       cells), verdict (holds, violated, undecided); or features (1,2,5),\n"
    "                       label, weight, cell: columns, counted from 1, or \"none\"\n"
    "  -q, --quiet          print VERIFIED or REJECTED only\n"
    "  -h, --help           show this help\n"
    "  -V, --version        show the version\n"
    "\n"
    "Exit status: 0 verified; 1 rejected; 2 wrong usage, input that cannot be read, or that\n"
    "is not of the right form; 3 more than this program can handle.\n"
    "\n"
    "Memory: the data file, 16 bytes a value, and about 100 bytes a value while a group is\n"
    "looked at; the certificate is read as a stream.\n";

static bool quiet;

static int verdict_of(const claim *c, const bound *b, const slab *s) {
    mpq_t zero;
    mpq_init(zero);
    const mpq_t *m0 = c->dual ? &zero : &c->m0;
    int holds = c->dual ? b->infinite || mpq_sgn(b->value) > 0
                        : mpq_cmp(b->value, c->m0) < 0;
    int violated = s->given &&
                   (c->dual ? mpq_sgn(s->value) == 0 : mpq_cmp(s->value, *m0) >= 0);
    mpq_clear(zero);
    return holds ? 1 : violated ? -1 : 0;
}

static void check_consistent(const claim *c, const bound *b, const slab *s) {
    if (!s->given)
        return;
    int order = b->infinite ? -1 : mpq_cmp(s->value, b->value);
    if (c->dual ? order < 0 : order > 0)
        reject("the slab and the bound contradict each other");
}

static void print_bracket(const claim *c, const bound *b, const slab *s) {
    const char *name = c->dual ? "sigma*" : "m*";
    printf("               ");
    if (c->dual && b->infinite) {
        printf("%s is infinite\n", name);
        return;
    }
    if (s->given || c->dual) {
        number_print(c->dual ? b->value : s->value);
        printf(" <= ");
    }
    printf("%s", name);
    if (s->given || !c->dual) {
        printf(" <= ");
        number_print(c->dual ? s->value : b->value);
    }
    printf("\n");
}

/* 1: the condition holds for the group; -1: it is violated; 0: neither was shown. */
static int read_group(const claim *c, const data *d, const group *g) {
    slab s;
    bound b;
    token_word("group");
    if (token_count() != where.group)
        malformed("groups are out of order");
    slab_read(&s, c, d, g);
    bound_read(&b, c, d, g);
    check_consistent(c, &b, &s);
    int verdict = verdict_of(c, &b, &s);
    if (!quiet) {
        group_print(g, c, d);
        print_bracket(c, &b, &s);
        slab_print(&s, g, c->columns.features);
    }
    slab_clear(&s, c->columns.features);
    mpq_clear(b.value);
    return verdict;
}

static const char *read_groups(const claim *c, const data *d) {
    group g = { 0 };
    bool all_hold = true, violated = false;
    for (where.group = 1; group_next(&g, c, d); where.group++) {
        if (where.group > c->groups)
            reject("there are more groups than %zu", c->groups);
        int verdict = read_group(c, d, &g);
        all_hold = all_hold && verdict > 0;
        violated = violated || verdict < 0;
    }
    if (where.group <= c->groups)
        reject("there are %zu groups, not %zu", where.group - 1, c->groups);
    where.group = 0;
    return violated ? "violated" : all_hold ? "holds" : "undecided";
}

static void verify(const char *data_path, const char *certificate_path) {
    char hash[65];
    claim c = { 0 };
    where = (place){ .data = data_path, .certificate = certificate_path };
    bytes file = bytes_read(data_path);
    token_open(certificate_path);
    claim_read(&c);
    claim_expect(&c);
    bytes_hash(&file, hash);
    if (strcmp(hash, c.file_hash) != 0)
        reject("it is about another file than %s: SHA-256 %s, not %s", data_path,
               c.file_hash, hash);
    data d = data_read(&file, &c.columns);
    data_hash(&d, hash);
    if (strcmp(hash, c.points_hash) != 0)
        reject("the points of %s have SHA-256 %s, not %s", data_path, hash,
               c.points_hash);
    if (!quiet)
        claim_print(&c, &d);
    const char *verdict = read_groups(&c, &d);
    token_word("end");
    token_close();
    expect("verdict", "%s", verdict);
    if (!quiet)
        printf("\nThe condition %s.\n", strcmp(verdict, "holds") == 0 ? "HOLDS"
                                        : strcmp(verdict, "violated") == 0
                                            ? "is VIOLATED"
                                            : "is UNDECIDED by these bounds");
}

static void usage(const char *what, const char *argument) {
    fail("%s%s (doublecheck-verify --help)", what, argument);
}

static void read_option(char *option) {
    if (strcmp(option, "-q") == 0 || strcmp(option, "--quiet") == 0) {
        quiet = true;
        return;
    }
    char *value = strchr(option, '=');
    if (strncmp(option, "--expect-", 9) != 0 || !value)
        usage("unknown option or missing value: ", option);
    *value++ = '\0';
    if (!expect_set(option + 9, value))
        usage("nothing of this name to expect: ", option);
}

static void finish(const char *word) {
    puts(word);
    if (fflush(stdout) != 0 || ferror(stdout))
        fail("standard output cannot be written: %s", strerror(errno));
}

int main(int argc, char **argv) {
    char *operand[2];
    int operands = 0;
    bool options = true;
    watch_gmp();
    for (int k = 1; k < argc; k++) {
        if (options && strcmp(argv[k], "--") == 0) {
            options = false;
        } else if (options &&
                   (strcmp(argv[k], "-h") == 0 || strcmp(argv[k], "--help") == 0)) {
            fputs(help, stdout);
            return EXIT_VERIFIED;
        } else if (options &&
                   (strcmp(argv[k], "-V") == 0 || strcmp(argv[k], "--version") == 0)) {
            finish("doublecheck-verify " DC_VERSION);
            return EXIT_VERIFIED;
        } else if (options && argv[k][0] == '-' && argv[k][1]) {
            read_option(argv[k]);
        } else if (operands == 2) {
            usage("too many files: ", argv[k]);
        } else {
            operand[operands++] = argv[k];
        }
    }
    if (operands < 2)
        usage("DATA and CERTIFICATE are wanted", "");
    if (strcmp(operand[0], "-") == 0 && strcmp(operand[1], "-") == 0)
        usage("data and certificate cannot both be standard input", "");
    verify(operand[0], operand[1]);
    finish("VERIFIED");
    return EXIT_VERIFIED;
}
