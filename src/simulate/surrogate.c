#include "simulate/surrogate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of the mean square of a feature: features that depend on others do no harm. */
static const double RIDGE = 1e-10;

/* Margins below that part of the largest score are rounding errors. */
static const double NOISE = 1e-13;

enum { LENGTHS = 24, FEW_DIMS = 300 };
static const double LONGEST = 1e6, ENOUGH = 1e-9;

static bool allocate(dc_surrogate *f, size_t N, size_t d, size_t K) {
    f->points = N;
    f->dims = d;
    f->classes = K;
    f->mass = calloc(N, sizeof *f->mass);
    f->z = calloc(N, d * sizeof *f->z);
    f->whitener = calloc(d, d * sizeof *f->whitener);
    f->scores = calloc(N, K * sizeof *f->scores);
    f->slopes = calloc(N, K * sizeof *f->slopes);
    f->held = calloc(N, sizeof *f->held);
    return f->mass && f->z && f->whitener && f->scores && f->slopes && f->held;
}

/* z = (1, x), each column divided by *scale[d], its root mean square. */
static void set_points(dc_surrogate *f, const dc_samples *samples, double *scale) {
    size_t d = f->dims;
    double total = 0;
    for (size_t s = 0; s < f->points; s++)
        total += samples->weight[s];
    for (size_t s = 0; s < f->points; s++) {
        f->mass[s] = samples->weight[s] / total;
        f->z[s * d] = 1;
        memcpy(f->z + s * d + 1, samples->x + s * (d - 1), (d - 1) * sizeof *f->z);
        for (size_t l = 0; l < d; l++)
            scale[l] += f->mass[s] * f->z[s * d + l] * f->z[s * d + l];
    }
    for (size_t l = 0; l < d; l++)
        scale[l] = scale[l] > 0 && isfinite(scale[l]) ? sqrt(scale[l]) : 1;
    for (size_t k = 0; k < f->points * d; k++)
        f->z[k] /= scale[k % d];
}

/* No BLAS here: adversaries of several runs play at the same time, and not every build of it
 * may be called by two threads. */
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

static void add(double *to, double factor, const double *from, size_t count) {
    for (size_t k = 0; k < count; k++)
        to[k] += factor * from[k];
}

/* whitener = the Cholesky factor of the second moments of z. */
static void factor(dc_surrogate *f) {
    size_t d = f->dims;
    double *a = f->whitener;
    for (size_t s = 0; s < f->points; s++) {
        const double *z = f->z + s * d;
        for (size_t i = 0; i < d; i++)
            add(a + i * d, f->mass[s] * z[i], z, i + 1);
    }
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j <= i; j++) {
            double rest = a[i * d + j] - dot(a + i * d, a + j * d, j);
            a[i * d + j] = j < i ? rest / a[j * d + j] : sqrt(fmax(rest, 0) + RIDGE);
        }
        memset(a + i * d + i + 1, 0, (d - i - 1) * sizeof *a);
    }
}

/* whitener = its inverse, row by row. */
static void invert(dc_surrogate *f, double *row) {
    size_t d = f->dims;
    for (size_t i = 0; i < d; i++) {
        double *own = f->whitener + i * d;
        memset(row, 0, d * sizeof *row);
        row[i] = 1;
        for (size_t j = 0; j < i; j++)
            add(row, -own[j], f->whitener + j * d, j + 1);
        for (size_t j = 0; j <= i; j++)
            row[j] /= own[i];
        memcpy(own, row, d * sizeof *row);
    }
}

/* Of many columns, or ones that are not finite, each is only scaled. */
static void set_whitener(dc_surrogate *f, double *row) {
    size_t d = f->dims;
    bool finite = d <= FEW_DIMS;
    if (finite) {
        factor(f);
        invert(f, row);
    }
    for (size_t k = 0; k < d * d && finite; k++)
        finite = isfinite(f->whitener[k]);
    for (size_t k = 0; k < d * d && !finite; k++)
        f->whitener[k] = k / d == k % d;
}

/* z = whitener z. */
static void whiten(dc_surrogate *f, double *row) {
    size_t d = f->dims;
    for (size_t s = 0; s < f->points; s++) {
        memcpy(row, f->z + s * d, d * sizeof *row);
        for (size_t i = 0; i < d; i++)
            f->z[s * d + i] = dot(f->whitener + i * d, row, i + 1);
    }
}

bool dc_surrogate_create(dc_surrogate *surrogate, const dc_samples *samples) {
    dc_surrogate *f = surrogate;
    size_t d = samples->features + 1;
    *f = (dc_surrogate){ .label = samples->label, .width = 1, .lured = -1 };
    double *scale = calloc(d, sizeof *scale), *row = calloc(d, sizeof *row);
    bool made = scale && row && allocate(f, samples->points, d, samples->classes);
    if (made) {
        set_points(f, samples, scale);
        set_whitener(f, row);
        whiten(f, row);
        for (size_t k = 0; k < d * d; k++)
            f->whitener[k] /= scale[k % d];
    }
    free(scale);
    free(row);
    return made;
}

