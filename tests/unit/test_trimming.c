#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include <doublecheck/variability.h>

#include "base/random.h"

#define COUNT(values) (sizeof(values) / sizeof *(values))

static double distance(const double *y, size_t n, const double *z, size_t m,
                       double alpha) {
    double found = NAN;
    dc_error error;
    assert_int_equal(dc_trimming_distance(&found, y, n, z, m, alpha, &error), DC_OK);
    return found;
}

static double level(const double *y, size_t n, const double *z, size_t m,
                    double threshold) {
    double found = NAN;
    dc_error error;
    assert_int_equal(dc_trimming_level(&found, y, n, z, m, threshold, &error), DC_OK);
    return found;
}

static void near(double a, double b) {
    if (!(fabs(a - b) <= 1e-14))
        fail_msg("%.17g is not near %.17g", a, b);
}

static void thresholds(void **state) {
    (void)state;
    near(dc_trimming_threshold(1, 0.01), sqrt(log(200)) + 1);
    near(dc_trimming_threshold(100, 0.01), sqrt(log(200)) / 10 + 0.01);
    near(dc_trimming_threshold(4, 0.5), sqrt(log(4)) / 2 + 0.25);
}

static void the_grid(void **state) {
    static const double grid[] = { 0,   .01, .025, .05, .075, .1, .15, .2,
                                   .25, .3,  .35,  .4,  .45,  .5, .5 };
    static const double levels[][2] = { { 0, 0 },          { 1e-300, .01 }, { .01, .01 },
                                        { .0101, .025 },   { .05, .05 },    { .2, .2 },
                                        { .2000001, .25 }, { .45, .45 },    { .4501, .5 },
                                        { .9, .5 },        { 1, .5 } };
    (void)state;
    for (size_t k = 0; k < COUNT(grid); k++)
        assert_true(dc_trimming_grid(k) == grid[k]);
    for (size_t k = 0; k < COUNT(levels); k++)
        assert_true(dc_trimming_on_grid(levels[k][0]) == levels[k][1]);
}

/* A quarter of the candidate stands far away: trimming it leaves the reference. */
static void a_quarter_is_trimmed(void **state) {
    static const double y[] = { 0, 10, 0, 0 }, z[] = { 0, 0 };
    (void)state;
    near(distance(y, 4, z, 2, 0), 0.25);
    near(distance(y, 4, z, 2, 0.1), 1 - 0.75 / 0.9);
    near(distance(y, 4, z, 2, 0.25), 0);
    near(distance(y, 4, z, 2, 0.5), 0);
    near(level(y, 4, z, 2, 0.125), 1 - 0.75 / 0.875);
    near(level(y, 4, z, 2, 0), 0.25);
    assert_true(level(y, 4, z, 2, 0.26) == 0);
}

/* The other way round nothing helps: no trimming has mass where the candidate has none. */
static void what_lacks_cannot_be_trimmed(void **state) {
    static const double y[] = { 0, 0 }, z[] = { 0, 10, 0, 0 };
    (void)state;
    for (double alpha = 0; alpha < 1; alpha += 0.125)
        near(distance(y, 2, z, 4, alpha), 0.25);
    assert_true(level(y, 2, z, 4, 0.2) == 1);
    assert_true(level(y, 2, z, 4, 0.25) == 0);
}

/* The gap between the candidate's values has to be met half way. */
static void a_gap(void **state) {
    static const double y[] = { 0, 2 }, z[] = { 0, 1, 1, 2 };
    (void)state;
    near(distance(y, 2, z, 4, 0), 0.25);
    near(distance(y, 2, z, 4, 0.9), 0.25);
    static const double low[] = { 1, 1, 1, 2 };
    near(distance(y, 2, low, 4, 0), 0.5);
    near(distance(y, 2, low, 4, 0.9), 0.375);
}

