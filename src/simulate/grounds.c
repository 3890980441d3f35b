#include "simulate/grounds.h"

#include <float.h>
#include <math.h>

#include "base/clock.h"
#include "base/error.h"
#include "floor/guarantee.h"
#include "simulate/room.h"

/* No floor is above 0 for more than log 2. */
static const double MOST_LOSS = 0.7;

/* Slopes have to be positive. */
static const double LEAST_SLOPE = 0x1p-1000;

/* The time limit, shared by the searches for constants to come; what is left over is for
 * those of the options. */
typedef struct time_budget {
    double limit, start;
    size_t left;
} time_budget;

/* The condition on one data set. */
typedef struct condition {
    dc_check_options check;
    const dc_dataset *data;
    dc_choice *choice; /* NULL: no constants hold */
    bool asked;        /* the next is known */
    dc_standing given; /* of the constants of the options */
} condition;

static double seconds(const time_budget *budget) {
    if (budget->limit <= 0)
        return 0;
    double left = budget->start + budget->limit - dc_clock();
    return fmax(left / (double)(budget->left + 1), 0.001);
}

static condition on_data(const dc_setting *setting, const dc_dataset *data,
                         dc_grouping grouping) {
    condition c = { .check = setting->options->floor.check, .data = data };
    dc_setting_share(&c.check, setting, data);
    c.check.grouping = grouping;
    c.check.question = DC_DECIDE;
    return c;
}

static dc_status ask_given(condition *c, time_budget *budget, dc_error *error) {
    dc_result *result = NULL;
    if (c->asked)
        return DC_OK;
    c->check.time_limit = seconds(budget);
    dc_status status = dc_check(&result, c->data, &c->check, error);
    if (status != DC_OK)
        return status;
    bool cut = c->choice && dc_choice_stop(c->choice) != DC_STOP_NONE;
    c->given = result->verdict == DC_HOLDS              ? DC_STANDS
               : result->verdict == DC_VIOLATED && !cut ? DC_FALLS
                                                        : DC_OPEN;
    c->asked = true;
    dc_result_destroy(result);
    return DC_OK;
}

static void set_bound(mpq_t bound, double slope) {
    mpq_set_d(bound, fmax(slope, LEAST_SLOPE));
}

/* Searches constants that help with losses up to `loss`. */
static dc_status search_constants(condition *c, const dc_setting *setting, double loss,
                                  double slope, time_budget *budget, dc_error *error) {
    dc_floor_options options = setting->options->floor; /* its numbers are borrowed */
    mpq_t most, bound;
    mpq_inits(most, bound, NULL);
    mpq_set_d(most, loss);
    set_bound(bound, slope);
    options.loss[0] = most[0];
    options.slope[0] = bound[0];
    options.check.grouping = c->check.grouping;
    options.check.memory = c->check.memory;
    options.check.exceeded = c->check.exceeded;
    options.check.time_limit = seconds(budget);
    dc_status status = dc_choice_create(&c->choice, c->data, &options, error);
    budget->left--;
    mpq_clears(most, bound, NULL);
    return status;
}

/* The constants of the options, if they hold. */
static dc_status take_given(condition *c, const dc_setting *setting, double slope,
                            time_budget *budget, dc_error *error) {
    const dc_family *family = &c->check.family;
    dc_guarantee g;
    budget->left--;
    dc_status status = ask_given(c, budget, error);
    if (status != DC_OK || c->given != DC_STANDS)
        return status;
    dc_guarantee_init(&g);
    dc_parameters_assign(&g.parameters, &c->check.parameters);
    g.fineness = setting->options->floor.fineness;
    if (family->kind == DC_FAMILY_WIDTH) {
        set_bound(g.radius, slope);
        dc_guarantee_set_radius(&g, family->width, g.radius);
    }
    status = dc_guarantee_set_groups(&g, c->data, c->check.grouping, error);
    if (status == DC_OK)
        status = dc_choice_of(&c->choice, &g, error);
    dc_guarantee_clear(&g);
    return status;
}

static dc_status find_constants(condition *c, const dc_setting *setting, double loss,
                                double slope, time_budget *budget, dc_error *error) {
    bool bounded = slope <= DBL_MAX;
    if (bounded && setting->options->floor.fixed)
        return take_given(c, setting, slope, budget, error);
    if (bounded && loss <= MOST_LOSS)
        return search_constants(c, setting, loss, slope, budget, error);
    budget->left--;
    return dc_succeed(error);
}

/* The ground that it gives a loss; ground->floor.constants may name constants to try
 * first. */
static dc_status set_ground(dc_ground *ground, condition *c, const mpq_t loss,
                            time_budget *budget, dc_error *error) {
    dc_floor *floor = &ground->floor;
    bool helps = c->choice && mpq_get_d(loss) <= MOST_LOSS;
    dc_status status = helps ? dc_choice_floor(floor, c->choice, loss, error)
                             : dc_floor_trivial(floor->trivial, loss, error);
    if (status != DC_OK)
        return status;
    if (!helps) {
        mpq_set(floor->accuracy, floor->trivial);
        floor->constants = SIZE_MAX;
    }
    const dc_parameters *better = helps ? dc_choice_constants(c->choice, floor->constants)
                                        : NULL;
    dc_parameters_assign(&ground->constants, better ? better : &c->check.parameters);
    if (better) {
        ground->standing = DC_STANDS_BETTER;
        return DC_OK;
    }
    status = ask_given(c, budget, error);
    ground->standing = c->given;
    return status;
}

