/* The table of kernel.h for one variant. */
#ifndef DC_NETWORK_KERNELS_H
#define DC_NETWORK_KERNELS_H

#include <math.h>

#include "base/real.h"
#include "network/kernel.h"
#include "network/product.h"

/* Pieces as vectors, out of memory's way. */
typedef struct fan {
    vector at[DC_BREAKS_MOST], slope[DC_BREAKS_MOST + 1], offset[DC_BREAKS_MOST + 1];
} fan;

static inline __attribute__((always_inline)) void activate_row(real *z, real *a,
                                                               size_t stride,
                                                               const fan *lines,
                                                               const size_t breaks) {
    for (size_t j = 0; j < stride; j += LANES) {
        vector x = *(vector *)(z + j);
        vector slope = lines->slope[0], offset = lines->offset[0];
        for (size_t i = 0; i < breaks; i++) {
            vector_bits above = (vector_bits)(x > lines->at[i]);
            slope = vector_select(above, lines->slope[i + 1], slope);
            offset = vector_select(above, lines->offset[i + 1], offset);
        }
        *(vector *)(a + j) = slope * x + offset;
        *(vector *)(z + j) = slope;
    }
}

static void activate(void *slopes, size_t rows, size_t width, size_t stride, void *values,
                     size_t a_row, const dc_pieces *pieces) {
    fan lines;
    for (size_t i = 0; i < DC_BREAKS_MOST; i++)
        lines.at[i] = vector_of((real)pieces->at[i]);
    for (size_t i = 0; i <= DC_BREAKS_MOST; i++) {
        lines.slope[i] = vector_of((real)pieces->slope[i]);
        lines.offset[i] = vector_of((real)pieces->offset[i]);
    }
    for (size_t s = 0; s < rows; s++) {
        real *z = (real *)slopes + s * stride, *a = (real *)values + s * a_row;
        if (pieces->breaks == 1)
            activate_row(z, a, stride, &lines, 1);
        else
            activate_row(z, a, stride, &lines, pieces->breaks);
        a[width] = 1;
    }
}

static void times(void *x, const void *y, size_t count) {
    for (size_t k = 0; k < count; k += LANES)
        *(vector *)((real *)x + k) *= *(const vector *)((const real *)y + k);
}

static void move(void *moved, const void *parameters, const void *gradient, double rate,
                 size_t count) {
    const real *p = parameters, *g = gradient;
    real *to = moved, r = (real)rate;
    for (size_t k = 0; k < count; k += LANES)
        *(vector *)(to + k) = *(const vector *)(p + k) - r * *(const vector *)(g + k);
}

static double squares(const void *gradient, size_t count) {
    const real *g = gradient;
    double sum[4] = { 0, 0, 0, 0 };
    for (size_t k = 0; k + 3 < count; k += 4)
        for (size_t i = 0; i < 4; i++)
            sum[i] += (double)g[k + i] * (double)g[k + i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void descend(const dc_descent *d) {
    move(d->parameters, d->parameters, d->gradient, d->rate, d->count);
}

static void momentum(const dc_descent *d) {
    const real *g = d->gradient;
    real *p = d->parameters, *v = d->first;
    real rate = (real)d->rate, keep = (real)d->momentum;
    for (size_t k = 0; k < d->count; k++) {
        v[k] = keep * v[k] + g[k];
        p[k] -= rate * v[k];
    }
}

static void adam(const dc_descent *d) {
    const real *g = d->gradient;
    real *p = d->parameters, *restrict m = d->first, *restrict v = d->second;
    real keep1 = (real)d->beta1, keep2 = (real)d->beta2;
    real new1 = (real)(1 - d->beta1), new2 = (real)(1 - d->beta2);
    real rate = (real)(d->rate / d->unbias1), epsilon = (real)d->epsilon;
    real shrink = (real)(1 / sqrt(d->unbias2));
    for (size_t k = 0; k < d->count; k++) {
        m[k] = keep1 * m[k] + new1 * g[k];
        v[k] = keep2 * v[k] + new2 * g[k] * g[k];
#ifdef DC_SINGLE_PRECISION
        p[k] -= rate * m[k] / (sqrtf(v[k]) * shrink + epsilon);
#else
        p[k] -= rate * m[k] / (sqrt(v[k]) * shrink + epsilon);
#endif
    }
}

static void set(void *to, const double *from, size_t count, size_t step) {
    for (size_t k = 0; k < count; k++)
        ((real *)to)[k * step] = (real)from[k];
}

static void get(double *to, const void *from, size_t count, size_t step) {
    for (size_t k = 0; k < count; k++)
        to[k] = (double)((const real *)from)[k * step];
}

const dc_kernel DC_VARIANT_OF(dc_kernel) = {
    .multiply = multiply,
    .activate = activate,
    .times = times,
    .move = move,
    .squares = squares,
    .descend = descend,
    .momentum = momentum,
    .adam = adam,
    .set = set,
    .get = get,
};

#endif
