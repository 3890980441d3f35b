#include "floor/scenario.h"

#include "base/size.h"

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

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

dc_scenarios dc_scenarios_all(const dc_rings *rings) {
    return (dc_scenarios){ { 0, 0 }, { rings->count, rings->count } };
}

dc_scenarios dc_scenarios_one(dc_scenario scenario) {
    return (dc_scenarios){ scenario, scenario };
}

/* Leaves out scenarios with first > full, and with first < full if they are impossible. */
static void tighten(dc_scenarios *box, const dc_rule *rule) {
    const dc_scenario growing = { 0, 1 };
    box->least.full = larger(box->least.full, box->least.first);
    box->most.first = dc_size_least(box->most.first, box->most.full);
    if (dc_scenario_possible(&growing, rule))
        return;
    box->least.first = box->least.full;
    box->most.full = box->most.first;
}

void dc_scenarios_split(dc_scenarios half[2], const dc_scenarios *box,
                        const dc_rule *rule) {
    size_t firsts = box->most.first - box->least.first;
    size_t fulls = box->most.full - box->least.full;
    half[0] = half[1] = *box;
    if (firsts > fulls) {
        half[0].most.first = box->least.first + firsts / 2;
        half[1].least.first = half[0].most.first + 1;
    } else {
        half[0].most.full = box->least.full + fulls / 2;
        half[1].least.full = half[0].most.full + 1;
    }
    tighten(half, rule);
    tighten(half + 1, rule);
}

bool dc_scenarios_empty(const dc_scenarios *box) {
    return box->least.first > box->most.first || box->least.full > box->most.full;
}

bool dc_scenarios_single(const dc_scenarios *box) {
    return box->least.first == box->most.first && box->least.full == box->most.full;
}

bool dc_scenarios_hold(const dc_scenarios *box, const dc_scenario *scenario) {
    return box->least.first <= scenario->first && scenario->first <= box->most.first &&
           box->least.full <= scenario->full && scenario->full <= box->most.full;
}

const fmpq *dc_scenarios_least(const dc_scenarios *box, const dc_rings *rings,
                               const dc_rule *rule, size_t j) {
    if (j == box->most.first)
        return rule->m0;
    return j >= box->most.full + rings->period ? rule->delta : NULL;
}

const fmpq *dc_scenarios_most(const dc_scenarios *box, const dc_rule *rule, size_t j) {
    if (j + 1 == box->least.first)
        return rule->m0;
    return box->least.full > box->most.first && j + 1 == box->least.full ? rule->full
                                                                         : NULL;
}

bool dc_scenarios_grow(const dc_scenarios *box, const dc_rings *rings, size_t j) {
    return box->most.first <= j && j < box->least.full &&
           j + rings->period < rings->count;
}
