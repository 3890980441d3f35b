/* Multipliers for T6 from linear programs in doubles, and the exact bound that they give. */
#ifndef DC_FLOOR_PROPOSAL_H
#define DC_FLOOR_PROPOSAL_H

#include "floor/scenario.h"

/* wrong is at least the misclassified mass of every distribution (two classes, one group)
 * that the condition and the loss allow, whatever the scenario. */
dc_status dc_propose(fmpq_t wrong, const dc_rings *rings, const dc_rule *rule,
                     const fmpq_t loss, dc_error *error) DC_MUST_USE;

#endif
