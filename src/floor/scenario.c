#include "floor/scenario.h"

bool dc_scenario_next(dc_scenario *scenario, const dc_rings *rings) {
    if (scenario->full < rings->count) {
        scenario->full++;
        return true;
    }
    scenario->full = ++scenario->first;
    return scenario->first <= rings->count;
}

bool dc_scenario_possible(const dc_scenario *scenario, const dc_rule *rule) {
    return scenario->full == scenario->first || fmpq_cmp(rule->m0, rule->full) <= 0;
}

const fmpq *dc_scenario_least(const dc_scenario *scenario, const dc_rings *rings,
                              const dc_rule *rule, size_t j) {
    if (j == scenario->first)
        return rule->m0;
    return j >= scenario->full + rings->period ? rule->delta : NULL;
}

const fmpq *dc_scenario_most(const dc_scenario *scenario, const dc_rule *rule, size_t j) {
    if (j + 1 == scenario->first)
        return rule->m0;
    return scenario->full > scenario->first && j + 1 == scenario->full ? rule->full
                                                                       : NULL;
}

bool dc_scenario_grows(const dc_scenario *scenario, const dc_rings *rings, size_t j) {
    return scenario->first <= j && j < scenario->full && j + rings->period < rings->count;
}