static bool has_started(const dc_run *run) {
    return run->start != SIZE_MAX;
}

static dc_status settle_points(const dc_trajectory *trajectory, size_t runs,
                               const dc_setting *setting, time_budget *budget,
                               dc_error *error) {
    condition c = on_data(setting, setting->data, DC_GROUPS_AUTO);
    double loss = 0, slope = 0; /* the largest, of runs whose floor may be above 0 */
    bool started = false;
    size_t before = SIZE_MAX;
    for (size_t k = 0; k < runs; k++) {
        const dc_run *run = trajectory[k].run;
        double own = has_started(run) ? mpq_get_d(run->loss) : 0;
        started = started || has_started(run);
        if (own > MOST_LOSS)
            continue;
        loss = fmax(loss, own);
        slope = fmax(slope, run->slope);
    }
    if (!started)
        return dc_succeed(error);
    if (loss == 0)
        loss = HUGE_VAL;
    budget->left = 1;
    dc_status status = find_constants(&c, setting, loss, slope, budget, error);
    for (size_t k = 0; k < runs && status == DC_OK; k++) {
        dc_run *run = trajectory[k].run;
        if (!has_started(run))
            continue;
        run->ground.floor.constants = before;
        status = set_ground(&run->ground, &c, run->loss, budget, error);
        before = run->ground.floor.constants;
    }
    dc_choice_destroy(c.choice);
    return status;
}

/* What is known of a run without a search. */
static dc_status settle_open(dc_ground *ground, const dc_run *run,
                             const dc_setting *setting, time_budget *budget,
                             dc_error *error) {
    condition c = { .check = setting->options->floor.check,
                    .asked = true,
                    .given = DC_OPEN };
    budget->left--;
    return set_ground(ground, &c, run->loss, budget, error);
}

/* A condition for one run alone. data: NULL: they have no room. */
static dc_status settle_on(dc_ground *ground, const dc_run *run, const dc_dataset *data,
                           dc_grouping grouping, const dc_setting *setting,
                           time_budget *budget, dc_error *error) {
    if (!data)
        return settle_open(ground, run, setting, budget, error);
    condition c = on_data(setting, data, grouping);
    dc_status status = find_constants(&c, setting, mpq_get_d(run->loss), run->slope,
                                      budget, error);
    if (status == DC_OK)
        status = set_ground(ground, &c, run->loss, budget, error);
    dc_choice_destroy(c.choice);
    return status;
}

static dc_status settle_features(const dc_trajectory *trajectory, size_t k,
                                 const dc_setting *setting, time_budget *budget,
                                 dc_error *error) {
    dc_run *run = trajectory->run;
    dc_dataset *data = NULL;
    dc_status status = dc_setting_features(&data, setting, k, error);
    if (status == DC_OK)
        status = settle_on(&run->ground, run, data, DC_GROUPS_AUTO, setting, budget,
                           error);
    dc_dataset_destroy(data);
    return status;
}

static dc_status settle_evidence(const dc_trajectory *trajectory, size_t e,
                                 const dc_setting *setting, time_budget *budget,
                                 dc_error *error) {
    dc_run *run = trajectory->run;
    dc_derivation derivation = { .cells = trajectory->cell[e] };
    dc_dataset *data = NULL;
    dc_status status = dc_setting_derive(&data, setting, &derivation, error);
    if (status == DC_OK)
        status = settle_on(&run->evidence[e].ground, run, data, DC_GROUPS_CELLS, setting,
                           budget, error);
    dc_dataset_destroy(data);
    return status;
}

static void assign_ground(dc_ground *to, const dc_ground *from) {
    to->standing = from->standing;
    mpq_set(to->floor.accuracy, from->floor.accuracy);
    mpq_set(to->floor.trivial, from->floor.trivial);
    to->floor.constants = from->floor.constants;
    dc_parameters_assign(&to->constants, &from->constants);
}

/* Of cells that stay, those of t0 are a ground; of others there is evidence only, and the
 * trivial floor. */
static dc_status settle_cells(const dc_trajectory *trajectory, size_t k,
                              const dc_setting *setting, time_budget *budget,
                              dc_error *error) {
    dc_run *run = trajectory->run;
    dc_status status = DC_OK;
    (void)k;
    for (size_t e = 0; e < DC_EVIDENCES && status == DC_OK; e++)
        if (trajectory->cell[e])
            status = settle_evidence(trajectory, e, setting, budget, error);
    if (status != DC_OK)
        return status;
    assign_ground(&run->ground, &run->evidence[0].ground);
    if (run->moved) {
        mpq_set(run->ground.floor.accuracy, run->ground.floor.trivial);
        run->ground.floor.constants = SIZE_MAX;
    }
    return DC_OK;
}

dc_status dc_grounds_settle(const dc_trajectory *trajectory, size_t runs,
                            const dc_setting *setting, double limit, dc_error *error) {
    bool cells = setting->coverage == DC_COVERS_CELLS;
    time_budget budget = { .limit = limit, .start = dc_clock() };
    dc_status status = DC_OK;
    if (setting->coverage == DC_COVERS_POINTS)
        return settle_points(trajectory, runs, setting, &budget, error);
    for (size_t k = 0; k < runs; k++)
        budget.left += has_started(trajectory[k].run) ? 1 + cells : 0;
    for (size_t k = 0; k < runs && status == DC_OK; k++)
        if (has_started(trajectory[k].run))
            status = (cells ? settle_cells : settle_features)(trajectory + k, k, setting,
                                                              &budget, error);
    return status;
}
