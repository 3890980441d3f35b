#include "floor.h"

static const char *const groupings[] = { "pairs", "cells", NULL };

void limit_bits(const mpq_t value, size_t most, const char *what) {
    if (mpz_sizeinbase(mpq_numref(value), 2) > most ||
        mpz_sizeinbase(mpq_denref(value), 2) > most)
        beyond("%s of more than %zu bits", what, most);
}

num short_fraction(const char *what) {
    num value = token_fraction();
    limit_bits(value, NUMBER_BITS, what);
    return value;
}

static num read_number(const char *name) {
    num value = claim_number(name);
    limit_bits(value, NUMBER_BITS, name);
    return value;
}

static void read_condition(floor_claim *c) {
    c->cells = claim_choice("groups", groupings) == 1;
    c->kappa = read_number("kappa");
    c->sigma = read_number("sigma");
    c->delta = read_number("delta");
    c->m0 = read_number("m0");
    c->radius = read_number("radius");
    c->loss = read_number("loss");
    if (!c->columns.label)
        malformed("an accuracy needs a label column");
    if (c->cells && !c->columns.cell)
        malformed("groups by cells, but there is no cell column");
    if (mpq_cmp_ui(c->kappa, 1, 1) <= 0)
        malformed("kappa is not greater than 1");
    if (mpq_sgn(c->sigma) <= 0)
        malformed("sigma is not positive");
    if (mpq_sgn(c->m0) <= 0 || mpq_cmp(c->m0, c->delta) >= 0 ||
        mpq_cmp_ui(c->delta, 1, 1) > 0)
        malformed("0 < m0 < delta <= 1 does not hold");
    if (mpq_sgn(c->radius) < 0 || mpq_sgn(c->loss) < 0)
        malformed("a negative radius or loss");
}

floor_claim floor_claim_read(void) {
    floor_claim c = { 0 };
    token_word("dfloor");
    token_word("1");
    layout_read(&c.columns, c.file_hash, c.points_hash);
    read_condition(&c);
    token_word("accuracy");
    c.accuracy = short_fraction("accuracy");
    if (mpq_sgn(c.accuracy) < 0 || mpq_cmp_ui(c.accuracy, 1, 1) > 0)
        malformed("the accuracy is not from 0 to 1");
    say_least("accuracy", c.accuracy);
    return c;
}
