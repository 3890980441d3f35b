/* How a search divides the memory that it is allowed (dc_check_options.memory).
 *
 *     held  the dataset, the rows of the groups, points beside those of the problem
 *     own   the points of a problem, its space, one thread's room, a round's pieces
 *     left = memory - the program - held - own
 *
 * Of what is left a half waits, three eighths say something of boxes, and an eighth is the
 * rest: for more threads, for a search that goes depth first, for what the allocator loses.
 *
 * All of it is a function of the options and the data alone: the path of a search depends on
 * it, and must not depend on threads or on what the system says. */
#ifndef DC_SEARCH_BUDGET_H
#define DC_SEARCH_BUDGET_H

#include <doublecheck/groups.h>

#include "search/limits.h"
#include "search/problem.h"

typedef struct dc_budget {
    size_t waiting; /* bytes for the boxes that wait */
    size_t boxes;   /* for what is said of others */
    size_t rest;
} dc_budget;

/* Bytes of count points in dims coordinates, the longest of so many bits; placed: and of their
 * space. Saturates at SIZE_MAX. */
size_t dc_budget_points(size_t count, size_t dims, size_t bits, bool placed);

/* And of one thread's room; and of a round's pieces with it. */
size_t dc_budget_thread(size_t count);
size_t dc_budget_rounds(size_t count, size_t dims);

/* Both of a problem, by what its integers are. */
size_t dc_budget_own(const dc_problem *problem);

/* The shares of a search that holds `own` bytes. Each of limits->others searches beside it
 * holds as much, and gets as much. limits->kept comes out of what says something.
 *
 * Without a limit (limits->memory 0) 160 MiB are left, whatever the points take. With one,
 * at least a sixteenth of it counts as left: a search needs some room. */
dc_budget dc_budget_of(const dc_limits *limits, size_t own);

/* Bytes of the data and of the rows of their groups, for limits->held. */
size_t dc_budget_data(const dc_dataset *data, const dc_groups *groups);

/* DC_ENOMEM when those and `own` bytes are more than limits->memory leaves beside the
 * program; DC_ESTOPPED where the options have a place to tell of it, which then is told there
 * and in the limits. */
dc_status dc_budget_check(dc_limits *limits, size_t own, dc_error *error) DC_MUST_USE;

/* As many of limits->threads as have room in the rest for count points each; at least one.
 * Without a limit all of them. */
unsigned dc_budget_threads(const dc_limits *limits, size_t own, size_t count);

#endif
