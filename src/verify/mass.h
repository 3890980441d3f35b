/* Masses in a group, as integers: sums of its weights. And what passes (format, section 8). */
#ifndef VERIFY_MASS_H
#define VERIFY_MASS_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

/* A group's whole weight is below 2^120. */
__extension__ typedef __int128 mass;

enum { MASS_BITS = 120 };

/* Integers as masses, and back; mass_of ends the program for what is too large. */
mass mass_of(const mpz_t value);
void mass_get(mpz_t value, mass m);

/* value = m / total. */
void mass_share(mpq_t value, mass m, mass total);

/* The largest integer <= q total, and the least >= q total (q >= 0). */
mass mass_floor(const mpq_t q, mass total);
mass mass_ceiling(const mpq_t q, mass total);

/* U and L pass if U <= most, or L >= enough, or, unless unbounded, L >= ratio U. */
typedef struct rule {
    mass most, enough;
    bool unbounded; /* no ratio is enough */
    mpz_t num, den; /* ratio = num / den > 0 */
    bool narrow;    /* num, den and all masses have at most 62 bits */
} rule;

void rule_init(rule *r, mass most, mass enough, const mpq_t ratio, mass total);
void rule_clear(rule *r);

bool rule_grown(const rule *r, mass U, mass L);

static inline bool rule_passes(const rule *r, mass U, mass L) {
    if (U <= r->most || L >= r->enough)
        return true;
    return L > 0 && !r->unbounded && rule_grown(r, U, L);
}

/* The first t in from .. count - 1 for which U = below[t] - base does not pass with L;
 * count if there is none. below does not fall. */
size_t rule_first_failing(const rule *r, const mass *below, mass base, mass L,
                          size_t from, size_t count);

#endif
