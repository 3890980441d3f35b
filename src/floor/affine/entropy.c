#include "floor/affine/entropy.h"

#include <gmp.h>
#include <mpfr.h>
#include <stdlib.h>

bool dc_entropy_create(dc_entropy *entropy, unsigned bits) {
    size_t count = ((size_t)1 << bits) + 1;
    entropy->bits = bits;
    entropy->value = malloc(count * sizeof *entropy->value);
    if (!entropy->value)
        return false;
    for (size_t j = 0; j < count; j++)
        entropy->value[j] = -1;
    return true;
}

void dc_entropy_clear(dc_entropy *entropy) {
    free(entropy->value);
    entropy->value = NULL;
}

/* -x log x in units of 2^-DC_ENTROPY_BITS, rounded one way. */
static int64_t rounded(unsigned bits, int64_t j, mpfr_prec_t precision,
                       mpfr_rnd_t rounding) {
    mpfr_rnd_t other = rounding == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
    mpfr_t x, log;
    mpfr_init2(x, 64);
    mpfr_init2(log, precision);
    mpfr_set_si_2exp(x, j, -(mpfr_exp_t)bits, MPFR_RNDN);
    mpfr_log(log, x, other);
    mpfr_neg(log, log, MPFR_RNDN);
    mpfr_mul(log, log, x, rounding);
    mpfr_mul_2si(log, log, DC_ENTROPY_BITS, rounding);
    int64_t value = mpfr_get_si(log, MPFR_RNDD);
    mpfr_clear(log);
    mpfr_clear(x);
    return value;
}

/* For 0 < x < 1 it is irrational, so some precision tells on which side of an integer it
 * lies. */
int64_t dc_entropy_find(unsigned bits, int64_t j) {
    if (j == 0 || j == (int64_t)1 << bits)
        return 0;
    mpfr_prec_t precision = 80;
    int64_t low = rounded(bits, j, precision, MPFR_RNDD);
    while (low != rounded(bits, j, precision, MPFR_RNDU)) {
        precision *= 2;
        low = rounded(bits, j, precision, MPFR_RNDD);
    }
    return low;
}
