/* Multipliers for T6 and T7 from linear programs in doubles, and the exact bound that they give. */
#ifndef DC_FLOOR_PROPOSAL_H
#define DC_FLOOR_PROPOSAL_H

#include "floor/bound.h"

/* value >= T7's V of every distribution that the condition allows and that pays at most
 * `loss` alone, whatever the scenario; for K = 2 its misclassified mass (T6). Where that would
 * be `enough` or more, value >= enough is all that is known. */
dc_status dc_propose(fmpq_t value, const dc_rings *rings, const dc_rule *rule,
                     const dc_share_price *price, const fmpq_t loss, const fmpq_t enough,
                     dc_error *error) DC_MUST_USE;

#endif
