#include "base/mass.h"

__extension__ typedef unsigned __int128 wide;

void dc_mass_get_mpz(mpz_t value, dc_mass mass) {
    const uint64_t words[2] = { (uint64_t)mass, (uint64_t)(mass >> 64) };
    mpz_import(value, 2, -1, sizeof words[0], 0, 0, words);
}

bool dc_mass_set_mpz(dc_mass *mass, const mpz_t value) {
    uint64_t words[2] = { 0, 0 };
    if (mpz_sgn(value) < 0 || mpz_sizeinbase(value, 2) > DC_MASS_BITS)
        return false;
    mpz_export(words, NULL, -1, sizeof words[0], 0, 0, value);
    *mass = (dc_mass)((wide)words[1] << 64 | words[0]);
    return true;
}

void dc_mass_fraction(mpq_t value, dc_mass mass, dc_mass total) {
    dc_mass_get_mpz(mpq_numref(value), mass);
    dc_mass_get_mpz(mpq_denref(value), total);
    mpq_canonicalize(value);
}

/* The 256-bit product of two 128-bit numbers, schoolbook on 64-bit halves. */
static void multiply(wide *high, wide *low, wide a, wide b) {
    const wide mask = UINT64_MAX;
    wide a0 = a & mask, a1 = a >> 64, b0 = b & mask, b1 = b >> 64;
    wide p00 = a0 * b0, p01 = a0 * b1, p10 = a1 * b0, p11 = a1 * b1;
    wide middle = (p00 >> 64) + (p01 & mask) + (p10 & mask);
    *low = middle << 64 | (p00 & mask);
    *high = p11 + (p01 >> 64) + (p10 >> 64) + (middle >> 64);
}

int dc_mass_compare_products(dc_mass a, dc_mass b, dc_mass c, dc_mass d) {
    const dc_mass narrow = (dc_mass)1 << 63;
    if (a < narrow && b < narrow && c < narrow && d < narrow)
        return (a * b > c * d) - (a * b < c * d);
    wide high1, low1, high2, low2;
    multiply(&high1, &low1, (wide)a, (wide)b);
    multiply(&high2, &low2, (wide)c, (wide)d);
    if (high1 != high2)
        return high1 > high2 ? 1 : -1;
    return (low1 > low2) - (low1 < low2);
}
