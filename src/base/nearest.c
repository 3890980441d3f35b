#include <doublecheck/rational.h>

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { EXACT_BITS = 53, EXPONENT_MOST = 1024 };

/* |value| >= 2^1024, or nearly so: its midpoint to 2^1024 would not be a double. */
static int is_huge(const mpq_t value) {
    long bits = (long)mpz_sizeinbase(mpq_numref(value), 2) -
                (long)mpz_sizeinbase(mpq_denref(value), 2);
    return bits >= EXPONENT_MOST - 1;
}

static int is_odd(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (int)(bits & 1);
}

/* below is value rounded towards 0, above the next double away from it; all times the
 * same power of two. */
static double closer(const mpq_t value, double below, double above) {
    mpq_t middle, other;
    mpq_inits(middle, other, NULL);
    mpq_set_d(middle, below);
    mpq_set_d(other, above);
    mpq_add(middle, middle, other);
    mpq_div_2exp(middle, middle, 1);
    int side = mpq_cmp(value, middle) * mpq_sgn(value);
    mpq_clears(middle, other, NULL);
    return side > 0 || (side == 0 && is_odd(below)) ? above : below;
}

static double nearest_huge(const mpq_t value) {
    mpq_t scaled;
    mpq_init(scaled);
    mpq_div_2exp(scaled, value, EXPONENT_MOST);
    double result = INFINITY * mpq_sgn(value);
    if (mpq_cmp_si(scaled, -2, 1) > 0 && mpq_cmp_ui(scaled, 2, 1) < 0)
        result = ldexp(dc_rational_nearest(scaled), EXPONENT_MOST);
    mpq_clear(scaled);
    return result;
}

/* Two integers that are doubles have a quotient that IEEE 754 rounds. */
double dc_rational_nearest(const mpq_t value) {
    if (mpz_sizeinbase(mpq_numref(value), 2) <= EXACT_BITS &&
        mpz_sizeinbase(mpq_denref(value), 2) <= EXACT_BITS)
        return mpz_get_d(mpq_numref(value)) / mpz_get_d(mpq_denref(value));
    if (is_huge(value))
        return nearest_huge(value);
    double below = mpq_get_d(value);
    return closer(value, below, nextafter(below, INFINITY * mpq_sgn(value)));
}
