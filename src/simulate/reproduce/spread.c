#include "simulate/reproduce/spread.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/doubles.h"
#include "base/random.h"
#include "base/size.h"

/* Sums are of differences to the first value, so that equal ones have none. */
double dc_mean_of(const double *values, size_t count) {
    double sum = 0;
    for (size_t k = 1; k < count; k++)
        sum += values[k] - values[0];
    return values[0] + sum / (double)count;
}

double dc_squares_of(const double *values, size_t count) {
    double sum = 0, squares = 0;
    for (size_t k = 1; k < count; k++)
        sum += values[k] - values[0];
    double mean = sum / (double)count;
    for (size_t k = 0; k < count; k++) {
        double off = values[k] - values[0] - mean;
        squares += off * off;
    }
    return squares;
}

double dc_variance_of(const double *values, size_t count) {
    return count < 2 ? (double)NAN : dc_squares_of(values, count) / (double)(count - 1);
}

dc_spread dc_spread_of(const double *values, size_t count) {
    dc_spread spread = { (double)NAN, (double)NAN, (double)NAN, (double)NAN, 0 };
    if (count == 0 || !dc_doubles_finite(values, count))
        return spread;
    spread.mean = dc_mean_of(values, count);
    spread.deviation = sqrt(dc_variance_of(values, count));
    spread.least = spread.most = values[0];
    for (size_t k = 1; k < count; k++) {
        spread.least = fmin(spread.least, values[k]);
        spread.most = fmax(spread.most, values[k]);
    }
    return spread;
}

static const dc_arm above[DC_RATIOS] = { [DC_RATIO_CLF_PLAIN] = DC_ARM_CLF,
                                         [DC_RATIO_FACTORS_PLAIN] = DC_ARM_FACTORS,
                                         [DC_RATIO_CLF_FACTORS] = DC_ARM_CLF };
static const dc_arm below[DC_RATIOS] = { [DC_RATIO_CLF_PLAIN] = DC_ARM_PLAIN,
                                         [DC_RATIO_FACTORS_PLAIN] = DC_ARM_PLAIN,
                                         [DC_RATIO_CLF_FACTORS] = DC_ARM_FACTORS };

/* What resamples gave, [rounds] each: ratios with 0 / 0 as the least and as the most. */
typedef struct draws {
    double *sample[DC_ARMS]; /* [count]: one of the results, as drawn */
    double *low[DC_RATIOS], *high[DC_RATIOS], *difference[DC_ARMS];
} draws;

static bool allocate(draws *d, size_t count, size_t rounds) {
    bool whole = true;
    *d = (draws){ 0 };
    for (size_t a = 0; a < DC_ARMS; a++) {
        d->sample[a] = calloc(count, sizeof(double));
        d->difference[a] = calloc(rounds, sizeof(double));
        whole = whole && d->sample[a] && d->difference[a];
    }
    for (size_t r = 0; r < DC_RATIOS; r++) {
        d->low[r] = calloc(rounds, sizeof(double));
        d->high[r] = calloc(rounds, sizeof(double));
        whole = whole && d->low[r] && d->high[r];
    }
    return whole;
}

static void release(draws *d) {
    for (size_t a = 0; a < DC_ARMS; a++) {
        free(d->sample[a]);
        free(d->difference[a]);
    }
    for (size_t r = 0; r < DC_RATIOS; r++) {
        free(d->low[r]);
        free(d->high[r]);
    }
}

size_t dc_bootstrap_bytes(size_t count, size_t rounds) {
    size_t drawn = dc_size_plus(dc_size_times(DC_ARMS, count),
                                dc_size_times(2 * DC_RATIOS + DC_ARMS, rounds));
    return dc_size_times(drawn, sizeof(double));
}

/* a / b, with `undefined` for 0 / 0. */
static double ratio_of(double a, double b, double undefined) {
    return a == 0 && b == 0 ? undefined : a / b;
}

static void draw(draws *d, double *const results[DC_ARMS], size_t count,
                 dc_random *random) {
    for (size_t k = 0; k < count; k++) {
        size_t from = (size_t)dc_random_below(random, count);
        for (size_t a = 0; a < DC_ARMS; a++)
            d->sample[a][k] = results[a][from];
    }
}

static void measure(draws *d, size_t count, size_t round) {
    double mean[DC_ARMS], variance[DC_ARMS];
    for (size_t a = 0; a < DC_ARMS; a++) {
        mean[a] = dc_mean_of(d->sample[a], count);
        variance[a] = dc_variance_of(d->sample[a], count);
        d->difference[a][round] = mean[a] - mean[DC_ARM_PLAIN];
    }
    for (size_t r = 0; r < DC_RATIOS; r++) {
        double up = variance[above[r]], down = variance[below[r]];
        d->low[r][round] = ratio_of(up, down, 0);
        d->high[r][round] = ratio_of(up, down, HUGE_VAL);
    }
}

/* Sorts both, which may be one. */
static void take_ends(dc_interval *interval, double *low, double *high,
                      const dc_bootstrap *bootstrap) {
    size_t rounds = bootstrap->rounds;
    size_t cut = (size_t)((1 - bootstrap->confidence) / 2 * (double)rounds);
    dc_doubles_sort(low, rounds);
    if (high != low)
        dc_doubles_sort(high, rounds);
    interval->low = low[cut];
    interval->high = high[rounds - 1 - cut];
}

static void find_intervals(dc_interval *ratio, dc_interval *difference, draws *d,
                           double *const results[DC_ARMS], size_t count,
                           const dc_bootstrap *bootstrap) {
    dc_random random;
    dc_random_seed(&random, bootstrap->seed);
    for (size_t round = 0; round < bootstrap->rounds; round++) {
        draw(d, results, count, &random);
        measure(d, count, round);
    }
    for (size_t r = 0; r < DC_RATIOS; r++) {
        take_ends(ratio + r, d->low[r], d->high[r], bootstrap);
        ratio[r].value = ratio_of(dc_variance_of(results[above[r]], count),
                                  dc_variance_of(results[below[r]], count), (double)NAN);
    }
    for (size_t a = 0; a < DC_ARMS; a++) {
        take_ends(difference + a, d->difference[a], d->difference[a], bootstrap);
        difference[a].value = dc_mean_of(results[a], count) -
                              dc_mean_of(results[DC_ARM_PLAIN], count);
    }
}

bool dc_bootstrap_intervals(dc_interval ratio[DC_RATIOS], dc_interval difference[DC_ARMS],
                            double *const results[DC_ARMS], size_t count,
                            const dc_bootstrap *bootstrap) {
    const dc_interval none = { (double)NAN, (double)NAN, (double)NAN };
    draws d;
    bool defined = count >= 2;
    for (size_t r = 0; r < DC_RATIOS; r++)
        ratio[r] = none;
    for (size_t a = 0; a < DC_ARMS; a++) {
        difference[a] = none;
        defined = defined && dc_doubles_finite(results[a], count);
    }
    if (!defined)
        return true;
    bool whole = allocate(&d, count, bootstrap->rounds);
    if (whole)
        find_intervals(ratio, difference, &d, results, count, bootstrap);
    release(&d);
    return whole;
}
