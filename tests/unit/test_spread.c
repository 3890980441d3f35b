#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "simulate/reproduce/spread.h"

enum { COUNT = 12 };

static const dc_bootstrap usual = { .rounds = 2000, .seed = 1, .confidence = 0.95 };

static void means_and_variances(void **state) {
    static const double values[] = { 1, 2, 6 }, equal[] = { 0.1, 0.1, 0.1, 0.1 };
    (void)state;
    assert_true(dc_mean_of(values, 3) == 3);
    assert_true(dc_variance_of(values, 3) == 7);
    assert_true(dc_mean_of(values, 1) == 1);
    assert_true(isnan(dc_variance_of(values, 1)));
    assert_true(dc_mean_of(equal, 4) == 0.1);
    assert_true(dc_variance_of(equal, 4) == 0);
}

static void spreads(void **state) {
    static const double values[] = { 4, 1, 1 }, bad[] = { 1, (double)INFINITY };
    (void)state;
    dc_spread spread = dc_spread_of(values, 3);
    assert_true(spread.mean == 2 && spread.least == 1 && spread.most == 4);
    assert_true(fabs(spread.deviation - sqrt(3)) < 1e-15);
    spread = dc_spread_of(values, 1);
    assert_true(spread.mean == 4 && isnan(spread.deviation) && spread.most == 4);
    spread = dc_spread_of(values, 0);
    assert_true(isnan(spread.mean) && isnan(spread.least));
    spread = dc_spread_of(bad, 2);
    assert_true(isnan(spread.mean) && isnan(spread.deviation) && isnan(spread.most));
}

static void draw(double *values, uint64_t seed) {
    dc_random random;
    dc_random_seed(&random, seed);
    for (size_t k = 0; k < COUNT; k++)
        values[k] = (double)dc_random_between(&random, 0, 1000) / 64;
}

static void must_bootstrap(dc_interval *ratio, dc_interval *difference, double *plain,
                           double *clf, double *factors, size_t count,
                           const dc_bootstrap *bootstrap) {
    double *const results[DC_ARMS] = { plain, clf, factors };
    assert_true(dc_bootstrap_intervals(ratio, difference, results, count, bootstrap));
}

static void is_interval(const dc_interval *interval, double value, double low,
                        double high) {
    if (interval->value != value || interval->low != low || interval->high != high)
        fail_msg("%.17g in %.17g .. %.17g", interval->value, interval->low,
                 interval->high);
}

/* CLF = 1 + 2 plain, factors = plain - 3: every resample has the same ratio. */
static void arms_of_a_seed_are_drawn_together(void **state) {
    double plain[COUNT], clf[COUNT], factors[COUNT];
    dc_interval ratio[DC_RATIOS], difference[DC_ARMS];
    (void)state;
    draw(plain, 1);
    for (size_t k = 0; k < COUNT; k++) {
        clf[k] = 1 + 2 * plain[k];
        factors[k] = plain[k] - 3;
    }
    must_bootstrap(ratio, difference, plain, clf, factors, COUNT, &usual);
    is_interval(ratio + DC_RATIO_CLF_PLAIN, 4, 4, 4);
    is_interval(ratio + DC_RATIO_FACTORS_PLAIN, 1, 1, 1);
    is_interval(ratio + DC_RATIO_CLF_FACTORS, 4, 4, 4);
    is_interval(difference + DC_ARM_PLAIN, 0, 0, 0);
    assert_true(fabs(difference[DC_ARM_FACTORS].low + 3) < 1e-12);
    assert_true(fabs(difference[DC_ARM_FACTORS].high + 3) < 1e-12);
    assert_true(difference[DC_ARM_CLF].low < difference[DC_ARM_CLF].value);
    assert_true(difference[DC_ARM_CLF].high > difference[DC_ARM_CLF].value);
}

/* Of two seeds a quarter of the resamples each has the one or the other twice: 0 / 0. The
 * means differ by 0, 1/2 or 1. */
static void undefined_ratios_count_at_both_ends(void **state) {
    double plain[] = { 0, 1 }, clf[] = { 0, 2 }, none[] = { 5, 5 };
    dc_interval ratio[DC_RATIOS], difference[DC_ARMS];
    (void)state;
    must_bootstrap(ratio, difference, plain, clf, none, 2, &usual);
    is_interval(ratio + DC_RATIO_CLF_PLAIN, 4, 0, HUGE_VAL);
    is_interval(ratio + DC_RATIO_FACTORS_PLAIN, 0, 0, HUGE_VAL);
    is_interval(ratio + DC_RATIO_CLF_FACTORS, HUGE_VAL, 0, HUGE_VAL);
    is_interval(difference + DC_ARM_CLF, 0.5, 0, 1);
    must_bootstrap(ratio, difference, none, none, none, 2, &usual);
    assert_true(isnan(ratio->value) && ratio->low == 0 && ratio->high == HUGE_VAL);
}

static void nothing_comes_of_nothing(void **state) {
    double one[] = { 1, 2 }, bad[] = { 1, (double)NAN };
    dc_interval ratio[DC_RATIOS], difference[DC_ARMS];
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        double *clf = k == 2 ? bad : one;
        must_bootstrap(ratio, difference, one, clf, one, k, &usual);
        for (size_t r = 0; r < DC_RATIOS; r++)
            assert_true(isnan(ratio[r].value) && isnan(ratio[r].low) &&
                        isnan(ratio[r].high));
        for (size_t a = 0; a < DC_ARMS; a++)
            assert_true(isnan(difference[a].value) && isnan(difference[a].low));
    }
}

/* Seeds decide; more confidence is wider, and 100 rounds at 98 % cut one off each end. */
static void seed_and_confidence(void **state) {
    double plain[COUNT], clf[COUNT], factors[COUNT];
    dc_interval a[DC_RATIOS], b[DC_RATIOS], difference[DC_ARMS];
    dc_bootstrap other = usual;
    (void)state;
    draw(plain, 2), draw(clf, 3), draw(factors, 4);
    must_bootstrap(a, difference, plain, clf, factors, COUNT, &usual);
    must_bootstrap(b, difference, plain, clf, factors, COUNT, &usual);
    is_interval(a, b->value, b->low, b->high);
    other.seed = 2;
    must_bootstrap(b, difference, plain, clf, factors, COUNT, &other);
    assert_true(a->low != b->low && a->value == b->value);
    other = usual;
    other.confidence = 0.99;
    must_bootstrap(b, difference, plain, clf, factors, COUNT, &other);
    assert_true(b->low < a->low && b->high > a->high);
    other.confidence = 1;
    must_bootstrap(a, difference, plain, clf, factors, COUNT, &other);
    assert_true(a->low < b->low && a->high > b->high);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_and_variances),
        cmocka_unit_test(spreads),
        cmocka_unit_test(arms_of_a_seed_are_drawn_together),
        cmocka_unit_test(undefined_ratios_count_at_both_ends),
        cmocka_unit_test(nothing_comes_of_nothing),
        cmocka_unit_test(seed_and_confidence),
    };
    return cmocka_run_group_tests_name("spread", tests, NULL, NULL);
}
