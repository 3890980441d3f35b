#include "search/seeds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "base/lapack.h"
#include "base/random.h"
#include "search/cells.h"

enum {
    DIRECTION_BITS = 20, /* a direction's entries are multiples of 2^-20 */
    FLOPS_THOROUGH = 400000000,
    FLOPS_QUICK = 4000000,
    LOOKS_MOST = 400, /* first directions; fewer in few dimensions, where boxes find */
    LOOKS_FLAT = 40,  /* the slab sooner */
    CROWD_STEPS = 12
};

typedef struct seeding {
    dc_problem *problem;
    const dc_limits *limits;
    dc_cells cells;
    dc_box *box;       /* a single direction, for dc_cells_set */
    double *direction; /* [dims], largest entry 1 in absolute value */
    double *matrix;    /* [dims][dims] */
    double *values;    /* [dims] */
    double *distance;  /* [count] */
    double *sorted;    /* [count] */
    dc_random random;
    bool decide;
    dc_status status;
    dc_error *error;
} seeding;

static bool done(const seeding *s) {
    return s->status != DC_OK || dc_condition_exhausted(&s->problem->condition) ||
           (s->decide && s->problem->found) || dc_limits_check(s->limits) != DC_STOP_NONE;
}

/* Memory that is out ends the search for seeds: without one of them it would go another way. */
static bool solved(seeding *s, lapack_int info) {
    if (dc_lapack_starved(info) && s->status == DC_OK)
        s->status = dc_fail_memory(s->error, "the first directions");
    return info == 0;
}

/* Scales to |.|_inf = 1 and rounds to multiples of 2^-DIRECTION_BITS. False for
 * what is no direction. */
static bool normalise(double *direction, size_t dims) {
    double most = 0;
    for (size_t l = 0; l < dims; l++)
        most = fmax(most, fabs(direction[l]));
    if (!(most > 0) || !isfinite(most))
        return false;
    for (size_t l = 0; l < dims; l++)
        direction[l] = ldexp(rint(ldexp(direction[l] / most, DIRECTION_BITS)),
                             -DIRECTION_BITS);
    return true;
}

/* Looks at s->direction in floating point, then exactly if that is promising.
 * *cell, if not NULL and the look found something, is the slab in cells. */
static bool consider(seeding *s, dc_cell *cell) {
    size_t dims = s->problem->space.dims;
    dc_condition condition = s->problem->condition; /* kappa and h are borrowed */
    bool improved = false;
    if (!normalise(s->direction, dims))
        return false;
    memcpy(s->box->centre, s->direction, dims * sizeof *s->direction);
    dc_cells_set(&s->cells, s->box, true);
    if (dc_cells_safe(&s->cells, &condition, cell))
        return false;
    fmpz *v = _fmpz_vec_init((slong)dims);
    for (size_t l = 0; l < dims; l++)
        fmpz_set_d(v + l, ldexp(s->direction[l], DIRECTION_BITS));
    s->status = dc_problem_try(s->problem, v, &improved, s->error);
    _fmpz_vec_clear(v, (slong)dims);
    return improved;
}

/* The coordinate axes of the file's own columns, exactly; no space is needed. */
static void try_axes(seeding *s) {
    dc_problem *problem = s->problem;
    slong dims = (slong)problem->points->dims;
    fmpz *v = _fmpz_vec_init(dims);
    for (slong l = 0; l < dims && !done(s); l++) {
        bool improved;
        fmpz_one(v + l);
        s->status = dc_problem_try_own(problem, v, &improved, s->error);
        fmpz_zero(v + l);
    }
    _fmpz_vec_clear(v, dims);
}

static double gaussian(seeding *s) {
    return (double)dc_random_normal(&s->random, 1 << 20);
}

static void random_direction(seeding *s) {
    for (size_t l = 0; l < s->problem->space.dims; l++)
        s->direction[l] = gaussian(s);
}

/* The normal of a hyperplane through dims random points: differences to the first
 * of them times the normal vanish; one random row keeps the system regular. */
static bool hyperplane_direction(seeding *s) {
    const dc_space *space = &s->problem->space;
    size_t dims = space->dims, count = space->count;
    lapack_int pivots[64];
    if (dims > 64)
        return false;
    size_t first = dc_random_below(&s->random, count);
    for (size_t r = 0; r < dims; r++) {
        size_t k = dc_random_below(&s->random, count);
        for (size_t l = 0; l < dims; l++) {
            const double *column = space->column + l * count;
            s->matrix[r * dims + l] = r ? column[k] - column[first] : gaussian(s);
        }
        s->direction[r] = r ? 0 : 1;
    }
    lapack_int info = LAPACKE_dgesv(LAPACK_ROW_MAJOR, (lapack_int)dims, 1, s->matrix,
                                    (lapack_int)dims, pivots, s->direction, 1);
    return solved(s, info);
}