void dc_surrogate_destroy(dc_surrogate *surrogate) {
    free(surrogate->mass);
    free(surrogate->z);
    free(surrogate->whitener);
    free(surrogate->scores);
    free(surrogate->slopes);
    free(surrogate->held);
    *surrogate = (dc_surrogate){ 0 };
}

/* Biases and weights are whitener' theta. */
void dc_surrogate_enter(const dc_surrogate *surrogate, double *theta,
                        const double *weights, const double *biases) {
    size_t d = surrogate->dims;
    for (size_t l = 0; l < surrogate->classes; l++) {
        theta[l * d] = biases[l];
        memcpy(theta + l * d + 1, weights + l * (d - 1), (d - 1) * sizeof *theta);
        for (size_t i = d; i-- > 0;) {
            theta[l * d + i] /= surrogate->whitener[i * d + i];
            add(theta + l * d, -theta[l * d + i], surrogate->whitener + i * d, i);
        }
    }
}

void dc_surrogate_leave(const dc_surrogate *surrogate, double *weights, double *biases,
                        const double *theta) {
    size_t d = surrogate->dims;
    for (size_t l = 0; l < surrogate->classes; l++) {
        biases[l] = 0;
        for (size_t i = 0; i < d; i++)
            biases[l] += surrogate->whitener[i * d] * theta[l * d + i];
        for (size_t j = 1; j < d; j++) {
            double sum = 0;
            for (size_t i = j; i < d; i++)
                sum += surrogate->whitener[i * d + j] * theta[l * d + i];
            weights[l * (d - 1) + j - 1] = sum;
        }
    }
}

static void set_scores(dc_surrogate *f, const double *theta) {
    size_t d = f->dims, K = f->classes;
    f->calls++;
    for (size_t s = 0; s < f->points; s++)
        for (size_t l = 0; l < K; l++)
            f->scores[s * K + l] = dot(f->z + s * d, theta + l * d, d);
}

static size_t strongest_rival(const dc_surrogate *f, size_t s) {
    const double *scores = f->scores + s * f->classes;
    size_t own = (size_t)f->label[s], best = own == 0;
    for (size_t l = 0; l < f->classes; l++)
        if (l != own && scores[l] > scores[best])
            best = l;
    return best;
}

double dc_surrogate_margin(const dc_surrogate *surrogate, size_t s) {
    const double *scores = surrogate->scores + s * surrogate->classes;
    return scores[surrogate->label[s]] - scores[strongest_rival(surrogate, s)];
}

/* The softmax of a point goes to its slopes; returns its loss. */
static double soften(dc_surrogate *f, size_t s, double length) {
    size_t K = f->classes, own = (size_t)f->label[s];
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
    size_t own = (size_t)f->label[s], rival = strongest_rival(f, s);
    double *slopes = f->slopes + s * f->classes;
    const double *scores = f->scores + s * f->classes;
    double m = (scores[own] - scores[rival]) / f->width, tail = exp(-fabs(m));
    double above = m > 0 ? 1 / (1 + tail) : tail / (1 + tail); /* of 1 / (1 + e^-m) */
    double price = f->lured < 0 || f->lured == f->label[s] ? f->price : 0;
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
    size_t d = f->dims, K = f->classes;
    double sum = 0;
    set_scores(f, theta);
    memset(gradient, 0, K * d * sizeof *gradient);
    for (size_t s = 0; s < f->points; s++) {
        sum += f->mass[s] * value_at(f, s);
        for (size_t l = 0; l < K; l++)
            add(gradient + l * d, f->mass[s] * f->slopes[s * K + l], f->z + s * d, d);
    }
    return sum;
}

double dc_surrogate_lost(dc_surrogate *surrogate, const double *theta) {
    dc_surrogate *f = surrogate;
    double size = 0, lost = 0;
    set_scores(f, theta);
    for (size_t k = 0; k < f->points * f->classes; k++)
        size = fmax(size, fabs(f->scores[k]));
    for (size_t s = 0; s < f->points; s++)
        lost += dc_surrogate_margin(f, s) < -NOISE * size ? f->mass[s] : 0;
    return lost;
}

/* Loss of `length` times theta; its derivatives by the length. */
static double loss_at(dc_surrogate *f, double length, double *first, double *second) {
    double sum = 0;
    f->calls++;
    *first = *second = 0;
    for (size_t s = 0; s < f->points; s++) {
        size_t K = f->classes;
        const double *scores = f->scores + s * K, *e = f->slopes + s * K;
        double mean = 0, square = 0, own = scores[f->label[s]];
        sum += f->mass[s] * soften(f, s, length);
        for (size_t l = 0; l < K; l++) {
            mean += e[l] * (scores[l] - own);
            square += e[l] * (scores[l] - own) * (scores[l] - own);
        }
        *first += f->mass[s] * mean;
        *second += f->mass[s] * (square - mean * mean);
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
