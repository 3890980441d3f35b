/* For tests of the search in the plane: every direction that matters, and so the
 * whole truth about a box. Included after cmocka.h. */
#ifndef TEST_SLOPES_OF_H
#define TEST_SLOPES_OF_H

#include "scene_of.h"

/* In two dimensions a box is an interval of slopes t, v = (1, t) or (t, 1), and
 * all masses are constant between the zeros of finitely many forms (T3). */
typedef struct slope {
    int64_t n, d; /* d > 0 */
} slope;

enum { SLOPES_MOST = 20000 };

typedef struct slopes {
    slope at[SLOPES_MOST];
    size_t count;
    slope low, high; /* the box */
    size_t chart;
} slopes;

static inline int compare_slopes(const void *left, const void *right) {
    const slope *a = left, *b = right;
    wide_int x = (wide_int)a->n * b->d, y = (wide_int)b->n * a->d;
    return (x > y) - (x < y);
}

static inline void add_slope(slopes *all, int64_t n, int64_t d) {
    slope t = d < 0 ? (slope){ -n, -d } : (slope){ n, d };
    if (d == 0 || compare_slopes(&t, &all->low) < 0 || compare_slopes(&t, &all->high) > 0)
        return;
    assert_true(all->count < SLOPES_MOST);
    all->at[all->count++] = t;
}

/* The zero of u_chart + u_other t + constant. */
static inline void add_zero(slopes *all, const int64_t *u, int64_t constant) {
    add_slope(all, -u[all->chart] - constant, u[1 - all->chart]);
}

/* All slopes at which two of the numbers that decide masses meet: p_k and
 * (1+h) p_i - h p_j; with a width w also p_k - p_i and constants, which are the
 * differences of 0, w, and of w/2, kappa w/2 with either sign. */
static inline void critical_slopes(slopes *all, const scene *s) {
    const toy *t = &s->t;
    int64_t kn = s->r.kappa[0], kd = s->r.kappa[1];
    int64_t wn = s->width[0], wd = s->width[1];
    fmpz C[2] = { 0, 0 }, R[2] = { 0, 0 };
    unsigned scale = dc_box_integers(C, R, s->box);
    all->count = 0;
    all->chart = s->box->chart;
    int64_t centre = C[1 - all->chart], radius = R[1 - all->chart];
    all->low = (slope){ centre - radius, (int64_t)1 << scale };
    all->high = (slope){ centre + radius, (int64_t)1 << scale };
    add_slope(all, all->low.n, all->low.d);
    add_slope(all, all->high.n, all->high.d);
    for (size_t i = 0; i < t->N; i++)
        for (size_t j = 0; j < t->N; j++) {
            const int64_t *x = t->x + 2 * i, *y = t->x + 2 * j;
            for (size_t k = 0; k < t->N; k++) {
                const int64_t *z = t->x + 2 * k;
                int64_t u[2];
                for (size_t l = 0; l < 2; l++)
                    u[l] = 2 * kd * z[l] - (kn + kd) * x[l] + (kn - kd) * y[l];
                add_zero(all, u, 0);
            }
            if (i == j || wn == 0)
                continue;
            int64_t u[2];
            for (size_t l = 0; l < 2; l++)
                u[l] = 2 * kd * wd * (x[l] - y[l]);
            /* w, (kappa +- 1) w / 2, kappa w. */
            add_zero(all, u, 2 * kd * wn);
            add_zero(all, u, (kn - kd) * wn);
            add_zero(all, u, (kn + kd) * wn);
            add_zero(all, u, 2 * kn * wn);
        }
    qsort(all->at, all->count, sizeof *all->at, compare_slopes);
    size_t kept = 0;
    for (size_t k = 0; k < all->count; k++)
        if (kept == 0 || compare_slopes(all->at + kept - 1, all->at + k) != 0)
            all->at[kept++] = all->at[k];
    all->count = kept;
}

static inline void set_direction(fmpz *v, const slopes *all, slope t) {
    fmpz_set_si(v + all->chart, t.d);
    fmpz_set_si(v + 1 - all->chart, t.n);
}

/* Raises the condition to the best slab along any direction of the box, and sets v
 * to its direction; false if none is wanted. first: the first slab will do. */
static inline bool slopes_raise(fmpz *v, scene *s, bool first) {
    static slopes all;
    dc_interval best;
    bool any = false;
    fmpz at[2] = { 0, 0 };
    critical_slopes(&all, s);
    dc_interval_init(&best);
    for (size_t k = 0; k + 1 < 2 * all.count && !(any && first); k++) {
        slope a = all.at[k / 2], b = all.at[(k + 1) / 2];
        set_direction(at, &all, k % 2 ? (slope){ a.n + b.n, a.d + b.d } : a);
        if (!scene_wanted(s, at, &s->c, &best))
            continue;
        any = true;
        _fmpz_vec_set(v, at, 2);
        if (!first)
            dc_condition_raise(&s->c, best.mass, best.dilated);
    }
    dc_interval_clear(&best);
    fmpz_clear(at);
    fmpz_clear(at + 1);
    return any;
}

/* The same for all directions. */
static inline bool slopes_raise_all(fmpz *v, scene *s) {
    bool any = false;
    for (size_t chart = 0; chart < 2; chart++) {
        free(s->box);
        s->box = dc_box_chart(2, chart);
        any = slopes_raise(v, s, false) || any;
    }
    return any;
}

#endif
