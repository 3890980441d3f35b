/* Products of matrices for one variant: own tiles for small ones, BLAS for others. */
#ifndef DC_NETWORK_PRODUCT_H
#define DC_NETWORK_PRODUCT_H

#include <cblas.h>

#include "base/real.h"
#include "base/size.h"
#include "network/kernel.h"

/* A tile of C is TILE_ROWS rows of TILE_VECTORS vectors: its sums, one row of B and one
 * number of A fit in 16 registers. */
enum { TILE_ROWS = 6, TILE_VECTORS = 2 };

/* The element (i, t) of A is a[i * a_row + t * a_column]. */
typedef struct tile {
    size_t k;
    real *c;
    size_t c_row;
    const real *a;
    size_t a_row, a_column;
    const real *b;
    size_t b_row;
    real scale;
    bool add;
} tile;

static inline __attribute__((always_inline)) void multiply_tile(const tile *given,
                                                                const size_t rows,
                                                                const size_t vectors) {
    const tile t = *given;
    vector sum[TILE_ROWS][TILE_VECTORS];
#pragma GCC unroll 6
    for (size_t i = 0; i < rows; i++)
#pragma GCC unroll 2
        for (size_t v = 0; v < vectors; v++)
            sum[i][v] = (vector){ 0 };
    for (size_t l = 0; l < t.k; l++) {
        const vector *b = (const vector *)(t.b + l * t.b_row);
        const real *a = t.a + l * t.a_column;
#pragma GCC unroll 6
        for (size_t i = 0; i < rows; i++)
#pragma GCC unroll 2
            for (size_t v = 0; v < vectors; v++)
                sum[i][v] += a[i * t.a_row] * b[v];
    }
#pragma GCC unroll 6
    for (size_t i = 0; i < rows; i++) {
        vector *c = (vector *)(t.c + i * t.c_row);
#pragma GCC unroll 2
        for (size_t v = 0; v < vectors; v++)
            c[v] = t.add ? c[v] + t.scale * sum[i][v] : t.scale * sum[i][v];
    }
}

#define DEFINE_TILE(rows, vectors) \
    static void tile_##rows##_##vectors(const tile *t) { \
        multiply_tile(t, rows, vectors); \
    }
DEFINE_TILE(1, 1)
DEFINE_TILE(2, 1)
DEFINE_TILE(3, 1)
DEFINE_TILE(4, 1)
DEFINE_TILE(5, 1)
DEFINE_TILE(6, 1)
DEFINE_TILE(1, 2)
DEFINE_TILE(2, 2)
DEFINE_TILE(3, 2)
DEFINE_TILE(4, 2)
DEFINE_TILE(5, 2)
DEFINE_TILE(6, 2)

typedef void tile_function(const tile *t);
static tile_function *const tiles[TILE_VECTORS][TILE_ROWS] = {
    { tile_1_1, tile_2_1, tile_3_1, tile_4_1, tile_5_1, tile_6_1 },
    { tile_1_2, tile_2_2, tile_3_2, tile_4_2, tile_5_2, tile_6_2 },
};

static void multiply_rows(const tile *start, size_t m, size_t vectors) {
    tile t = *start;
    for (size_t i = 0; i < m; i += TILE_ROWS) {
        tiles[vectors - 1][dc_size_least(m - i, TILE_ROWS) - 1](&t);
        t.c += TILE_ROWS * t.c_row;
        t.a += TILE_ROWS * t.a_row;
    }
}

/* to[k][row] = from[n][from_row] transposed, zeros where rows of it end. */
static void transpose(real *to, size_t k, size_t n, size_t row, const real *from,
                      size_t from_row) {
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < n; j++)
            to[i * row + j] = from[j * from_row + i];
        for (size_t j = n; j < row; j++)
            to[i * row + j] = 0;
    }
}

static void multiply_small(const dc_product *p) {
    size_t vectors = (p->n + LANES - 1) / LANES;
    tile t = { .k = p->k,
               .c = p->c,
               .c_row = p->c_row,
               .a = p->a,
               .a_row = p->a_transposed ? 1 : p->a_row,
               .a_column = p->a_transposed ? p->a_row : 1,
               .b = p->b,
               .b_row = p->b_row,
               .scale = (real)p->scale,
               .add = p->add };
    if (p->b_transposed) {
        t.b = p->scratch;
        t.b_row = vectors * LANES;
        transpose(p->scratch, p->k, p->n, t.b_row, p->b, p->b_row);
    }
    for (size_t j = 0; j < vectors; j += TILE_VECTORS) {
        multiply_rows(&t, p->m, dc_size_least(vectors - j, TILE_VECTORS));
        t.c += TILE_VECTORS * LANES;
        t.b += TILE_VECTORS * LANES;
    }
}

static void multiply(const dc_product *p) {
    if (p->k * p->n * sizeof(real) <= DC_SMALL_BYTES) {
        multiply_small(p);
        return;
    }
    /* One thread: the order of its sums must not depend on more. */
    int threads = openblas_get_num_threads();
    openblas_set_num_threads(1);
    DC_BLAS(gemm)
    (CblasRowMajor, p->a_transposed ? CblasTrans : CblasNoTrans,
     p->b_transposed ? CblasTrans : CblasNoTrans, (int)p->m, (int)p->n, (int)p->k,
     (real)p->scale, p->a, (int)p->a_row, p->b, (int)p->b_row, p->add, p->c,
     (int)p->c_row);
    openblas_set_num_threads(threads);
}

#endif
