#include "slab.h"

#include <stdio.h>
#include <stdlib.h>

#include "stop.h"
#include "token.h"

/* distance = |<v,x> - c|. */
static void set_distance(mpq_t distance, const slab *s, const data *d, size_t k) {
    mpq_t value;
    mpq_init(value);
    mpq_neg(distance, s->c);
    for (size_t l = 0; l < d->features; l++) {
        if (mpz_sgn(s->v[l]) == 0)
            continue;
        number_get(value, data_x(d, k, l));
        mpz_mul(mpq_numref(value), mpq_numref(value), s->v[l]);
        mpq_canonicalize(value);
        mpq_add(distance, distance, value);
    }
    mpq_abs(distance, distance);
    mpq_clear(value);
}

static void weigh(slab *s, const claim *c, const data *d, const group *g) {
    mpq_t distance, outer;
    mpq_inits(distance, outer, NULL);
    mpq_mul(outer, s->r, c->kappa);
    for (size_t k = 0; k < g->count; k++) {
        set_distance(distance, s, d, g->point[k]);
        s->inner += mpq_cmp(distance, s->r) <= 0 ? g->weight[k] : 0;
        s->outer += mpq_cmp(distance, outer) <= 0 ? g->weight[k] : 0;
    }
    mpq_clears(distance, outer, NULL);
}

static bool wide_enough(const slab *s, const claim *c) {
    mpq_t longest, width;
    mpq_inits(longest, width, NULL);
    for (size_t l = 0; l < c->columns.features; l++)
        if (mpz_cmpabs(s->v[l], mpq_numref(longest)) > 0)
            mpz_abs(mpq_numref(longest), s->v[l]);
    mpq_mul(longest, longest, c->width);
    mpq_add(width, s->r, s->r);
    bool wide = mpq_cmp(width, longest) >= 0;
    mpq_clears(longest, width, NULL);
    return wide;
}

/* All 2 x 2 minors that hold w's first entry that is not 0 vanish. */
static bool multiple_of(mpz_t *v, mpz_t *w, size_t features) {
    mpz_t left, right;
    size_t first = 0;
    bool multiple = true;
    mpz_inits(left, right, NULL);
    while (mpz_sgn(w[first]) == 0)
        first++;
    for (size_t l = 0; l < features && multiple; l++) {
        mpz_mul(left, v[l], w[first]);
        mpz_mul(right, w[l], v[first]);
        multiple = mpz_cmp(left, right) == 0;
    }
    mpz_clears(left, right, NULL);
    return multiple;
}

static size_t entries(const slab *s, size_t features) {
    size_t count = 0;
    for (size_t l = 0; l < features; l++)
        count += mpz_sgn(s->v[l]) != 0;
    return count;
}

static bool in_family(const slab *s, const claim *c) {
    size_t features = c->columns.features;
    if (c->family == ALL)
        return true;
    if (c->family == WIDTH)
        return wide_enough(s, c);
    if (c->family != DIRECTIONS)
        return entries(s, features) <= c->sparsity;
    for (size_t k = 0; k < c->directions; k++)
        if (multiple_of(s->v, c->direction[k], features))
            return true;
    return false;
}

/* The masses against the condition, and the value that follows from them. */
static void check_masses(const slab *s, const claim *c, const group *g) {
    mpq_t inner, outer, needed, one;
    mpq_inits(inner, outer, needed, one, NULL);
    mpq_set_ui(one, 1, 1);
    mass_share(inner, s->inner, g->total);
    mass_share(outer, s->outer, g->total);
    if (s->inner == 0)
        reject("the slab holds no point");
    if (mpq_cmp(outer, c->delta) >= 0)
        reject("the slab does not violate: its dilation has mass %s >= delta",
               mpq_get_str(NULL, 10, outer));
    if (c->dual) {
        if (mpq_cmp(inner, c->m0) < 0)
            reject("the slab's mass is below m0");
        mpq_div(inner, outer, inner);
        mpq_sub(inner, inner, one);
    } else {
        mpq_add(needed, c->sigma, one);
        mpq_mul(needed, needed, inner);
        if (mpq_cmp(outer, needed) >= 0)
            reject("the slab does not violate: its dilation gains enough");
    }
    if (!mpq_equal(inner, s->value))
        reject("the slab's value is %s", mpq_get_str(NULL, 10, inner));
    mpq_clears(inner, outer, needed, one, NULL);
}

void slab_read(slab *s, const claim *c, const data *d, const group *g) {
    size_t features = c->columns.features;
    token_word("slab");
    *s = (slab){ .given = !token_is("none") };
    mpq_inits(s->value, s->c, s->r, NULL);
    if (!s->given)
        return;
    token_fraction(s->value);
    s->v = get(features, sizeof *s->v);
    for (size_t l = 0; l < features; l++) {
        mpz_init(s->v[l]);
        token_integer(s->v[l]);
    }
    token_fraction(s->c);
    token_fraction(s->r);
    if (mpq_sgn(s->r) < 0)
        malformed("the slab's half-width is negative");
    if (entries(s, features) == 0)
        malformed("the slab's direction is zero");
    if (!in_family(s, c))
        reject("the slab does not belong to the family");
    weigh(s, c, d, g);
    check_masses(s, c, g);
}

void slab_print(const slab *s, const group *g, size_t features) {
    mpq_t share;
    mpq_init(share);
    if (!s->given)
        return;
    printf("               slab v = (");
    for (size_t l = 0; l < features; l++)
        gmp_printf("%s%Zd", l ? ", " : "", s->v[l]);
    gmp_printf("), c = %Qd, r = %Qd: mass ", s->c, s->r);
    mass_share(share, s->inner, g->total);
    number_print(share);
    printf(", dilated ");
    mass_share(share, s->outer, g->total);
    number_print(share);
    printf("\n");
    mpq_clear(share);
}

void slab_clear(slab *s, size_t features) {
    for (size_t l = 0; l < features && s->v; l++)
        mpz_clear(s->v[l]);
    free(s->v);
    mpq_clears(s->value, s->c, s->r, NULL);
}
