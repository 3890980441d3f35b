/* For tests of proofs: what docs/certificate-format.md (sections 7 to 10) says of one
 * box, in integers and word for word. Included after cmocka.h. */
#ifndef TEST_LEAF_OF_H
#define TEST_LEAF_OF_H

#include "points_of.h"

/* A box of directions over the coordinates of t, in which things have to hold.
 * Projections are multiples of 1 / unit. */
typedef struct leaf {
    const toy *t;
    const rule *r;
    const dc_condition *c;
    const long *width; /* a fraction; its numerator 0: none */
    size_t chart;
    unsigned scale;                            /* K */
    wide_int C[TOY_DIMS + 1], R[TOY_DIMS + 1]; /* over 2^K; and a stretch's */
    wide_int unit, lo[TOY_POINTS], hi[TOY_POINTS];
    size_t low[TOY_POINTS], high[TOY_POINTS]; /* points by lo and by hi */
} leaf;

/* Centres at which too little is known: all from first to last, or just the one. */
typedef struct stretch {
    wide_int first, last;
} stretch;

enum { LEAF_STRETCHES = 16 * TOY_POINTS };

static inline void leaf_order(size_t *order, const wide_int *value, size_t count) {
    for (size_t k = 0; k < count; k++) {
        size_t j = k;
        for (; j > 0 && value[order[j - 1]] > value[k]; j--)
            order[j] = order[j - 1];
        order[j] = k;
    }
}

/* The rest of the leaf from its first members, C and R. */
static inline void leaf_set_ranges(leaf *f) {
    const toy *t = f->t;
    wide_int times = f->width[0] ? 4 * f->r->kappa[1] * f->width[1] : 1;
    f->unit = times << f->scale;
    for (size_t k = 0; k < t->N; k++) {
        wide_int middle = 0, radius = 0;
        for (size_t l = 0; l < t->n; l++) {
            int64_t y = t->x[k * t->n + l];
            middle += f->C[l] * y;
            radius += f->R[l] * (y < 0 ? -y : y);
        }
        f->lo[k] = times * (middle - radius);
        f->hi[k] = times * (middle + radius);
    }
    leaf_order(f->low, f->lo, t->N);
    leaf_order(f->high, f->hi, t->N);
}

/* w/2 and kappa w/2 in units. */
static inline wide_int leaf_half(const leaf *f) {
    return f->unit / (2 * f->width[1]) * f->width[0];
}

static inline wide_int leaf_dilated_half(const leaf *f) {
    return leaf_half(f) / f->r->kappa[1] * f->r->kappa[0];
}

/* Section 8. */
static inline bool leaf_passes(const leaf *f, dc_mass U, dc_mass L) {
    return U <= 0 || !slow_wanted(f->c, f->r, U, L < 0 ? 0 : L);
}

/* Section 9; s and t from 0. True also where the width leaves nothing to be shown. */
static inline bool leaf_cell_safe(const leaf *f, size_t s, size_t t) {
    const int64_t *w = f->t->w;
    wide_int a = f->hi[f->high[s]], b = f->lo[f->low[t]];
    wide_int n = f->r->kappa[0], d = f->r->kappa[1]; /* h = (n - d) / 2 d */
    dc_mass U = 0, L = 0;
    if (f->width[0] && b - a < 2 * leaf_half(f))
        return true;
    for (size_t k = 0; k < f->t->N; k++) {
        U += w[k] - (k < s ? w[f->high[k]] : 0) - (k > t ? w[f->low[k]] : 0);
        L += 2 * d * f->hi[k] <= (n + d) * b - (n - d) * a ? w[k] : 0;
        L -= 2 * d * f->lo[k] < (n + d) * a - (n - d) * b ? w[k] : 0;
    }
    return leaf_passes(f, U, L);
}

static inline bool leaf_centre_safe(const leaf *f, wide_int c) {
    wide_int r = leaf_half(f), R = leaf_dilated_half(f);
    dc_mass U = 0, L = 0;
    for (size_t k = 0; k < f->t->N; k++) {
        dc_mass w = f->t->w[k];
        U += w - (f->hi[k] < c - r ? w : 0) - (f->lo[k] > c + r ? w : 0);
        L += (f->hi[k] <= c + R ? w : 0) - (f->lo[k] < c - R ? w : 0);
    }
    return leaf_passes(f, U, L);
}

/* The centres that do not pass; returns the number of list. */
static inline size_t leaf_stretches(const leaf *f, stretch *list) {
    wide_int at[4 * TOY_POINTS], r = leaf_half(f), R = leaf_dilated_half(f);
    size_t order[4 * TOY_POINTS], total = 4 * f->t->N, count = 0;
    if (f->width[0] == 0)
        return 0;
    for (size_t k = 0; k < f->t->N; k++) {
        at[4 * k] = f->lo[k] - r;
        at[4 * k + 1] = f->hi[k] + r;
        at[4 * k + 2] = f->lo[k] + R;
        at[4 * k + 3] = f->hi[k] - R;
    }
    leaf_order(order, at, total);
    for (size_t k = 0; k < total; k++) {
        wide_int here = at[order[k]], next = k + 1 < total ? at[order[k + 1]] : here;
        if (!leaf_centre_safe(f, here))
            list[count++] = (stretch){ here, here };
        if (next > here && !leaf_centre_safe(f, (here + next) / 2))
            list[count++] = (stretch){ here, next };
    }
    return count;
}

/* must[N][N] = true for the pairs that a leaf with cases must list (section 10); returns
 * how many there are. */
static inline size_t leaf_pairs(const leaf *f, bool *must) {
    static stretch list[LEAF_STRETCHES];
    size_t N = f->t->N, stretches = leaf_stretches(f, list), count = 0;
    memset(must, 0, N * N * sizeof *must);
    for (size_t s = 0; s < N; s++)
        for (size_t t = 0; t < N; t++) {
            wide_int a = f->hi[f->high[s]], b = f->lo[f->low[t]];
            if (leaf_cell_safe(f, s, t))
                continue;
            for (size_t i = 0; i < N; i++)
                for (size_t j = 0; j < N; j++)
                    if (f->lo[i] <= a && a <= f->hi[i] && f->lo[j] <= b && b <= f->hi[j])
                        must[i * N + j] = true;
        }
    for (size_t k = 0; k < stretches; k++)
        for (size_t i = 0; i < N; i++)
            for (size_t j = 0; j < N; j++) {
                wide_int r = leaf_half(f);
                wide_int from = list[k].first, to = list[k].last;
                from = f->lo[i] + r > from ? f->lo[i] + r : from;
                from = f->lo[j] - r > from ? f->lo[j] - r : from;
                to = f->hi[i] + r < to ? f->hi[i] + r : to;
                to = f->hi[j] - r < to ? f->hi[j] - r : to;
                if (from <= to)
                    must[i * N + j] = true;
            }
    for (size_t k = 0; k < N * N; k++)
        count += must[k];
    return count;
}

#endif
