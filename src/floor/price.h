/* T7: what all groups lose together for a price of the loss, and which price to ask. */
#ifndef DC_FLOOR_PRICE_H
#define DC_FLOOR_PRICE_H

#include "floor/bound.h"
#include "floor/shares.h"

/* y loss, the price of the whole loss. */
void dc_price_paid(fmpq_t paid, const dc_share_price *price, const fmpq_t loss);

/* wrong >= the misclassified mass of every classifier whose loss is at most `loss`, if every
 * group satisfies the condition: y loss + sum of w_g V_g. For K = 2, T6. enough, unless NULL:
 * where wrong would be that or more, wrong >= enough is all that is known. */
dc_status dc_price_value(fmpq_t wrong, const dc_rings *rings, const dc_rule *rule,
                         const dc_share_price *price, const dc_shares *shares,
                         const fmpq_t loss, const fmpq *enough,
                         dc_error *error) DC_MUST_USE;

/* A price that makes this small, on a grid that may be a coarse one; price->classes is set.
 * 0 if there is one
 * group only. Cost: else some twenty values. */
dc_status dc_price_choose(dc_share_price *price, const dc_rings *rings,
                          const dc_rule *rule, const dc_shares *shares, const fmpq_t loss,
                          dc_error *error) DC_MUST_USE;

#endif
