/* For tests of the engine: small point sets with ties on purpose, conditions, and
 * slow answers along one direction from the definitions. Included after cmocka.h. */
#ifndef TEST_POINTS_OF_H
#define TEST_POINTS_OF_H

#include "reading.h"

#include "data/dataset.h"
#include "geometry/condition.h"
#include "geometry/points.h"
#include "geometry/space.h"

__extension__ typedef __int128 wide_int;

enum { TOY_POINTS = 40, TOY_DIMS = 5 };

/* Points with integer coordinates and weights. */
typedef struct toy {
    size_t N, n;
    int64_t x[TOY_POINTS * TOY_DIMS]; /* [N][n] */
    int64_t w[TOY_POINTS];
} toy;

/* The constants of D3 as fractions. */
typedef struct rule {
    long kappa[2], sigma[2], delta[2];
} rule;

static inline void toy_print(const toy *t) {
    for (size_t k = 0; k < t->N; k++) {
        fprintf(stderr, "  (");
        for (size_t l = 0; l < t->n; l++)
            fprintf(stderr, "%s%lld", l ? ", " : "", (long long)t->x[k * t->n + l]);
        fprintf(stderr, ") w=%lld\n", (long long)t->w[k]);
    }
}

static inline void rule_print(const rule *r) {
    fprintf(stderr, "  kappa %ld/%ld sigma %ld/%ld delta %ld/%ld\n", r->kappa[0],
            r->kappa[1], r->sigma[0], r->sigma[1], r->delta[0], r->delta[1]);
}

/* N points in n dimensions: coordinates within +-spread; some are copies of others,
 * some lie in the middle of two others or opposite to one. */
static inline void toy_random(toy *t, dc_random *random, size_t N, size_t n,
                              int64_t spread) {
    t->N = N;
    t->n = n;
    bool weighted = dc_random_below(random, 2) != 0;
    for (size_t k = 0; k < N; k++) {
        int64_t *x = t->x + k * n;
        const int64_t *a = t->x, *b = t->x;
        if (k > 0) {
            a += dc_random_below(random, k) * n;
            b += dc_random_below(random, k) * n;
        }
        uint64_t kind = k ? dc_random_below(random, 8) : 7;
        for (size_t l = 0; l < n; l++) {
            x[l] = dc_random_between(random, -spread, spread);
            if (kind == 0)
                x[l] = a[l];
            else if (kind == 1)
                x[l] = 2 * b[l] - a[l];
            else if (kind == 2 && (a[l] + b[l]) % 2 == 0)
                x[l] = (a[l] + b[l]) / 2;
        }
        t->w[k] = weighted ? dc_random_between(random, 1, 4) : 1;
    }
}

static inline rule rule_random(dc_random *random) {
    static const long kappas[][2] = { { 2, 1 }, { 3, 1 }, { 3, 2 }, { 5, 4 }, { 7, 3 } };
    static const long sigmas[][2] = { { 1, 4 }, { 1, 10 }, { 1, 1 }, { 3, 7 } };
    static const long deltas[][2] = { { 1, 2 }, { 9, 10 }, { 1, 1 }, { 2, 3 } };
    rule r;
    memcpy(r.kappa, kappas[dc_random_below(random, 5)], sizeof r.kappa);
    memcpy(r.sigma, sigmas[dc_random_below(random, 4)], sizeof r.sigma);
    memcpy(r.delta, deltas[dc_random_below(random, 4)], sizeof r.delta);
    return r;
}

static inline void set_fraction(mpq_t value, const long *fraction) {
    mpq_set_si(value, fraction[0], (unsigned long)fraction[1]);
    mpq_canonicalize(value);
}

static inline void rule_condition(dc_condition *condition, const rule *r, dc_mass total) {
    mpq_t kappa, sigma, delta;
    mpq_inits(kappa, sigma, delta, NULL);
    set_fraction(kappa, r->kappa);
    set_fraction(sigma, r->sigma);
    set_fraction(delta, r->delta);
    assert_true(dc_condition_init(condition, kappa, sigma, delta, total));
    mpq_clears(kappa, sigma, delta, NULL);
}

/* Turns a condition into one that looks for sigma*. */
static inline void make_by_ratio(dc_condition *condition, dc_mass floor) {
    condition->by_ratio = condition->ratio_infinite = true;
    condition->ratio_num = condition->ratio_den = 1;
    condition->floor = floor;
}

static inline dc_dataset *toy_dataset(const toy *t) {
    dc_dataset *data;
    dc_error error;
    double values[TOY_POINTS * TOY_DIMS], weights[TOY_POINTS];
    for (size_t k = 0; k < t->N * t->n; k++)
        values[k] = (double)t->x[k];
    for (size_t k = 0; k < t->N; k++)
        weights[k] = (double)t->w[k];
    if (dc_dataset_from_doubles(&data, t->N, t->n, values, NULL, weights, &error) !=
        DC_OK)
        fail_msg("a toy is refused: %s", error.message);
    return data;
}

/* Every row of a dataset as one group; flags of dc_points_create. */
static inline void points_of(dc_points *points, const dc_dataset *data, unsigned flags) {
    dc_error error;
    size_t count = dc_dataset_points(data);
    size_t *rows = malloc(count * sizeof *rows);
    assert_non_null(rows);
    for (size_t k = 0; k < count; k++)
        rows[k] = k;
    if (dc_points_create(points, data, rows, count, flags, NULL, &error) != DC_OK)
        fail_msg("points are refused: %s", error.message);
    free(rows);
}

