/* What runs over numbers in a network, one table for each variant (base/variant.h).
 *
 * `real` is the variant's number. Rows are padded to whole vectors (dc_variant_padded),
 * padding holds finite numbers, and whole vectors may be read and written.
 */
#ifndef DC_NETWORK_KERNEL_H
#define DC_NETWORK_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <doublecheck/network.h>

#include "base/variant.h"

/* Products whose B has at most so many bytes use own loops, others BLAS: its calls cost
 * as much as a small product, but ours read B once for every few rows of C. */
enum { DC_SMALL_BYTES = 65536 };

/* C = scale A B, or C += scale A B, with C[m][n], A[m][k] and B[k][n]. */
typedef struct dc_product {
    size_t m, n, k;
    void *c; /* real [m][c_row], c_row >= padded(n) */
    size_t c_row;
    const void *a; /* real [m][a_row]; if a_transposed [k][a_row] */
    size_t a_row;
    bool a_transposed;
    const void *b; /* real [k][b_row]; if b_transposed [n][b_row] */
    size_t b_row;
    bool b_transposed;
    void *scratch; /* real [k][padded(n)] if b_transposed and small */
    double scale;
    bool add;
} dc_product;

/* An activation as its pieces: slope z + offset. */
typedef struct dc_pieces {
    size_t breaks;
    double at[DC_BREAKS_MOST];
    double slope[DC_BREAKS_MOST + 1], offset[DC_BREAKS_MOST + 1];
} dc_pieces;

/* The arrays of an optimiser's step, real [count] each, count whole vectors; those that
 * an optimiser does not use are NULL. */
typedef struct dc_descent {
    size_t count;
    void *parameters;
    const void *gradient;
    void *first, *second; /* averages of the gradient and of its squares */
    double rate, momentum, beta1, beta2, epsilon;
    double unbias1, unbias2; /* 1 - beta^t */
} dc_descent;

typedef struct dc_kernel {
    void (*multiply)(const dc_product *product);

    /* z[rows][stride] becomes the slopes of its pieces, a[rows][a_row] their values;
     * a[..][width] = 1, which the biases are multiplied with. */
    void (*activate)(void *z, size_t rows, size_t width, size_t stride, void *a,
                     size_t a_row, const dc_pieces *pieces);

    /* x[count] *= y[count]; count whole vectors. */
    void (*times)(void *x, const void *y, size_t count);

    /* moved = parameters - rate gradient, and the sum of squares of the gradient. */
    void (*move)(void *moved, const void *parameters, const void *gradient, double rate,
                 size_t count);
    double (*squares)(const void *gradient, size_t count);

    void (*descend)(const dc_descent *descent);
    void (*momentum)(const dc_descent *descent);
    void (*adam)(const dc_descent *descent);

    /* Numbers from and to doubles; every step-th of `to` or `from`. */
    void (*set)(void *to, const double *from, size_t count, size_t step);
    void (*get)(double *to, const void *from, size_t count, size_t step);
} dc_kernel;

/* The table of a variant; never NULL for one that runs on this CPU. */
const dc_kernel *dc_kernel_of(dc_variant variant);

extern const dc_kernel dc_kernel_double, dc_kernel_single;
extern const dc_kernel dc_kernel_double_wide, dc_kernel_single_wide;

#endif
