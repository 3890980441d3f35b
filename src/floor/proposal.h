/* Multipliers for T6 and T7 from linear programs in doubles, and the exact bound that they
 * give. */
#ifndef DC_FLOOR_PROPOSAL_H
#define DC_FLOOR_PROPOSAL_H

#include "floor/bound.h"

/* Sets of multipliers for one grid, and which of them bounds each scenario that is possible,
 * in order: what proves a value. */
typedef struct dc_proposals {
    size_t radii, count, room;
    int64_t *values; /* [count][1 + 3 radii]: those of the loss, of growth, least, most */
    size_t scenarios, scenario_room;
    size_t *used; /* [scenarios] */
} dc_proposals;

/* The k-th set: the proposals' own. */
dc_multipliers dc_proposals_get(const dc_proposals *proposals, size_t k);
void dc_proposals_clear(dc_proposals *proposals);

/* When a value need not be found; NULL: never. */
typedef struct dc_cutoff {
    const fmpq *enough;       /* where the value would be that or more; NULL: none */
    bool (*stop)(void *user); /* when this says so; NULL: never */
    void *user;
} dc_cutoff;

/* value >= T7's V of every distribution that the condition allows and that pays at most
 * `loss` alone, whatever the scenario; for K = 2 its misclassified mass (T6).
 * Where value would be `enough` or more, value >= enough is all that is known.
 * slope, unless NULL: about how the value changes with the price, a subgradient.
 * kept, unless NULL: zeroed at first, to be cleared whatever comes back; the proposals that
 * prove the value. DC_ENOMEM, DC_ESTOPPED. */
dc_status dc_propose(fmpq_t value, const dc_rings *rings, const dc_rule *rule,
                     const dc_share_price *price, const fmpq_t loss,
                     const dc_cutoff *cutoff, double *slope, dc_proposals *kept,
                     dc_error *error) DC_MUST_USE;

#endif
