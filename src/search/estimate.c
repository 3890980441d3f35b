#include <doublecheck/estimate.h>

#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "search/budget.h"
#include "search/check.h"
#include "search/cost.h"

/* Directions cost about as many boxes each. */
enum { BOXES_A_RAY = 10 };

/* And seconds. */
static const double ray_factor = 1.4;

static uint64_t budget_of(const dc_run *run) {
    return dc_cost_budget(run->points.count, run->points.dims,
                          run->limits->progress.group_count);
}

/* Families all and width: one problem. */
static dc_status cost_of_one(dc_cost *cost, dc_run *run, dc_error *error) {
    const dc_family *family = &run->options->family;
    dc_problem problem;
    dc_outcome outcome;
    dc_problem_open(&problem, &run->points, &run->condition,
                    family->kind == DC_FAMILY_WIDTH ? family->width : NULL);
    dc_status status = dc_cost_of(cost, &problem, run->limits, true,
                                  run->options->question == DC_DECIDE, budget_of(run),
                                  &outcome, error);
    if (status == DC_OK)
        status = dc_run_merge(run, &problem, &outcome, error);
    dc_outcome_clear(&outcome);
    dc_problem_destroy(&problem);
    return status;
}

/* Families axes and directions: some directions tell what all of them cost. */
static dc_status cost_of_rays(dc_cost *cost, dc_run *run, dc_error *error) {
    dc_group_result *result = run->result;
    dc_limits own = *run->limits, *limits = run->limits;
    double start = dc_clock();
    own.most_nodes = budget_of(run) / BOXES_A_RAY;
    run->limits = &own;
    dc_status status = dc_family_find(run->options->family.kind)->search(run, error);
    run->limits = limits;
    bool known = dc_stop_answers(result->stop);
    double done = (double)result->nodes;
    double boxes = known ? done : (double)result->subset_total;
    double seconds = dc_clock() - start;
    seconds = done > 0 ? seconds / done * boxes : seconds;
    *cost = (dc_cost){ .known = known,
                       .at_least = !known && done == 0,
                       .boxes = boxes,
                       .low = boxes,
                       .high = boxes,
                       .thread_seconds = seconds,
                       .seconds_low = seconds / ray_factor,
                       .seconds_high = seconds * ray_factor,
                       .alone = seconds,
                       .examined = result->nodes };
    return status;
}

typedef dc_status (*estimator)(dc_cost *cost, dc_run *run, dc_error *error);

static const estimator estimators[] = {
    [DC_FAMILY_ALL] = cost_of_one,          [DC_FAMILY_WIDTH] = cost_of_one,
    [DC_FAMILY_SPARSE] = dc_cost_of_sparse, [DC_FAMILY_AXES] = cost_of_rays,
    [DC_FAMILY_DIRECTIONS] = cost_of_rays,
};

/* So many groups; what limits keep from those that are new is not known. */
static dc_status extend(dc_estimate *estimate, size_t count, dc_error *error) {
    dc_cost *costs = realloc(estimate->groups, (count + 1) * sizeof *costs);
    if (!costs)
        return dc_fail_memory(error, "the estimate");
    estimate->groups = costs;
    for (; estimate->group_count < count; estimate->group_count++)
        costs[estimate->group_count] = (dc_cost){ .at_least = true };
    return DC_OK;
}

/* Bytes of a problem about so many points, with what its rounds take. */
static size_t own_of(size_t count, size_t dims) {
    return dc_budget_points(count, dims, 0, true) + dc_budget_rounds(count, dims);
}

static dc_status estimate_group(dc_run *run, void *user, dc_error *error) {
    dc_estimate *estimate = user;
    size_t index = run->limits->progress.group_index;
    dc_status status = extend(estimate, index + 1, error);
    if (status != DC_OK)
        return status;
    dc_cost *cost = estimate->groups + index;
    *cost = (dc_cost){ .known = true };
    status = estimators[run->options->family.kind](cost, run, error);
    dc_budget budget = dc_budget_of(run->limits,
                                    own_of(run->points.count, run->points.dims));
    dc_cost_set_bytes(cost, &budget);
    return status;
}

/* Groups after the last one that was looked at, and the sum. */
static dc_status finish(dc_estimate *estimate, dc_error *error) {
    size_t count = estimate->result->group_count;
    dc_status status = extend(estimate, count, error);
    estimate->total = (dc_cost){ .known = true };
    for (size_t g = 0; g < count && status == DC_OK; g++)
        dc_cost_add(&estimate->total, estimate->groups + g, 1);
    return status;
}

dc_status dc_estimate_create(dc_estimate **out, const dc_dataset *data,
                             const dc_check_options *options, dc_error *error) {
    double start = dc_clock();
    dc_limits limits;
    *out = NULL;
    dc_estimate *estimate = calloc(1, sizeof *estimate);
    if (!estimate)
        return dc_fail_memory(error, "the estimate");
    dc_group_search instead = { estimate_group, estimate };
    dc_status status = dc_check_instead(&estimate->result, data, options, &instead,
                                        error);
    if (status == DC_OK)
        status = finish(estimate, error);
    if (status != DC_OK) {
        dc_estimate_destroy(estimate);
        return status;
    }
    dc_limits_init(&limits, options);
    estimate->threads = limits.threads;
    estimate->seconds = dc_clock() - start;
    *out = estimate;
    return dc_succeed(error);
}

dc_status dc_memory_estimate(dc_memory *memory, const dc_dataset *data,
                             const dc_check_options *options, dc_error *error) {
    dc_limits limits;
    dc_groups *groups = NULL;
    size_t largest = 0, dims = dc_dataset_features(data);
    *memory = (dc_memory){ 0 };
    dc_status status = dc_groups_create(&groups, data, options->grouping, error);
    if (status != DC_OK)
        return status;
    for (size_t g = 0; g < dc_groups_count(groups); g++)
        if (dc_groups_size(groups, g) > largest)
            largest = dc_groups_size(groups, g);
    dc_limits_init(&limits, options);
    limits.held = dc_budget_data(data, groups);
    dc_budget budget = dc_budget_of(&limits, own_of(largest, dims));
    memory->points = (double)limits.held +
                     (double)dc_budget_points(largest, dims, 0, true);
    memory->boxes = (double)budget.waiting + (double)budget.boxes;
    dc_groups_destroy(groups);
    return dc_succeed(error);
}

void dc_estimate_destroy(dc_estimate *estimate) {
    if (!estimate)
        return;
    dc_result_destroy(estimate->result);
    free(estimate->groups);
    free(estimate);
}
