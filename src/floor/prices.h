/* T7: what all groups lose together for given prices, and which prices to ask. */
#ifndef DC_FLOOR_PRICES_H
#define DC_FLOOR_PRICES_H

#include "floor/bound.h"
#include "floor/shares.h"

/* wrong >= the misclassified mass of every classifier whose loss is at most `loss`, if every
 * group satisfies the condition: y loss + sum of w_g V_g. For K = 2, T6. */
dc_status dc_prices_value(fmpq_t wrong, const dc_rings *rings, const dc_rule *rule,
                          const dc_prices *prices, const dc_shares *shares,
                          const fmpq_t loss, dc_error *error) DC_MUST_USE;

/* Prices that make this small, on a grid that may be a coarse one; prices->classes is set.
 * Cost: for K > 2, some forty values. */
dc_status dc_prices_choose(dc_prices *prices, const dc_rings *rings, const dc_rule *rule,
                           const dc_shares *shares, const fmpq_t loss, dc_error *error)
    DC_MUST_USE;

#endif
