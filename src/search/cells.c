#include "search/cells.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Neighbouring left ends are checked together while they pass. */
enum { LONGEST_BLOCK = 64 };

dc_status dc_cells_create(dc_cells *cells, const dc_space *space, const fmpz_t h_num,
                          const fmpz_t h_den, double width, dc_error *error) {
    size_t count = space->count;
    const double u = DBL_EPSILON / 2;
    memset(cells, 0, sizeof *cells);
    cells->space = space;
    cells->width = width;
    cells->h = fmpz_get_d(h_num) / fmpz_get_d(h_den);
    /* dims products and sums each for centre and radius, the columns' own rounding,
     * and the last sum; every term is at most the point's size. */
    cells->rounding = (double)(6 * space->dims + 24) * u;
    cells->end_rounding = (24 * cells->h + 24) * u;
    cells->lo = malloc((count + 1) * sizeof *cells->lo);
    cells->hi = malloc((count + 1) * sizeof *cells->hi);
    cells->scratch = malloc((count + 1) * sizeof *cells->scratch);
    cells->centres = width > 0 ? malloc((4 * count + 1) * sizeof *cells->centres) : NULL;
    bool ranked = dc_ranking_create(&cells->low, count);
    ranked = dc_ranking_create(&cells->high, count) && ranked;
    if (ranked && cells->lo && cells->hi && cells->scratch &&
        (cells->centres || width <= 0))
        return DC_OK;
    dc_cells_destroy(cells);
    return dc_fail_memory(error, "bounds on a box");
}

void dc_cells_destroy(dc_cells *cells) {
    dc_ranking_destroy(&cells->low);
    dc_ranking_destroy(&cells->high);
    free(cells->lo);
    free(cells->hi);
    free(cells->scratch);
    free(cells->centres);
    memset(cells, 0, sizeof *cells);
}

void dc_cells_set(dc_cells *cells, const dc_box *box, bool point_like) {
    const dc_space *space = cells->space;
    size_t count = space->count;
    double *lo = cells->lo, *hi = cells->hi;
    /* lo holds the centre's projection and hi the radius until the end. */
    for (size_t k = 0; k < count; k++)
        lo[k] = hi[k] = 0;
    for (size_t l = 0; l < space->dims; l++) {
        const double *column = space->column + l * count;
        double centre = box->centre[l], radius = dc_box_radius(box, l);
        for (size_t k = 0; k < count; k++) {
            lo[k] += centre * column[k];
            hi[k] += radius * fabs(column[k]);
        }
    }
    double rounding = point_like ? 0 : cells->rounding, widen = point_like ? 0 : 1;
    double underflow = point_like ? 0 : DC_CELLS_UNDERFLOW;
    for (size_t k = 0; k < count; k++) {
        double centre = lo[k];
        double radius = widen * hi[k] + rounding * space->size[k] + underflow;
        lo[k] = centre - radius;
        hi[k] = centre + radius;
    }
    dc_ranking_set(&cells->low, lo, space->points->weight, cells->scratch);
    dc_ranking_set(&cells->high, hi, space->points->weight, cells->scratch);
}

/* U of cell (s,t). */
static inline dc_mass inner(const dc_cells *cells, size_t s, size_t t) {
    return cells->low.below[t + 1] - cells->high.below[s];
}

/* L at the corner a, b: the dilation [A,B] of [a,b] rounded inward. For family
 * width, b - a counts as at least the width, which any slab of the cell has. */
static dc_mass outer(const dc_cells *cells, double a, double b) {
    double across = b - a;
    if (across < cells->width)
        across = cells->width;
    double slack = dc_cells_slack(cells, fabs(a) + fabs(b));
    double A = a - cells->h * across + slack;
    double B = b + cells->h * across - slack;
    return cells->high.below[dc_ranking_rank(&cells->high, B, true)] -
           cells->low.below[dc_ranking_rank(&cells->low, A, false)];
}

