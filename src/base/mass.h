/* Masses as integers.
 *
 * The weights of a group are scaled by their common denominator to coprime
 * integers, so that sums are exact and comparisons cheap. 128 bits hold even
 * weights that were printed as doubles. */
#ifndef DC_BASE_MASS_H
#define DC_BASE_MASS_H

#include <flint/fmpz.h>
#include <gmp.h>
#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 dc_mass;

enum { DC_MASS_BITS = 120 }; /* a group's total weight stays below 2^DC_MASS_BITS */

/* value = mass; mass >= 0. */
void dc_mass_get_mpz(mpz_t value, dc_mass mass);

/* mass = value; false if value is negative or does not fit. */
bool dc_mass_set_mpz(dc_mass *mass, const mpz_t value);

/* value = mass / total in lowest terms; total > 0. */
void dc_mass_fraction(mpq_t value, dc_mass mass, dc_mass total);

/* The sign of a b - c d, without overflow; all four in [0, 2^126). */
int dc_mass_compare_products(dc_mass a, dc_mass b, dc_mass c, dc_mass d);

#endif
