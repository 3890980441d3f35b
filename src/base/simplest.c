#include "base/simplest.h"

/* value = the least integer that is not below low. */
static void ceiling(mpq_t value, const mpq_t low) {
    mpz_t whole;
    mpz_init(whole);
    mpz_cdiv_q(whole, mpq_numref(low), mpq_denref(low));
    mpq_set_z(value, whole);
    mpz_clear(whole);
}

/* Without an integer between them they have the same whole part n: n + 1 / the simplest
 * between the inverses of what is left. */
void dc_rational_simplest(mpq_t value, const mpq_t low, const mpq_t high) {
    mpq_t whole, a, b;
    mpq_inits(whole, a, b, NULL);
    ceiling(whole, low);
    if (mpq_cmp(whole, high) <= 0) {
        mpq_set(value, whole);
    } else {
        mpq_set_ui(a, 1, 1);
        mpq_sub(whole, whole, a);
        mpq_sub(a, high, whole);
        mpq_sub(b, low, whole);
        mpq_inv(a, a);
        mpq_inv(b, b);
        dc_rational_simplest(value, a, b);
        mpq_inv(value, value);
        mpq_add(value, value, whole);
    }
    mpq_clears(whole, a, b, NULL);
}
