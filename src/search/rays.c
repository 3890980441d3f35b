/* Families axes and directions: finitely many directions, each decided exactly on
 * the line. */
#include <stdlib.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "certificate/header.h"
#include "search/family.h"

/* Decides direction v (over the group's coordinates) and lists it. */
static dc_status search_ray(dc_run *run, dc_problem *problem, const fmpz *v,
                            const dc_subset_result *subset, dc_error *error) {
    bool improved = false;
    dc_status status = DC_OK;
    problem->found = false;
    dc_condition_assign(&problem->condition, &run->condition);
    if (!_fmpz_vec_is_zero(v, (slong)problem->points->dims))
        status = dc_problem_try_own(problem, v, &improved, error);
    bool decided = improved && run->options->question == DC_DECIDE;
    dc_outcome outcome = { .stop = decided ? DC_STOP_DECIDED : DC_STOP_NONE,
                           .bound = problem->condition, /* borrowed */
                           .nodes = 1 };
    if (status == DC_OK)
        status = dc_run_merge(run, problem, &outcome, error);
    if (status == DC_OK)
        return dc_run_list(run, subset, problem, &problem->condition, true, error);
    free(subset->features);
    return status;
}

/* True if the run should not look at another direction. */
static bool cut(dc_run *run) {
    dc_stop stop = dc_limits_check_work(run->limits, run->result->nodes, 0);
    if (run->result->stop == DC_STOP_NONE)
        run->result->stop = stop;
    dc_run_report(run, 0);
    return run->result->stop != DC_STOP_NONE;
}

dc_status dc_search_axes(dc_run *run, dc_error *error) {
    const dc_points *points = &run->points;
    dc_problem problem;
    dc_status status = DC_OK;
    dc_problem_open(&problem, points, &run->condition, NULL);
    fmpz *v = _fmpz_vec_init((slong)points->dims);
    run->result->subset_total = points->dims;
    size_t l = 0;
    for (; l < points->dims && status == DC_OK && !cut(run); l++) {
        dc_subset_result subset = { .count = 1, .features = malloc(sizeof(size_t)) };
        if (!subset.features) {
            status = dc_fail_memory(error, "the list of axes");
            break;
        }
        subset.features[0] = points->feature[l];
        fmpz_one(v + l);
        status = search_ray(run, &problem, v, &subset, error);
        fmpz_zero(v + l);
    }
    if (l < points->dims)
        dc_condition_loosen(&run->bound); /* what was left out may hide anything */
    _fmpz_vec_clear(v, (slong)points->dims);
    dc_problem_destroy(&problem);
    return status;
}

void dc_ray_direction(fmpz *v, fmpz_t scale, const dc_points *points,
                      const dc_dataset *directions, size_t row) {
    fmpz_one(scale);
    for (size_t l = 0; l < points->dims; l++)
        fmpz_lcm(scale, scale, points->scale + l);
    dc_header_direction(v, directions, row);
    for (size_t l = 0; l < points->dims; l++) {
        fmpz_mul(v + l, v + l, scale);
        fmpz_divexact(v + l, v + l, points->scale + l);
    }
}

static dc_status read_direction(fmpz *v, const dc_run *run, size_t row, dc_error *error) {
    fmpz_t scale;
    fmpz_init(scale);
    dc_ray_direction(v, scale, &run->points, run->options->family.directions, row);
    dc_primitive(v, run->points.dims);
    fmpz_clear(scale);
    if (_fmpz_vec_is_zero(v, (slong)run->points.dims))
        return dc_fail(error, DC_EINPUT, "direction %zu is zero", row + 1);
    return DC_OK;
}

dc_status dc_search_directions(dc_run *run, dc_error *error) {
    const dc_points *points = &run->points;
    size_t count = dc_dataset_points(run->options->family.directions), row = 0;
    dc_problem problem;
    dc_status status = DC_OK;
    dc_problem_open(&problem, points, &run->condition, NULL);
    fmpz *v = _fmpz_vec_init((slong)points->dims);
    run->result->subset_total = count;
    for (; row < count && status == DC_OK && !cut(run); row++) {
        dc_subset_result subset = { .direction = row };
        status = read_direction(v, run, row, error);
        if (status == DC_OK)
            status = search_ray(run, &problem, v, &subset, error);
    }
    if (row < count)
        dc_condition_loosen(&run->bound); /* what was left out may hide anything */
    _fmpz_vec_clear(v, (slong)points->dims);
    dc_problem_destroy(&problem);
    return status;
}
