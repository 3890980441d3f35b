/* The exact value of a dual solution of T6, and of one group of T7: for any multipliers, a
 * bound that no distribution beats (weak duality). */
#ifndef DC_FLOOR_BOUND_H
#define DC_FLOOR_BOUND_H

#include <stdint.h>

#include "floor/scenario.h"

enum { DC_MULTIPLIER_BITS = 40 };

/* The group's place among K classes: the price y of the loss that all groups share, over
 * 2^DC_MULTIPLIER_BITS, >= 0. For K = 2 (T6) it is 0. */
typedef struct dc_share_price {
    unsigned classes; /* K >= 2 */
    int64_t loss;
} dc_share_price;

/* Integers >= 0 over 2^DC_MULTIPLIER_BITS: of what the group
 * alone pays, and [count] each of the rows of
 * growth and of the ends of D_j. Those of rows that a scenario does not have are not
 * used. */
typedef struct dc_multipliers {
    int64_t loss, *growth, *least, *most;
} dc_multipliers;

/* value >= T7's V of every distribution in the scenario's rows that pays at most `loss` alone
 * (the loss of all points over the group's share); for K = 2 that is its misclassified
 * mass. */
void dc_bound_value(fmpq_t value, const dc_rings *rings, const dc_rule *rule,
                    const dc_share_price *price, const dc_scenarios *box,
                    const dc_multipliers *multipliers, const fmpq_t loss);

#endif
