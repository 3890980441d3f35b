#include "data_floor.h"

static const char about[] =
    "A classifier with one score for each class is covered if all its scores are affine\n"
    "functions of the features, on these points. Nothing else is assumed.\n"
    "If its cross-entropy on the data, the weighted mean, is at most the loss, it has\n"
    "at least the accuracy on them; ties are errors. Accuracy \"vacuous\": there is no\n"
    "such classifier. This certificate claims:\n";

static const char *const proofs[] = { "points", "directions", NULL };

enum { MOST_NUMBERS = 250000000 };

static size_t classes_of(const data *d) {
    size_t K = d->classes.count;
    if (K < 2)
        malformed("an accuracy needs two classes, but there is only one");
    if (K > MOST_NUMBERS / d->count)
        beyond("%zu points times %zu classes: more than %d", d->count, K, MOST_NUMBERS);
    say("classes", "%zu", K);
    return K;
}

static int read_bits(void) {
    token_word("bits");
    size_t bits = token_count();
    if (bits < 1 || bits > MOST_BITS)
        malformed("%zu bits: from 1 to %d", bits, MOST_BITS);
    return (int)bits;
}

/* floor(loss Q 2^48) */
static mpz_ptr budget_of(num loss, long all) {
    mpz_t *budget = integers(1);
    mpz_mul_si(*budget, mpq_numref(loss), all);
    mpz_mul_2exp(*budget, *budget, ETA_BITS);
    mpz_fdiv_q(*budget, *budget, mpq_denref(loss));
    return *budget;
}

static problem problem_read(const data *d, const statement *c) {
    problem p = { .count = d->count, .classes = classes_of(d), .point = d->point };
    p.eta = eta_make(read_bits());
    p.at = coordinates_read(d);
    p.dims = p.at.dims;
    p.weight = weights_read(d, c->accuracy);
    p.budget = budget_of(c->loss, p.weight.all);
    return p;
}

static void check_directions(const problem *p, const statement *c) {
    num loss = whole(0), log_two = whole(0);
    if (p->classes > 2)
        malformed("a proof by directions, with %zu classes", p->classes);
    if (!c->accuracy)
        malformed("a proof by directions of a vacuous claim");
    mpq_mul_2exp(loss, c->loss, ETA_BITS);
    mpq_set_si(log_two, 2 * eta_of(&p->eta, 1L << p->eta.bits), 1);
    if (mpq_cmp(loss, log_two) >= 0)
        reject("a proof by directions, and a loss that is not less than log 2");
}

void data_floor_verify(void) {
    say_about(about, NULL);
    statement c = statement_read();
    data d = data_read(where.data, &c.columns, c.file_hash, c.points_hash);
    say("points", "%zu", d.count);
    const problem p = problem_read(&d, &c);
    if (claim_choice("proof", proofs) == 0) {
        tree_verify(&p);
    } else {
        check_directions(&p, &c);
        charts_verify(&p);
    }
}
