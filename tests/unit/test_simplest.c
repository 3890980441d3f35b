#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "base/simplest.h"
#include "reading.h"

static void set(mpq_t value, unsigned long num, unsigned long den) {
    mpq_set_ui(value, num, den);
    mpq_canonicalize(value);
}

/* By trying all denominators. */
static void slow_simplest(mpq_t value, const mpq_t low, const mpq_t high) {
    mpz_t num;
    mpz_init(num);
    for (unsigned long den = 1;; den++) {
        mpz_mul_ui(num, mpq_numref(low), den);
        mpz_cdiv_q(num, num, mpq_denref(low));
        mpz_set(mpq_numref(value), num);
        mpz_set_ui(mpq_denref(value), den);
        mpq_canonicalize(value);
        if (mpq_cmp(value, high) <= 0)
            break;
    }
    mpz_clear(num);
}

static void the_least_denominator_is_found(void **state) {
    dc_random random;
    mpq_t low, high, value, right;
    (void)state;
    mpq_inits(low, high, value, right, NULL);
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(2000); round++) {
        set(low, 1 + dc_random_below(&random, 3000), 1 + dc_random_below(&random, 1000));
        set(high, dc_random_below(&random, 50), 1 + dc_random_below(&random, 10000));
        mpq_add(high, high, low);
        dc_rational_simplest(value, low, high);
        slow_simplest(right, low, high);
        if (!mpq_equal(value, right)) {
            char *got = mpq_get_str(NULL, 10, value), *from = mpq_get_str(NULL, 10, low);
            fail_msg("round %lu: %s from %s on", round, got, from);
        }
    }
    mpq_clears(low, high, value, right, NULL);
}

static void the_result_may_be_an_end(void **state) {
    mpq_t low, high;
    (void)state;
    mpq_inits(low, high, NULL);
    set(low, 15, 37);
    set(high, 15, 37);
    dc_rational_simplest(low, low, high);
    assert_true(mpq_equal(low, high));
    set(low, 311, 1000);
    dc_rational_simplest(high, low, high);
    assert_int_equal(mpq_cmp_ui(high, 1, 3), 0);
    mpq_clears(low, high, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_denominator_is_found),
        cmocka_unit_test(the_result_may_be_an_end),
    };
    return cmocka_run_group_tests_name("simplest", tests, NULL, NULL);
}
