/* Vectors of doubles. */
#ifndef DC_FLOOR_AFFINE_VECTOR_H
#define DC_FLOOR_AFFINE_VECTOR_H

#include <stddef.h>

static inline double dc_vector_dot(const double *a, const double *b, size_t count) {
    double sum = 0;
    for (size_t k = 0; k < count; k++)
        sum += a[k] * b[k];
    return sum;
}

/* to = to + factor from */
static inline void dc_vector_add(double *to, double factor, const double *from,
                                 size_t count) {
    for (size_t k = 0; k < count; k++)
        to[k] += factor * from[k];
}

#endif
