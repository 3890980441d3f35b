#include "floor/relaxation.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "floor/logs.h"

/* What a row may be missed by costs this much: a scenario that no distribution fits has a
 * bound too then. */
static const double MISSED = 1000;

/* Columns: what is misclassified (K > 2: and assigned to the group), what is correct and
 * what is free in ring j, and D_j; then what rows are missed by. */
static size_t wrong_column(size_t j) {
    return j;
}

static size_t right_column(const dc_relaxation *p, size_t j) {
    return p->rings->count + 1 + j;
}

static size_t free_column(const dc_relaxation *p, size_t j) {
    return 2 * (p->rings->count + 1) + j;
}

static size_t mass_column(const dc_relaxation *p, size_t j) {
    return 3 * (p->rings->count + 1) + j;
}

static size_t missed_column(const dc_relaxation *p, size_t k) {
    return mass_column(p, p->rings->count) + k;
}

/* Rows: ring j's masses add up to D_j - D_{j-1}; growth from D_j; the loss. */
static size_t growth_row(const dc_relaxation *p, size_t j) {
    return p->rings->count + 1 + j;
}

static size_t loss_row(const dc_relaxation *p) {
    return growth_row(p, p->rings->count);
}

static double cost_of(const fmpz *log) {
    return ldexp(fmpz_get_d(log), -DC_LOG_BITS);
}

static bool set_balance(dc_relaxation *p, size_t j) {
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

static bool set_growth(dc_relaxation *p, size_t j) {
    size_t index[] = { mass_column(p, j), mass_column(p, j + p->rings->period),
                       missed_column(p, 0) };
    double value[] = { fmpq_get_d(p->rule->growth), -1, -1 };
    return dc_program_set_row(p->program, growth_row(p, j), index, value, 3);
}

static bool set_loss(dc_relaxation *p, double loss) {
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
static void set_worth(dc_relaxation *p, size_t j) {
    double others = p->price->classes - 1;
    double loss = ldexp((double)p->price->loss, -DC_MULTIPLIER_BITS);
    dc_program_set_cost(p->program, wrong_column(j),
                        1 - loss * cost_of(p->rings->wrong + j));
    dc_program_set_cost(p->program, right_column(p, j),
                        -loss / others * cost_of(p->rings->right + j));
    dc_program_bound_column(p->program, free_column(p, j), 0, others > 1 ? INFINITY : 0);
}

static bool build(dc_relaxation *p, double loss) {
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

dc_status dc_relaxation_create(dc_relaxation *relaxation, const dc_rings *rings,
                               const dc_rule *rule, const dc_share_price *price,
                               const fmpq_t loss, dc_error *error) {
    *relaxation = (dc_relaxation){ .rings = rings, .rule = rule, .price = price };
    return build(relaxation, fmpq_get_d(loss)) ? DC_OK : dc_fail_memory(error, "a floor");
}

void dc_relaxation_destroy(dc_relaxation *relaxation) {
    dc_program_destroy(relaxation->program);
}

/* Multipliers are rounded; what is too large or negative is no proposal. The largest has 18
 * digits (docs/floor-certificate.md). */
static int64_t multiplier(double x) {
    const double most = 9e5;
    return x > 0 ? llround(ldexp(fmin(x, most), DC_MULTIPLIER_BITS)) : 0;
}

static void set_box(dc_relaxation *p, const dc_scenarios *box) {
    for (size_t j = 0; j < p->rings->count; j++) {
        const fmpq *least = dc_scenarios_least(box, p->rings, p->rule, j);
        const fmpq *most = dc_scenarios_most(box, p->rule, j);
        bool grows = dc_scenarios_grow(box, p->rings, j);
        dc_program_bound_column(p->program, mass_column(p, j),
                                least ? fmpq_get_d(least) : 0,
                                most ? fmpq_get_d(most) : INFINITY);
        dc_program_bound_row(p->program, growth_row(p, j), -INFINITY,
                             grows ? 0 : INFINITY);
    }
}

bool dc_relaxation_solve(dc_multipliers *m, dc_relaxation *p, const dc_scenarios *box) {
    set_box(p, box);
    if (!dc_program_solve(p->program))
        return false;
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

double dc_relaxation_slope(dc_relaxation *relaxation, const dc_scenarios *box) {
    double paid = 0, others = relaxation->price->classes - 1;
    set_box(relaxation, box);
    if (!dc_program_solve(relaxation->program))
        return 0;
    for (size_t j = 0; j <= relaxation->rings->count; j++)
        paid += dc_program_column(relaxation->program, wrong_column(j)) *
                    cost_of(relaxation->rings->wrong + j) +
                dc_program_column(relaxation->program, right_column(relaxation, j)) *
                    cost_of(relaxation->rings->right + j) / others;
    return -paid;
}
