#include "stress/predictor.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/lapack.h"
#include "base/ranks.h"
#include "base/size.h"
#include "stress/space.h"

enum { FOLDS = DC_PREDICTOR_FOLDS, POINTS_LEAST = 10, FOLDS_LEAST = 3, CHOICES_MOST = 4 };
enum { COORDINATES_MOST = DC_STRESS_COORDINATES * CHOICES_MOST };

/* Penalties that are tried, for each point. */
static const double penalties[] = { 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1 };
enum { PENALTIES = sizeof penalties / sizeof *penalties };

/* Sums over points: rows' products [terms][terms], rows times damage [terms]. */
typedef struct sums {
    double *gram, *moment;
    size_t points;
} sums;

typedef struct fit {
    size_t terms, points;
    double *row;    /* [points][terms] */
    double *damage; /* [points] */
    size_t *fold;   /* [points] */
    sums of[FOLDS], part;
    double *scratch; /* [terms][terms] */
    double *weight;  /* [terms] */
    double *guess;   /* [points]: of the fits to the other folds */
    bool starved;    /* memory ran out for a fit */
} fit;

/* Values of an axis that have a coordinate of their own: 0 or 1. A seed is like
 * another. */
static size_t indicators(const dc_stress_axis *axis, size_t k) {
    return k == DC_STRESS_RESEED ? 1 : (size_t)(axis->high - axis->low);
}

/* Writes the coordinates of an axis, returns how many; nominal is 0. */
static size_t coordinates_of(double *to, const dc_stress_axis *axis, size_t k,
                             double value) {
    if (axis->scale != DC_STRESS_CHOICE) {
        *to = dc_space_place(axis, value) - dc_space_place(axis, axis->nominal);
        return 1;
    }
    size_t count = indicators(axis, k);
    for (size_t c = 0; c < count; c++) {
        double of = axis->low + (double)c + (axis->low + (double)c >= axis->nominal);
        to[c] = k == DC_STRESS_RESEED ? value != axis->nominal : value == of;
    }
    return count;
}

static size_t coordinates(double *to, const dc_stress_space *space,
                          const dc_variance *x) {
    size_t count = 0;
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++)
        if (space->axis[k].active)
            count += coordinates_of(to + count, space->axis + k, k, x->value[k]);
    return count;
}

size_t dc_predictor_terms(const dc_stress_space *space) {
    double own[COORDINATES_MOST];
    dc_variance nominal;
    dc_variance_nominal(&nominal, space);
    size_t count = coordinates(own, space, &nominal);
    return 1 + count + count * (count + 1) / 2;
}

void dc_predictor_row(double *row, const dc_stress_space *space, const dc_variance *x) {
    double own[COORDINATES_MOST];
    size_t count = coordinates(own, space, x);
    *row++ = 1;
    for (size_t a = 0; a < count; a++)
        *row++ = own[a];
    for (size_t a = 0; a < count; a++)
        for (size_t b = a; b < count; b++)
            *row++ = own[a] * own[b];
}

static bool allocate_sums(sums *s, size_t terms) {
    s->gram = calloc(terms, terms * sizeof *s->gram);
    s->moment = calloc(terms, sizeof *s->moment);
    return s->gram && s->moment;
}

size_t dc_predictor_bytes(const dc_stress_space *space, size_t count) {
    size_t terms = dc_predictor_terms(space), place = sizeof(void *) + sizeof(size_t);
    size_t point = (terms + 2) * sizeof(double) + 2 * place + sizeof(size_t);
    return dc_size_plus(dc_size_times(count + 1, point),
                        dc_size_times((FOLDS + 2) * terms, terms * sizeof(double)));
}

static void clear_sums(sums *s) {
    free(s->gram);
    free(s->moment);
}

static bool allocate(fit *f, size_t points) {
    bool room = true;
    f->row = calloc(points, f->terms * sizeof *f->row);
    f->damage = calloc(points, sizeof *f->damage);
    f->fold = calloc(points, sizeof *f->fold);
    f->guess = calloc(points, sizeof *f->guess);
    f->weight = calloc(f->terms, sizeof *f->weight);
    for (size_t k = 0; k < FOLDS; k++)
        room = allocate_sums(f->of + k, f->terms) && room;
    room = allocate_sums(&f->part, f->terms) && room;
    f->scratch = calloc(f->terms, f->terms * sizeof *f->scratch);
    return room && f->scratch && f->row && f->damage && f->fold && f->guess && f->weight;
}

