#include "search/family.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "search/checkpoint.h"
#include "search/question.h"
#include "search/result.h"
#include "search/seeds.h"
#include "search/simplify.h"
#include "search/trace.h"

static dc_status look_along(dc_problem *problem, dc_error *error) {
    bool improved;
    fmpz_t one;
    fmpz_init_set_ui(one, 1);
    dc_status status = dc_problem_try_own(problem, one, &improved, error);
    fmpz_clear(one);
    return status;
}

static dc_status first_looks(dc_problem *problem, const dc_limits *limits, bool thorough,
                             bool decide, dc_error *error) {
    return problem->points->dims == 1
               ? look_along(problem, error)
               : dc_seeds(problem, limits, thorough, decide, error);
}

/* The boxes of a problem of several coordinates, unless limits keep it from its space. */
static dc_status search_boxes(dc_problem *problem, dc_limits *limits, bool decide,
                              dc_outcome *outcome, dc_error *error) {
    dc_status status = dc_problem_place(problem, limits, error);
    if (status == DC_OK && problem->placed)
        return dc_branch(problem, limits, decide, outcome, error);
    outcome->stop = problem->stop;
    dc_condition_copy(&outcome->bound, &problem->condition);
    dc_condition_loosen(&outcome->bound);
    return status;
}

dc_status dc_solve(dc_problem *problem, dc_limits *limits, bool thorough, bool decide,
                   dc_outcome *outcome, dc_error *error) {
    size_t dims = problem->points->dims;
    dc_status status = DC_OK;
    *outcome = (dc_outcome){ .stop = DC_STOP_NONE };
    bool resumed = dims > 1 && dc_checkpoint_waits(limits->checkpoint, DC_LEVEL_BOXES);
    if (dims > 0 && !resumed)
        status = first_looks(problem, limits, thorough, decide, error);
    bool decided = decide && problem->found;
    if (status == DC_OK && dims > 1 && !decided &&
        !dc_condition_exhausted(&problem->condition)) {
        status = search_boxes(problem, limits, decide, outcome, error);
    } else {
        dc_condition_copy(&outcome->bound, &problem->condition);
        if (decided && dims > 1 && !dc_condition_exhausted(&problem->condition)) {
            outcome->stop = DC_STOP_DECIDED;
            dc_condition_loosen(&outcome->bound);
        }
    }
    return status == DC_OK ? dc_problem_simplify(problem, error) : status;
}

dc_status dc_run_merge(dc_run *run, const dc_problem *problem, dc_outcome *outcome,
                       dc_error *error) {
    dc_group_result *result = run->result;
    if (dc_condition_order(&outcome->bound, &run->bound) < 0)
        dc_condition_assign(&run->bound, &outcome->bound);
    if (result->stop == DC_STOP_NONE)
        result->stop = outcome->stop;
    result->nodes += outcome->nodes;
    result->cases += outcome->cases;
    if (dc_family_find(run->options->family.kind)->one_problem) {
        result->boxes = outcome->boxes;
        outcome->boxes = NULL;
    }
    if (!problem->found ||
        (run->found && dc_condition_order(&problem->condition, &run->known) >= 0))
        return DC_OK;
    run->found = true;
    dc_condition_assign(&run->known, &problem->condition);
    return dc_witness_set(&result->witness, problem, dc_dataset_features(run->data),
                          error);
}

void dc_run_report(dc_run *run, uint64_t open) {
    uint64_t nodes = run->result->nodes;
    dc_condition bound = run->bound; /* kappa and h are borrowed */
    dc_limits_report(run->limits, nodes, open, &run->known, &bound);
    dc_condition_loosen(&bound); /* what waits may hide anything */
    dc_trace_note(run->limits->trace, nodes, &run->known, run->found, &bound);
}

/* True if a is worse news than b: heavier, or of a smaller sigma. */
static bool worse(const dc_subset_result *a, const dc_subset_result *b, bool sigma) {
    if (!sigma)
        return mpq_cmp(a->bracket.lo, b->bracket.lo) > 0;
    if (a->bracket.infinite || b->bracket.infinite)
        return b->bracket.infinite && !a->bracket.infinite;
    return mpq_cmp(a->bracket.hi, b->bracket.hi) < 0;
}

static void clear_subset(dc_subset_result *subset) {
    free(subset->features);
    dc_bracket_clear(&subset->bracket);
    dc_witness_clear(&subset->witness);
}

dc_status dc_run_list(dc_run *run, const dc_subset_result *subset,
                      const dc_problem *problem, const dc_condition *bound, bool complete,
                      dc_error *error) {
    dc_group_result *result = run->result;
    bool sigma = run->options->question == DC_MAXIMIZE_SIGMA;
    size_t top = dc_top_of(run->options);
    dc_subset_result entry = *subset;
    dc_status status = DC_OK;
    dc_bracket_init(&entry.bracket);
    dc_witness_init(&entry.witness);
    dc_bracket_set(&entry.bracket, &problem->condition, problem->found, bound, complete);
    if (problem->found)
        status = dc_witness_set(&entry.witness, problem, dc_dataset_features(run->data),
                                error);
    if (status == DC_OK && !result->subsets) {
        result->subsets = calloc(top + 1, sizeof *result->subsets);
        if (!result->subsets)
            status = dc_fail_memory(error, "the list of worst subsets");
    }
    if (status != DC_OK) {
        clear_subset(&entry);
        return status;
    }
    size_t k = result->subset_count++;
    for (; k > 0 && worse(&entry, result->subsets + k - 1, sigma); k--)
        result->subsets[k] = result->subsets[k - 1];
    result->subsets[k] = entry;
    if (result->subset_count > top)
        clear_subset(result->subsets + --result->subset_count);
    return DC_OK;
}

/* Families all and width: one problem. */
static dc_status search_one(dc_run *run, const mpq_t width, dc_error *error) {
    dc_problem problem;
    dc_outcome outcome;
    bool decide = run->options->question == DC_DECIDE;
    dc_problem_open(&problem, &run->points, &run->condition, width);
    bool thorough = !run->found;
    dc_status status = dc_solve(&problem, run->limits, thorough, decide, &outcome, error);
    if (status == DC_OK)
        status = dc_run_merge(run, &problem, &outcome, error);
    dc_outcome_clear(&outcome);
    dc_problem_destroy(&problem);
    return status;
}

static dc_status search_all(dc_run *run, dc_error *error) {
    return search_one(run, NULL, error);
}

static dc_status search_width(dc_run *run, dc_error *error) {
    return search_one(run, run->options->family.width, error);
}

static const dc_family_row families[] = {
    [DC_FAMILY_ALL] = { "all", 0, true, true, search_all },
    [DC_FAMILY_WIDTH] = { "width", DC_POINTS_COMMON_SCALE, false, true, search_width },
    [DC_FAMILY_SPARSE] = { "sparse", 0, false, false, dc_search_sparse },
    [DC_FAMILY_AXES] = { "axes", 0, false, false, dc_search_axes },
    [DC_FAMILY_DIRECTIONS] = { "directions", DC_POINTS_KEEP_CONSTANT, false, false,
                               dc_search_directions },
};

const dc_family_row *dc_family_find(dc_family_kind kind) {
    return families + kind;
}
