/* For tests of certificates: reads the proof of one group (section 2 of
 * docs/certificate-format.md) and checks it from the dataset on. Included after
 * cmocka.h. */
#ifndef TEST_CERTIFICATE_OF_H
#define TEST_CERTIFICATE_OF_H

#include <doublecheck/check.h>

#include <flint/fmpz_vec.h>

#include "proof_of.h"

#include "certificate/header.h"
#include "search/subset.h"

/* One group and what is asked of it. */
typedef struct certified {
    proof_reader p;
    const dc_dataset *data;
    const size_t *rows;
    size_t count, n;
    const dc_check_options *options;
    rule r;
    dc_condition c; /* at the bound */
    mpq_t x[TOY_POINTS * TOY_DIMS];
    int64_t w[TOY_POINTS];
    unsigned long problems, relations, boxes;
} certified;

static inline void certified_word(certified *g, const char *word) {
    const char *token = proof_token(&g->p);
    if (strcmp(token, word) != 0)
        fail_msg("'%s' in place of '%s'", token, word);
}

static inline int64_t certified_number(certified *g, wide_int least) {
    const char *token = proof_token(&g->p);
    int64_t value = (int64_t)proof_number(&token, least);
    proof_mark(&token, '\0');
    return value;
}

/* w becomes whole numbers without a common divisor; returns their sum. */
static inline dc_mass certified_weights(certified *g) {
    dc_mass total = 0;
    mpq_t weight;
    mpz_t common, divisor;
    mpq_init(weight);
    mpz_init_set_ui(common, 1);
    mpz_init(divisor);
    for (size_t k = 0; k < g->count; k++) {
        dc_dataset_weight(weight, g->data, g->rows[k]);
        mpz_lcm(common, common, mpq_denref(weight));
    }
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < g->count; k++) {
            dc_dataset_weight(weight, g->data, g->rows[k]);
            mpz_mul(mpq_numref(weight), mpq_numref(weight), common);
            mpz_divexact(mpq_numref(weight), mpq_numref(weight), mpq_denref(weight));
            if (pass == 0)
                mpz_gcd(divisor, divisor, mpq_numref(weight));
            else
                g->w[k] = mpz_get_si(mpq_numref(weight)) / mpz_get_si(divisor);
        }
    mpz_clears(common, divisor, NULL);
    mpq_clear(weight);
    for (size_t k = 0; k < g->count; k++)
        total += g->w[k];
    return total;
}

/* x[count][n] becomes the group's features; or, along a direction, <v,x>. */
static inline void certified_values(certified *g, const dc_dataset *directions,
                                    size_t row) {
    size_t features = dc_dataset_features(g->data);
    fmpz *v = _fmpz_vec_init((slong)features);
    mpq_t value;
    mpq_init(value);
    if (directions)
        dc_header_direction(v, directions, row);
    for (size_t k = 0; k < g->count; k++)
        for (size_t l = 0; l < features; l++) {
            mpq_t *x = g->x + k * g->n + (directions ? 0 : l);
            dc_dataset_value(value, g->data, g->rows[k], l);
            if (l == 0 || !directions)
                mpq_set_ui(*x, 0, 1);
            mpz_mul_si(mpq_numref(value), mpq_numref(value),
                       directions ? fmpz_get_si(v + l) : 1);
            mpq_canonicalize(value);
            mpq_add(*x, *x, value);
        }
    mpq_clear(value);
    _fmpz_vec_clear(v, (slong)features);
}

/* sum += factor (x_k,l - x_1,l). */
static inline void certified_add(mpq_t sum, const certified *g, size_t k, size_t l,
                                 int64_t factor) {
    mpq_t value, by;
    mpq_inits(value, by, NULL);
    mpq_set_si(by, factor, 1);
    mpq_sub(value, g->x[k * g->n + l], g->x[l]);
    mpq_mul(value, value, by);
    mpq_add(sum, sum, value);
    mpq_clears(value, by, NULL);
}

/* Feature l is an affine function of those that are kept. */
static inline void certified_relation(certified *g, size_t l, const size_t *keep,
                                      size_t d) {
    int64_t c[TOY_DIMS + 1];
    mpq_t sum;
    mpq_init(sum);
    certified_word(g, "affine");
    for (size_t j = 0; j <= d; j++)
        c[j] = certified_number(g, INT64_MIN);
    assert_true(c[0] != 0);
    for (size_t k = 0; k < g->count; k++) {
        mpq_set_ui(sum, 0, 1);
        certified_add(sum, g, k, l, -c[0]);
        for (size_t j = 0; j < d; j++)
            certified_add(sum, g, k, keep[j], c[j + 1]);
        if (mpq_sgn(sum) != 0)
            fail_msg("feature %zu is not what a relation says", l + 1);
    }
    mpq_clear(sum);
    g->relations++;
}

