#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <mpfr.h>

#include "base/random.h"
#include "floor/affine/entropy.h"
#include "reading.h"

/* value <= -2^48 x log x < value + 1, with 300 bits. */
static void must_be_floor(unsigned bits, int64_t j, int64_t value) {
    mpfr_t x, y;
    mpfr_init2(x, 300);
    mpfr_init2(y, 300);
    mpfr_set_si_2exp(x, j, -(mpfr_exp_t)bits, MPFR_RNDN);
    mpfr_log(y, x, MPFR_RNDN);
    mpfr_mul(y, y, x, MPFR_RNDN);
    mpfr_neg(y, y, MPFR_RNDN);
    mpfr_mul_2ui(y, y, 48, MPFR_RNDN);
    mpfr_floor(y, y);
    if (mpfr_cmp_si(y, value) != 0)
        fail_msg("eta(%lld) of %u bits is %lld", (long long)j, bits, (long long)value);
    mpfr_clear(x);
    mpfr_clear(y);
}

static void floors_at_all_multiples(void **state) {
    (void)state;
    for (unsigned bits = 1; bits <= 11; bits++)
        for (int64_t j = 1; j < 1 << bits; j++)
            must_be_floor(bits, j, dc_entropy_find(bits, j));
}

static void floors_at_random(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(3000); round++) {
        unsigned bits = 2 + (unsigned)dc_random_below(&random, 20);
        int64_t j = dc_random_between(&random, 1, (1L << bits) - 1);
        must_be_floor(bits, j, dc_entropy_find(bits, j));
    }
}

static void nothing_at_the_ends(void **state) {
    (void)state;
    for (unsigned bits = 1; bits <= 21; bits++) {
        assert_int_equal(dc_entropy_find(bits, 0), 0);
        assert_int_equal(dc_entropy_find(bits, 1L << bits), 0);
    }
}

/* Found once, then kept; concave but for the rounding. */
static void a_table(void **state) {
    dc_entropy entropy;
    (void)state;
    assert_true(dc_entropy_create(&entropy, 12));
    assert_int_equal(entropy.bits, 12);
    for (int pass = 0; pass < 2; pass++)
        for (int64_t j = 0; j <= 1 << 12; j++)
            assert_int_equal(dc_entropy_of(&entropy, j), dc_entropy_find(12, j));
    for (int64_t j = 1; j < 1 << 12; j++)
        assert_true(dc_entropy_of(&entropy, j - 1) + dc_entropy_of(&entropy, j + 1) <=
                    2 * dc_entropy_of(&entropy, j) + 1);
    for (int64_t j = 1; j <= 1506; j++) /* up to 1/e */
        assert_true(dc_entropy_of(&entropy, j) > dc_entropy_of(&entropy, j - 1));
    dc_entropy_clear(&entropy);
    assert_null(entropy.value);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floors_at_all_multiples),
        cmocka_unit_test(floors_at_random),
        cmocka_unit_test(nothing_at_the_ends),
        cmocka_unit_test(a_table),
    };
    return cmocka_run_group_tests_name("entropy", tests, NULL, NULL);
}