static void clear(fit *f) {
    free(f->row);
    free(f->damage);
    free(f->fold);
    free(f->guess);
    free(f->weight);
    for (size_t k = 0; k < FOLDS; k++)
        clear_sums(f->of + k);
    clear_sums(&f->part);
    free(f->scratch);
}

static void add_point(sums *s, const double *row, double damage, size_t terms) {
    cblas_dsyr(CblasRowMajor, CblasUpper, (int)terms, 1, row, 1, s->gram, (int)terms);
    cblas_daxpy((int)terms, damage, row, 1, s->moment, 1);
    s->points++;
}

/* to = the sums of all folds but two, which may be the same. */
static void sum_others(sums *to, const fit *f, size_t out, size_t too) {
    size_t square = f->terms * f->terms;
    memset(to->gram, 0, square * sizeof *to->gram);
    memset(to->moment, 0, f->terms * sizeof *to->moment);
    to->points = 0;
    for (size_t k = 0; k < FOLDS; k++) {
        if (k == out || k == too)
            continue;
        cblas_daxpy((int)square, 1, f->of[k].gram, 1, to->gram, 1);
        cblas_daxpy((int)f->terms, 1, f->of[k].moment, 1, to->moment, 1);
        to->points += f->of[k].points;
    }
}

/* weight = (gram + points penalty I)^-1 moment, the constant term without a penalty.
 * of the sums f->part. False: the matrix is not positive definite in doubles, or memory is
 * out. */
static bool solve(fit *f, double penalty) {
    const sums *s = &f->part;
    double *weight = f->weight, *work = f->scratch;
    size_t terms = f->terms;
    memcpy(work, s->gram, terms * terms * sizeof *work);
    memcpy(weight, s->moment, terms * sizeof *weight);
    for (size_t k = 1; k < terms; k++)
        work[k * terms + k] += penalty * (double)s->points;
    lapack_int info = LAPACKE_dposv(LAPACK_ROW_MAJOR, 'U', (lapack_int)terms, 1, work,
                                    (lapack_int)terms, weight, 1);
    f->starved = f->starved || dc_lapack_starved(info);
    return info == 0;
}

static double value_of(const double *weight, const double *row, size_t terms) {
    return cblas_ddot((int)terms, weight, 1, row, 1);
}

/* Sum of squared errors of the weights in a fold. */
static double miss(const fit *f, size_t fold) {
    double sum = 0;
    for (size_t k = 0; k < f->points; k++) {
        if (f->fold[k] != fold)
            continue;
        double error = f->damage[k] -
                       value_of(f->weight, f->row + k * f->terms, f->terms);
        sum += error * error;
    }
    return sum;
}

/* The penalty whose error is least in folds that are left out one at a time, beside `out`
 * (FOLDS: no other). */
static double choose(fit *f, size_t out) {
    double error[PENALTIES] = { 0 };
    size_t best = 0;
    for (size_t fold = 0; fold < FOLDS; fold++) {
        if (fold == out || f->of[fold].points == 0)
            continue;
        sum_others(&f->part, f, out, fold);
        for (size_t p = 0; p < PENALTIES; p++)
            error[p] += solve(f, penalties[p]) ? miss(f, fold) : HUGE_VAL;
    }
    for (size_t p = 1; p < PENALTIES; p++)
        if (error[p] < error[best])
            best = p;
    return penalties[best];
}

/* Weights of all folds but `out`; false: no penalty gives any. */
static bool fit_without(fit *f, size_t out, double *penalty) {
    *penalty = choose(f, out);
    sum_others(&f->part, f, out, out);
    return solve(f, *penalty);
}

/* Guesses for the points of a fold, and the squared error of the others' mean. */
static bool cross(fit *f, size_t fold, double *constant) {
    double penalty;
    if (!fit_without(f, fold, &penalty))
        return false;
    double mean = f->part.moment[0] / (double)f->part.points;
    for (size_t k = 0; k < f->points; k++)
        if (f->fold[k] == fold) {
            f->guess[k] = value_of(f->weight, f->row + k * f->terms, f->terms);
            *constant += (f->damage[k] - mean) * (f->damage[k] - mean);
        }
    return true;
}

