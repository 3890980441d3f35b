#include "floor/scenario.h"

void dc_rule_init(dc_rule *rule, const mpq_t sigma, const mpq_t delta, const mpq_t m0) {
    fmpq_init(rule->growth);
    fmpq_init(rule->delta);
    fmpq_init(rule->m0);
    fmpq_init(rule->full);
    fmpq_set_mpq(rule->growth, sigma);
    fmpq_add_si(rule->growth, rule->growth, 1);
    fmpq_set_mpq(rule->delta, delta);
    fmpq_set_mpq(rule->m0, m0);
    fmpq_div(rule->full, rule->delta, rule->growth);
}

void dc_rule_clear(dc_rule *rule) {
    fmpq_clear(rule->full);
    fmpq_clear(rule->m0);
    fmpq_clear(rule->delta);
    fmpq_clear(rule->growth);
}

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
