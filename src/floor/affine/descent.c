#include "floor/affine/descent.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Curvature that is always there, so that steps end. */
static const double RIDGE = 1e-7;
static const double LONGEST = 20; /* step, times 1 + |theta| */

/* A step that would bring less is not taken. */
static const double NOTHING = 1e-12;

enum { CONJUGATE_STEPS = 40, SEARCH_STEPS = 30 };

/* Parts of descent->work. */
typedef struct parts {
    double *columns;   /* [rows][points]: scores, or what a product of z needs */
    double *gradient;  /* [D], D = rows dims */
    double *direction; /* [D] */
    double *residual, *conjugate, *product; /* [D] */
    double *start;                          /* [D]: theta before a step */
    double *change;                         /* [classes] */
} parts;

static parts parts_of(const dc_descent *d) {
    size_t D = dc_instance_parameters(d->instance);
    double *w = d->work + d->instance->rows * d->instance->points;
    return (parts){ d->work,   w,         w + D,     w + 2 * D,
                    w + 3 * D, w + 4 * D, w + 5 * D, w + 6 * D };
}

bool dc_descent_create(dc_descent *descent, const dc_instance *instance) {
    size_t N = instance->points, K = instance->classes,
           D = dc_instance_parameters(instance);
    *descent = (dc_descent){ .instance = instance };
    descent->theta = calloc(D, sizeof *descent->theta);
    descent->scores = calloc(N, K * sizeof *descent->scores);
    descent->shares = calloc(N, K * sizeof *descent->shares);
    descent->slope = calloc(N, sizeof *descent->slope);
    descent->work = calloc(instance->rows * N + 6 * D + K, sizeof *descent->work);
    return descent->theta && descent->scores && descent->shares && descent->slope &&
           descent->work;
}

void dc_descent_destroy(dc_descent *descent) {
    free(descent->theta);
    free(descent->scores);
    free(descent->shares);
    free(descent->slope);
    free(descent->work);
    *descent = (dc_descent){ 0 };
}

/* columns = Z vector. */
static void to_points(const dc_instance *instance, double *columns,
                      const double *vector) {
    int N = (int)instance->points, d = (int)instance->dims, rows = (int)instance->rows;
    if (rows == 1)
        cblas_dgemv(CblasColMajor, CblasNoTrans, N, d, 1, instance->z, N, vector, 1, 0,
                    columns, 1);
    else
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, N, rows, d, 1, instance->z,
                    N, vector, d, 0, columns, N);
}

void dc_descent_gather(const dc_instance *instance, double *vector,
                       const double *columns) {
    int N = (int)instance->points, d = (int)instance->dims, rows = (int)instance->rows;
    if (rows == 1)
        cblas_dgemv(CblasColMajor, CblasTrans, N, d, 1, instance->z, N, columns, 1, 0,
                    vector, 1);
    else
        cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, d, rows, N, 1, instance->z,
                    N, columns, N, 0, vector, d);
}

static void set_scores(dc_descent *d) {
    const dc_instance *instance = d->instance;
    size_t N = instance->points, K = instance->classes;
    double *columns = d->work;
    to_points(instance, columns, d->theta);
    for (size_t s = 0; s < N; s++) {
        for (size_t j = 0; j + 1 < K; j++)
            d->scores[s * K + j] = columns[j * N + s];
        d->scores[s * K + K - 1] = 0;
    }
}

static double length_of(const double *vector, size_t count) {
    return sqrt(cblas_ddot((int)count, vector, 1, vector, 1));
}

/* The derivative by score j of w_s times the point's part: P_sj, less 1 for its class. */
static void set_gradient(dc_descent *d, const parts *p) {
    const dc_instance *instance = d->instance;
    size_t N = instance->points, K = instance->classes;
    for (size_t s = 0; s < N; s++)
        for (size_t j = 0; j + 1 < K; j++)
            p->columns[j * N + s] = instance->mass[s] *
                                    (d->shares[s * K + j] - (instance->label[s] == j));
    dc_descent_gather(instance, p->gradient, p->columns);
    cblas_daxpy((int)dc_instance_parameters(instance), RIDGE * 1e-3, d->theta, 1,
                p->gradient, 1);
    d->gradient = length_of(p->gradient, dc_instance_parameters(instance));
}

static void look(dc_descent *d, const dc_decisions *decisions, const parts *p) {
    const dc_instance *instance = d->instance;
    size_t K = instance->classes;
    set_scores(d);
    for (size_t s = 0; s < instance->points; s++)
        d->slope[s] = dc_slope_of(d->shares + s * K,
                                  dc_decisions_of(decisions, instance, s),
                                  d->scores + s * K, &decisions->toll);
    set_gradient(d, p);
}

void dc_descent_look(dc_descent *descent, const dc_decisions *decisions) {
    parts p = parts_of(descent);
    look(descent, decisions, &p);
}

