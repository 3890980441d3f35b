#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/random.h"
#include "network/kernel.h"
#include "network/network.h"
#include "reading.h"

/* A matrix of small integers, whose products are exact, in an array of one variant. */
typedef struct matrix {
    dc_variant variant;
    size_t rows, columns, row;
    void *array;
} matrix;

static void matrix_begin(matrix *m, dc_variant variant, size_t rows, size_t columns,
                         dc_random *random) {
    *m = (matrix){ variant, rows, columns, dc_variant_padded(variant, columns), NULL };
    m->array = dc_network_array(variant, rows * m->row);
    assert_non_null(m->array);
    for (size_t k = 0; k < rows * columns; k++) {
        double value = (double)dc_random_between(random, -9, 9);
        size_t at = k / columns * m->row + k % columns;
        dc_kernel_of(variant)->set((char *)m->array + at * dc_variant_size(variant),
                                   &value, 1, 1);
    }
}

static double entry(const matrix *m, size_t i, size_t j, bool transposed) {
    size_t at = transposed ? j * m->row + i : i * m->row + j;
    double value;
    dc_kernel_of(m->variant)
        ->get(&value, (char *)m->array + at * dc_variant_size(m->variant), 1, 1);
    return value;
}

/* What C should be, and what pads it 0. */
static void expect_product(const dc_product *p, const matrix *c, const matrix *before,
                           const matrix *a, const matrix *b) {
    for (size_t i = 0; i < p->m; i++)
        for (size_t j = 0; j < c->row; j++) {
            double sum = 0;
            for (size_t l = 0; l < p->k && j < p->n; l++)
                sum += entry(a, i, l, p->a_transposed) * entry(b, l, j, p->b_transposed);
            sum = p->scale * sum + (p->add && j < p->n ? entry(before, i, j, false) : 0);
            if (entry(c, i, j, false) != sum)
                fail_msg("variant %d, %zu x %zu x %zu at %zu,%zu: %g, not %g", c->variant,
                         p->m, p->n, p->k, i, j, entry(c, i, j, false), sum);
        }
}

static void check_product(dc_variant variant, size_t m, size_t n, size_t k,
                          unsigned flags, dc_random *random) {
    matrix a, b, c, before;
    bool a_turned = flags & 1, b_turned = flags & 2;
    matrix_begin(&a, variant, a_turned ? k : m, a_turned ? m : k, random);
    matrix_begin(&b, variant, b_turned ? n : k, b_turned ? k : n, random);
    matrix_begin(&c, variant, m, n, random);
    before = c;
    before.array = dc_network_array(variant, m * c.row);
    void *scratch = dc_network_array(variant, k * c.row);
    assert_true(before.array && scratch);
    memcpy(before.array, c.array, m * c.row * dc_variant_size(variant));
    dc_product product = { .m = m,
                           .n = n,
                           .k = k,
                           .c = c.array,
                           .c_row = c.row,
                           .a = a.array,
                           .a_row = a.row,
                           .a_transposed = a_turned,
                           .b = b.array,
                           .b_row = b.row,
                           .b_transposed = b_turned,
                           .scratch = scratch,
                           .scale = flags & 8 ? -0.5 : 1,
                           .add = flags & 4 };
    dc_kernel_of(variant)->multiply(&product);
    expect_product(&product, &c, &before, &a, &b);
    free(a.array);
    free(b.array);
    free(c.array);
    free(before.array);
    free(scratch);
}

/* Sizes around those of tiles and vectors. */
static void small_products_are_exact(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(400); round++) {
        dc_variant variant = (dc_variant)(round % DC_VARIANTS);
        if (!dc_variant_runs(variant))
            continue;
        check_product(variant, 1 + dc_random_below(&random, 15),
                      1 + dc_random_below(&random, 40), 1 + dc_random_below(&random, 12),
                      (unsigned)dc_random_below(&random, 16), &random);
    }
}

/* B has more than DC_SMALL_BYTES. */
static void large_products_are_exact(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned flags = 0; flags < 16; flags += 3)
        for (dc_variant v = 0; v < DC_VARIANTS; v++)
            if (dc_variant_runs(v))
                check_product(v, 2, 131, 149, flags, &random);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_products_are_exact),
        cmocka_unit_test(large_products_are_exact),
    };
    return cmocka_run_group_tests_name("kernel", tests, NULL, NULL);
}
