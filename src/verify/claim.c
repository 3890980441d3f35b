#include "verify.h"

static const char *const questions[] = { "critical-mass", "sigma", NULL };
static const char *const families[] = { "all",  "width",      "sparse",
                                        "axes", "directions", NULL };
static const char *const groupings[] = { "whole", "pairs", "cells", NULL };

static void read_condition(claim *c) {
    c->dual = claim_choice("question", questions) == 1;
    c->kappa = claim_number("kappa");
    if (c->dual) {
        token_word("sigma");
        token_word("free");
        say("sigma", "free");
    } else {
        c->sigma = claim_number("sigma");
    }
    c->delta = claim_number("delta");
    c->m0 = claim_number("m0");
    if (mpq_cmp_ui(c->kappa, 1, 1) <= 0)
        malformed("kappa is not greater than 1");
    if (!c->dual && mpq_sgn(c->sigma) <= 0)
        malformed("sigma is not positive");
    if (mpq_sgn(c->m0) <= 0 || mpq_cmp(c->m0, c->delta) >= 0 ||
        mpq_cmp_ui(c->delta, 1, 1) > 0)
        malformed("0 < m0 < delta <= 1 does not hold");
}

static void read_directions(claim *c) {
    size_t room = 0, features = c->columns.features;
    c->directions = token_count();
    if (c->directions == 0)
        malformed("family directions without a direction");
    for (size_t k = 0; k < c->directions; k++) {
        size_t zeros = 0;
        c->direction = grow(c->direction, k, &room, sizeof *c->direction);
        c->direction[k] = token_integers(features);
        for (size_t l = 0; l < features; l++)
            zeros += mpz_sgn(c->direction[k][l]) == 0;
        if (zeros == features)
            malformed("direction %zu is zero", k + 1);
        say_vector("direction", c->direction[k], features);
    }
}

static void read_family(claim *c) {
    token_word("family");
    c->family = (family)token_choice(families);
    c->sparsity = c->family == AXES ? 1 : c->columns.features;
    c->width = c->family == WIDTH ? token_fraction() : whole(0);
    if (c->family == WIDTH && mpq_sgn(c->width) <= 0)
        malformed("the width is not positive");
    if (c->family == SPARSE)
        c->sparsity = token_place(c->columns.features, "sparse");
    if (c->family == WIDTH)
        say("family", "width:%Qd", c->width);
    else if (c->family == SPARSE)
        say("family", "sparse:%zu", c->sparsity);
    else
        say("family", "%s", families[c->family]);
    if (c->family == DIRECTIONS)
        read_directions(c);
}

claim claim_read(void) {
    claim c = { 0 };
    token_word("dcert");
    token_word("1");
    layout_read(&c.columns, c.file_hash, c.points_hash);
    read_condition(&c);
    read_family(&c);
    c.grouping = (grouping)claim_choice("groups", groupings);
    c.groups = token_count();
    return c;
}
