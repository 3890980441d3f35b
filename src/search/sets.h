/* Family sparse: a round of sets of coordinates, each a problem of its own. Its sets are
 * looked at, or solved, side by side: by the threads of this process and by the other
 * processes of the run (base/team.h). */
#ifndef DC_SEARCH_SETS_H
#define DC_SEARCH_SETS_H

#include "base/team.h"
#include "search/branch.h"

/* Sets in one round, at most. */
enum { DC_SETS_ROUND = 16 };

/* What all sets have in common. */
typedef struct dc_sets {
    const dc_points *points;       /* of the group */
    const dc_condition *condition; /* as the question starts */
    dc_condition threshold;        /* of a set that is not in the top */
    size_t size;                   /* coordinates in a set */
    bool decide;
    dc_limits *limits;
    dc_stage looks, solutions;
} dc_sets;

/* One set, and what becomes of it. */
typedef struct dc_set {
    size_t *columns; /* [size] of the points' coordinates */
    bool in_top;
    dc_mass num, den; /* what the quick look found: floor, or ratio inverted */
    bool found;
    dc_points points;
    dc_problem problem;
    bool opened;
    dc_outcome outcome; /* if opened */
    dc_status status;
    dc_error error;
} dc_set;

/* What the quick look found in a set. */
typedef struct dc_ranked {
    size_t index;     /* of the set, in lexicographic order */
    dc_mass num, den; /* floor, or ratio inverted */
    bool found;
} dc_ranked;

void dc_set_rank(dc_ranked *entry, const dc_set *set);

/* For qsort: what looks worst first. */
int dc_ranked_compare(const void *left, const void *right);

/* Makes what was found the best known. */
void dc_ranked_raise(dc_condition *condition, const dc_ranked *entry);

/* Opens the set's problem about its columns, for dc_set_close; and, in one go, a quick look. */
dc_status dc_set_open(const dc_sets *sets, dc_set *set,
                      const dc_condition *condition) DC_MUST_USE;
void dc_set_look(const dc_sets *sets, dc_set *set);

/* Finds a good slab of each set: num, den, found, status. */
dc_status dc_sets_look(dc_sets *sets, dc_set *round, size_t count,
                       dc_error *error) DC_MUST_USE;

/* Solves each set: problem and outcome, status. One alone takes all threads. The caller closes
 * each. */
dc_status dc_sets_solve(dc_sets *sets, dc_set *round, size_t count,
                        dc_error *error) DC_MUST_USE;

/* Frees what a solved set holds, but its outcome. */
void dc_set_close(dc_set *set);

/* Ends what other processes have of them. */
void dc_sets_end(dc_sets *sets);

#endif
