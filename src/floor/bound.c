#include "floor/bound.h"

#include "floor/logs.h"

static void keep_larger(fmpz_t best, const fmpz_t other) {
    if (fmpz_cmp(other, best) > 0)
        fmpz_set(best, other);
}

/* What one unit of mass in ring j brings before its rows, whichever of assigned, correct
 * and free brings most; over (K - 1) 2^(DC_MULTIPLIER_BITS + DC_LOG_BITS). */
static void set_gain(fmpz_t gain, const dc_rings *rings, const dc_share_price *price,
                     int64_t alone, size_t j) {
    ulong others = price->classes - 1;
    fmpz_t other, factor;
    fmpz_init(other);
    fmpz_init(factor);
    fmpz_one_2exp(gain, DC_MULTIPLIER_BITS + DC_LOG_BITS);
    fmpz_set_si(factor, price->loss);
    fmpz_add_si(factor, factor, alone);
    fmpz_submul(gain, factor, rings->wrong + j);
    fmpz_mul_ui(gain, gain, others);

    fmpz_set_si(factor, alone);
    fmpz_mul_ui(factor, factor, others);
    if (others > 1) {
        fmpz_submul(other, factor, rings->wrong); /* log 2 */
        keep_larger(gain, other);
    }
    fmpz_zero(other);
    fmpz_add_si(factor, factor, price->loss);
    fmpz_submul(other, factor, rings->right + j);
    keep_larger(gain, other);
    fmpz_clear(factor);
    fmpz_clear(other);
}

/* weight = what the rows take from a unit of mass that D_j counts, the rows of D_{j+1} and
 * up included already. Over growth's denominator. */
static void add_rows(fmpz_t weight, const dc_rings *rings, const dc_rule *rule,
                     const dc_scenarios *box, const dc_multipliers *m, size_t j) {
    const fmpz *denominator = fmpq_denref(rule->growth);
    fmpz_t own;
    fmpz_init(own);
    if (dc_scenarios_most(box, rule, j))
        fmpz_add_si(own, own, m->most[j]);
    if (dc_scenarios_least(box, rings, rule, j))
        fmpz_sub_si(own, own, m->least[j]);
    if (j >= rings->period && dc_scenarios_grow(box, rings, j - rings->period))
        fmpz_sub_si(own, own, m->growth[j - rings->period]);
    fmpz_addmul(weight, own, denominator);
    if (dc_scenarios_grow(box, rings, j)) {
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
                     const dc_scenarios *box, const dc_multipliers *m) {
    for (size_t j = 0; j < rings->count; j++) {
        const fmpq *most = dc_scenarios_most(box, rule, j);
        const fmpq *least = dc_scenarios_least(box, rings, rule, j);
        if (most && m->most[j])
            add_term(value, m->most[j], most);
        if (least && m->least[j])
            add_term(value, -m->least[j], least);
    }
}

/* The multiplier of the total mass 1 is the most that a unit of mass brings. */
static void add_total(fmpq_t value, const dc_rings *rings, const dc_rule *rule,
                      const dc_share_price *price, const dc_scenarios *box,
                      const dc_multipliers *m) {
    fmpz_t weight, gain, rows, best, scale;
    fmpq_t total;
    fmpz_init(weight);
    fmpz_init(gain);
    fmpz_init(rows);
    fmpz_init(best);
    fmpz_init(scale);
    fmpq_init(total);
    fmpz_set_ui(scale, price->classes - 1);
    fmpz_mul_2exp(scale, scale, DC_LOG_BITS);
    for (size_t j = rings->count + 1; j-- > 0;) {
        if (j < rings->count)
            add_rows(weight, rings, rule, box, m, j);
        set_gain(gain, rings, price, m->loss, j);
        fmpz_mul(gain, gain, fmpq_denref(rule->growth));
        fmpz_mul(rows, weight, scale);
        fmpz_sub(gain, gain, rows);
        if (j == rings->count || fmpz_cmp(gain, best) > 0)
            fmpz_set(best, gain);
    }
    fmpz_mul(rows, fmpq_denref(rule->growth), scale);
    fmpq_set_fmpz_frac(total, best, rows);
    fmpq_add(value, value, total);
    fmpq_clear(total);
    fmpz_clear(scale);
    fmpz_clear(best);
    fmpz_clear(rows);
    fmpz_clear(gain);
    fmpz_clear(weight);
}

void dc_bound_value(fmpq_t value, const dc_rings *rings, const dc_rule *rule,
                    const dc_share_price *price, const dc_scenarios *box,
                    const dc_multipliers *multipliers, const fmpq_t loss) {
    fmpq_zero(value);
    add_ends(value, rings, rule, box, multipliers);
    add_term(value, multipliers->loss, loss);
    add_total(value, rings, rule, price, box, multipliers);
    fmpq_div_2exp(value, value, DC_MULTIPLIER_BITS);
}
