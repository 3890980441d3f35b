/* Branch and bound over boxes of directions.
 *
 * Boxes are taken best first, in rounds: every box of a round is cut and its
 * pieces bounded with the same condition, in parallel, and what they found is
 * merged in order. So the search, its witness and its counts do not depend on the
 * number of threads. */
#ifndef DC_SEARCH_BRANCH_H
#define DC_SEARCH_BRANCH_H

#include "search/boxtree.h"
#include "search/limits.h"
#include "search/problem.h"

/* How a search went, for an estimate of one that goes on. */
typedef struct dc_pace {
    uint64_t cut, rounds;    /* boxes that were cut, in so many rounds */
    double cutting, between; /* seconds: in rounds, on all threads; between, on one */
    uint64_t steps;          /* of case analysis (base/halt.h), */
    bool cut_short;          /* of which limits->most_steps ended one */
} dc_pace;

typedef struct dc_outcome {
    dc_stop stop;       /* DC_STOP_NONE: problem->condition is final */
    dc_condition bound; /* what a slab may still be: covers every open box */
    uint64_t nodes, cases;
    dc_boxtree *boxes; /* what was said of them; or NULL */
    dc_pace pace;
} dc_outcome;

void dc_outcome_clear(dc_outcome *outcome);

/* Searches every direction of a problem with at least two coordinates; raises
 * problem->condition and keeps the best direction. outcome is initialised here, for
 * dc_outcome_clear. decide: the first slab found is enough. */
dc_status dc_branch(dc_problem *problem, dc_limits *limits, bool decide,
                    dc_outcome *outcome, dc_error *error) DC_MUST_USE;

#endif
