/* The scenarios of T6: when the doubling condition begins to bite, and when it ends.
 *
 * D_j is the mass of |f| <= rho_j, j < count. In scenario (first, full) the mass reaches m0
 * at radius `first`, and delta / (1 + sigma) at radius `full`, not before `first`; count
 * means never. Then
 *     D_{first-1} <= m0 <= D_first,
 *     (1 + sigma) D_j <= D_{j+period}       for first <= j < full,
 *     D_{full-1} <= delta / (1 + sigma)     if full > first,
 *     D_j >= delta                          for j >= full + period,
 * as far as the indices lie on the grid. */
#ifndef DC_FLOOR_SCENARIO_H
#define DC_FLOOR_SCENARIO_H

#include <stdbool.h>

#include "floor/rings.h"

/* The condition's constants, but kappa. */
typedef struct dc_rule {
    fmpq_t growth, delta, m0, full; /* 1 + sigma, ..., delta / (1 + sigma) */
} dc_rule;

void dc_rule_init(dc_rule *rule, const mpq_t sigma, const mpq_t delta, const mpq_t m0);
void dc_rule_clear(dc_rule *rule);

typedef struct dc_scenario {
    size_t first, full;
} dc_scenario;

/* The next scenario in order, from { 0, 0 } on; false after the last. */
bool dc_scenario_next(dc_scenario *scenario, const dc_rings *rings);

/* False if its rows contradict each other for every distribution: m0 is so large that full
 * growth begins with it. */
bool dc_scenario_possible(const dc_scenario *scenario, const dc_rule *rule);

/* A box of scenarios: `first` and `full` each between two ends. Since D_j grows with j, every
 * distribution of one of them keeps the rows
 *     D_{least.first-1} <= m0 <= D_{most.first},
 *     (1 + sigma) D_j <= D_{j+period}       for most.first <= j < least.full,
 *     D_{least.full-1} <= delta / (1 + sigma)     if least.full > most.first,
 *     D_j >= delta                          for j >= most.full + period. */
typedef struct dc_scenarios {
    dc_scenario least, most; /* least.first <= least.full, most.first <= most.full */
} dc_scenarios;

dc_scenarios dc_scenarios_all(const dc_rings *rings);
dc_scenarios dc_scenarios_one(dc_scenario scenario);

/* Halves the longer side of a box of more than one scenario. The halves are as small as they
 * can be, and hold all that are possible; either may be empty, if not both. */
void dc_scenarios_split(dc_scenarios half[2], const dc_scenarios *box,
                        const dc_rule *rule);
bool dc_scenarios_empty(const dc_scenarios *box);
bool dc_scenarios_single(const dc_scenarios *box);
bool dc_scenarios_hold(const dc_scenarios *box, const dc_scenario *scenario);

/* The ends that the box gives D_j, NULL for none; and whether D_j has a row of growth. */
const fmpq *dc_scenarios_least(const dc_scenarios *box, const dc_rings *rings,
                               const dc_rule *rule, size_t j);
const fmpq *dc_scenarios_most(const dc_scenarios *box, const dc_rule *rule, size_t j);
bool dc_scenarios_grow(const dc_scenarios *box, const dc_rings *rings, size_t j);

#endif
