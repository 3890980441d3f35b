#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "points_of.h"

#include <mpfr.h>

#include "floor/logs.h"

/* value <= 2^DC_LOG_BITS log(1 + e^(sign u)) <= value + 2, by more digits. */
static void check_log(const fmpz_t value, const fmpq_t u, int sign) {
    mpfr_t x, y;
    mpq_t q;
    mpz_t integer;
    mpq_init(q);
    mpz_init(integer);
    mpfr_init2(x, 400);
    mpfr_init2(y, 400);
    fmpq_get_mpq(q, u);
    fmpz_get_mpz(integer, value);
    mpfr_set_q(x, q, MPFR_RNDN);
    if (sign < 0)
        mpfr_neg(x, x, MPFR_RNDN);
    mpfr_exp(x, x, MPFR_RNDN);
    mpfr_log1p(x, x, MPFR_RNDN);
    mpfr_mul_2ui(x, x, DC_LOG_BITS, MPFR_RNDN);
    mpfr_sub_z(y, x, integer, MPFR_RNDN);
    assert_true(mpfr_sgn(y) >= 0 && mpfr_cmp_ui(y, 2) <= 0);
    mpfr_clear(y);
    mpfr_clear(x);
    mpz_clear(integer);
    mpq_clear(q);
}

static void logs_are_bounded_from_below(void **state) {
    dc_random random;
    fmpz_t value;
    fmpq_t u;
    (void)state;
    fmpz_init(value);
    fmpq_init(u);
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(3000); round++) {
        int64_t size = (int64_t)1 << dc_random_below(&random, 40);
        fmpq_set_si(u, dc_random_between(&random, 0, size),
                    (ulong)dc_random_between(&random, size / 60 + 1, size + 1));
        dc_log_wrong(value, u);
        check_log(value, u, 1);
        dc_log_right(value, u);
        check_log(value, u, -1);
    }
    fmpq_zero(u);
    dc_log_two(value);
    check_log(value, u, 1);
    fmpq_clear(u);
    fmpz_clear(value);
}

static void far_margins_are_cut(void **state) {
    fmpz_t far, value;
    fmpq_t u;
    (void)state;
    fmpz_init(far);
    fmpz_init(value);
    fmpq_init(u);
    fmpq_set_si(u, (slong)1 << 30, 1);
    dc_log_wrong(far, u);
    fmpq_mul(u, u, u);
    fmpq_mul(u, u, u);
    dc_log_wrong(value, u);
    assert_true(fmpz_equal(far, value));
    dc_log_right(value, u);
    assert_true(fmpz_is_zero(value));
    fmpq_clear(u);
    fmpz_clear(value);
    fmpz_clear(far);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logs_are_bounded_from_below),
        cmocka_unit_test(far_margins_are_cut),
    };
    return cmocka_run_group_tests_name("logs", tests, NULL, NULL);
}
