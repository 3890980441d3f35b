/* What each family of slabs (D4) means for the search of one group. */
#ifndef DC_SEARCH_FAMILY_H
#define DC_SEARCH_FAMILY_H

#include <doublecheck/check.h>

#include "search/branch.h"
#include "search/limits.h"
#include "search/problem.h"

/* One group on its way through a family's search. */
typedef struct dc_run {
    const dc_dataset *data;
    const size_t *rows;
    size_t count;
    const dc_check_options *options;
    dc_limits *limits;
    dc_points points; /* if prepared; else their weights */
    bool prepared;
    dc_condition condition; /* as the question starts, or raised to a slab known before */
    dc_group_result *result;
    bool found; /* true from the start if a slab was known before: result->witness */
    dc_condition known; /* raised to the group's best slab */
    dc_condition bound; /* covers every slab not excluded yet */
} dc_run;

typedef struct dc_family_row {
    const char *name;
    unsigned points; /* dc_points_flags */
    bool reduce;     /* affinely dependent columns may be left out */
    bool one_problem;
    dc_status (*search)(dc_run *run, dc_error *error);
} dc_family_row;

/* The row of a family. */
const dc_family_row *dc_family_find(dc_family_kind kind);

/* Solves one problem: the best slab into problem, the rest into outcome, which is
 * initialised here, for dc_outcome_clear. Several may be solved side by side. */
dc_status dc_solve(dc_problem *problem, dc_limits *limits, bool thorough, bool decide,
                   dc_outcome *outcome, dc_error *error) DC_MUST_USE;

/* Takes a solved problem into the group's result; of one that is the whole family also
 * what was said of its boxes. */
dc_status dc_run_merge(dc_run *run, const dc_problem *problem, dc_outcome *outcome,
                       dc_error *error) DC_MUST_USE;

/* Of a family of several problems, some of which wait: tells host and trace how far it is. */
void dc_run_report(dc_run *run, uint64_t open);

/* Lists a subset among the worst; subset's features or direction are set by the
 * caller, who gives up subset->features. */
dc_status dc_run_list(dc_run *run, const dc_subset_result *subset,
                      const dc_problem *problem, const dc_condition *bound, bool complete,
                      dc_error *error) DC_MUST_USE;

/* The families of several problems, in files of their own. */
dc_status dc_search_sparse(dc_run *run, dc_error *error) DC_MUST_USE;
dc_status dc_search_axes(dc_run *run, dc_error *error) DC_MUST_USE;
dc_status dc_search_directions(dc_run *run, dc_error *error) DC_MUST_USE;

/* A row of directions over the coordinates of points that keep every feature: with v_file
 * the row as a primitive integer vector, <v,x> = scale <v_file, the file's values>.
 * v[dims]. */
void dc_ray_direction(fmpz *v, fmpz_t scale, const dc_points *points,
                      const dc_dataset *directions, size_t row);

#endif
