/* The cell rule: bounds on every slab whose direction lies in a box
 * (theory, section 3; docs/certificate-format.md states the rule in full).
 *
 * Projections of point k on the box lie in [lo_k, hi_k], rounded outward. With lo
 * and hi sorted, cell (s,t) holds the slabs [a,b] with hi[s-1] < a <= hi[s] and
 * lo[t] <= b < lo[t+1]; their mass is at most U, their dilation's at least L.
 * A box is safe under a condition if every cell passes it. A box of radius 0 is
 * a single direction: its failing cells are slabs worth an exact look. */
#ifndef DC_SEARCH_CELLS_H
#define DC_SEARCH_CELLS_H

#include <doublecheck/status.h>

#include "geometry/box.h"
#include "geometry/condition.h"
#include "geometry/space.h"
#include "search/ranking.h"
#include "search/threshold.h"

typedef struct dc_cells {
    const dc_space *space;
    double width;         /* family width, in the columns' units; 0: none */
    double rounding;      /* of an interval's end, relative to its point's size */
    double end_rounding;  /* of A, B, c -+ w / 2 and the like, relative to |a| + |b| */
    double h;             /* (kappa - 1) / 2, rounded; end_rounding covers that */
    unsigned unit;        /* masses are counted in units of 2^unit: */
    int64_t *weights;     /* [2 count]: from above, then from below; NULL: all are 1 */
    double *lo, *hi;      /* [count], in point order */
    dc_ranking low, high; /* of lo, with masses from above; of hi, from below */
    double *centres;      /* [4 count + 1]: family width */
    uint32_t *scratch;    /* [2 count + 2] */
} dc_cells;

/* Bounds what underflow may take away. */
#define DC_CELLS_UNDERFLOW 1e-290

/* Bounds the rounding of a slab's ends, or its dilation's, computed from numbers
 * whose absolute values add up to `magnitude`. */
static inline double dc_cells_slack(const dc_cells *cells, double magnitude) {
    return cells->end_rounding * (magnitude + cells->width) + DC_CELLS_UNDERFLOW;
}

/* A cell, or for family width a stretch of centres of slabs exactly that wide. */
typedef struct dc_cell {
    bool centred;
    uint32_t s, t;        /* ranks in high and low */
    double c_low, c_high; /* centred: c ranges over [c_low, c_high] */
    int64_t U, L;         /* counts of mass */
} dc_cell;

/* Room for one thread. width: of the slabs, in the units of space's columns
 * (times 2^-shift), or 0. */
dc_status dc_cells_create(dc_cells *cells, const dc_space *space, const fmpz_t h_num,
                          const fmpz_t h_den, double width, dc_error *error) DC_MUST_USE;
void dc_cells_destroy(dc_cells *cells);

/* Intervals and their ranks on a box; point_like: at its centre alone, without
 * outward rounding. Cost O(count dims). */
void dc_cells_set(dc_cells *cells, const dc_box *box, bool point_like);

/* A failing box's bound need not be sharp: it orders the search. Raising it by a part of its
 * excess further than the cell that failed spares many cells after it. */
enum { DC_CELLS_OVERSHOOT = 16 };

/* True if the box is safe under condition. If not, condition is raised to bound
 * every slab that the box may hide: its floor or ratio is then the box's own
 * bound. worst (may be NULL) is the cell that raised it last: the heaviest but for the
 * overshoot, or of the smallest ratio. */
bool dc_cells_safe(dc_cells *cells, dc_condition *condition, dc_cell *worst);

/* Of a box with a failing cell this heavy, hardly ever is a half safe: the halves need not
 * be looked at (bench/RESULTS.md has the measurements). */
dc_mass dc_cells_hopeless_from(const dc_condition *condition);

/* True if a box's bound says that it has such a cell. */
bool dc_cells_hopeless(const dc_condition *bound, const dc_condition *condition);

/* Lists the failing cells in no certain order, at most `most` of them; returns how many
 * there are, or most + 1 if there are more. */
size_t dc_cells_failing(dc_cells *cells, const dc_condition *condition, dc_cell *list,
                        size_t most);

/* Lists the points whose projection may lie in [low, high], in order; returns how many.
 * list[count + 1]. */
size_t dc_cells_between(uint32_t *list, const dc_cells *cells, double low, double high);

#endif
