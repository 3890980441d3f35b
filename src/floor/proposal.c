#include "floor/proposal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "floor/logs.h"
#include "lp/program.h"

/* What a row may be missed by costs this much: a scenario that no distribution fits has a
 * bound too then. */
static const double MISSED = 1000;

enum {
    POOL = 2,  /* multipliers that are tried before a scenario's program is solved */
    STRIDE = 4 /* one scenario in STRIDE^2 comes first */
};

typedef struct proposer {
    const dc_rings *rings;
    const dc_rule *rule;
    const dc_share_price *price;
    dc_program *program;
    dc_multipliers pool[POOL]; /* of programs solved lately */
    size_t newest;
} proposer;

/* Columns: what is misclassified (K > 2: and assigned to the group), what is correct and
 * what is free in ring j, and D_j; then what rows are missed by. */
static size_t wrong_column(size_t j) {
    return j;
}

static size_t right_column(const proposer *p, size_t j) {
    return p->rings->count + 1 + j;
}

static size_t free_column(const proposer *p, size_t j) {
    return 2 * (p->rings->count + 1) + j;
}

static size_t mass_column(const proposer *p, size_t j) {
    return 3 * (p->rings->count + 1) + j;
}

static size_t missed_column(const proposer *p, size_t k) {
    return mass_column(p, p->rings->count) + k;
}

/* Rows: ring j's masses add up to D_j - D_{j-1}; growth from D_j; the loss. */
static size_t growth_row(const proposer *p, size_t j) {
    return p->rings->count + 1 + j;
}

static size_t loss_row(const proposer *p) {
    return growth_row(p, p->rings->count);
}

static double cost_of(const fmpz *log) {
    return ldexp(fmpz_get_d(log), -DC_LOG_BITS);
}

static bool set_balance(proposer *p, size_t j) {
    size_t count = p->rings->count, used = 3;
    size_t index[5] = { wrong_column(j), right_column(p, j), free_column(p, j) };
    double value[5] = { 1, 1, 1 };
    if (j > 0) {
        index[used] = mass_column(p, j - 1);
        value[used++] = 1;
    }
    if (j < count) {
        index[used] = mass_column(p, j);
        value[used++] = -1;
    }
    dc_program_bound_row(p->program, j, j == count, j == count);
    return dc_program_set_row(p->program, j, index, value, used);
}

static bool set_growth(proposer *p, size_t j) {
    size_t index[] = { mass_column(p, j), mass_column(p, j + p->rings->period),
                       missed_column(p, 0) };
    double value[] = { fmpq_get_d(p->rule->growth), -1, -1 };
    return dc_program_set_row(p->program, growth_row(p, j), index, value, 3);
}

static bool set_loss(proposer *p, double loss) {
    size_t count = p->rings->count, used = 0;
    size_t *index = malloc((3 * count + 4) * sizeof *index);
    double *value = malloc((3 * count + 4) * sizeof *value);
    bool set = index && value;
    for (size_t j = 0; j <= count && set; j++) {
        index[used] = wrong_column(j);
        value[used++] = cost_of(p->rings->wrong + j);
        index[used] = right_column(p, j);
        value[used++] = cost_of(p->rings->right + j);
        index[used] = free_column(p, j);
        value[used++] = M_LN2;
    }
    if (set) {
        index[used] = missed_column(p, 1);
        value[used++] = -1;
        dc_program_bound_row(p->program, loss_row(p), -INFINITY, loss);
        set = dc_program_set_row(p->program, loss_row(p), index, value, used);
    }
    free(index);
    free(value);
    return set;
}

/* What a unit of mass in ring j is worth. */
static void set_worth(proposer *p, size_t j) {
    double others = p->price->classes - 1;
    double loss = ldexp((double)p->price->loss, -DC_MULTIPLIER_BITS);
    dc_program_set_cost(p->program, wrong_column(j),
                        1 - loss * cost_of(p->rings->wrong + j));
    dc_program_set_cost(p->program, right_column(p, j),
                        -loss / others * cost_of(p->rings->right + j));
    dc_program_bound_column(p->program, free_column(p, j), 0, others > 1 ? INFINITY : 0);
}

static bool build(proposer *p, double loss) {
    size_t count = p->rings->count;
    p->program = dc_program_create(missed_column(p, 2), loss_row(p) + 1);
    bool built = p->program;
    for (size_t j = 0; j <= count && built; j++)
        built = set_balance(p, j);
    for (size_t j = 0; j + p->rings->period < count && built; j++)
        built = set_growth(p, j);
    for (size_t k = 0; k < 2 && built; k++)
        dc_program_set_cost(p->program, missed_column(p, k), -MISSED);
    for (size_t j = 0; j <= count && built; j++)
        set_worth(p, j);
    return built && set_loss(p, loss);
}

