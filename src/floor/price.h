/* T7: what all groups lose together for a price of the loss, and which price to ask. */
#ifndef DC_FLOOR_PRICE_H
#define DC_FLOOR_PRICE_H

#include "floor/proposal.h"
#include "floor/shares.h"

/* y loss, the price of the whole loss. */
void dc_price_paid(fmpq_t paid, const dc_share_price *price, const fmpq_t loss);

/* wrong >= the misclassified mass of every classifier whose loss is at most `loss`, if every
 * group satisfies the condition: y loss + sum of w_g V_g. For K = 2, T6. slope, unless NULL:
 * about how that changes with y, a subgradient. Where wrong would be `enough` or more, wrong
 * >= enough is all that is known. DC_ENOMEM, DC_ESTOPPED. */
dc_status dc_price_value(fmpq_t wrong, double *slope, const dc_rings *rings,
                         const dc_rule *rule, const dc_share_price *price,
                         const dc_shares *shares, const fmpq_t loss,
                         const dc_cutoff *cutoff, dc_error *error) DC_MUST_USE;

/* The price that makes wrong least, and that; price->classes is set. 0 if there is one group
 * only. Returns as dc_price_value; where the best is `enough` or more, so is wrong. Cost: some
 * ten values. */
dc_status dc_price_choose(fmpq_t wrong, dc_share_price *price, const dc_rings *rings,
                          const dc_rule *rule, const dc_shares *shares, const fmpq_t loss,
                          const dc_cutoff *cutoff, dc_error *error) DC_MUST_USE;

#endif
