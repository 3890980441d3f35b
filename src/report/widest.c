#include "report/widest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES = 100 };

static double dot(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t l = 0; l < n; l++)
        sum += a[l] * b[l];
    return sum;
}

static void centre(double *x, size_t N, size_t n) {
    for (size_t l = 0; l < n; l++) {
        double mean = 0;
        for (size_t i = 0; i < N; i++)
            mean += x[i * n + l] / (double)N;
        for (size_t i = 0; i < N; i++)
            x[i * n + l] -= mean;
    }
}

/* Divides by a power of 2 so that no entry is above 1, for the fourth powers of large ones are not
 * finite; returns its exponent. */
static int scale(double *x, size_t N, size_t n) {
    double most = 0;
    int exponent;
    for (size_t k = 0; k < N * n; k++)
        most = fmax(most, fabs(x[k]));
    frexp(most, &exponent);
    for (size_t k = 0; k < N * n; k++)
        x[k] = ldexp(x[k], -exponent);
    return exponent;
}

/* Takes the part along v out of each row. */
static void project(double *x, const double *v, size_t N, size_t n) {
    double length = dot(v, v, n);
    for (size_t i = 0; i < N; i++) {
        double part = dot(x + i * n, v, n) / length;
        for (size_t l = 0; l < n; l++)
            x[i * n + l] -= part * v[l];
    }
}

/* The row that is longest: not orthogonal to the widest direction but by chance. */
static double longest(double *direction, const double *x, size_t N, size_t n) {
    size_t best = 0;
    double most = 0;
    for (size_t i = 0; i < N; i++) {
        double length = dot(x + i * n, x + i * n, n);
        if (length > most) {
            most = length;
            best = i;
        }
    }
    memcpy(direction, x + best * n, n * sizeof *direction);
    return most;
}

/* Makes it a unit vector whose largest entry is positive, so that pictures do not flip. */
static void normalise(double *direction, size_t n) {
    double length = sqrt(dot(direction, direction, n));
    size_t largest = 0;
    for (size_t l = 1; l < n; l++)
        if (fabs(direction[l]) > fabs(direction[largest]) * (1 + 1e-9))
            largest = l;
    if (direction[largest] < 0)
        length = -length;
    for (size_t l = 0; l < n; l++)
        direction[l] /= length;
}

/* next = x' x direction; the passes end when the direction stays as it is. */
static void iterate(double *direction, double *next, const double *x, size_t N,
                    size_t n) {
    for (int pass = 0; pass < PASSES; pass++) {
        memset(next, 0, n * sizeof *next);
        for (size_t i = 0; i < N; i++) {
            double part = dot(x + i * n, direction, n);
            for (size_t l = 0; l < n; l++)
                next[l] += part * x[i * n + l];
        }
        normalise(next, n);
        double change = 1 - fabs(dot(next, direction, n));
        memcpy(direction, next, n * sizeof *next);
        if (change < 1e-12)
            return;
    }
}

double report_widest(double *where, double *direction, double *x, const double *v,
                     size_t N, size_t n) {
    double *next = malloc(n * sizeof *next);
    if (!next)
        return -1;
    centre(x, N, n);
    int exponent = scale(x, N, n);
    double before = dot(x, x, N * n);
    project(x, v, N, n);
    double all = dot(x, x, N * n), found = 0;
    bool flat = !(longest(direction, x, N, n) > 0) || all <= 1e-24 * before;
    if (!flat) {
        normalise(direction, n);
        iterate(direction, next, x, N, n);
    }
    for (size_t i = 0; i < N; i++) {
        where[i] = flat ? 0 : dot(x + i * n, direction, n);
        found += where[i] * where[i];
        where[i] = ldexp(where[i], exponent);
    }
    free(next);
    return flat ? 0 : found / all;
}
