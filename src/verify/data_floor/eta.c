#include "data_floor.h"

#include <mpfr.h>

enum { LEAST_PRECISION = 128, MOST_PRECISION = 1 << 15 };

eta eta_make(int bits) {
    size_t size = ((size_t)2 << bits) + 1;
    eta e = { .bits = bits, .known = get(size, sizeof *e.known) };
    memset(e.known, 0xff, size * sizeof *e.known);
    e.known[0] = e.known[size - 1] = 0;
    return e;
}

/* floor(-2^48 x log x), x = j / 2^(b+1), with all but the last step rounded one way. */
static long round_log(const eta *e, long j, mpfr_prec_t precision, mpfr_rnd_t way) {
    mpfr_t y;
    mpfr_init2(y, precision);
    mpfr_set_si_2exp(y, j, -(e->bits + 1), MPFR_RNDN); /* exact */
    mpfr_log(y, y, way == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD);
    mpfr_neg(y, y, MPFR_RNDN); /* exact */
    mpfr_mul_si(y, y, j, way);
    mpfr_mul_2si(y, y, ETA_BITS - (e->bits + 1), way);
    long value = mpfr_get_si(y, MPFR_RNDD);
    mpfr_clear(y);
    return value;
}

/* 0 < x < 1: log x is no rational, so that the precision is enough some time. */
static long find_eta(const eta *e, long j) {
    for (mpfr_prec_t precision = LEAST_PRECISION;; precision *= 2) {
        long value = round_log(e, j, precision, MPFR_RNDD);
        if (value == round_log(e, j, precision, MPFR_RNDU))
            return value;
        if (precision > MOST_PRECISION)
            beyond("a logarithm too close to a multiple of 2^-%d", ETA_BITS);
    }
}

long eta_of(const eta *e, long j) {
    if (e->known[j] < 0)
        e->known[j] = find_eta(e, j);
    return e->known[j];
}