static dc_status measure(dc_stress_predictor *predictor, fit *f, dc_error *error) {
    double square = 0, constant = 0;
    bool fitted = true;
    for (size_t fold = 0; fold < FOLDS && fitted; fold++)
        fitted = f->of[fold].points == 0 || cross(f, fold, &constant);
    for (size_t k = 0; k < f->points; k++)
        square += (f->damage[k] - f->guess[k]) * (f->damage[k] - f->guess[k]);
    predictor->points = f->points;
    predictor->terms = f->terms;
    predictor->error = sqrt(square / (double)f->points);
    predictor->constant_error = sqrt(constant / (double)f->points);
    if (!dc_spearman(&predictor->rank, f->guess, f->damage, f->points))
        return dc_fail_memory(error, "the predictor");
    predictor->fitted = fitted && fit_without(f, FOLDS, &predictor->penalty);
    if (f->starved) {
        predictor->fitted = false;
        return dc_fail_memory(error, "the predictor");
    }
    if (predictor->fitted) {
        predictor->weight = f->weight;
        f->weight = NULL;
    }
    return DC_OK;
}

typedef struct known {
    const dc_variance *x;
    size_t index;
} known;

static int compare(const void *a, const void *b) {
    const known *p = a, *q = b;
    int order = dc_space_order(p->x, q->x);
    return order ? order : p->index < q->index ? -1 : p->index > q->index;
}

/* first[k]: no point before k has its x. */
static bool mark_first(bool *first, const dc_variance *const *x, size_t count) {
    known *order = calloc(count + 1, sizeof *order);
    if (!order)
        return false;
    for (size_t k = 0; k < count; k++)
        order[k] = (known){ x[k], k };
    qsort(order, count, sizeof *order, compare);
    for (size_t k = 0; k < count; k++)
        first[order[k].index] = k == 0 || dc_space_order(order[k].x, order[k - 1].x) != 0;
    free(order);
    return true;
}

static size_t fill(fit *f, const dc_stress_space *space, const dc_variance *const *x,
                   const double *damage, const size_t *group, const bool *first,
                   size_t count) {
    size_t folds = 0;
    for (size_t k = 0; k < count; k++) {
        if (!first[k])
            continue;
        size_t own = f->points++, fold = group[k] % FOLDS;
        double *row = f->row + own * f->terms;
        dc_predictor_row(row, space, x[k]);
        f->damage[own] = damage[k];
        f->fold[own] = fold;
        folds += f->of[fold].points == 0;
        add_point(f->of + fold, row, damage[k], f->terms);
    }
    return folds;
}

dc_status dc_predictor_fit(dc_stress_predictor *predictor, const dc_stress_space *space,
                           const dc_variance *const *x, const double *damage,
                           const size_t *group, size_t count, dc_error *error) {
    fit f = { .terms = dc_predictor_terms(space) };
    bool *first = calloc(count + 1, sizeof *first);
    dc_status status = dc_succeed(error);
    *predictor = (dc_stress_predictor){ .rank = NAN };
    if (!first || !mark_first(first, x, count) || !allocate(&f, count + 1))
        status = dc_fail_memory(error, "the predictor");
    size_t folds = status == DC_OK ? fill(&f, space, x, damage, group, first, count) : 0;
    if (folds >= FOLDS_LEAST && f.points >= POINTS_LEAST)
        status = measure(predictor, &f, error);
    clear(&f);
    free(first);
    return status;
}

void dc_predictor_clear(dc_stress_predictor *predictor) {
    free(predictor->weight);
    *predictor = (dc_stress_predictor){ .rank = NAN };
}

double dc_predictor_value(const dc_stress_predictor *predictor,
                          const dc_stress_space *space, const dc_variance *x) {
    if (!predictor->fitted)
        return NAN;
    double row[1 + COORDINATES_MOST + COORDINATES_MOST * (COORDINATES_MOST + 1) / 2];
    dc_predictor_row(row, space, x);
    return value_of(predictor->weight, row, predictor->terms);
}
