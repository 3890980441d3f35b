#include "variability/trimming.h"

#include <doublecheck/variability.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/doubles.h"
#include "base/error.h"

static const double grid[DC_TRIMMING_GRID] = { 0,   0.01, 0.025, 0.05, 0.075, 0.1, 0.15,
                                               0.2, 0.25, 0.3,   0.35, 0.4,   0.45 };
static const double beyond = 0.5;

double dc_trimming_threshold(size_t n, double epsilon) {
    return sqrt(log(2 / epsilon) / (double)n) + 1 / (double)n;
}

double dc_trimming_grid(size_t k) {
    return k < DC_TRIMMING_GRID ? grid[k] : beyond;
}

double dc_trimming_on_grid(double level) {
    size_t k = 0;
    while (dc_trimming_grid(k) < level && k < DC_TRIMMING_GRID)
        k++;
    return dc_trimming_grid(k);
}

/* fmin and fmax are calls. */
static double smaller(double a, double b) {
    return a < b ? a : b;
}

static double larger(double a, double b) {
    return a > b ? a : b;
}

/* W_i is the mass of a trimming up to y_i, and h_i = W_i - c i/n: h_0 = 0, h_n = -alpha c,
 * and density at most c makes h non-increasing. It has to come within the distance of xu_i
 * from below, h_{i-1} >= xu_i - d, and of xl_i from above. The middle of the tightest such
 * bounds does best, and falls by no more than c/n at a step, so that W rises, because F0
 * does. Ties: bounds between equal y_i follow from those around them. */
double dc_trimming_at(const dc_trimming *trimming, double alpha) {
    const size_t n = trimming->n;
    const double c = 1 / (1 - alpha), step = c / (double)n, floor = -alpha * c;
    double *upper = trimming->upper, lower = 0, distance = 0;
    upper[n] = floor;
    for (size_t i = n; i > 0; i--) {
        double xu = trimming->below[i - 1] - step * (double)(i - 1);
        upper[i - 1] = i < n ? larger(xu, upper[i]) : xu;
    }
    for (size_t i = 0; i <= n; i++) {
        double xl = i > 0 ? trimming->upto[i - 1] - step * (double)i : 0;
        lower = smaller(lower, xl);
        double h = smaller(larger((upper[i] + lower) / 2, floor), 0);
        distance = larger(distance, h - xl);
        if (i < n)
            distance = larger(distance, trimming->below[i] - step * (double)i - h);
    }
    return distance;
}

/* Covers the rounding of the distance, so that nothing fails by that alone. */
static bool passes(const dc_trimming *trimming, double alpha, double threshold) {
    double rounding = DBL_EPSILON * 4 / (1 - alpha);
    return dc_trimming_at(trimming, alpha) <= threshold + rounding;
}

double dc_trimming_least(const dc_trimming *trimming, double threshold, double from) {
    if (passes(trimming, from, threshold))
        return from;
    /* With density n all mass can stand on any one point: more changes nothing. */
    double low = from, high = 1 - 1 / ((double)trimming->n + 1);
    if (low >= high || !passes(trimming, high, threshold))
        return 1;
    for (;;) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            return high;
        if (passes(trimming, middle, threshold))
            high = middle;
        else
            low = middle;
    }
}

static double *sorted(const double *values, size_t count) {
    double *copy = calloc(count, sizeof *copy);
    if (copy) {
        memcpy(copy, values, count * sizeof *copy);
        dc_doubles_sort(copy, count);
    }
    return copy;
}

/* F0 below and up to each y, both samples sorted. */
static void evaluate(dc_trimming *trimming, const double *y, const double *reference,
                     size_t m) {
    size_t below = 0, upto = 0;
    for (size_t i = 0; i < trimming->n; i++) {
        while (below < m && reference[below] < y[i])
            below++;
        while (upto < m && reference[upto] <= y[i])
            upto++;
        trimming->below[i] = (double)below / (double)m;
        trimming->upto[i] = (double)upto / (double)m;
    }
}

static void clear(dc_trimming *trimming) {
    free(trimming->below);
    free(trimming->upto);
    free(trimming->upper);
}

static dc_status prepare(dc_trimming *trimming, const double *candidate, size_t n,
                         const double *reference, size_t m, dc_error *error) {
    *trimming = (dc_trimming){ 0 };
    if (n == 0 || m == 0)
        return dc_fail(error, DC_EUSAGE, "a sample of no values has no distribution");
    if (!dc_doubles_finite(candidate, n) || !dc_doubles_finite(reference, m))
        return dc_fail(error, DC_EINPUT, "a value of a sample is not finite");
    *trimming = (dc_trimming){ .n = n,
                               .below = calloc(n, sizeof *trimming->below),
                               .upto = calloc(n, sizeof *trimming->upto),
                               .upper = calloc(n + 1, sizeof *trimming->upper) };
    double *y = sorted(candidate, n), *z = sorted(reference, m);
    bool made = y && z && trimming->below && trimming->upto && trimming->upper;
    if (made)
        evaluate(trimming, y, z, m);
    free(y);
    free(z);
    return made ? dc_succeed(error) : dc_fail_memory(error, "two samples");
}

dc_status dc_trimming_distance(double *distance, const double *candidate, size_t n,
                               const double *reference, size_t m, double alpha,
                               dc_error *error) {
    dc_trimming trimming;
    if (!(alpha >= 0 && alpha < 1))
        return dc_fail(error, DC_EUSAGE, "alpha = %g: from 0 to less than 1", alpha);
    dc_status status = prepare(&trimming, candidate, n, reference, m, error);
    if (status == DC_OK)
        *distance = dc_trimming_at(&trimming, alpha);
    clear(&trimming);
    return status;
}

dc_status dc_trimming_level(double *level, const double *candidate, size_t n,
                            const double *reference, size_t m, double threshold,
                            dc_error *error) {
    dc_trimming trimming;
    if (!(threshold >= 0))
        return dc_fail(error, DC_EUSAGE, "threshold %g: 0 or more", threshold);
    dc_status status = prepare(&trimming, candidate, n, reference, m, error);
    if (status == DC_OK)
        *level = dc_trimming_least(&trimming, threshold, 0);
    clear(&trimming);
    return status;
}
