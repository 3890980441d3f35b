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

typedef struct proposer {
    const dc_rings *rings;
    const dc_rule *rule;
    const dc_share_price *price;
    dc_program *program;
    dc_multipliers last; /* of the program solved last */
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

static bool multipliers_create(proposer *p) {
    size_t count = p->rings->count;
    p->last.growth = calloc(3 * count + 1, sizeof *p->last.growth);
    if (!p->last.growth)
        return false;
    p->last.least = p->last.growth + count;
    p->last.most = p->last.least + count;
    return true;
}

static dc_status proposer_create(proposer *p, double loss, dc_error *error) {
    if (multipliers_create(p) && build(p, loss))
        return DC_OK;
    return dc_fail_memory(error, "a floor");
}

static void proposer_destroy(proposer *p) {
    dc_program_destroy(p->program);
    free(p->last.growth);
}

/* Multipliers are rounded; what is too large or negative is no proposal. The largest has 18
 * digits (docs/floor-certificate.md). */
static int64_t multiplier(double x) {
    const double most = 9e5;
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

/* Solves a scenario's program; its multipliers become the last ones. */
static bool solve(proposer *p, const dc_scenario *s) {
    set_scenario(p, s);
    if (!dc_program_solve(p->program))
        return false;
    for (size_t j = 0; j < p->rings->count; j++) {
        double end = dc_program_column_multiplier(p->program, mass_column(p, j));
        p->last.most[j] = multiplier(end);
        p->last.least[j] = multiplier(-end);
        p->last.growth[j] = multiplier(
            dc_program_row_multiplier(p->program, growth_row(p, j)));
    }
    p->last.loss = multiplier(dc_program_row_multiplier(p->program, loss_row(p)));
    return true;
}

static size_t set_size(const dc_proposals *kept) {
    return 1 + 3 * kept->radii;
}

dc_multipliers dc_proposals_get(const dc_proposals *proposals, size_t k) {
    int64_t *set = proposals->values + k * set_size(proposals);
    size_t radii = proposals->radii;
    return (dc_multipliers){ set[0], set + 1, set + 1 + radii, set + 1 + 2 * radii };
}

void dc_proposals_clear(dc_proposals *proposals) {
    free(proposals->values);
    free(proposals->used);
    memset(proposals, 0, sizeof *proposals);
}

/* Room for one more; false if there is none. */
static bool reserve(void **array, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return true;
    void *more = realloc(*array, (2 * *room + 16) * size);
    if (!more)
        return false;
    *array = more;
    *room = 2 * *room + 16;
    return true;
}

/* Keeps the last multipliers, if proposals are kept (not NULL). */
static bool keep_set(dc_proposals *kept, const proposer *p) {
    void *values = kept ? kept->values : NULL;
    if (!kept)
        return true;
    kept->radii = p->rings->count;
    if (!reserve(&values, kept->count, &kept->room, set_size(kept) * sizeof(int64_t)))
        return false;
    kept->values = values;
    int64_t *set = kept->values + kept->count++ * set_size(kept);
    set[0] = p->last.loss;
    memcpy(set + 1, p->last.growth, 3 * kept->radii * sizeof *set);
    return true;
}

static bool keep_use(dc_proposals *kept, size_t set) {
    void *used = kept ? kept->used : NULL;
    if (!kept)
        return true;
    if (!reserve(&used, kept->scenarios, &kept->scenario_room, sizeof *kept->used))
        return false;
    kept->used = used;
    kept->used[kept->scenarios++] = set;
    return true;
}

/* Raises value to a bound of the scenario. *last: the place of the last multipliers among
 * the sets. False if memory is out. */
static bool bound_scenario(fmpq_t value, proposer *p, const dc_scenario *s,
                           const fmpq_t loss, dc_proposals *kept, size_t *last) {
    fmpq_t own, again;
    size_t set = *last;
    bool done = true;
    fmpq_init(own);
    fmpq_init(again);
    dc_bound_value(own, p->rings, p->rule, p->price, s, &p->last, loss);
    if (fmpq_cmp(own, value) > 0 && solve(p, s)) {
        dc_bound_value(again, p->rings, p->rule, p->price, s, &p->last, loss);
        done = keep_set(kept, p);
        ++*last;
        if (fmpq_cmp(again, own) < 0) {
            fmpq_set(own, again);
            set = *last;
        }
    }
    if (fmpq_cmp(own, value) > 0)
        fmpq_set(value, own);
    fmpq_clear(again);
    fmpq_clear(own);
    return done && keep_use(kept, set);
}

dc_status dc_propose(fmpq_t value, const dc_rings *rings, const dc_rule *rule,
                     const dc_share_price *price, const fmpq_t loss, const fmpq *enough,
                     dc_proposals *kept, dc_error *error) {
    proposer p = { .rings = rings, .rule = rule, .price = price };
    dc_scenario s = { 0, 0 };
    size_t last = 0;
    dc_status status = proposer_create(&p, fmpq_get_d(loss), error);
    fmpq_zero(value);
    bool kept_all = status == DC_OK && keep_set(kept, &p), more = kept_all;
    for (; more && kept_all; more = dc_scenario_next(&s, rings)) {
        if (dc_scenario_possible(&s, rule))
            kept_all = bound_scenario(value, &p, &s, loss, kept, &last);
        if (enough && fmpq_cmp(value, enough) >= 0)
            break;
    }
    proposer_destroy(&p);
    if (status == DC_OK && !kept_all)
        return dc_fail_memory(error, "a floor's multipliers");
    return status;
}