static inline void toy_points(dc_points *points, const toy *t, unsigned flags) {
    dc_dataset *data = toy_dataset(t);
    points_of(points, data, flags);
    dc_dataset_destroy(data);
}

/* The space's coordinates y as a toy. */
static inline void toy_of_space(toy *t, const dc_space *space) {
    t->N = space->count;
    t->n = space->dims;
    for (size_t k = 0; k < t->N * t->n; k++) {
        assert_true(fmpz_fits_si(space->y + k));
        t->x[k] = fmpz_get_si(space->y + k);
    }
    for (size_t k = 0; k < t->N; k++)
        t->w[k] = (int64_t)space->points->weight[k];
}

static inline void toy_project(wide_int *p, const toy *t, const int64_t *v) {
    for (size_t k = 0; k < t->N; k++) {
        p[k] = 0;
        for (size_t l = 0; l < t->n; l++)
            p[k] += (wide_int)v[l] * t->x[k * t->n + l];
    }
}

static inline void set_wide(fmpz_t value, wide_int wide) {
    fmpz_set_si(value, (slong)(wide >> 62));
    fmpz_mul_2exp(value, value, 62);
    fmpz_add_ui(value, value, (ulong)(wide & (((wide_int)1 << 62) - 1)));
}

/* Masses of the slab [a/scale, b/scale] of projections, from D2: with c and r its
 * middle and half-width, |p - c| <= r, and |p - c| <= kappa r. */
static inline void slow_weigh(dc_mass *U, dc_mass *L, const wide_int *p, const dc_mass *w,
                              size_t N, wide_int scale, wide_int a, wide_int b,
                              const rule *r) {
    *U = *L = 0;
    for (size_t k = 0; k < N; k++) {
        wide_int distance = 2 * scale * p[k] - (a + b);
        if (distance < 0)
            distance = -distance;
        *U += distance <= b - a ? w[k] : 0;
        *L += r->kappa[1] * distance <= r->kappa[0] * (b - a) ? w[k] : 0;
    }
}

/* a b < c d. */
static inline bool slow_less(dc_mass a, dc_mass b, dc_mass c, dc_mass d) {
    mpz_t left, right, factor;
    mpz_inits(left, right, factor, NULL);
    dc_mass_get_mpz(left, a);
    dc_mass_get_mpz(factor, b);
    mpz_mul(left, left, factor);
    dc_mass_get_mpz(right, c);
    dc_mass_get_mpz(factor, d);
    mpz_mul(right, right, factor);
    bool less = mpz_cmp(left, right) < 0;
    mpz_clears(left, right, factor, NULL);
    return less;
}

/* Wanted, word for word as in condition.h. */
static inline bool slow_wanted(const dc_condition *c, const rule *r, dc_mass U,
                               dc_mass L) {
    return U > c->floor && slow_less(L, r->delta[1], c->total, r->delta[0]) &&
           (c->ratio_infinite || slow_less(L, c->ratio_den, U, c->ratio_num));
}

typedef struct slow_best {
    bool found;
    wide_int scale, a, b;
    dc_mass U, L;
} slow_best;

/* Keeps the slab if it is wanted and better than the best so far. */
static inline void slow_try(slow_best *best, const dc_condition *c, const rule *r,
                            const wide_int *p, const dc_mass *w, size_t N, wide_int scale,
                            wide_int a, wide_int b) {
    dc_mass U, L;
    slow_weigh(&U, &L, p, w, N, scale, a, b, r);
    if (!slow_wanted(c, r, U, L))
        return;
    if (best->found && !(c->by_ratio ? slow_less(L, best->U, best->L, U) : U > best->U))
        return;
    *best = (slow_best){ true, scale, a, b, U, L };
}

/* The best wanted slab along a line: every tight pair, from the left, the shorter
 * first; for width[0] / width[1] > 0 the pairs that wide, and slabs of that width
 * with their centre at any multiple of the grid that holds all events. */
static inline slow_best slow_line(const wide_int *p, const dc_mass *w, size_t N,
                                  const long *width, const dc_condition *c,
                                  const rule *r) {
    slow_best best = { 0 };
    size_t order[TOY_POINTS];
    for (size_t k = 0; k < N; k++) {
        size_t j = k;
        for (; j > 0 && p[order[j - 1]] > p[k]; j--)
            order[j] = order[j - 1];
        order[j] = k;
    }
    for (size_t s = 0; s < N; s++)
        for (size_t t = s; t < N; t++) {
            wide_int a = p[order[s]], b = p[order[t]];
            if (!width || (b - a) * width[1] >= width[0])
                slow_try(&best, c, r, p, w, N, 1, a, b);
        }
    if (!width)
        return best;
    wide_int scale = 4 * (wide_int)width[1] * r->kappa[1];
    wide_int half = 2 * (wide_int)width[0] * r->kappa[1];
    wide_int first = scale * p[order[0]] - half, last = scale * p[order[N - 1]] + half;
    for (wide_int centre = first; centre <= last; centre++)
        slow_try(&best, c, r, p, w, N, scale, centre - half, centre + half);
    return best;
}

#endif
