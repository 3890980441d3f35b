#include "proof.h"

#include <stdlib.h>
#include <string.h>

#include "cases.h"
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
static void read_chart(ranges *e, cases *c, box *b) {
    do {
        while (!token_is(".") && !token_is("("))
            box_split(b, token_place(b->dims, "coordinate"));
        bool counted = *token_last() == '.';
        if (!counted && b->dims == 1)
            malformed("cases in one dimension");
        box_measure(b);
        ranges_set(e, b);
        if (counted)
            ranges_visit(e, &(visitor){ refuse_cell, refuse_centres, NULL });
        else
            cases_read(c);
    } while (box_next(b));
}

static void read_trees(const space *s, const rule *r, const claim *c) {
    ranges e;
    ranges_init(&e, s, r, c->kappa);
    cases *trees = cases_create(&e);
    for (where.chart = 1; where.chart <= s->dims; where.chart++) {
        box b;
        box_start(&b, s->dims, where.chart - 1);
        read_chart(&e, trees, &b);
        box_free(&b);
    }
    where.chart = 0;
    cases_free(trees);
    ranges_free(&e);
}

static void read_problem(const table *t, const rule *r, const claim *c) {
    space s;
    where.problem++;
    space_read(&s, t, c);
    if (s.dims > 0)
        read_trees(&s, r, c);
    space_clear(&s);
}

/* Some of the free features of a group. */
static void read_subset(const size_t *feature, size_t size, const rule *r, const claim *c,
                        const data *d, const group *g) {
    table t = { .count = g->count, .features = size, .weight = g->weight };
    t.feature = get(size, sizeof *t.feature);
    t.x = get(g->count * size, sizeof *t.x);
    for (size_t l = 0; l < size; l++)
        t.feature[l] = feature[l] + 1;
    for (size_t k = 0; k < g->count; k++)
        for (size_t l = 0; l < size; l++)
            t.x[k * size + l] = data_x(d, g->point[k], feature[l]);
    read_problem(&t, r, c);
    free(t.feature);
    free(t.x);
}

/* Each set of `size` of the features, in lexicographic order. */
static void read_subsets(const size_t *feature, size_t count, size_t size, const rule *r,
                         const claim *c, const data *d, const group *g) {
    size_t *index = get(size, sizeof *index), *chosen = get(size, sizeof *chosen), l;
    for (l = 0; l < size; l++)
        index[l] = l;
    do {
        for (l = 0; l < size; l++)
            chosen[l] = feature[index[l]];
        read_subset(chosen, size, r, c, d, g);
        for (l = size; l > 0 && index[l - 1] == count - size + l - 1;)
            l--;
        if (l > 0)
            index[l - 1]++;
        for (size_t k = l; l > 0 && k < size; k++)
            index[k] = index[k - 1] + 1;
    } while (l > 0);
    free(index);
    free(chosen);
}

/* x = <v,x_k>. */
static number projection(mpz_t *v, const data *d, size_t k, mpq_t sum, mpq_t value) {
    mpq_set_ui(sum, 0, 1);
    for (size_t l = 0; l < d->features; l++) {
        if (mpz_sgn(v[l]) == 0)
            continue;
        number_get(value, data_x(d, k, l));
        mpz_mul(mpq_numref(value), mpq_numref(value), v[l]);
        mpq_canonicalize(value);
        mpq_add(sum, sum, value);
    }
    return number_keep(sum);
}

static void read_directions(const rule *r, const claim *c, const data *d,
                            const group *g) {
    size_t one = 1;
    table t = { .count = g->count, .features = 1, .feature = &one, .weight = g->weight };
    mpq_t sum, value;
    mpq_inits(sum, value, NULL);
    t.x = get(g->count, sizeof *t.x);
    for (size_t k = 0; k < c->directions; k++) {
        for (size_t p = 0; p < g->count; p++)
            t.x[p] = projection(c->direction[k], d, g->point[p], sum, value);
        read_problem(&t, r, c);
    }
    free(t.x);
    mpq_clears(sum, value, NULL);
}

/* Reads which features are constant; the others go to feature, which has room. */
static size_t read_free(size_t *feature, const data *d, const group *g) {
    size_t constants = token_count(), free_count = 0, l = 0;
    for (size_t k = 0; k < constants; k++) {
        size_t constant = token_place(d->features, "feature") - 1;
        for (; l < constant; l++)
            feature[free_count++] = l;
        if (l++ > constant)
            malformed("constant feature %zu is out of order", constant + 1);
        for (size_t p = 1; p < g->count; p++)
            if (!number_equal(data_x(d, g->point[p], constant),
                              data_x(d, g->point[0], constant)))
                reject("feature %zu is not constant", constant + 1);
    }
    for (; l < d->features; l++)
        feature[free_count++] = l;
    return free_count;
}

static void read_problems(const rule *r, const claim *c, const data *d, const group *g) {
    size_t *feature = get(d->features, sizeof *feature);
    size_t count = read_free(feature, d, g), size = count;
    if (c->family == DIRECTIONS && count < d->features)
        malformed("constant features in family directions");
    if ((c->family == SPARSE || c->family == AXES) && c->sparsity < size)
        size = c->sparsity;
    if (c->family == DIRECTIONS)
        read_directions(r, c, d, g);
    else if (count > 0)
        read_subsets(feature, count, size, r, c, d, g);
    free(feature);
}

/* What passes when the bound is b (format, section 8). */
static void set_rule(rule *r, const bound *b, const claim *c, mass total) {
    mpq_t ratio, one;
    mpq_inits(ratio, one, NULL);
    mpq_set_ui(one, 1, 1);
    mass enough = mass_ceiling(c->delta, total), most = total;
    if (!b->infinite)
        mpq_add(ratio, c->dual ? b->value : c->sigma, one);
    if (c->dual)
        most = mass_ceiling(c->m0, total) - 1;
    else if (mpq_cmp(b->value, one) < 0)
        most = mass_floor(b->value, total);
    rule_init(r, most, enough, ratio, total);
    mpq_clears(ratio, one, NULL);
}

/* A bound that needs no proof: no slab that violates is as heavy as delta. */
static void check_given(const bound *b, const rule *r, const claim *c) {
    bool zero = c->dual && !b->infinite && mpq_sgn(b->value) == 0;
    if (!zero && r->most < r->enough - 1)
        reject("the bound is not one that is given");
}

void bound_read(bound *b, const claim *c, const data *d, const group *g) {
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
    if (token_is("given")) {
        check_given(b, &r, c);
    } else {
        token_word("constant");
        read_problems(&r, c, d, g);
    }
    where.problem = 0;
    rule_clear(&r);
}