static int compare_doubles(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The direction in which the `crowd` points nearest to the middle of the slab are
 * thinnest, whitened coordinates making the whole set equally wide. */
static bool thin_direction(seeding *s, double middle, size_t crowd) {
    const dc_space *space = &s->problem->space;
    size_t dims = space->dims, count = space->count, used = 0;
    for (size_t k = 0; k < count; k++) {
        double p = 0;
        for (size_t l = 0; l < dims; l++)
            p += s->direction[l] * space->column[l * count + k];
        s->distance[k] = s->sorted[k] = fabs(p - middle);
    }
    qsort(s->sorted, count, sizeof *s->sorted, compare_doubles);
    double reach = s->sorted[crowd < count ? crowd - 1 : count - 1];
    double *mean = s->values;
    memset(mean, 0, dims * sizeof *mean);
    memset(s->matrix, 0, dims * dims * sizeof *s->matrix);
    for (size_t k = 0; k < count; k++) {
        if (s->distance[k] > reach)
            continue;
        used++;
        for (size_t l = 0; l < dims; l++)
            mean[l] += space->column[l * count + k];
    }
    for (size_t l = 0; l < dims; l++)
        mean[l] /= (double)used;
    for (size_t k = 0; k < count; k++) {
        if (s->distance[k] > reach)
            continue;
        for (size_t r = 0; r < dims; r++)
            for (size_t c = 0; c <= r; c++)
                s->matrix[r * dims + c] += (space->column[r * count + k] - mean[r]) *
                                           (space->column[c * count + k] - mean[c]);
    }
    if (!solved(s, LAPACKE_dsyev(LAPACK_ROW_MAJOR, 'V', 'L', (lapack_int)dims, s->matrix,
                                 (lapack_int)dims, s->values)))
        return false;
    for (size_t l = 0; l < dims; l++)
        s->direction[l] = s->matrix[l * dims];
    return true;
}

static double middle_of(const seeding *s, const dc_cell *cell) {
    if (cell->centred)
        return (cell->c_low + cell->c_high) / 2;
    return (s->cells.high.value[cell->s] + s->cells.low.value[cell->t]) / 2;
}

/* Concentration steps: a slab's crowd, its thinnest direction, the slab there. */
static void concentrate(seeding *s, size_t crowd) {
    size_t count = s->problem->space.count;
    double middle = 0;
    for (int step = 0; step < CROWD_STEPS && !done(s); step++) {
        dc_cell cell;
        bool improved = consider(s, &cell);
        if (improved)
            middle = middle_of(s, &cell);
        if (!thin_direction(s, middle, crowd))
            return;
        /* The middle of the crowd along its new direction. */
        double sum = 0, used = 0;
        double reach = s->sorted[crowd < count ? crowd - 1 : count - 1];
        if (!normalise(s->direction, s->problem->space.dims))
            return;
        for (size_t k = 0; k < count; k++) {
            if (s->distance[k] > reach)
                continue;
            for (size_t l = 0; l < s->problem->space.dims; l++)
                sum += s->direction[l] * s->problem->space.column[l * count + k];
            used++;
        }
        middle = sum / used;
    }
}

static dc_status seeding_create(seeding *s, dc_error *error) {
    const dc_space *space = &s->problem->space;
    size_t dims = space->dims, count = space->count;
    double width = s->problem->wide ? dc_problem_width(s->problem) : 0;
    dc_random_seed(&s->random, 1);
    s->box = dc_box_chart(dims, 0);
    s->direction = malloc((2 * dims + dims * dims + 2 * count) * sizeof *s->direction);
    if (!s->box || !s->direction)
        return dc_fail_memory(error, "the first directions");
    s->values = s->direction + dims;
    s->matrix = s->values + dims;
    s->distance = s->matrix + dims * dims;
    s->sorted = s->distance + count;
    return dc_cells_create(&s->cells, space, s->problem->condition.h_num,
                           s->problem->condition.h_den, width, error);
}

/* Crowds are tried at the largest mass of interest, just below delta, and below. */
static size_t crowd_size(const dc_problem *problem, size_t trial) {
    double share = (double)problem->condition.enough / (double)problem->condition.total;
    double crowd =
        share * (double)problem->space.count * (1 - 0.1 * (double)(trial % 6)) - 1;
    return crowd < 2 ? 2 : (size_t)crowd;
}

static void try_directions(seeding *s, double flops) {
    size_t dims = s->problem->space.dims, count = s->problem->space.count;
    double each = (double)count * (double)(dims + 60);
    size_t looks = (size_t)fmin(fmax(flops / 8 / each, 4),
                                dims <= 3 ? LOOKS_FLAT : LOOKS_MOST);
    for (size_t k = 0; k < looks && !done(s); k++) {
        if (k % 3 == 2 && hyperplane_direction(s)) {
            consider(s, NULL);
            continue;
        }
        random_direction(s);
        consider(s, NULL);
    }
    double crowd_cost = each + (double)count * (double)(dims * dims);
    /* In few dimensions boxes find the slab sooner than crowds do. */
    size_t crowds = dims <= 3 ? 0 : (size_t)fmin(flops / CROWD_STEPS / crowd_cost, 60);
    for (size_t k = 0; k < crowds && !done(s) && !s->problem->wide; k++) {
        random_direction(s);
        concentrate(s, crowd_size(s->problem, k));
    }
}

dc_status dc_seeds(dc_problem *problem, const dc_limits *limits, bool thorough,
                   bool decide, dc_error *error) {
    seeding s = {
        .problem = problem, .limits = limits, .decide = decide, .error = error
    };
    try_axes(&s);
    if (problem->points->dims == 0 || done(&s))
        return s.status;
    s.status = dc_problem_place(problem, limits, error);
    if (s.status == DC_OK && problem->placed) {
        s.status = seeding_create(&s, error);
        if (s.status == DC_OK)
            try_directions(&s, thorough ? FLOPS_THOROUGH : FLOPS_QUICK);
        dc_cells_destroy(&s.cells);
    }
    free(s.box);
    free(s.direction);
    return s.status;
}
