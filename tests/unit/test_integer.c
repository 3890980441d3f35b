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

/* 16 bytes of an mpz, a block of two limbs at least, and 16 of the allocator. */
static void long_integers_take_more(void **state) {
    fmpz x[4] = { 0 };
    (void)state;
    for (size_t bits = 0; bits <= 62; bits++)
        assert_int_equal(dc_integer_outside(bits), 0);
    assert_int_equal(dc_integer_outside(63), 48);
    assert_int_equal(dc_integer_outside(128), 48);
    assert_int_equal(dc_integer_outside(129), 56);
    fmpz_set_si(x, -7);
    fmpz_one_2exp(x + 1, 61);
    fmpz_one_2exp(x + 2, 62);
    fmpz_one_2exp(x + 3, 128);
    fmpz_neg(x + 3, x + 3);
    assert_int_equal(dc_integer_bytes(x, 2), 0);
    assert_int_equal(dc_integer_bytes(x, 3), 48);
    assert_int_equal(dc_integer_bytes(x, 4), 48 + 56);
    for (size_t k = 0; k < 4; k++)
        fmpz_clear(x + k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted),
        cmocka_unit_test(long_integers_take_more),
    };
    return cmocka_run_group_tests_name("integer", tests, NULL, NULL);
}
