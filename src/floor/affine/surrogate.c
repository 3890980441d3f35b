#include "floor/affine/surrogate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "floor/affine/vector.h"

/* Margins below that part of the largest score are rounding errors. */
static const double NOISE = 1e-13;

enum { LENGTHS = 24 };
static const double LONGEST = 1e6, ENOUGH = 1e-9;

bool dc_surrogate_create(dc_surrogate *surrogate, const dc_terrain *terrain) {
    dc_surrogate *f = surrogate;
    *f = (dc_surrogate){ .on = *terrain, .width = 1, .lured = -1 };
    f->scores = calloc(terrain->points, terrain->classes * sizeof *f->scores);
    f->slopes = calloc(terrain->points, terrain->classes * sizeof *f->slopes);
    f->held = calloc(terrain->points, sizeof *f->held);
    return f->scores && f->slopes && f->held;
}

void dc_surrogate_destroy(dc_surrogate *surrogate) {
    free(surrogate->scores);
    free(surrogate->slopes);
    free(surrogate->held);
    *surrogate = (dc_surrogate){ 0 };
}

/* Faster than BLAS for the few coordinates that there are. */
static double dot(const double *a, const double *b, size_t count) {
    double sum[4] = { 0 };
    size_t k = 0;
    for (; k + 4 <= count; k += 4)
        for (size_t i = 0; i < 4; i++)
            sum[i] += a[k + i] * b[k + i];
    for (; k < count; k++)
        sum[0] += a[k] * b[k];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void set_scores(dc_surrogate *f, const double *theta) {
    size_t d = f->on.dims, K = f->on.classes;
    f->calls++;
    for (size_t s = 0; s < f->on.points; s++)
        for (size_t l = 0; l < K; l++)
            f->scores[s * K + l] = dot(f->on.z + s * d, theta + l * d, d);
}

static size_t strongest_rival(const dc_surrogate *f, size_t s) {
    const double *scores = f->scores + s * f->on.classes;
    size_t own = (size_t)f->on.label[s], best = own == 0;
    for (size_t l = 0; l < f->on.classes; l++)
        if (l != own && scores[l] > scores[best])
            best = l;
    return best;
}

double dc_surrogate_margin(const dc_surrogate *surrogate, size_t s) {
    const double *scores = surrogate->scores + s * surrogate->on.classes;
    return scores[surrogate->on.label[s]] - scores[strongest_rival(surrogate, s)];
}

/* The softmax of a point goes to its slopes; returns its loss. */
static double soften(dc_surrogate *f, size_t s, double length) {
    size_t K = f->on.classes, own = (size_t)f->on.label[s];
    const double *scores = f->scores + s * K;
    double *e = f->slopes + s * K, most = scores[0], sum = 0;
    for (size_t l = 1; l < K; l++)
        most = scores[l] > most ? scores[l] : most;
    for (size_t l = 0; l < K; l++)
        sum += e[l] = exp(length * (scores[l] - most));
    for (size_t l = 0; l < K; l++)
        e[l] /= sum;
    return log(sum) - length * (scores[own] - most);
}

/* The part of a point in F but for its weight; its slopes are set. */
static double value_at(dc_surrogate *f, size_t s) {
    size_t own = (size_t)f->on.label[s], rival = strongest_rival(f, s);
    double *slopes = f->slopes + s * f->on.classes;
    const double *scores = f->scores + s * f->on.classes;
    double m = (scores[own] - scores[rival]) / f->width, tail = exp(-fabs(m));
    double above = m > 0 ? 1 / (1 + tail) : tail / (1 + tail); /* of 1 / (1 + e^-m) */
    double price = f->lured < 0 || f->lured == f->on.label[s] ? f->price : 0;
    double value = soften(f, s, 1) - price * (1 - above);
    double slope = price * tail / ((1 + tail) * (1 + tail)) / f->width;
    if (f->held[s]) {
        value += f->pull * f->width * (fmax(m, 0) + log1p(tail));
        slope += f->pull * above;
    }
    slopes[own] += slope - 1;
    slopes[rival] -= slope;
    return value;
}

double dc_surrogate_value(void *of, const double *theta, double *gradient) {
    dc_surrogate *f = of;
    size_t d = f->on.dims, K = f->on.classes;
    double sum = 0;
    set_scores(f, theta);
    memset(gradient, 0, K * d * sizeof *gradient);
    for (size_t s = 0; s < f->on.points; s++) {
        sum += f->on.mass[s] * value_at(f, s);
        for (size_t l = 0; l < K; l++)
            dc_vector_add(gradient + l * d, f->on.mass[s] * f->slopes[s * K + l],
                          f->on.z + s * d, d);
    }
    return sum;
}

double dc_surrogate_lost(dc_surrogate *surrogate, const double *theta) {
    dc_surrogate *f = surrogate;
    double size = 0, lost = 0;
    set_scores(f, theta);
    for (size_t k = 0; k < f->on.points * f->on.classes; k++)
        size = fmax(size, fabs(f->scores[k]));
    for (size_t s = 0; s < f->on.points; s++)
        lost += dc_surrogate_margin(f, s) < -NOISE * size ? f->on.mass[s] : 0;
    return lost;
}

double dc_surrogate_plain_loss(dc_surrogate *surrogate) {
    double sum = 0;
    for (size_t s = 0; s < surrogate->on.points; s++)
        sum += surrogate->on.mass[s] * soften(surrogate, s, 1);
    return sum;
}

/* Loss of `length` times theta; its derivatives by the length. */
static double loss_at(dc_surrogate *f, double length, double *first, double *second) {
    double sum = 0;
    f->calls++;
    *first = *second = 0;
    for (size_t s = 0; s < f->on.points; s++) {
        size_t K = f->on.classes;
        const double *scores = f->scores + s * K, *e = f->slopes + s * K;
        double mean = 0, square = 0, own = scores[f->on.label[s]];
        sum += f->on.mass[s] * soften(f, s, length);
        for (size_t l = 0; l < K; l++) {
            mean += e[l] * (scores[l] - own);
            square += e[l] * (scores[l] - own) * (scores[l] - own);
        }
        *first += f->on.mass[s] * mean;
        *second += f->on.mass[s] * (square - mean * mean);
    }
    return sum;
}

/* Newton's method between bounds: the loss is convex in the length. */
double dc_surrogate_loss(dc_surrogate *surrogate, double *length) {
    double low = 0, high = HUGE_VAL, at = 1, best = HUGE_VAL;
    *length = 1;
    for (int k = 0; k < LENGTHS; k++) {
        double first, second, loss = loss_at(surrogate, at, &first, &second);
        if (loss < best) {
            best = loss;
            *length = at;
        }
        /* What is still to be gained is first^2 / (2 second), about. */
        if (!(first * first > 2 * ENOUGH * loss * second) || (first < 0 && at >= LONGEST))
            break;
        *(first < 0 ? &low : &high) = at;
        double next = second > 0 ? at - first / second : HUGE_VAL;
        if (!(next > low && next < high))
            next = isfinite(high) ? (low + high) / 2 : 4 * at;
        at = fmin(next, fmin(4 * at, LONGEST));
    }
    return best;
}
