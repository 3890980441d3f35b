/* The condition along one direction, exactly: points on a line.
 *
 * For family width the slab must be at least `width` wide; by T2's width version
 * the slabs to try are the tight pairs at least that wide, and those of exactly
 * that width with any centre. */
#ifndef DC_GEOMETRY_LINE_H
#define DC_GEOMETRY_LINE_H

#include <flint/fmpq.h>

#include <doublecheck/status.h>

#include "geometry/condition.h"

/* The slab {a <= p <= b} of projections and its exact masses. */
typedef struct dc_interval {
    fmpq_t a, b;
    dc_mass mass, dilated;
} dc_interval;

void dc_interval_init(dc_interval *interval);
void dc_interval_clear(dc_interval *interval);
void dc_interval_set(dc_interval *copy, const dc_interval *interval);

/* Finds the best wanted interval of points with integer projections
 * projection[count] and weights weight[count]. If there is one, *found is true,
 * *best is it, and condition is raised to it; else condition is unchanged.
 * Among equals the one with the least lower end, then the shortest, is taken.
 * width: least b - a, or NULL. Cost: O(count log count) for the sort, then about
 * log(count) for each left end and each factor ratio between floor and delta. */
dc_status dc_line_search(dc_interval *best, bool *found, const fmpz *projection,
                         const dc_mass *weight, size_t count, const fmpq *width,
                         dc_condition *condition, dc_error *error) DC_MUST_USE;

#endif
