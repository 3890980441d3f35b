/* The exact value of a dual solution of T6: for any multipliers, a bound that no
 * distribution beats (weak duality). */
#ifndef DC_FLOOR_BOUND_H
#define DC_FLOOR_BOUND_H

#include <stdint.h>

#include "floor/scenario.h"

enum { DC_MULTIPLIER_BITS = 40 };

/* Integers >= 0 over 2^DC_MULTIPLIER_BITS: of the loss, and [count] each of the rows of
 * growth and of the ends of D_j. Those of rows that a scenario does not have are not
 * used. */
typedef struct dc_multipliers {
    int64_t loss, *growth, *least, *most;
} dc_multipliers;

/* wrong >= the misclassified mass of every distribution in the scenario's rows whose loss is
 * at most `loss`. */
void dc_bound_value(fmpq_t wrong, const dc_rings *rings, const dc_rule *rule,
                    const dc_scenario *scenario, const dc_multipliers *multipliers,
                    const fmpq_t loss);

#endif
