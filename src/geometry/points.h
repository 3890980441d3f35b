/* The points of one group as exact integers.
 *
 * A coordinate x[k][l] is scale[l] * (the file's value), an integer: scaling a
 * column is an invertible linear change, so slabs stay slabs. Constant columns
 * are left out (they move c only), equal points are merged into one whose weight
 * is the sum, and for families that allow it columns that depend affinely on
 * others are left out too (theory, section 3). */
#ifndef DC_GEOMETRY_POINTS_H
#define DC_GEOMETRY_POINTS_H

#include <doublecheck/dataset.h>

#include "base/halt.h"
#include "base/mass.h"

typedef struct dc_points {
    size_t count, dims;
    fmpz *x;          /* [count][dims] */
    dc_mass *weight;  /* [count], coprime as a whole */
    dc_mass total;    /* sum of weight, < 2^DC_MASS_BITS */
    size_t *row;      /* [count]: one row of the dataset that each point stands for */
    size_t *feature;  /* [dims]: the dataset's feature behind each coordinate */
    fmpz *scale;      /* [dims], > 0 */
    size_t constant;  /* features left out as constant */
    size_t dependent; /* features left out as affinely dependent */
} dc_points;

/* x[k] as a row. */
static inline const fmpz *dc_points_row(const dc_points *points, size_t k) {
    return points->x + k * points->dims;
}

/* How a family wants its points. */
typedef enum dc_points_flags {
    DC_POINTS_COMMON_SCALE =
        1, /* one scale for every column: |v|_inf keeps its meaning */
    DC_POINTS_KEEP_CONSTANT = 2 /* constant columns stay: v is given over every feature */
} dc_points_flags;

/* Takes rows[count] of a dataset; flags is a sum of dc_points_flags. DC_EINPUT when
 * the weights need more than DC_MASS_BITS bits over a common denominator, or a
 * column's values have no reasonable one; DC_ESTOPPED when halt (or NULL) says so. */
dc_status dc_points_create(dc_points *points, const dc_dataset *data, const size_t *rows,
                           size_t count, unsigned flags, dc_halt *halt,
                           dc_error *error) DC_MUST_USE;

/* The same in steps, for who has to know how long the coordinates will be before there are any:
 * laid out, points have their features, rows and scales alone. bits is at least those of the
 * longest coordinate, and at most two more. Points that are laid out are destroyed by the caller, or
 * by dc_points_fill where that fails. */
dc_status dc_points_lay_out(dc_points *points, const dc_dataset *data, const size_t *rows,
                            size_t count, unsigned flags, dc_halt *halt,
                            dc_error *error) DC_MUST_USE;
dc_status dc_points_bits(size_t *bits, const dc_points *points, const dc_dataset *data,
                         dc_halt *halt, dc_error *error) DC_MUST_USE;
dc_status dc_points_fill(dc_points *points, const dc_dataset *data, dc_halt *halt,
                         dc_error *error) DC_MUST_USE;

/* The weights of rows[count] alone, for their total: no coordinates, none merged. */
dc_status dc_points_weigh(dc_points *points, const dc_dataset *data, const size_t *rows,
                          size_t count, dc_error *error) DC_MUST_USE;

/* The same points seen in some of their coordinates only (columns[dims] are different
 * coordinates of source), merged again where any is left out. */
dc_status dc_points_project(dc_points *points, const dc_points *source,
                            const size_t *columns, size_t dims,
                            dc_error *error) DC_MUST_USE;

void dc_points_destroy(dc_points *points);

#endif