/* Rounding does not reject what fits exactly: 4 of 12 zeros and 5 of 14. */
static void a_perfect_fit(void **state) {
    static const double y[] = { 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1 },
                        z[] = { 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1 };
    (void)state;
    near(level(y, 12, z, 14, 0), 1 - (1 / 3.) / (5 / 14.));
    for (size_t n = 1; n <= 12; n++)
        assert_true(level(y, n, y, n, 0) == 0);
}

static void one_point(void **state) {
    static const double y[] = { 3 }, z[] = { 1, 2, 3, 3, 5 };
    (void)state;
    for (double alpha = 0; alpha < 1; alpha += 0.25)
        near(distance(y, 1, z, 5, alpha), 0.4);
    assert_true(level(y, 1, z, 5, 0.41) == 0);
    assert_true(level(y, 1, z, 5, 0.39) == 1);
}

static void all_equal(void **state) {
    static const double y[] = { 7, 7, 7 }, z[] = { 7, 7 };
    (void)state;
    assert_true(distance(y, 3, z, 2, 0) < 1e-15);
    assert_true(distance(y, 3, z, 2, 0.5) < 1e-15);
    assert_true(level(y, 3, z, 2, 1e-12) == 0);
}

static void disjoint_supports(void **state) {
    static const double low[] = { 1, 2, 3 }, high[] = { 4, 5 };
    (void)state;
    for (double alpha = 0; alpha < 1; alpha += 0.25) {
        near(distance(low, 3, high, 2, alpha), 1);
        near(distance(high, 2, low, 3, alpha), 1);
    }
    assert_true(level(low, 3, high, 2, 0.99) == 1);
    assert_true(level(low, 3, high, 2, 1) == 0);
}

/* Values that the samples share: F0 jumps where F_n does. */
static void ties_between_samples(void **state) {
    static const double y[] = { 0, 1, 2, 3 }, other[] = { 3, 2, 1, 0 },
                        above[] = { 0.5, 1.5, 2.5, 3.5 };
    (void)state;
    near(distance(y, 4, other, 4, 0), 0);
    near(distance(y, 4, above, 4, 0), 0.25);
    near(distance(above, 4, y, 4, 0), 0.25);
}

static double cdf(const double *values, size_t count, double x, bool left) {
    size_t below = 0;
    for (size_t k = 0; k < count; k++)
        below += left ? values[k] < x : values[k] <= x;
    return (double)below / (double)count;
}

static double kolmogorov_smirnov(const double *y, size_t n, const double *z, size_t m) {
    double most = 0;
    for (size_t k = 0; k < n + m; k++) {
        double x = k < n ? y[k] : z[k - n];
        most = fmax(most, fabs(cdf(y, n, x, false) - cdf(z, m, x, false)));
        most = fmax(most, fabs(cdf(y, n, x, true) - cdf(z, m, x, true)));
    }
    return most;
}

static void untrimmed_is_kolmogorov_smirnov(void **state) {
    dc_random random;
    double y[20], z[30];
    (void)state;
    dc_random_seed(&random, 11);
    for (int trial = 0; trial < 3000; trial++) {
        size_t n = 1 + (size_t)dc_random_below(&random, COUNT(y));
        size_t m = 1 + (size_t)dc_random_below(&random, COUNT(z));
        int64_t spread = (int64_t)1 << dc_random_below(&random, 12);
        for (size_t k = 0; k < n; k++)
            y[k] = (double)dc_random_between(&random, 0, spread);
        for (size_t k = 0; k < m; k++)
            z[k] = (double)dc_random_between(&random, 0, spread);
        near(distance(y, n, z, m, 0), kolmogorov_smirnov(y, n, z, m));
    }
}

