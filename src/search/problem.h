/* One search problem: the points of a group in some of their coordinates, a
 * condition, and the best direction found so far. */
#ifndef DC_SEARCH_PROBLEM_H
#define DC_SEARCH_PROBLEM_H

#include <flint/fmpq.h>

#include <doublecheck/status.h>

#include "geometry/condition.h"
#include "geometry/line.h"
#include "geometry/space.h"
#include "search/limits.h"

typedef struct dc_problem {
    const dc_points *points;
    dc_space space; /* if placed */
    bool placed;
    dc_stop stop;           /* if not: what kept it from that */
    bool wide;              /* family width: */
    fmpq_t width;           /* the least width in units of points->x when |v|_inf = 1 */
    dc_condition condition; /* raised to the best slab known */
    bool found;
    fmpz *v;          /* [points->dims]: its direction over points->x, primitive */
    dc_interval slab; /* its ends along v, and its masses */
} dc_problem;

/* A problem over points (borrowed), not placed in a space yet: looks along own
 * directions need none. condition is copied. width: in the file's units, or NULL; points
 * then have a common scale. */
void dc_problem_open(dc_problem *problem, const dc_points *points,
                     const dc_condition *condition, const mpq_t width);

/* Places it, unless it is. DC_OK too when the limits (NULL: none) stopped that. */
dc_status dc_problem_place(dc_problem *problem, const dc_limits *limits,
                           dc_error *error) DC_MUST_USE;

/* Both. */
dc_status dc_problem_create(dc_problem *problem, const dc_points *points,
                            const dc_condition *condition, const mpq_t width,
                            dc_error *error) DC_MUST_USE;
void dc_problem_destroy(dc_problem *problem);

/* Finds the best wanted slab along v (over points->x, non-zero) exactly; raises
 * condition to it. *found tells whether there is one. */
dc_status dc_problem_look(const dc_problem *problem, const fmpz *v,
                          dc_condition *condition, dc_interval *best, bool *found,
                          dc_error *error) DC_MUST_USE;

/* The same for a direction over the space's coordinates. */
dc_status dc_problem_try(dc_problem *problem, const fmpz *v_space, bool *improved,
                         dc_error *error) DC_MUST_USE;

/* Keeps a slab along v (over points->x) as the best, with the condition it raised. */
void dc_problem_keep(dc_problem *problem, const fmpz *v, const dc_interval *slab,
                     const dc_condition *condition);

/* Looks exactly along v (over points->x) and keeps what is better. */
dc_status dc_problem_try_own(dc_problem *problem, const fmpz *v, bool *improved,
                             dc_error *error) DC_MUST_USE;

/* v over the points' coordinates, primitive, first non-zero entry positive. */
void dc_problem_direction(fmpz *v, const dc_problem *problem, const fmpz *v_space);

/* Family width: the least width in the units of the space's columns, rounded. */
double dc_problem_width(const dc_problem *problem);

/* Divides v[dims] by its content and makes its first non-zero entry positive. */
void dc_primitive(fmpz *v, size_t dims);

#endif
