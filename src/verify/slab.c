#include "slab.h"

#include "say.h"
#include "stop.h"
#include "token.h"

void project(mpq_t sum, mpz_t *v, const point *p, size_t features) {
    mpq_t term;
    mpq_init(term);
    mpq_set_ui(sum, 0, 1);
    for (size_t l = 0; l < features; l++) {
        if (mpz_sgn(v[l]) == 0)
            continue;
        mpq_set_z(term, v[l]);
        mpq_mul(term, term, p->x[l]);
        mpq_add(sum, sum, term);
    }
    mpq_clear(term);
}

static void weigh(slab *s, const claim *c, const group *g) {
    mass inner = 0, outer = 0;
    mpq_t distance, reach;
    mpq_inits(distance, reach, NULL);
    mpq_mul(reach, s->r, c->kappa);
    for (size_t k = 0; k < g->count; k++) {
        project(distance, s->v, g->point[k], c->columns.features);
        mpq_sub(distance, distance, s->c);
        mpq_abs(distance, distance);
        inner += mpq_cmp(distance, s->r) <= 0 ? g->weight[k] : 0;
        outer += mpq_cmp(distance, reach) <= 0 ? g->weight[k] : 0;
    }
    mass_share(s->inner, inner, g->total);
    mass_share(s->outer, outer, g->total);
    mpq_clears(distance, reach, NULL);
}

static bool wide_enough(const slab *s, const claim *c) {
    mpq_t least, width;
    mpq_inits(least, width, NULL);
    for (size_t l = 0; l < c->columns.features; l++)
        if (mpz_cmpabs(s->v[l], mpq_numref(least)) > 0)
            mpz_abs(mpq_numref(least), s->v[l]);
    mpq_mul(least, least, c->width);
    mpq_add(width, s->r, s->r);
    bool wide = mpq_cmp(width, least) >= 0;
    mpq_clears(least, width, NULL);
    return wide;
}

/* True if v is a multiple of w, which is not zero. */
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
    mpq_t value, needed, one;
    mpq_inits(value, needed, one, NULL);
    mpq_set_ui(one, 1, 1);
    if (mpq_sgn(s->inner) == 0)
        reject("the slab holds no point");
    if (mpq_cmp(s->outer, c->delta) >= 0)
        reject("the slab does not violate: its dilation has mass %Qd >= delta", s->outer);
    mpq_add(needed, c->sigma, one);
    mpq_mul(needed, needed, s->inner);
    if (c->dual) {
        if (mpq_cmp(s->inner, c->m0) < 0)
            reject("the slab's mass %Qd is below m0", s->inner);
        mpq_div(value, s->outer, s->inner);
        mpq_sub(value, value, one);
    } else {
        if (mpq_cmp(s->outer, needed) >= 0)
            reject("the slab does not violate: its dilation gains enough");
        mpq_set(value, s->inner);
    }
    if (!mpq_equal(value, s->value))
        reject("the slab's value is %Qd, not %Qd", value, s->value);
    mpq_clears(value, needed, one, NULL);
}

void slab_read(slab *s, const claim *c, const group *g) {
    token_word("slab");
    s->v = NULL;
    mpq_inits(s->value, s->c, s->r, s->inner, s->outer, NULL);
    if (token_is("none"))
        return;
    token_fraction(s->value);
    s->v = token_integers(c->columns.features);
    token_fraction(s->c);
    token_fraction(s->r);
    if (mpq_sgn(s->r) < 0)
        malformed("the slab's half-width is negative");
    check_family(s, c);
    weigh(s, c, g);
    check_masses(s, c);
}

void slab_say(const slab *s, const claim *c) {
    if (!s->v)
        return;
    say_vector("  slab v", s->v, c->columns.features);
    say("  c, r", "%Qd, %Qd", s->c, s->r);
    say("  masses", "%Qd, dilated %Qd", s->inner, s->outer);
}

void slab_clear(slab *s, const claim *c) {
    if (s->v)
        free_integers(s->v, c->columns.features);
    mpq_clears(s->value, s->c, s->r, s->inner, s->outer, NULL);
}