static bool pool_create(proposer *p) {
    size_t count = p->rings->count;
    for (size_t k = 0; k < POOL; k++) {
        dc_multipliers *m = p->pool + k;
        m->growth = calloc(3 * count + 1, sizeof *m->growth);
        if (!m->growth)
            return false;
        m->least = m->growth + count;
        m->most = m->least + count;
    }
    return true;
}

static dc_status proposer_create(proposer *p, double loss, dc_error *error) {
    if (pool_create(p) && build(p, loss))
        return DC_OK;
    return dc_fail_memory(error, "a floor");
}

static void proposer_destroy(proposer *p) {
    dc_program_destroy(p->program);
    for (size_t k = 0; k < POOL; k++)
        free(p->pool[k].growth);
}

/* Multipliers are rounded; what is too large or negative is no proposal. */
static int64_t multiplier(double x) {
    const double most = 1e6;
    return x > 0 ? llround(ldexp(fmin(x, most), DC_MULTIPLIER_BITS)) : 0;
}

static void set_scenario(proposer *p, const dc_scenario *s) {
    for (size_t j = 0; j < p->rings->count; j++) {
        const fmpq *least = dc_scenario_least(s, p->rings, p->rule, j);
        const fmpq *most = dc_scenario_most(s, p->rule, j);
        bool grows = dc_scenario_grows(s, p->rings, j);
        dc_program_bound_column(p->program, mass_column(p, j),
                                least ? fmpq_get_d(least) : 0,
                                most ? fmpq_get_d(most) : INFINITY);
        dc_program_bound_row(p->program, growth_row(p, j), -INFINITY,
                             grows ? 0 : INFINITY);
    }
}

/* Solves a scenario's program; its multipliers take the place of the pool's oldest. */
static bool solve(proposer *p, const dc_scenario *s) {
    set_scenario(p, s);
    if (!dc_program_solve(p->program))
        return false;
    p->newest = (p->newest + 1) % POOL;
    dc_multipliers *m = p->pool + p->newest;
    for (size_t j = 0; j < p->rings->count; j++) {
        double end = dc_program_column_multiplier(p->program, mass_column(p, j));
        m->most[j] = multiplier(end);
        m->least[j] = multiplier(-end);
        m->growth[j] = multiplier(
            dc_program_row_multiplier(p->program, growth_row(p, j)));
    }
    m->loss = multiplier(dc_program_row_multiplier(p->program, loss_row(p)));
    return true;
}

/* least = the lesser of it and what the k-th newest multipliers say. */
static void try_multipliers(fmpq_t least, const proposer *p, const dc_scenario *s,
                            size_t k, const fmpq_t loss) {
    fmpq_t own;
    fmpq_init(own);
    dc_bound_value(own, p->rings, p->rule, p->price, s,
                   p->pool + (p->newest + POOL - k) % POOL, loss);
    if (k == 0 || fmpq_cmp(own, least) < 0)
        fmpq_set(least, own);
    fmpq_clear(own);
}

/* value = the greater of it and a scenario's bound: a program is solved only where no
 * multipliers at hand bound it by value. */
static void bound_scenario(fmpq_t value, proposer *p, const dc_scenario *s,
                           const fmpq_t loss) {
    fmpq_t least, solved;
    fmpq_init(least);
    fmpq_init(solved);
    for (size_t k = 0; k < POOL && (k == 0 || fmpq_cmp(least, value) > 0); k++)
        try_multipliers(least, p, s, k, loss);
    if (fmpq_cmp(least, value) > 0 && solve(p, s)) {
        try_multipliers(solved, p, s, 0, loss);
        if (fmpq_cmp(solved, least) < 0)
            fmpq_swap(solved, least);
    }
    if (fmpq_cmp(least, value) > 0)
        fmpq_swap(least, value);
    fmpq_clear(solved);
    fmpq_clear(least);
}

static bool comes_first(const dc_scenario *s) {
    return s->first % STRIDE == 0 && s->full % STRIDE == 0;
}

/* The scenarios that come first, or the others, until value reaches enough. */
static void bound_scenarios(fmpq_t value, proposer *p, bool first, const fmpq_t loss,
                            const fmpq_t enough) {
    dc_scenario s = { 0, 0 };
    do {
        if (comes_first(&s) == first && dc_scenario_possible(&s, p->rule))
            bound_scenario(value, p, &s, loss);
    } while (fmpq_cmp(value, enough) < 0 && dc_scenario_next(&s, p->rings));
}

dc_status dc_propose(fmpq_t value, const dc_rings *rings, const dc_rule *rule,
                     const dc_share_price *price, const fmpq_t loss, const fmpq_t enough,
                     dc_error *error) {
    proposer p = { .rings = rings, .rule = rule, .price = price };
    dc_status status = proposer_create(&p, fmpq_get_d(loss), error);
    fmpq_zero(value);
    for (int pass = 0; pass < 2 && status == DC_OK && fmpq_cmp(value, enough) < 0; pass++)
        bound_scenarios(value, &p, pass == 0, loss, enough);
    proposer_destroy(&p);
    return status;
}
