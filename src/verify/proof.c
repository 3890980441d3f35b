#include "verify.h"

/* What all problems of a group have in common. */
typedef struct context {
    const claim *claim;
    const group *group;
    rule rule;
} context;

/* The tree of one chart. */
static void read_chart(ranges *e, size_t chart) {
    boxes t = boxes_start(e->space->dims, chart);
    while (t.count > 0) {
        bool counted = token_is(".");
        if (!counted && !token_is("(")) {
            boxes_split(&t, token_place(t.dims, "coordinate"));
            continue;
        }
        if (!counted && t.dims == 1)
            malformed("cases in one dimension");
        boxes_next(&t, &e->box);
        ranges_set(e);
        if (counted)
            leaf_check(e, NULL);
        else
            cases_read(e);
    }
}

/* The problem about some of the features; or about <v,x>, which is feature 1 then. */
static void read_problem(const context *p, const size_t *feature, size_t size, mpz_t *v) {
    void *start = mark();
    const group *g = p->group;
    table t = { g->count, size, feature, get(g->count * size, sizeof *t.x), g->weight };
    num term = whole(0);
    for (size_t k = 0; k < g->count; k++)
        for (size_t l = 0; l < size; l++) {
            num x = v ? whole(0) : g->point[k]->x[feature[l] - 1];
            if (v)
                project(x, term, v, g->point[k]->x, p->claim->columns.features);
            *t.x[k * size + l] = *x;
        }
    where.problem++;
    space s = space_read(&t, p->claim);
    ranges e = ranges_make(&s, &p->rule, p->claim->kappa);
    for (where.chart = 1; where.chart <= s.dims; where.chart++) {
        void *chart = mark();
        read_chart(&e, where.chart - 1);
        release(chart);
    }
    where.chart = 0;
    release(start);
}

/* Each set of `size` of the features, in lexicographic order. */
static void read_sets(const context *p, const size_t *feature, size_t count,
                      size_t size) {
    size_t *place = get(size, sizeof *place), *chosen = get(size, sizeof *chosen), l;
    for (l = 0; l < size; l++)
        place[l] = l;
    do {
        for (l = 0; l < size; l++)
            chosen[l] = feature[place[l]];
        read_problem(p, chosen, size, NULL);
        while (l > 0 && place[l - 1] == count - size + l - 1)
            l--;
        for (size_t k = l, next = l ? place[l - 1] + 1 : 0; k > 0 && k <= size; k++)
            place[k - 1] = next++;
    } while (l > 0);
}

/* Reads which features are constant; the others go to feature[features]. */
static size_t read_free(const context *p, size_t *feature) {
    size_t features = p->claim->columns.features, constants, left = 0;
    const point *first = p->group->point[0];
    for (size_t l = 0; l < features; l++)
        feature[l] = l + 1;
    bool *constant = token_features("constant", feature, features, &constants);
    for (size_t l = 0; l < features; l++) {
        for (size_t k = 1; k < p->group->count && constant[l]; k++)
            if (!mpq_equal(p->group->point[k]->x[l], first->x[l]))
                reject("feature %zu is not constant", l + 1);
        if (!constant[l])
            feature[left++] = l + 1;
    }
    return left;
}

static void read_problems(const context *p) {
    const claim *c = p->claim;
    size_t *feature = get(c->columns.features, sizeof *feature);
    size_t count = read_free(p, feature);
    if (c->family == DIRECTIONS && count < c->columns.features)
        malformed("constant features in family directions");
    for (size_t k = 0; k < c->directions; k++)
        read_problem(p, feature, 1, c->direction[k]);
    if (c->family != DIRECTIONS && count > 0)
        read_sets(p, feature, count, c->sparsity < count ? c->sparsity : count);
}

/* What passes when the bound is b (format, section 8). */
static rule rule_of(const num b, const claim *c, mass total) {
    num one = whole(1), gain = c->dual ? b : c->sigma;
    mass most = total;
    if (c->dual)
        most = mass_part(c->m0, total, mpz_cdiv_q) - 1;
    else if (mpq_cmp(b, one) < 0)
        most = mass_part(b, total, mpz_fdiv_q);
    num share = gain ? calculate(mpq_div, one, calculate(mpq_add, one, gain)) : NULL;
    return rule_make(most, mass_part(c->delta, total, mpz_cdiv_q), total, share);
}

num bound_read(const claim *c, const group *g) {
    token_word("bound");
    num b = c->dual && token_is("infinite") ? NULL : token_fraction();
    if (b && mpq_sgn(b) < 0)
        malformed("a negative bound");
    const context p = { c, g, rule_of(b, c, g->total) };
    where.problem = 0;
    /* given: no slab that violates is as heavy as delta; or sigma* >= 0 */
    bool zero = c->dual && b && mpq_sgn(b) == 0;
    if (!token_is("given"))
        read_problems(&p);
    else if (!zero && p.rule.most < p.rule.enough - 1)
        reject("the bound is not one that is given");
    where.problem = 0;
    return b;
}