/* The space; the points in its coordinates, merged. Returns the scale of feature 1. */
static inline int64_t certified_space(toy *t, certified *g, const size_t *keep,
                                      size_t d) {
    bool wide = g->options->family.kind == DC_FAMILY_WIDTH;
    int64_t s[TOY_DIMS], o[TOY_DIMS], T[TOY_DIMS][TOY_DIMS];
    mpq_t value;
    mpq_init(value);
    certified_word(g, "scale");
    for (size_t j = 0; j < d; j++)
        s[j] = certified_number(g, 1);
    certified_word(g, "origin");
    for (size_t j = 0; j < d; j++)
        o[j] = certified_number(g, INT64_MIN);
    certified_word(g, "transform");
    for (size_t r = 0; r < d; r++) {
        for (size_t j = 0; j <= r; j++)
            T[r][j] = certified_number(g, INT64_MIN);
        assert_true(wide ? T[r][r] == 1 && s[r] == s[0] : T[r][r] != 0);
    }
    *t = (toy){ .n = d };
    for (size_t k = 0; k < g->count; k++) {
        int64_t x[TOY_DIMS], *y = t->x + t->N * d;
        for (size_t j = 0; j < d; j++) {
            mpq_set_si(value, s[j], 1);
            mpq_mul(value, value, g->x[k * g->n + keep[j]]);
            assert_int_equal(mpz_cmp_ui(mpq_denref(value), 1), 0);
            x[j] = mpz_get_si(mpq_numref(value)) - o[j];
        }
        for (size_t r = 0; r < d; r++) {
            y[r] = 0;
            for (size_t j = 0; j <= r; j++)
                y[r] += T[r][j] * x[j];
        }
        size_t i = 0;
        while (memcmp(t->x + i * d, y, d * sizeof *y) != 0)
            i++;
        t->w[i] += g->w[k];
        t->N += i == t->N;
    }
    mpq_clear(value);
    return s[0];
}

/* The problem about features[size]. */
static inline void certified_problem(certified *g, const size_t *features, size_t size) {
    bool wide = g->options->family.kind == DC_FAMILY_WIDTH;
    size_t keep[TOY_DIMS], next = 0;
    certified_word(g, "keep");
    size_t d = (size_t)certified_number(g, wide ? (wide_int)size : 0);
    assert_true(d <= size);
    for (size_t j = 0; j < d; j++, next++) {
        keep[j] = (size_t)certified_number(g, 1) - 1;
        while (next < size && features[next] != keep[j])
            next++;
        assert_true(next < size);
    }
    next = 0;
    for (size_t i = 0; i < size; i++) {
        if (next < d && features[i] == keep[next])
            next++;
        else
            certified_relation(g, features[i], keep, d);
    }
    g->problems++;
    if (d == 0)
        return;
    toy t;
    int64_t scale = certified_space(&t, g, keep, d);
    const mpq_t *width = (const mpq_t *)&g->options->family.width;
    const long w[] = { wide ? scale * mpz_get_si(mpq_numref(*width)) : 0,
                       wide ? mpz_get_si(mpq_denref(*width)) : 1 };
    proof_trees(&g->p, &t, &g->r, &g->c, w);
    g->boxes += g->p.boxes;
}

/* Behind "constant", families other than directions. */
static inline void certified_columns(certified *g) {
    size_t listed = (size_t)certified_number(g, 0), next = 0, free_ones[TOY_DIMS];
    size_t places[TOY_DIMS], features[TOY_DIMS], count = 0, size;
    for (size_t l = 0; l < g->n; l++) {
        bool constant = true;
        for (size_t k = 1; k < g->count; k++)
            constant = constant && mpq_equal(g->x[k * g->n + l], g->x[l]);
        if (!constant)
            free_ones[count++] = l;
        else if (certified_number(g, 1) != (int64_t)l + 1 || next++ == listed)
            fail_msg("feature %zu is not listed as constant", l + 1);
    }
    assert_int_equal(next, listed);
    size = g->options->family.kind == DC_FAMILY_AXES     ? 1
           : g->options->family.kind == DC_FAMILY_SPARSE ? g->options->family.sparsity
                                                         : count;
    size = size < count ? size : count;
    dc_subset_first(places, size);
    do {
        for (size_t i = 0; i < size; i++)
            features[i] = free_ones[places[i]];
        if (size > 0)
            certified_problem(g, features, size);
    } while (dc_subset_next(places, size, count));
}

/* Behind the bound, at which g->c stands; w is set. */
static inline void certified_proof(certified *g) {
    const dc_dataset *directions = g->options->family.directions;
    bool rays = g->options->family.kind == DC_FAMILY_DIRECTIONS;
    const char *token = proof_token(&g->p);
    if (strcmp(token, "given") == 0) {
        assert_true(dc_condition_exhausted(&g->c));
        return;
    }
    assert_string_equal(token, "constant");
    g->n = dc_dataset_features(g->data);
    assert_true(g->count <= TOY_POINTS && g->n <= TOY_DIMS);
    for (size_t k = 0; k < TOY_POINTS * TOY_DIMS; k++)
        mpq_init(g->x[k]);
    if (rays) {
        certified_word(g, "0");
        g->n = 1;
        for (size_t row = 0; row < dc_dataset_points(directions); row++) {
            certified_values(g, directions, row);
            certified_problem(g, &(size_t){ 0 }, 1);
        }
    } else {
        certified_values(g, NULL, 0);
        certified_columns(g);
    }
    for (size_t k = 0; k < TOY_POINTS * TOY_DIMS; k++)
        mpq_clear(g->x[k]);
}

#endif
