#include "data_floor/data_floor.h"

static const char help[] =
    "Usage: doublecheck-verify-floor [OPTION]... DATA CERTIFICATE\n"
    "\n"
    "Checks the certificate of a floor: that a loss guarantees an accuracy on the CSV file\n"
    "DATA, if these satisfy the doubling condition, or for scores that are affine in the\n"
    "features. \"-\" for one of the two is standard input. The last line is VERIFIED or\n"
    "REJECTED.\n"
    "\n"
    "  --expect-NAME=VALUE  reject a certificate for anything else. NAME is groups (pairs,\n"
    "                       cells), kappa, sigma, delta, m0, radius, loss, proof (trivial,\n"
    "                       doubling, points, directions), header (yes, no), delimiter\n"
    "                       (comma, semicolon, tab), features (such as 1,2,5), label,\n"
    "                       weight or cell: columns, counted from 1, or none; or accuracy:\n"
    "                       at least VALUE\n"
    "  -q, --quiet          print VERIFIED or REJECTED only\n"
    "  -h, --help           show this help\n"
    "  -V, --version        show the version\n"
    "\n"
    "Exit status: 0 verified; 1 rejected; 2 wrong usage, or input that cannot be read or is\n"
    "not of the right form; 3 more than this program can handle.\n";

static const char *const expectable[] = {
    "header", "delimiter", "features", "label",  "weight", "cell",     "groups", "kappa",
    "sigma",  "delta",     "m0",       "radius", "loss",   "accuracy", "proof",  NULL,
};

static const char about[] =
    "The condition: in each group, every slab S = {x : |<v,x> - c| <= r} of a family with\n"
    "mass(S) > m0 has mass(kappa S) >= min{delta, (1 + sigma) mass(S)}.\n"
    "A classifier with one score for each class is covered if the difference of the two\n"
    "scores of each group is affine on its points, f(x) = <v,x> - c, and the slabs\n"
    "{|f| <= r} belong to the family for all r >= radius.\n"
    "If the condition holds, every such classifier whose cross-entropy on the data is at\n"
    "most the loss has at least the accuracy on them. That the condition holds is not shown\n"
    "here: doublecheck-verify shows it, with a certificate for the same data, columns,\n"
    "groups, kappa, sigma and delta, and m* <= m0. This certificate claims:\n";

static const char *const proofs[] = { "trivial", "doubling", NULL };

/* 1 - accuracy. */
static num errors(const floor_claim *c) {
    return calculate(mpq_sub, whole(1), c->accuracy);
}

static void check_trivial(const floor_claim *c) {
    mpz_t *log_two = integers(1);
    num loss = whole(0), most = whole(0);
    log_wrong(*log_two, whole(0));
    mpq_set_z(most, *log_two);
    mpq_mul(most, most, errors(c));
    mpq_mul_2exp(loss, c->loss, LOG_BITS);
    if (mpq_sgn(c->accuracy) > 0 && mpq_cmp(loss, most) > 0)
        reject("the loss alone does not guarantee the accuracy");
}

static void check_doubling(const floor_claim *c, const shares *s) {
    grid g = grid_read(c);
    token_word("bits");
    size_t bits = token_count();
    if (bits > 64)
        malformed("%zu bits: at most 64", bits);
    token_word("price");
    unsigned long price = token_count();
    prover p = prover_make(c, &g, s->classes, bits, price);
    num sum = levels_read(&p, s), paid = whole(0);
    mpq_set_ui(paid, price, 1);
    mpq_mul(paid, paid, c->loss);
    mpq_div_2exp(paid, paid, bits);
    if (mpq_cmp(calculate(mpq_add, paid, sum), errors(c)) > 0)
        reject("the bounds do not guarantee the accuracy");
}

static void verify_doubling(void) {
    floor_claim c = floor_claim_read();
    data d = data_read(where.data, &c.columns, c.file_hash, c.points_hash);
    say("points", "%zu", d.count);
    const shares s = shares_of(&d, &c);
    say("classes", "%zu", s.classes);
    if (claim_choice("proof", proofs) == 0)
        check_trivial(&c);
    else
        check_doubling(&c, &s);
}

static void verify(void) {
    token_open(where.certificate);
    if (token_is("ddata"))
        data_floor_verify();
    else
        verify_doubling();
    token_word("end");
    token_close();
}

int main(int argc, char **argv) {
    program = "doublecheck-verify-floor";
    options_read(argc, argv, help, about, expectable);
    verify();
    finish("VERIFIED\n");
}
