#include "floor/logs.h"

#include <gmp.h>
#include <mpfr.h>

enum { PRECISION = 160 };

static void set_margin(mpfr_t x, const fmpq_t u, mpfr_rnd_t rounding) {
    mpq_t q;
    mpq_init(q);
    fmpq_get_mpq(q, u);
    mpfr_set_q(x, q, rounding);
    mpq_clear(q);
}

static void get_scaled(fmpz_t value, mpfr_t x) {
    mpz_t integer;
    mpz_init(integer);
    mpfr_mul_2ui(x, x, DC_LOG_BITS, MPFR_RNDD);
    mpfr_get_z(integer, x, MPFR_RNDD);
    fmpz_set_mpz(value, integer);
    mpz_clear(integer);
}

void dc_log_wrong(fmpz_t value, const fmpq_t u) {
    mpfr_t x;
    mpfr_init2(x, PRECISION);
    set_margin(x, u, MPFR_RNDD);
    if (mpfr_cmp_ui_2exp(x, 1, 30) > 0)
        mpfr_set_ui_2exp(x, 1, 30, MPFR_RNDD);
    mpfr_exp(x, x, MPFR_RNDD);
    mpfr_log1p(x, x, MPFR_RNDD);
    get_scaled(value, x);
    mpfr_clear(x);
}

void dc_log_right(fmpz_t value, const fmpq_t u) {
    mpfr_t x;
    mpfr_init2(x, PRECISION);
    set_margin(x, u, MPFR_RNDU);
    fmpz_zero(value);
    if (mpfr_cmp_ui_2exp(x, 1, 30) <= 0) {
        mpfr_neg(x, x, MPFR_RNDD);
        mpfr_exp(x, x, MPFR_RNDD);
        mpfr_log1p(x, x, MPFR_RNDD);
        get_scaled(value, x);
    }
    mpfr_clear(x);
}

void dc_log_two(fmpz_t value) {
    mpfr_t x;
    mpfr_init2(x, PRECISION);
    mpfr_const_log2(x, MPFR_RNDD);
    get_scaled(value, x);
    mpfr_clear(x);
}