/* Neither grows with alpha or the threshold; a grid level is the first that passes. */
static void order(void **state) {
    dc_random random;
    double y[12], z[12];
    (void)state;
    dc_random_seed(&random, 12);
    for (int trial = 0; trial < 300; trial++) {
        for (size_t k = 0; k < COUNT(y); k++) {
            y[k] = (double)dc_random_between(&random, 0, 9);
            z[k] = (double)dc_random_between(&random, 2, 14);
        }
        for (double alpha = 0; alpha < 0.9; alpha += 0.01)
            assert_true(distance(y, 12, z, 12, alpha + 0.01) <=
                        distance(y, 12, z, 12, alpha) + 1e-14);
        double threshold = (double)dc_random_below(&random, 100) / 150;
        double exact = level(y, 12, z, 12, threshold);
        assert_true(level(y, 12, z, 12, threshold + 0.01) <= exact);
        size_t k = 0;
        while (k < DC_TRIMMING_GRID &&
               distance(y, 12, z, 12, dc_trimming_grid(k)) > threshold)
            k++;
        assert_true(dc_trimming_on_grid(exact) == dc_trimming_grid(k));
        if (exact > 0 && exact < 1) {
            double c = 1 / (1 - exact);
            assert_true(distance(y, 12, z, 12, exact) <= threshold + 1e-15 * c);
            assert_true(distance(y, 12, z, 12, exact - 1e-13) > threshold);
        }
    }
}

/* Mirrored samples are as far apart: of two classes either gap will do. */
static void mirrors(void **state) {
    dc_random random;
    double y[9], z[12], minus_y[9], minus_z[12];
    (void)state;
    dc_random_seed(&random, 13);
    for (int trial = 0; trial < 2000; trial++) {
        for (size_t k = 0; k < 12; k++) {
            z[k] = (double)dc_random_between(&random, 0, 15);
            minus_z[k] = -z[k];
            if (k < 9)
                y[k] = (double)dc_random_between(&random, 0, 15);
            if (k < 9)
                minus_y[k] = -y[k];
        }
        double alpha = (double)dc_random_below(&random, 90) / 100;
        near(distance(y, 9, z, 12, alpha), distance(minus_y, 9, minus_z, 12, alpha));
    }
}

static void what_is_refused(void **state) {
    static const double good[] = { 1, 2 }, nan[] = { 1, NAN }, big[] = { INFINITY, 1 };
    double found;
    dc_error error;
    (void)state;
    assert_int_equal(dc_trimming_distance(&found, good, 2, good, 2, 1, &error),
                     DC_EUSAGE);
    assert_string_equal(error.message, "alpha = 1: from 0 to less than 1");
    assert_int_equal(dc_trimming_distance(&found, good, 2, good, 2, -0.1, &error),
                     DC_EUSAGE);
    assert_int_equal(dc_trimming_distance(&found, good, 2, good, 2, NAN, &error),
                     DC_EUSAGE);
    assert_int_equal(dc_trimming_distance(&found, good, 0, good, 2, 0, &error),
                     DC_EUSAGE);
    assert_int_equal(dc_trimming_level(&found, good, 2, good, 0, 0, &error), DC_EUSAGE);
    assert_int_equal(dc_trimming_level(&found, good, 2, good, 2, -1, &error), DC_EUSAGE);
    assert_int_equal(dc_trimming_level(&found, good, 2, good, 2, NAN, &error), DC_EUSAGE);
    assert_int_equal(dc_trimming_distance(&found, nan, 2, good, 2, 0, &error), DC_EINPUT);
    assert_int_equal(dc_trimming_level(&found, good, 2, big, 2, 0, &error), DC_EINPUT);
    assert_string_equal(error.message, "a value of a sample is not finite");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thresholds),
        cmocka_unit_test(the_grid),
        cmocka_unit_test(a_quarter_is_trimmed),
        cmocka_unit_test(what_lacks_cannot_be_trimmed),
        cmocka_unit_test(a_gap),
        cmocka_unit_test(a_perfect_fit),
        cmocka_unit_test(one_point),
        cmocka_unit_test(all_equal),
        cmocka_unit_test(disjoint_supports),
        cmocka_unit_test(ties_between_samples),
        cmocka_unit_test(untrimmed_is_kolmogorov_smirnov),
        cmocka_unit_test(order),
        cmocka_unit_test(mirrors),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests_name("trimming", tests, NULL, NULL);
}
