#include "search/cells.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Weights as counts. False when memory is out. */
static bool set_weights(dc_cells *cells, const dc_points *points) {
    size_t count = points->count;
    cells->unit = dc_count_unit(points->total);
    if (points->total == (dc_mass)count)
        return true;
    cells->weights = malloc((2 * count + 1) * sizeof *cells->weights);
    for (size_t k = 0; k < count && cells->weights; k++) {
        cells->weights[k] = dc_count_above(points->weight[k], cells->unit);
        cells->weights[count + k] = dc_count_below(points->weight[k], cells->unit);
    }
    return cells->weights != NULL;
}

static bool create_rankings(dc_cells *cells, size_t count) {
    const int64_t *above = cells->weights, *below = above ? above + count : NULL;
    bool created = dc_ranking_create(&cells->low, count, above);
    return dc_ranking_create(&cells->high, count, below) && created;
}

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
    cells->scratch = malloc((2 * count + 2) * sizeof *cells->scratch);
    cells->centres = width > 0 ? malloc((4 * count + 1) * sizeof *cells->centres) : NULL;
    bool created = set_weights(cells, space->points);
    created = create_rankings(cells, count) && created;
    if (created && cells->lo && cells->hi && cells->scratch &&
        (cells->centres || width <= 0))
        return DC_OK;
    dc_cells_destroy(cells);
    return dc_fail_memory(error, "bounds on a box");
}

void dc_cells_destroy(dc_cells *cells) {
    dc_ranking_destroy(&cells->low);
    dc_ranking_destroy(&cells->high);
    free(cells->weights);
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
    dc_ranking_set(&cells->low, lo, cells->scratch);
    dc_ranking_set(&cells->high, hi, cells->scratch);
}

/* U of cell (s,t). */
static inline int64_t inner(const dc_cells *cells, size_t s, size_t t) {
    return dc_ranking_mass(&cells->low, t + 1) - dc_ranking_mass(&cells->high, s);
}

/* The dilation [A,B] of the slab [a,b], rounded inward. For family width, b - a counts as
 * at least the width, which any slab of the cell has. */
static inline void dilate(const dc_cells *cells, double a, double b, double *A,
                          double *B) {
    double across = b - a;
    across = across < cells->width ? cells->width : across;
    double slack = dc_cells_slack(cells, fabs(a) + fabs(b));
    *A = a - cells->h * across + slack;
    *B = b + cells->h * across - slack;
}

/* L of a slab's dilation [A,B]; and quickly, a mass at most L. */
static inline int64_t outer(const dc_cells *cells, double A, double B) {
    return dc_ranking_mass(&cells->high, dc_ranking_rank(&cells->high, B, true)) -
           dc_ranking_mass(&cells->low, dc_ranking_rank(&cells->low, A, false));
}

static inline int64_t outer_roughly(const dc_cells *cells, double A, double B) {
    return dc_ranking_mass_before(&cells->high, B) -
           dc_ranking_mass_through(&cells->low, A);
}

