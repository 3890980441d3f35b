#include "floor/bound.h"

#include "floor/logs.h"

/* What one unit of mass in ring j brings, over 2^(DC_MULTIPLIER_BITS + DC_LOG_BITS), before
 * its rows: 1 - loss wrong if it is misclassified, -loss right if it is correct; the larger
 * of the two. */
static void set_gain(fmpz_t gain, const dc_rings *rings, int64_t price, size_t j) {
    fmpz_t loss, right;
    fmpz_init_set_si(loss, price);
    fmpz_init(right);
    fmpz_one_2exp(gain, DC_MULTIPLIER_BITS + DC_LOG_BITS);
    fmpz_submul(gain, loss, rings->wrong + j);
    fmpz_submul(right, loss, rings->right + j);
    if (fmpz_cmp(right, gain) > 0)
        fmpz_set(gain, right);
    fmpz_clear(right);
    fmpz_clear(loss);
}

/* weight = what the rows take from a unit of mass that D_j counts, the rows of D_{j+1} and
 * up included already. Over growth's denominator. */
static void add_rows(fmpz_t weight, const dc_rings *rings, const dc_rule *rule,
                     const dc_scenario *scenario, const dc_multipliers *m, size_t j) {
    const fmpz *denominator = fmpq_denref(rule->growth);
    fmpz_t own;
    fmpz_init(own);
    if (dc_scenario_most(scenario, rule, j))
        fmpz_add_si(own, own, m->most[j]);
    if (dc_scenario_least(scenario, rings, rule, j))
        fmpz_sub_si(own, own, m->least[j]);
    if (j >= rings->period && dc_scenario_grows(scenario, rings, j - rings->period))
        fmpz_sub_si(own, own, m->growth[j - rings->period]);
    fmpz_addmul(weight, own, denominator);
    if (dc_scenario_grows(scenario, rings, j)) {
        fmpz_set_si(own, m->growth[j]);
        fmpz_addmul(weight, own, fmpq_numref(rule->growth));
    }
    fmpz_clear(own);
}

static void add_term(fmpq_t value, int64_t multiplier, const fmpq *end) {
    fmpq_t term;
    fmpz_t factor;
    fmpq_init(term);
    fmpz_init_set_si(factor, multiplier);
    fmpq_mul_fmpz(term, end, factor);
    fmpq_add(value, value, term);
    fmpz_clear(factor);
    fmpq_clear(term);
}

/* The rows' ends, times 2^DC_MULTIPLIER_BITS. */
static void add_ends(fmpq_t value, const dc_rings *rings, const dc_rule *rule,
                     const dc_scenario *scenario, const dc_multipliers *m) {
    for (size_t j = 0; j < rings->count; j++) {
        const fmpq *most = dc_scenario_most(scenario, rule, j);
        const fmpq *least = dc_scenario_least(scenario, rings, rule, j);
        if (most && m->most[j])
            add_term(value, m->most[j], most);
        if (least && m->least[j])
            add_term(value, -m->least[j], least);
    }
}

/* The multiplier of the total mass 1 is the most that a unit of mass brings. */
static void add_total(fmpq_t value, const dc_rings *rings, const dc_rule *rule,
                      const dc_scenario *scenario, const dc_multipliers *m) {
    const fmpz *denominator = fmpq_denref(rule->growth);
    fmpz_t weight, gain, rows, best;
    fmpq_t total;
    fmpz_init(weight);
    fmpz_init(gain);
    fmpz_init(rows);
    fmpz_init(best);
    fmpq_init(total);
    for (size_t j = rings->count + 1; j-- > 0;) {
        if (j < rings->count)
            add_rows(weight, rings, rule, scenario, m, j);
        set_gain(gain, rings, m->loss, j);
        fmpz_mul(gain, gain, denominator);
        fmpz_mul_2exp(rows, weight, DC_LOG_BITS);
        fmpz_sub(gain, gain, rows);
        if (j == rings->count || fmpz_cmp(gain, best) > 0)
            fmpz_set(best, gain);
    }
    fmpz_mul_2exp(rows, denominator, DC_LOG_BITS);
    fmpq_set_fmpz_frac(total, best, rows);
    fmpq_add(value, value, total);
    fmpq_clear(total);
    fmpz_clear(best);
    fmpz_clear(rows);
    fmpz_clear(gain);
    fmpz_clear(weight);
}

void dc_bound_value(fmpq_t wrong, const dc_rings *rings, const dc_rule *rule,
                    const dc_scenario *scenario, const dc_multipliers *multipliers,
                    const fmpq_t loss) {
    fmpq_zero(wrong);
    add_ends(wrong, rings, rule, scenario, multipliers);
    add_term(wrong, multipliers->loss, loss);
    add_total(wrong, rings, rule, scenario, multipliers);
    fmpq_div_2exp(wrong, wrong, DC_MULTIPLIER_BITS);
}
