/* The coordinates in which directions are searched.
 *
 * y = T (x - origin) with T an invertible integer matrix and origin an integer
 * point: slabs in y are slabs in x, <v_y, y> = <T' v_y, x> - const. T whitens the
 * points (family all, sparse), so that boxes of directions cut them evenly; for
 * family width T is the identity, because |v|_inf must keep its meaning.
 * Rounded copies of y, scaled by a power of two, feed the floating-point bounds. */
#ifndef DC_GEOMETRY_SPACE_H
#define DC_GEOMETRY_SPACE_H

#include "geometry/points.h"

typedef struct dc_space {
    size_t count, dims;
    const dc_points *points; /* borrowed */
    fmpz *y;                 /* [count][dims] */
    fmpz *origin;            /* [dims] */
    fmpz *transform;         /* T, [dims][dims] */
    double *column;          /* [dims][count]: y scaled by 2^-shift and rounded */
    double *spread;          /* [dims]: root mean square of a column */
    double *size;            /* [count]: >= sum over l of |column[l]| */
    long shift;
} dc_space;

static inline const fmpz *dc_space_row(const dc_space *space, size_t k) {
    return space->y + k * space->dims;
}

/* whiten: choose T from the covariance of the bulk of the points, unless coordinates
 * are very many; else the identity.
 * The origin is the median of each coordinate, so that outliers count for little.
 * DC_ESTOPPED when halt (or NULL) says so. */
dc_status dc_space_create(dc_space *space, const dc_points *points, bool whiten,
                          dc_halt *halt, dc_error *error) DC_MUST_USE;
void dc_space_destroy(dc_space *space);

/* projection[k] = <v, y_k>, exact; v[dims], projection[count] initialised. */
void dc_space_project(fmpz *projection, const dc_space *space, const fmpz *v);

/* Maps a direction to the points' own coordinates: v_x[dims] = T' v. */
void dc_space_direction(fmpz *v_x, const dc_space *space, const fmpz *v);

#endif
