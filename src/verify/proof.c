#include "proof.h"

#include <stdlib.h>

#include "cases.h"
#include "slab.h"
#include "stop.h"
#include "token.h"

static void refuse_cell(void *context, size_t s, size_t t) {
    (void)context;
    reject("a counted box with an unsafe cell (%zu,%zu)", s + 1, t + 1);
}

static void refuse_centres(void *context, mpz_t from, mpz_t to) {
    (void)context, (void)from, (void)to;
    reject("a counted box with centres that do not pass");
}

/* The tree of one chart. */
static void read_chart(ranges *e, cases *trees, box *b) {
    static const visitor refuse = { refuse_cell, refuse_centres, NULL };
    do {
        while (!token_is(".") && !token_is("("))
            box_split(b, token_place(b->dims, "coordinate"));
        bool counted = *token_last() == '.';
        if (!counted && b->dims == 1)
            malformed("cases in one dimension");
        ranges_set(e, b);
        if (counted)
            ranges_visit(e, &refuse);
        else
            cases_read(trees);
    } while (box_next(b));
}

static void read_problem(const table *t, const rule *r, const claim *c) {
    space s;
    ranges e;
    where.problem++;
    space_read(&s, t, c);
    ranges_init(&e, &s, r, c->kappa);
    cases *trees = cases_create(&e);
    for (where.chart = 1; where.chart <= s.dims; where.chart++) {
        box b;
        box_start(&b, s.dims, where.chart - 1);
        read_chart(&e, trees, &b);
        box_free(&b);
    }
    where.chart = 0;
    cases_free(trees);
    ranges_free(&e);
    space_clear(&s);
}

/* The problem about some of the features, counted from 1. */
static void read_subset(const size_t *feature, size_t size, const rule *r, const claim *c,
                        const group *g) {
    table t = { g->count, size, feature, get(g->count * size, sizeof *t.x), g->weight };
    for (size_t k = 0; k < g->count; k++)
        for (size_t l = 0; l < size; l++)
            t.x[k * size + l] = g->point[k]->x[feature[l] - 1];
    read_problem(&t, r, c);
    free(t.x);
}

/* Each set of `size` of the features, in lexicographic order. */
static void read_subsets(const size_t *feature, size_t count, size_t size, const rule *r,
                         const claim *c, const group *g) {
    size_t *index = get(size, sizeof *index), *chosen = get(size, sizeof *chosen);
    for (size_t l = 0; l < size; l++)
        index[l] = l;
    for (size_t moved = size; moved > 0;) {
        for (size_t l = 0; l < size; l++)
            chosen[l] = feature[index[l]];
        read_subset(chosen, size, r, c, g);
        for (moved = size; moved > 0 && index[moved - 1] == count - size + moved - 1;)
            moved--;
        if (moved > 0)
            index[moved - 1]++;
        for (size_t l = moved; moved > 0 && l < size; l++)
            index[l] = index[l - 1] + 1;
    }
    free(index);
    free(chosen);
}

/* A problem about <v,x> for each direction v. */
static void read_directions(const rule *r, const claim *c, const group *g) {
    const size_t first = 1;
    mpq_t *x = get(g->count, sizeof *x);
    table t = { g->count, 1, &first, get(g->count, sizeof *t.x), g->weight };
    for (size_t k = 0; k < g->count; k++) {
        mpq_init(x[k]);
        t.x[k] = x[k];
    }
    for (size_t d = 0; d < c->directions; d++) {
        for (size_t k = 0; k < g->count; k++)
            project(x[k], c->direction[d], g->point[k], c->columns.features);
        read_problem(&t, r, c);
    }
    for (size_t k = 0; k < g->count; k++)
        mpq_clear(x[k]);
    free(x);
    free(t.x);
}

/* Reads which features are constant; the others go to feature[features]. */
static size_t read_free(size_t *feature, const claim *c, const group *g) {
    token_word("constant");
    size_t constants = token_count(), left = 0, next = 1;
    for (size_t j = 0; j < constants; j++, next++) {
        size_t constant = token_place(c->columns.features, "feature");
        if (constant < next)
            malformed("constant feature %zu is out of order", constant);
        for (; next < constant; next++)
            feature[left++] = next;
        for (size_t k = 1; k < g->count; k++)
            if (!mpq_equal(g->point[k]->x[constant - 1], g->point[0]->x[constant - 1]))
                reject("feature %zu is not constant", constant);
    }
    for (; next <= c->columns.features; next++)
        feature[left++] = next;
    return left;
}

static void read_problems(const rule *r, const claim *c, const group *g) {
    size_t *feature = get(c->columns.features, sizeof *feature);
    size_t count = read_free(feature, c, g);
    if (c->family == DIRECTIONS && count < c->columns.features)
        malformed("constant features in family directions");
    if (c->family == DIRECTIONS)
        read_directions(r, c, g);
    else if (count > 0)
        read_subsets(feature, count, c->sparsity < count ? c->sparsity : count, r, c, g);
    free(feature);
}

/* What passes when the bound is b (format, section 8). */
static void set_rule(rule *r, const bound *b, const claim *c, mass total) {
    mpq_t ratio, one;
    mpq_inits(ratio, one, NULL);
    mpq_set_ui(one, 1, 1);
    mass most = total;
    if (!b->infinite)
        mpq_add(ratio, c->dual ? b->value : c->sigma, one);
    if (c->dual)
        most = mass_ceiling(c->m0, total) - 1;
    else if (mpq_cmp(b->value, one) < 0)
        most = mass_floor(b->value, total);
    rule_init(r, most, mass_ceiling(c->delta, total), ratio, total);
    mpq_clears(ratio, one, NULL);
}

/* A bound that needs no proof: no slab that violates is as heavy as delta; sigma* >= 0. */
static void check_given(const bound *b, const rule *r, const claim *c) {
    bool zero = c->dual && !b->infinite && mpq_sgn(b->value) == 0;
    if (!zero && r->most < r->enough - 1)
        reject("the bound is not one that is given");
}

void bound_read(bound *b, const claim *c, const group *g) {
    rule r;
    mpq_init(b->value);
    token_word("bound");
    b->infinite = c->dual && token_is("infinite");
    if (!b->infinite)
        token_fraction(b->value);
    if (mpq_sgn(b->value) < 0)
        malformed("a negative bound");
    set_rule(&r, b, c, g->total);
    where.problem = 0;
    if (token_is("given"))
        check_given(b, &r, c);
    else
        read_problems(&r, c, g);
    where.problem = 0;
    rule_clear(&r);
}
