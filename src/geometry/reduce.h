/* Affine dependence among the coordinates of points (theory, section 3). */
#ifndef DC_GEOMETRY_REDUCE_H
#define DC_GEOMETRY_REDUCE_H

#include "geometry/points.h"

/* Which coordinates to keep; the others are affine functions of these. */
typedef struct dc_reduction {
    size_t kept, rank; /* rank <= kept <= dims */
    size_t *keep;      /* [kept], increasing */
    size_t *columns;   /* [rank] of keep: independent; unset if all are kept */
    size_t *rows;      /* [rank]: points that show it, with point 0; likewise */
} dc_reduction;

/* Finds them if look; else, and where that would take long (thousands of points in
 * hundreds of dimensions), all are kept. DC_ESTOPPED when halt (or NULL) says so. */
dc_status dc_reduction_find(dc_reduction *reduction, const dc_points *points, bool look,
                            dc_halt *halt, dc_error *error) DC_MUST_USE;
void dc_reduction_clear(dc_reduction *reduction);

/* How coordinate l, which is not kept, depends on the others: on all points x,
 *     denominator (x_l - x0_l) = sum over j of coefficient[j] (x_keep[j] - x0_keep[j]),
 * x0 the first. coefficient[kept]. False if it does not. */
bool dc_reduction_relation(fmpz *coefficient, fmpz_t denominator,
                           const dc_reduction *reduction, const dc_points *points,
                           size_t l);

/* Leaves out the coordinates that are not kept; afterwards the points span their
 * dims dimensions affinely. DC_ESTOPPED: they are as they were. */
dc_status dc_points_reduce(dc_points *points, dc_halt *halt, dc_error *error) DC_MUST_USE;

#endif