/* Not fmax and fmin, which are calls. */
static double clipped(double share) {
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* change[K] of the shares of a point when its scores change so. */
static void bend(double *change, const dc_descent *d, size_t s) {
    const dc_instance *instance = d->instance;
    size_t K = instance->classes, own = instance->label[s];
    const double *shares = d->shares + s * K;
    dc_slope slope = d->slope[s];
    double mean = 0, sum = 0, gap = change[own] - change[slope.rival];
    for (size_t j = 0; j < K; j++) {
        mean += clipped(shares[j]) * change[j];
        sum += clipped(shares[j]);
    }
    mean /= sum;
    for (size_t j = 0; j < K; j++)
        change[j] = slope.plain * clipped(shares[j]) * (change[j] - mean);
    change[own] += slope.pair * gap;
    change[slope.rival] -= slope.pair * gap;
}

/* product = (curvature) vector. */
static void multiply(const dc_descent *d, const parts *p, double *product,
                     const double *vector) {
    const dc_instance *instance = d->instance;
    size_t N = instance->points, K = instance->classes;
    double *room = p->change;
    to_points(instance, p->columns, vector);
    for (size_t s = 0; s < N; s++) {
        for (size_t j = 0; j + 1 < K; j++)
            room[j] = p->columns[j * N + s];
        room[K - 1] = 0;
        bend(room, d, s);
        for (size_t j = 0; j + 1 < K; j++)
            p->columns[j * N + s] = instance->mass[s] * room[j];
    }
    dc_descent_gather(instance, product, p->columns);
    cblas_daxpy((int)dc_instance_parameters(instance), RIDGE, vector, 1, product, 1);
}

/* direction = -(curvature)^-1 gradient, as far as conjugate gradients get. */
static void set_direction(const dc_descent *d, const parts *p) {
    int D = (int)dc_instance_parameters(d->instance);
    double square = d->gradient * d->gradient;
    double enough = square * fmin(0.01, d->gradient);
    memset(p->direction, 0, (size_t)D * sizeof *p->direction);
    for (int k = 0; k < D; k++)
        p->residual[k] = p->conjugate[k] = -p->gradient[k];
    for (int step = 0; step < CONJUGATE_STEPS && square > enough; step++) {
        multiply(d, p, p->product, p->conjugate);
        double curvature = cblas_ddot(D, p->conjugate, 1, p->product, 1);
        if (!(curvature > 0))
            break;
        double t = square / curvature, before = square;
        cblas_daxpy(D, t, p->conjugate, 1, p->direction, 1);
        cblas_daxpy(D, -t, p->product, 1, p->residual, 1);
        square = cblas_ddot(D, p->residual, 1, p->residual, 1);
        for (int k = 0; k < D; k++)
            p->conjugate[k] = p->residual[k] + square / before * p->conjugate[k];
    }
}

/* Goes to start + t direction; the derivative there along the direction. */
static double slope_at(dc_descent *d, const dc_decisions *decisions, const parts *p,
                       double t) {
    int D = (int)dc_instance_parameters(d->instance);
    memcpy(d->theta, p->start, (size_t)D * sizeof *p->start);
    cblas_daxpy(D, t, p->direction, 1, d->theta, 1);
    look(d, decisions, p);
    return cblas_ddot(D, p->gradient, 1, p->direction, 1);
}

/* A step along the direction, at the end of which the function falls or hardly rises. */
static void search(dc_descent *d, const dc_decisions *decisions, const parts *p) {
    int D = (int)dc_instance_parameters(d->instance);
    double begin = cblas_ddot(D, p->gradient, 1, p->direction, 1);
    double length = length_of(p->direction, (size_t)D);
    double most = LONGEST * (1 + length_of(d->theta, (size_t)D));
    double low = 0, high = length > most ? most / length : 1;
    memcpy(p->start, d->theta, (size_t)D * sizeof *p->start);
    double slope = slope_at(d, decisions, p, high);
    for (int step = 0; step < SEARCH_STEPS && slope > 0.25 * fabs(begin); step++) {
        double t = (low + high) / 2;
        slope = slope_at(d, decisions, p, t);
        if (slope > 0.25 * fabs(begin))
            high = t;
        else if (slope < -0.5 * fabs(begin)) {
            low = t;
            slope = INFINITY;
        }
    }
}

void dc_descent_run(dc_descent *descent, const dc_decisions *decisions, double enough,
                    int steps) {
    parts p = parts_of(descent);
    look(descent, decisions, &p);
    for (int step = 0; step < steps && descent->gradient > enough; step++) {
        set_direction(descent, &p);
        if (-cblas_ddot((int)dc_instance_parameters(descent->instance), p.gradient, 1,
                        p.direction, 1) < NOTHING)
            break;
        search(descent, decisions, &p);
    }
}

/* log(1 + sum of e^-m), about; *lost: deltaX <= 0. */
static double cross_entropy(const double *scores, size_t classes, size_t own,
                            bool *lost) {
    double most = -INFINITY, sum = 0;
    for (size_t j = 0; j < classes; j++)
        if (j != own)
            most = scores[j] - scores[own] > most ? scores[j] - scores[own] : most;
    *lost = most >= 0;
    double top = fmax(most, 0);
    for (size_t j = 0; j < classes; j++)
        if (j != own)
            sum += exp(scores[j] - scores[own] - top);
    return most > 0 ? top + log(sum + exp(-top)) : log1p(sum);
}

double dc_descent_loss(dc_descent *descent, double *wrong) {
    const dc_instance *instance = descent->instance;
    size_t K = instance->classes;
    double loss = 0;
    *wrong = 0;
    set_scores(descent);
    for (size_t s = 0; s < instance->points; s++) {
        bool lost;
        loss += instance->mass[s] *
                cross_entropy(descent->scores + s * K, K, instance->label[s], &lost);
        *wrong += lost ? instance->mass[s] : 0;
    }
    return loss;
}