/* The first t >= start with U > mass. */
static size_t first_heavier(const dc_cells *cells, size_t s, size_t start, dc_mass mass) {
    const dc_mass *below = cells->low.below + 1;
    dc_mass target = cells->high.below[s] + mass;
    size_t count = cells->space->count, low = start, step = 1;
    while (low + step < count && below[low + step] <= target) {
        low += step;
        step *= 2;
    }
    size_t high = low + step < count ? low + step : count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (below[middle] <= target)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Family width: a slab whose cell's corner is narrower than the width has the
 * bounds of a slab exactly that wide, which sweep_centres covers. */
static size_t first_wide(const dc_cells *cells, size_t s) {
    if (cells->width <= 0)
        return 0;
    double a = cells->high.value[s];
    double b = a + cells->width - dc_cells_slack(cells, fabs(a));
    return dc_ranking_rank(&cells->low, b, false);
}

/* The first t >= start for which the cells (s1..s2, t) fail, taken together: the
 * mass at s1, the corner at s2. count if none does. *L belongs to it. */
static size_t first_failing(const dc_cells *cells, const dc_condition *condition,
                            size_t s1, size_t s2, size_t start, dc_mass *L) {
    size_t count = cells->space->count;
    double a = cells->high.value[s2];
    size_t t = first_heavier(cells, s1, start, condition->floor);
    while (t < count) {
        *L = outer(cells, a, cells->low.value[t]);
        if (*L >= condition->enough)
            return count;
        if (!dc_condition_passes(condition, inner(cells, s1, t), *L))
            return t;
        t = first_heavier(cells, s1, t + 1, dc_condition_allows(condition, *L));
    }
    return count;
}

typedef void visit(const dc_cell *cell, void *context);

/* Visits failing cells; condition may be raised meanwhile, which only spares
 * work. Stops when *stop becomes true. */
static void sweep_pairs(const dc_cells *cells, const dc_condition *condition,
                        const bool *stop, visit *found, void *context) {
    size_t count = cells->space->count, block = 1;
    for (size_t s = 0; s < count && !*stop;) {
        if (cells->low.below[count] - cells->high.below[s] <= condition->floor)
            return;
        size_t last = s + block <= count ? s + block - 1 : count - 1;
        size_t start = first_wide(cells, s);
        dc_mass L = 0;
        size_t t = first_failing(cells, condition, s, last, start, &L);
        if (t == count) {
            s = last + 1;
            block = block < LONGEST_BLOCK ? 2 * block : LONGEST_BLOCK;
        } else if (last > s) {
            block = (last - s + 1) / 2;
        } else {
            while (t < count && !*stop) {
                dc_cell cell = { false, (uint32_t)s, (uint32_t)t,
                                 0,     0,           inner(cells, s, t),
                                 L };
                found(&cell, context);
                t = first_failing(cells, condition, s, s, t + 1, &L);
            }
            s++;
        }
    }
}

static int compare_doubles(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Bounds on the slabs of exactly the given width with centre in [c_low, c_high]. */
static void try_centres(const dc_cells *cells, const dc_condition *condition,
                        double c_low, double c_high, visit *found, void *context) {
    const dc_ranking *low = &cells->low, *high = &cells->high;
    double r = cells->width / 2, R = r + cells->h * cells->width;
    double slack = dc_cells_slack(cells, fmax(fabs(c_low), fabs(c_high)));
    dc_cell cell = { true, 0, 0, c_low, c_high, 0, 0 };
    cell.U = low->below[dc_ranking_rank(low, c_high + r + slack, true)] -
             high->below[dc_ranking_rank(high, c_low - r - slack, false)];
    if (cell.U <= condition->floor)
        return;
    cell.L = high->below[dc_ranking_rank(high, c_low + R - slack, true)] -
             low->below[dc_ranking_rank(low, c_high - R + slack, false)];
    if (!dc_condition_passes(condition, cell.U, cell.L))
        found(&cell, context);
}

/* The bounds change only at 4 count breakpoints: one look around each, wide enough
 * for their rounding, and one at the stretch up to the next. */
static void sweep_centres(const dc_cells *cells, const dc_condition *condition,
                          const bool *stop, visit *found, void *context) {
    size_t count = cells->space->count, total = 4 * count;
    double r = cells->width / 2, R = r + cells->h * cells->width;
    double *at = cells->centres;
    for (size_t k = 0; k < count; k++) {
        at[4 * k] = cells->lo[k] - r;
        at[4 * k + 1] = cells->hi[k] + r;
        at[4 * k + 2] = cells->lo[k] + R;
        at[4 * k + 3] = cells->hi[k] - R;
    }
    qsort(at, total, sizeof *at, compare_doubles);
    for (size_t k = 0; k < total && !*stop; k++) {
        double around = 4 * dc_cells_slack(cells, fabs(at[k])), from = at[k] + around;
        try_centres(cells, condition, at[k] - around, from, found, context);
        if (k + 1 == total)
            break;
        double to = at[k + 1] - 4 * dc_cells_slack(cells, fabs(at[k + 1]));
        if (to > from && !*stop)
            try_centres(cells, condition, from, to, found, context);
    }
}

static void sweep(const dc_cells *cells, const dc_condition *condition, const bool *stop,
                  visit *found, void *context) {
    sweep_pairs(cells, condition, stop, found, context);
    if (cells->width > 0)
        sweep_centres(cells, condition, stop, found, context);
}

/* A failing box's bound need not be sharp: it orders the search. Raising it a
 * little further than the cell that failed spares many cells after it. */
enum { OVERSHOOT = 16 };

typedef struct raising {
    dc_condition *condition;
    dc_mass start; /* its floor at first */
    dc_cell *worst;
    bool safe, stop;
} raising;

static void raise_to(const dc_cell *cell, void *context) {
    raising *state = context;
    state->safe = false;
    if (state->worst)
        *state->worst = *cell;
    dc_mass U = cell->U;
    if (!state->condition->by_ratio) {
        U += (U - state->start) / OVERSHOOT;
        if (U >= state->condition->enough)
            U = state->condition->enough - 1;
    }
    dc_condition_raise(state->condition, U, cell->L);
    state->stop = dc_condition_exhausted(state->condition);
}

bool dc_cells_safe(dc_cells *cells, dc_condition *condition, dc_cell *worst) {
    raising state = { condition, condition->floor, worst, true, false };
    sweep(cells, condition, &state.stop, raise_to, &state);
    return state.safe;
}

typedef struct listing {
    dc_cell *list;
    size_t count, most;
    bool stop;
} listing;

static void append(const dc_cell *cell, void *context) {
    listing *state = context;
    if (state->count < state->most)
        state->list[state->count] = *cell;
    state->count++;
    state->stop = state->count > state->most;
}

size_t dc_cells_failing(dc_cells *cells, const dc_condition *condition, dc_cell *list,
                        size_t most) {
    listing state = { list, 0, most, false };
    sweep(cells, condition, &state.stop, append, &state);
    return state.count;
}
