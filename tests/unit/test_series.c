#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include <doublecheck/reproduce.h>

enum { MOST = 60 };

static dc_series_options options_of(size_t window, size_t horizon, double share,
                                    bool standardise) {
    return (dc_series_options){ window, horizon, share, standardise };
}

static void must_make(dc_samples *train, dc_samples *test, dc_series_scaling *scaling,
                      const double *values, size_t count,
                      const dc_series_options *options) {
    dc_error error;
    if (dc_series_samples(train, test, scaling, values, count, options, &error) != DC_OK)
        fail_msg("%s", error.message);
}

/* 0, 1, 4, 9, ...: windows of two values, targets two steps on. Of seven windows the last
 * three test; the one before them is left out, as its target 5^2 comes after 5, ... */
static void known_windows(void **state) {
    const dc_series_options options = options_of(2, 2, 0.4, false);
    double values[10];
    dc_samples train, test;
    dc_series_scaling scaling;
    (void)state;
    for (size_t k = 0; k < 10; k++)
        values[k] = (double)(k * k);
    must_make(&train, &test, &scaling, values, 10, &options);
    assert_int_equal(train.points, 3);
    assert_int_equal(test.points, 3);
    assert_int_equal(train.features, 2);
    assert_int_equal(train.classes, 1);
    for (size_t s = 0; s < 3; s++) {
        assert_true(train.x[2 * s] == values[s] && train.x[2 * s + 1] == values[s + 1]);
        assert_true(train.target[s] == values[s + 3] && train.weight[s] == 1);
        assert_true(test.x[2 * s] == values[s + 4] && test.x[2 * s + 1] == values[s + 5]);
        assert_true(test.target[s] == values[s + 7]);
    }
    assert_true(scaling.shift == 0 && scaling.scale == 1);
    double a = 49 - 25, b = 64 - 36, c = 81 - 49;
    assert_true(fabs(scaling.persistence - sqrt((a * a + b * b + c * c) / 3)) < 1e-12);
    dc_samples_clear(&train);
    dc_samples_clear(&test);
}

/* 1 and 3 in turn where it trains: mean 2, deviation 1; a later value says nothing. */
static void only_what_is_known_scales(void **state) {
    const dc_series_options options = options_of(1, 1, 0.3, true);
    double values[] = { 1, 3, 1, 3, 1, 3, 100, -100, 7 };
    dc_samples train, test;
    dc_series_scaling scaling;
    (void)state;
    must_make(&train, &test, &scaling, values, 8, &options);
    assert_int_equal(test.points, 2);
    assert_true(scaling.shift == 2 && scaling.scale == 1);
    assert_true(train.x[0] == -1 && train.target[0] == 1 && test.target[0] == 98);
    dc_samples_clear(&train);
    dc_samples_clear(&test);
    for (size_t k = 0; k < 8; k++)
        values[k] = 5;
    must_make(&train, &test, &scaling, values, 8, &options);
    assert_true(scaling.shift == 5 && scaling.scale == 1 && train.x[0] == 0);
    dc_samples_clear(&train);
    dc_samples_clear(&test);
}

/* What happens after the last value that the first test window knows changes nothing that
 * trains, and each value before may. */
static void nothing_leaks(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (int k = 0; k < 300; k++) {
        size_t W = 1 + (size_t)dc_random_below(&random, 4);
        size_t H = 1 + (size_t)dc_random_below(&random, 4);
        size_t count = W + 2 * H + 2 + (size_t)dc_random_below(&random, 30);
        const dc_series_options options = options_of(W, H, 0.2, true);
        double values[MOST], changed[MOST];
        dc_samples train, test, train2, test2;
        dc_series_scaling scaling, scaling2;
        for (size_t t = 0; t < count; t++)
            values[t] = changed[t] = (double)dc_random_between(&random, -50, 50);
        must_make(&train, &test, &scaling, values, count, &options);
        size_t windows = count - W - H + 1, known = windows - test.points + W - 1;
        assert_int_equal(train.points, windows - test.points - (H - 1));
        for (size_t t = known + 1; t < count; t++)
            changed[t] += 1 + (double)dc_random_below(&random, 100);
        must_make(&train2, &test2, &scaling2, changed, count, &options);
        assert_true(scaling.shift == scaling2.shift && scaling.scale == scaling2.scale);
        for (size_t s = 0; s < train.points; s++) {
            assert_true(train.target[s] == train2.target[s]);
            for (size_t l = 0; l < W; l++)
                assert_true(train.x[s * W + l] == train2.x[s * W + l]);
        }
        for (size_t l = 0; l < W; l++)
            assert_true(test.x[l] == test2.x[l]);
        double last = values[known] - scaling.shift;
        assert_true(train.target[train.points - 1] == last * scaling.scale);
        dc_samples_clear(&train), dc_samples_clear(&test);
        dc_samples_clear(&train2), dc_samples_clear(&test2);
    }
}

static void refused(const double *values, size_t count, dc_series_options options,
                    dc_status status, const char *says) {
    dc_samples train, test;
    dc_series_scaling scaling;
    dc_error error;
    assert_int_equal(dc_series_samples(&train, &test, &scaling, values, count, &options,
                                       &error),
                     status);
    if (!strstr(error.message, says))
        fail_msg("%s", error.message);
    assert_null(train.x);
    assert_null(test.x);
}

static void what_cannot_be_cut(void **state) {
    double values[] = { 1, 2, 3, 4, 5, 6 };
    dc_samples train, test;
    dc_series_scaling scaling;
    const dc_series_options least = options_of(3, 1, 0.6, false);
    (void)state;
    refused(values, 6, options_of(0, 1, 0.5, false), DC_EUSAGE, "window 0");
    refused(values, 6, options_of(1, 0, 0.5, false), DC_EUSAGE, "horizon 0");
    refused(values, 6, options_of(1, 1, 0, false), DC_EUSAGE, "share 0");
    refused(values, 6, options_of(1, 1, 1, false), DC_EUSAGE, "share 1");
    refused(values, 6, options_of(1, 1, (double)NAN, false), DC_EUSAGE, "share");
    refused(values, 6, options_of(6, 1, 0.5, false), DC_EINPUT, "0 windows");
    refused(values, 6, options_of(1, SIZE_MAX, 0.5, false), DC_EINPUT, "0 windows");
    refused(values, 6, options_of(5, 1, 0.5, false), DC_EINPUT, "1 windows");
    refused(values, 6, options_of(2, 3, 0.5, false), DC_EINPUT, "2 windows");
    refused(values, 0, options_of(1, 1, 0.5, false), DC_EINPUT, "0 values");
    must_make(&train, &test, &scaling, values, 6, &least);
    assert_int_equal(train.points, 1);
    dc_samples_clear(&train), dc_samples_clear(&test);
    values[4] = (double)INFINITY;
    refused(values, 6, options_of(1, 1, 0.5, false), DC_EINPUT, "value 5");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_windows),
        cmocka_unit_test(only_what_is_known_scales),
        cmocka_unit_test(nothing_leaks),
        cmocka_unit_test(what_cannot_be_cut),
    };
    return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
