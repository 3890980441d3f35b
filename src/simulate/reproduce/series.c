#include <doublecheck/reproduce.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "network/samples.h"
#include "simulate/reproduce/spread.h"

/* Windows of a series: those that train, and the test's, the last. */
typedef struct plan {
    const double *values;
    size_t window, horizon;
    size_t train, first, test; /* 0 .. train - 1 train, first .. first + test - 1 test */
} plan;

static dc_status check_values(const double *values, size_t count, dc_error *error) {
    for (size_t k = 0; k < count; k++)
        if (!isfinite(values[k]))
            return dc_fail(error, DC_EINPUT, "value %zu of the series is not finite",
                           k + 1);
    return DC_OK;
}

static dc_status make_plan(plan *p, const double *values, size_t count,
                           const dc_series_options *o, dc_error *error) {
    size_t W = o->window, H = o->horizon;
    if (W < 1 || W > DC_WIDTH_MOST || H < 1 || !(o->test_share > 0) ||
        !(o->test_share < 1))
        return dc_fail(error, DC_EUSAGE,
                       "window %zu (1 to %d), horizon %zu (at least 1), test share %g "
                       "(between 0 and 1): one is out of range",
                       W, DC_WIDTH_MOST, H, o->test_share);
    size_t windows = count >= W && count - W >= H ? count - W - H + 1 : 0;
    size_t test = (size_t)nearbyint(o->test_share * (double)windows);
    test = test < 1 ? 1 : test;
    if (windows < test || windows - test < H)
        return dc_fail(
            error, DC_EINPUT,
            "a series of %zu values has %zu windows of %zu values and a target "
            "%zu steps on; %zu test, and none is left to train with",
            count, windows, W, H, windows ? test : 0);
    *p = (plan){ values, W, H, windows - test - (H - 1), windows - test, test };
    return DC_OK;
}

static bool fill(dc_samples *samples, const plan *p, size_t first, size_t count,
                 const dc_series_scaling *scaling) {
    size_t W = p->window;
    if (!dc_samples_allocate(samples, count, W, 1))
        return false;
    samples->target = calloc(count, sizeof *samples->target);
    if (!samples->target)
        return false;
    for (size_t s = 0; s < count; s++) {
        const double *window = p->values + first + s;
        for (size_t l = 0; l < W; l++)
            samples->x[s * W + l] = (window[l] - scaling->shift) * scaling->scale;
        samples->target[s] = (window[W - 1 + p->horizon] - scaling->shift) *
                             scaling->scale;
        samples->weight[s] = 1;
    }
    return true;
}

/* Of the values up to the last target that trains. */
static void find_scaling(dc_series_scaling *scaling, const plan *p) {
    size_t count = p->train + p->window + p->horizon - 1;
    double squares = dc_squares_of(p->values, count);
    scaling->shift = dc_mean_of(p->values, count);
    scaling->scale = squares > 0 ? 1 / sqrt(squares / (double)count) : 1;
}

static double persistence(const plan *p) {
    double sum = 0;
    for (size_t s = 0; s < p->test; s++) {
        const double *last = p->values + p->first + s + p->window - 1;
        double off = last[p->horizon] - last[0];
        sum += off * off;
    }
    return sqrt(sum / (double)p->test);
}

dc_status dc_series_samples(dc_samples *train, dc_samples *test,
                            dc_series_scaling *scaling, const double *values,
                            size_t count, const dc_series_options *options,
                            dc_error *error) {
    plan p;
    *train = *test = (dc_samples){ 0 };
    *scaling = (dc_series_scaling){ .scale = 1 };
    dc_status status = check_values(values, count, error);
    if (status == DC_OK)
        status = make_plan(&p, values, count, options, error);
    if (status != DC_OK)
        return status;
    if (options->standardise)
        find_scaling(scaling, &p);
    scaling->persistence = persistence(&p);
    if (fill(train, &p, 0, p.train, scaling) && fill(test, &p, p.first, p.test, scaling))
        return dc_succeed(error);
    dc_samples_clear(train);
    dc_samples_clear(test);
    return dc_fail_memory(error, "the windows of the series");
}
