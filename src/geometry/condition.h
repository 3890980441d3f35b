/* The doubling condition as a test on two masses (D3, D5), in integers.
 *
 * A search looks for a slab that is *wanted*: it violates the condition and does
 * better than the best slab known so far. With U the slab's mass and L its
 * dilation's, wanted means
 *     U > floor,   L < delta W,   L < ratio U.
 * Looking for the critical mass, ratio = 1 + sigma is fixed and floor rises to
 * the mass of each slab found. Looking for sigma*, floor is fixed just below m0
 * and ratio falls to L/U of each slab found. Both are monotone: a test passed
 * with U replaced by an upper and L by a lower bound is passed by the slab. */
#ifndef DC_GEOMETRY_CONDITION_H
#define DC_GEOMETRY_CONDITION_H

#include <gmp.h>
#include <stdbool.h>

#include "base/mass.h"

typedef struct dc_condition {
    bool by_ratio;  /* false: floor rises; true: ratio falls */
    dc_mass total;  /* W */
    dc_mass enough; /* the least integer >= delta W */
    dc_mass floor;  /* slabs of mass <= floor are not wanted */
    bool ratio_infinite;
    dc_mass ratio_num, ratio_den; /* > 0 each */
    mpq_t kappa;                  /* > 1 */
    fmpz_t h_num, h_den;          /* h = (kappa - 1) / 2 */
} dc_condition;

/* For the critical mass: ratio 1 + sigma, floor 0. For sigma*: by_ratio, ratio
 * infinite, floor the largest integer below m0 W. False if sigma's numerator or
 * denominator does not fit in DC_MASS_BITS. */
bool dc_condition_init(dc_condition *condition, const mpq_t kappa, const mpq_t sigma,
                       const mpq_t delta, dc_mass total);
void dc_condition_clear(dc_condition *condition);

/* copy is initialised by the first and must have been by the second. */
void dc_condition_copy(dc_condition *copy, const dc_condition *condition);
void dc_condition_assign(dc_condition *copy, const dc_condition *condition);

/* The largest integer below q W, and the least that is >= q W (q >= 0). */
dc_mass dc_mass_below(const mpq_t q, dc_mass total);

/* The largest integer <= q W (q >= 0). */
dc_mass dc_mass_most(const mpq_t q, dc_mass total);

/* True if a slab of mass <= U whose dilation has mass >= L is not wanted. */
static inline bool dc_condition_passes(const dc_condition *c, dc_mass U, dc_mass L) {
    if (U <= c->floor || L >= c->enough)
        return true;
    if (c->ratio_infinite || L < 0)
        return false;
    return dc_mass_compare_products(L, c->ratio_den, U, c->ratio_num) >= 0;
}

/* The largest mass U that passes with a dilation of mass L; W if every one does,
 * at least floor. */
dc_mass dc_condition_allows(const dc_condition *condition, dc_mass L);

/* Makes the slab just found the best known: its like is not wanted any more. For
 * bounds on a box L may be below U, even negative; it counts as U then. */
void dc_condition_raise(dc_condition *condition, dc_mass U, dc_mass L);

/* The bound of what was not looked at: any mass below delta W, any ratio from 1. */
void dc_condition_loosen(dc_condition *bound);

/* True if no slab at all can be wanted: the search is over. */
bool dc_condition_exhausted(const dc_condition *condition);

/* < 0 if a is the more demanding (fewer slabs wanted), > 0 if b is, 0 if equal;
 * they differ in floor and ratio only. */
int dc_condition_order(const dc_condition *a, const dc_condition *b);

#endif
