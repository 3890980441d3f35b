#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <flint/fmpz_vec.h>
#include <stdlib.h>

#include "points_of.h"

#include "base/integer.h"

static int slow_order(const fmpz *x, size_t dims, size_t a, size_t b) {
    for (size_t l = 0; l < dims; l++) {
        int order = fmpz_cmp(x + a * dims + l, x + b * dims + l);
        if (order)
            return order;
    }
    return a < b ? -1 : 1;
}

/* Small and large entries, of both signs, often equal. */
static void set_random(fmpz_t x, dc_random *random) {
    fmpz_set_si(x, (slong)dc_random_between(random, -2, 2));
    if (dc_random_below(random, 3) == 0)
        fmpz_mul_2exp(x, x, 61 + (ulong)dc_random_below(random, 9));
}

static void rows_are_sorted(void **state) {
    enum { MOST = 40, DIMS = 3 };
    fmpz *x = _fmpz_vec_init(MOST * DIMS);
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(2000); round++) {
        size_t order[MOST], count = dc_random_below(&random, MOST + 1);
        size_t dims = dc_random_below(&random, DIMS + 1);
        bool seen[MOST] = { false };
        for (size_t k = 0; k < count * dims; k++)
            set_random(x + k, &random);
        assert_true(dc_integer_sort_rows(order, x, dims, count));
        for (size_t k = 0; k < count; k++) {
            assert_true(order[k] < count && !seen[order[k]]);
            seen[order[k]] = true;
            if (k > 0)
                assert_true(slow_order(x, dims, order[k - 1], order[k]) < 0);
        }
    }
    _fmpz_vec_clear(x, MOST * DIMS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted),
    };
    return cmocka_run_group_tests_name("integer", tests, NULL, NULL);
}