/* The first t >= start with U > mass. */
static inline size_t first_heavier(const dc_cells *cells, size_t s, size_t start,
                                   int64_t mass) {
    const int64_t *below = cells->low.below + 1;
    int64_t target = dc_ranking_mass(&cells->high, s) + mass;
    size_t count = cells->space->count, low = start, step = 1;
    if (!cells->weights) /* below[t] = t + 1 */
        return target > (int64_t)start ? (size_t)target : start;
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

/* Neighbouring left ends s1..s2, looked at together: the mass at s1, the corner at s2. */
typedef struct block {
    size_t s1, s2;
} block;

/* The first t in start .. end - 1 for which the cells of a block fail; end if none does.
 * *L belongs to it. */
static size_t first_failing(const dc_cells *cells, const dc_threshold *threshold, block k,
                            size_t start, size_t end, int64_t *L) {
    double a = cells->high.value[k.s2], A, B;
    for (size_t t = start; t < end;) {
        int64_t U = inner(cells, k.s1, t);
        dilate(cells, a, cells->low.value[t], &A, &B);
        *L = outer_roughly(cells, A, B);
        if (!dc_threshold_passes(threshold, U, *L)) {
            *L = outer(cells, A, B);
            if (!dc_threshold_passes(threshold, U, *L))
                return t;
        }
        if (*L >= threshold->enough)
            return end;
        t = first_heavier(cells, k.s1, t + 1, dc_threshold_allows(threshold, *L));
    }
    return end;
}

/* What is done with a failing cell: it may raise the threshold, which only spares work,
 * and stop the sweep. */
typedef struct visitor {
    void (*visit)(struct visitor *self, const dc_cell *cell);
    dc_threshold threshold;
    bool stop;
} visitor;

/* All failing cells (s,t), t < end, of one s, from t on. */
static void visit_row(const dc_cells *cells, visitor *v, size_t s, size_t t, size_t end,
                      int64_t L) {
    while (t < end && !v->stop) {
        dc_cell cell = { .s = (uint32_t)s, .t = (uint32_t)t };
        cell.U = inner(cells, s, t);
        cell.L = L;
        v->visit(v, &cell);
        t = first_failing(cells, &v->threshold, (block){ s, s }, t + 1, end, &L);
    }
}

/* The cells with least < U <= most. */
typedef struct level {
    int64_t least, most;
    size_t longest; /* block */
} level;

/* Looks at a block; true if it is done with, false if it is to be halved. */
static bool sweep_block(const dc_cells *cells, visitor *v, const level *l, block k) {
    size_t start = first_heavier(cells, k.s1, first_wide(cells, k.s1), l->least);
    size_t end = first_heavier(cells, k.s2, start, l->most);
    size_t count = cells->space->count;
    int64_t L = 0;
    end = end < count ? end : count;
    size_t t = first_failing(cells, &v->threshold, k, start, end, &L);
    if (t >= end)
        return true;
    if (k.s1 < k.s2)
        return false;
    visit_row(cells, v, k.s1, t, end, L);
    return true;
}

static void sweep_level(const dc_cells *cells, visitor *v, level l) {
    size_t count = cells->space->count, length = l.longest;
    for (size_t s = 0; s < count && !v->stop;) {
        l.least = l.least > v->threshold.floor ? l.least : v->threshold.floor;
        if (dc_ranking_mass(&cells->low, count) - dc_ranking_mass(&cells->high, s) <=
                l.least ||
            l.most <= l.least)
            return;
        size_t last = s + length <= count ? s + length - 1 : count - 1;
        if (sweep_block(cells, v, &l, (block){ s, last })) {
            s = last + 1;
            length = 2 * length < l.longest ? 2 * length : l.longest;
        } else {
            length = (last - s + 1) / 2;
        }
    }
}

/* Levels of mass from the floor up to all, each about twice as heavy as the one before: of
 * heavy slabs many neighbours can be taken together, of light ones few. The heaviest come
 * first: what fails there raises the floor past the others. */
static void sweep_pairs(const dc_cells *cells, visitor *v) {
    size_t count = cells->space->count;
    int64_t total = dc_ranking_mass(&cells->low, count),
            edge[64] = { v->threshold.floor };
    double points_per_mass = (double)count / (double)total;
    int64_t step = 8 * (total / (int64_t)count) + 1;
    size_t levels = 0;
    for (; edge[levels] < total; levels++) {
        int64_t next = 2 * edge[levels] + step;
        edge[levels + 1] = next < total ? next : total;
    }
    for (; levels > 0 && !v->stop; levels--) {
        double longest = (double)edge[levels - 1] * points_per_mass / 4;
        if (edge[levels] > v->threshold.floor)
            sweep_level(cells, v,
                        (level){ edge[levels - 1], edge[levels],
                                 longest > 1 ? (size_t)longest : 1 });
    }
}

static int compare_doubles(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Bounds on the slabs of exactly the given width with centre in [c_low, c_high]. */
static void try_centres(const dc_cells *cells, visitor *v, double c_low, double c_high) {
    const dc_ranking *low = &cells->low, *high = &cells->high;
    double r = cells->width / 2, R = r + cells->h * cells->width;
    double slack = dc_cells_slack(cells, fmax(fabs(c_low), fabs(c_high)));
    dc_cell cell = { .centred = true, .c_low = c_low, .c_high = c_high };
    cell.U = dc_ranking_mass(low, dc_ranking_rank(low, c_high + r + slack, true)) -
             dc_ranking_mass(high, dc_ranking_rank(high, c_low - r - slack, false));
    if (cell.U <= v->threshold.floor)
        return;
    cell.L = outer(cells, c_high - R + slack, c_low + R - slack);
    if (!dc_threshold_passes(&v->threshold, cell.U, cell.L))
        v->visit(v, &cell);
}

/* The bounds change only at 4 count breakpoints: one look around each, wide enough
 * for their rounding, and one at the stretch up to the next. */
static void sweep_centres(const dc_cells *cells, visitor *v) {
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
    for (size_t k = 0; k < total && !v->stop; k++) {
        double around = 4 * dc_cells_slack(cells, fabs(at[k])), from = at[k] + around;
        try_centres(cells, v, at[k] - around, from);
        if (k + 1 == total)
            break;
        double to = at[k + 1] - 4 * dc_cells_slack(cells, fabs(at[k + 1]));
        if (to > from && !v->stop)
            try_centres(cells, v, from, to);
    }
}

static void sweep(const dc_cells *cells, visitor *v) {
    sweep_pairs(cells, v);
    if (cells->width > 0)
        sweep_centres(cells, v);
}

typedef struct raising {
    visitor visitor;
    unsigned unit;
    dc_condition *condition;
    dc_mass start, hopeless; /* its floor at first, and what is hopeless then */
    dc_cell *worst;
    bool safe;
} raising;

/* Beyond U, but neither into what is hopeless nor up to what is enough. */
static dc_mass overshoot(const raising *state, dc_mass U) {
    dc_mass beyond = U + (U - state->start) / DC_CELLS_OVERSHOOT;
    if (U < state->hopeless && beyond >= state->hopeless)
        beyond = state->hopeless - 1;
    return beyond < state->condition->enough ? beyond : state->condition->enough - 1;
}

static void raise_to(visitor *self, const dc_cell *cell) {
    raising *state = (raising *)self;
    dc_condition *condition = state->condition;
    state->safe = false;
    if (state->worst)
        *state->worst = *cell;
    dc_mass U = (dc_mass)cell->U << state->unit;
    if (!condition->by_ratio)
        U = overshoot(state, U);
    dc_condition_raise(condition, U, (dc_mass)cell->L * ((dc_mass)1 << state->unit));
    dc_threshold_set(&self->threshold, condition, state->unit);
    self->stop = dc_condition_exhausted(condition);
}

bool dc_cells_safe(dc_cells *cells, dc_condition *condition, dc_cell *worst) {
    raising state = { .visitor = { .visit = raise_to },
                      .unit = cells->unit,
                      .condition = condition,
                      .start = condition->floor,
                      .hopeless = dc_cells_hopeless_from(condition),
                      .worst = worst,
                      .safe = true };
    dc_threshold_set(&state.visitor.threshold, condition, cells->unit);
    sweep(cells, &state.visitor);
    return state.safe;
}

typedef struct listing {
    visitor visitor;
    dc_cell *list;
    size_t count, most;
} listing;

static void append(visitor *self, const dc_cell *cell) {
    listing *state = (listing *)self;
    if (state->count < state->most)
        state->list[state->count] = *cell;
    state->count++;
    self->stop = state->count > state->most;
}

size_t dc_cells_failing(dc_cells *cells, const dc_condition *condition, dc_cell *list,
                        size_t most) {
    listing state = { .visitor = { .visit = append }, .list = list, .most = most };
    dc_threshold_set(&state.visitor.threshold, condition, cells->unit);
    sweep(cells, &state.visitor);
    return state.count;
}

size_t dc_cells_between(uint32_t *list, const dc_cells *cells, double low, double high) {
    const double *lo = cells->lo, *hi = cells->hi;
    size_t found = 0;
    for (size_t k = 0; k < cells->space->count; k++) {
        list[found] = (uint32_t)k;
        found += (size_t)((lo[k] <= high) & (hi[k] >= low));
    }
    return found;
}

/* Half as heavy again as what is not wanted any more. */
dc_mass dc_cells_hopeless_from(const dc_condition *condition) {
    return condition->floor + (condition->floor + 1) / 2;
}

bool dc_cells_hopeless(const dc_condition *bound, const dc_condition *condition) {
    return !condition->by_ratio && condition->floor > 0 &&
           bound->floor >= dc_cells_hopeless_from(condition);
}
