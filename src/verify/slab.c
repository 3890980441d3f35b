#include "verify.h"

static void weigh(slab *s, const claim *c, const group *g) {
    num reach = calculate(mpq_mul, s->r, c->kappa), distance = whole(0), term = whole(0);
    mass inner = 0, outer = 0;
    for (size_t k = 0; k < g->count; k++) {
        project(distance, term, s->v, g->point[k]->x, c->columns.features);
        mpq_sub(distance, distance, s->c);
        mpq_abs(distance, distance);
        inner += mpq_cmp(distance, s->r) <= 0 ? g->weight[k] : 0;
        outer += mpq_cmp(distance, reach) <= 0 ? g->weight[k] : 0;
    }
    s->inner = mass_share(inner, g->total);
    s->outer = mass_share(outer, g->total);
}

/* 2 r >= width max |v_l| */
static bool wide_enough(const slab *s, const claim *c) {
    num most = whole(0);
    for (size_t l = 0; l < c->columns.features; l++)
        if (mpz_cmpabs(s->v[l], mpq_numref(most)) > 0)
            mpz_abs(mpq_numref(most), s->v[l]);
    return mpq_cmp(calculate(mpq_add, s->r, s->r), calculate(mpq_mul, most, c->width)) >=
           0;
}

/* True if v is a multiple of w, which is not zero. */
static bool multiple_of(mpz_t *v, mpz_t *w, size_t features) {
    mpz_t *side = integers(2);
    size_t first = 0, l = 0;
    while (mpz_sgn(w[first]) == 0)
        first++;
    for (; l < features && mpz_cmp(side[0], side[1]) == 0; l++) {
        mpz_mul(side[0], v[l], w[first]);
        mpz_mul(side[1], w[l], v[first]);
    }
    return mpz_cmp(side[0], side[1]) == 0;
}

static void check_family(const slab *s, const claim *c) {
    size_t features = c->columns.features, entries = 0;
    bool listed = c->family != DIRECTIONS;
    for (size_t l = 0; l < features; l++)
        entries += mpz_sgn(s->v[l]) != 0;
    for (size_t k = 0; k < c->directions && !listed; k++)
        listed = multiple_of(s->v, c->direction[k], features);
    if (entries == 0)
        malformed("the slab's direction is zero");
    if (entries > c->sparsity || !listed || !wide_enough(s, c))
        reject("the slab does not belong to the family");
}

/* The masses against the condition, and the value that follows from them. */
static void check_masses(const slab *s, const claim *c) {
    num value = s->inner, one = whole(1);
    if (mpq_sgn(s->inner) == 0)
        reject("the slab holds no point");
    if (mpq_cmp(s->outer, c->delta) >= 0)
        reject("the slab does not violate: its dilation has mass %Qd >= delta", s->outer);
    if (c->dual) {
        if (mpq_cmp(s->inner, c->m0) < 0)
            reject("the slab's mass %Qd is below m0", s->inner);
        value = calculate(mpq_sub, calculate(mpq_div, s->outer, s->inner), one);
    } else {
        num ratio = calculate(mpq_add, c->sigma, one);
        if (mpq_cmp(s->outer, calculate(mpq_mul, ratio, s->inner)) >= 0)
            reject("the slab does not violate: its dilation gains enough");
    }
    if (!mpq_equal(value, s->value))
        reject("the slab's value is %Qd, not %Qd", value, s->value);
}

slab slab_read(const claim *c, const group *g) {
    slab s = { 0 };
    token_word("slab");
    if (token_is("none"))
        return s;
    s.value = token_fraction();
    s.v = token_integers(c->columns.features);
    s.c = token_fraction();
    s.r = token_fraction();
    if (mpq_sgn(s.r) < 0)
        malformed("the slab's half-width is negative");
    check_family(&s, c);
    weigh(&s, c, g);
    check_masses(&s, c);
    return s;
}
