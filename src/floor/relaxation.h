/* The linear program of T6 and T7 for a box of scenarios, in doubles: what it proposes are
 * multipliers. */
#ifndef DC_FLOOR_RELAXATION_H
#define DC_FLOOR_RELAXATION_H

#include "floor/bound.h"
#include "lp/program.h"

typedef struct dc_relaxation {
    const dc_rings *rings;
    const dc_rule *rule;
    const dc_share_price *price;
    dc_program *program;
} dc_relaxation;

/* rings, rule and price are borrowed. Whatever comes back, it may be destroyed. DC_ENOMEM. */
dc_status dc_relaxation_create(dc_relaxation *relaxation, const dc_rings *rings,
                               const dc_rule *rule, const dc_share_price *price,
                               const fmpq_t loss, dc_error *error) DC_MUST_USE;
void dc_relaxation_destroy(dc_relaxation *relaxation);

/* Multipliers for the rows that all scenarios of the box have; those of other rows are 0.
 * False, and nothing is set, if GLPK gave up. Quicker for a box like the one before. */
bool dc_relaxation_solve(dc_multipliers *multipliers, dc_relaxation *relaxation,
                         const dc_scenarios *box);

/* How the program's optimum changes with the price, a subgradient; 0 if GLPK gave up. */
double dc_relaxation_slope(dc_relaxation *relaxation, const dc_scenarios *box);

#endif
