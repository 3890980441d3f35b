#include "floor.h"

#include <mpfr.h>

enum { LEAST_PRECISION = 192, MOST_PRECISION = 1 << 15, FAR = 64 };

/* floor(2^LOG_BITS log(1 + e^x)), with all but the last step rounded one way. */
static void round_log(mpz_t value, const mpq_t x, mpfr_prec_t precision, mpfr_rnd_t way) {
    mpfr_t y;
    mpfr_init2(y, precision);
    mpfr_set_q(y, x, way);
    mpfr_exp(y, y, way);
    mpfr_log1p(y, y, way);
    mpfr_mul_2ui(y, y, LOG_BITS, way);
    mpfr_get_z(value, y, MPFR_RNDD);
    mpfr_clear(y);
}

static void find_log(mpz_t value, const mpq_t x) {
    mpz_t *above = integers(1);
    for (mpfr_prec_t precision = LEAST_PRECISION;; precision *= 2) {
        round_log(value, x, precision, MPFR_RNDD);
        round_log(*above, x, precision, MPFR_RNDU);
        if (mpz_cmp(value, *above) == 0)
            return;
        if (precision > MOST_PRECISION)
            beyond("a logarithm too close to a multiple of 2^-%d", LOG_BITS);
    }
}

void log_wrong(mpz_t value, const mpq_t radius) {
    if (mpq_cmp_ui(radius, FAR, 1) < 0) {
        find_log(value, radius);
    } else {
        mpz_mul_2exp(value, mpq_numref(radius), LOG_BITS);
        mpz_fdiv_q(value, value, mpq_denref(radius));
    }
}

void log_right(mpz_t value, const mpq_t radius) {
    mpz_set_ui(value, 0);
    if (mpq_cmp_ui(radius, FAR, 1) < 0) {
        num minus = whole(0);
        mpq_neg(minus, radius);
        find_log(value, minus);
    }
}
