/* Spreads of results, and bootstrap intervals of what compares them. */
#ifndef DC_SIMULATE_REPRODUCE_SPREAD_H
#define DC_SIMULATE_REPRODUCE_SPREAD_H

#include <doublecheck/reproduce.h>

/* Mean, with n = count >= 1. Equal values give exactly theirs. */
double dc_mean_of(const double *values, size_t count);

/* The sum of squares of differences to the mean. */
double dc_squares_of(const double *values, size_t count);

/* That over n - 1; not a number if count < 2. Equal
 * values give exactly 0. */
double dc_variance_of(const double *values, size_t count);

/* All of it but `diverged`; not a number where there is none. */
dc_spread dc_spread_of(const double *values, size_t count);

typedef struct dc_bootstrap {
    size_t rounds;
    uint64_t seed;
    double confidence;
} dc_bootstrap;

/* Bytes that intervals of [DC_ARMS][count] results take while they are made. */
size_t dc_bootstrap_bytes(size_t count, size_t rounds);

/* Percentile intervals for results[DC_ARMS][count], arms of a seed drawn together: from the
 * order statistic number 1 + floor(q rounds) to that number from the end, with q half of
 * 1 - confidence. Not a number throughout if count < 2 or a result is not finite. False if
 * memory is out. Cost: rounds (count + log rounds). */
bool dc_bootstrap_intervals(dc_interval ratio[DC_RATIOS], dc_interval difference[DC_ARMS],
                            double *const results[DC_ARMS], size_t count,
                            const dc_bootstrap *bootstrap);

#endif
