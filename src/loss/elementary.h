/* exp and log1p of vectors, for the kernels of losses (base/real.h).
 *
 * Own ones, because libm's take one number at a time, and the vectors of libmvec come
 * with -ffast-math only, which would let the compiler reorder sums. Errors, in units in
 * the last place: at most 2 for exp, 3 for log1p (tests/unit/test_elementary.c).
 */
#ifndef DC_LOSS_ELEMENTARY_H
#define DC_LOSS_ELEMENTARY_H

#include "base/real.h"

#ifdef DC_SINGLE_PRECISION
enum { MANTISSA_BITS = 23, EXP_TERMS = 7, LOG_TERMS = 5 };
static const real LN2_HIGH = 0x1.62e4p-1f, LN2_LOW = 0x1.7f7d1cp-20f;
static const real LEAST_EXPONENT = -87;
static const real ROUNDER = 0x1.8p23f; /* adding it rounds to an integer */
#else
enum { MANTISSA_BITS = 52, EXP_TERMS = 13, LOG_TERMS = 10 };
static const real LN2_HIGH = 0x1.62e42fefap-1, LN2_LOW = 0x1.cf79abc9e3b3ap-40;
static const real LEAST_EXPONENT = -708;
static const real ROUNDER = 0x1.8p52;
#endif

static const real LOG2_E = (real)1.4426950408889634074;

/* 1/k! and 1/(2k + 1). */
static const real over_factorial[] = {
    1,
    1,
    (real)(1 / 2.),
    (real)(1 / 6.),
    (real)(1 / 24.),
    (real)(1 / 120.),
    (real)(1 / 720.),
    (real)(1 / 5040.),
    (real)(1 / 40320.),
    (real)(1 / 362880.),
    (real)(1 / 3628800.),
    (real)(1 / 39916800.),
    (real)(1 / 479001600.),
    (real)(1 / 6227020800.),
};
static const real over_odd[] = { 1,
                                 (real)(1 / 3.),
                                 (real)(1 / 5.),
                                 (real)(1 / 7.),
                                 (real)(1 / 9.),
                                 (real)(1 / 11.),
                                 (real)(1 / 13.),
                                 (real)(1 / 15.),
                                 (real)(1 / 17.),
                                 (real)(1 / 19.) };

/* e^x for x <= 0; 0 below LEAST_EXPONENT, where numbers cease to be normal. x = k log 2
 * + r with |r| <= log(2) / 2, and the sum of r^j / j! is cut where it ends in double's or
 * float's precision. NaN stays. */
static inline vector vector_exp(vector x) {
    vector shifted = x * LOG2_E + ROUNDER, k = shifted - ROUNDER;
    vector r = (x - k * LN2_HIGH) - k * LN2_LOW;
    vector sum = vector_of(over_factorial[EXP_TERMS]);
#pragma GCC unroll 16
    for (int j = EXP_TERMS - 1; j >= 2; j--)
        sum = sum * r + over_factorial[j];
    sum = (r + r * r * sum) + 1;
    vector_bits power = (vector_bits)shifted << MANTISSA_BITS;
    return (vector)(((vector_bits)sum + power) &
                    ~(vector_bits)(x < vector_of(LEAST_EXPONENT)));
}

/* log(1 + x) for x >= 0. With u = 1 + x rounded, u = 2^k m and q = (m - 1) / (m + 1) it
 * is k log 2 + 2 (q + q^3 / 3 + ...) + (what the rounding of u lost) / u. NaN stays,
 * through the last. */
static inline vector vector_log1p(vector x) {
    const vector root = vector_of((real)0.70710678118654752440);
    vector u = x + 1, lost = (x - (u - 1)) / u;
    vector_bits power = ((vector_bits)u - (vector_bits)root) >> MANTISSA_BITS;
    vector f = (vector)((vector_bits)u - (power << MANTISSA_BITS)) - 1;
    vector k = (vector)((vector_bits)vector_of(ROUNDER) + power) - ROUNDER;
    vector q = f / (f + 2), z = q * q;
    vector sum = vector_of(over_odd[LOG_TERMS - 1]);
#pragma GCC unroll 16
    for (int j = LOG_TERMS - 2; j >= 1; j--)
        sum = sum * z + over_odd[j];
    vector twice = q + q;
    return k * LN2_HIGH + (twice + (twice * (z * sum) + (lost + k * LN2_LOW)));
}

#endif
