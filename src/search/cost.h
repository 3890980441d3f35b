/* What a problem's search costs: it runs for a while, and if it does not end a sample of what
 * is left tells (survey.h). */
#ifndef DC_SEARCH_COST_H
#define DC_SEARCH_COST_H

#include <doublecheck/estimate.h>

#include "search/budget.h"
#include "search/family.h"

/* Boxes that an estimate may examine in all, for points so many in so many coordinates, if it
 * has `share` such problems to look at. */
uint64_t dc_cost_budget(size_t count, size_t dims, size_t share);

/* Solves a problem as dc_solve does, but only as far as budget boxes go, and estimates what
 * solving it in full would cost. outcome is initialised, for dc_outcome_clear. */
dc_status dc_cost_of(dc_cost *cost, dc_problem *problem, const dc_limits *limits,
                     bool thorough, bool decide, uint64_t budget, dc_outcome *outcome,
                     dc_error *error) DC_MUST_USE;

/* Adds `times` costs like `more`, of searches that follow one another; total.known stays true
 * only if all are. times = 0: nothing. */
void dc_cost_add(dc_cost *total, const dc_cost *more, double times);

/* Memory for open boxes and for what is known of others, of which the search holds no more
 * than the budget. */
void dc_cost_set_bytes(dc_cost *cost, const dc_budget *budget);

/* How much faster the parts of a round are done by so many threads of one process. */
double dc_cost_of_threads(unsigned threads);

/* The families of several problems: */
dc_status dc_cost_of_sparse(dc_cost *cost, dc_run *run, dc_error *error) DC_MUST_USE;

#endif
