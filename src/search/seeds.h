/* Good slabs early: directions worth an exact look before the search proper.
 *
 * Every slab found is exact; only the choice of directions is heuristic, and it
 * depends on the points alone. In many dimensions the search ends here when a
 * slab meets the trivial upper bound (the largest mass below delta). */
#ifndef DC_SEARCH_SEEDS_H
#define DC_SEARCH_SEEDS_H

#include "search/limits.h"
#include "search/problem.h"

/* Looks along the axes, at random directions, at normals of hyperplanes through
 * points, and at thin directions of crowds around the best slab; keeps the best.
 * thorough: spend more. Stops early at a limit, or once a slab is found if decide. */
dc_status dc_seeds(dc_problem *problem, const dc_limits *limits, bool thorough,
                   bool decide, dc_error *error) DC_MUST_USE;

#endif
