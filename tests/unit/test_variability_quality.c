#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include <doublecheck/variability.h>

#include "variability/quality.h"

static void near(double a, double b) {
    if (!(fabs(a - b) <= 1e-12))
        fail_msg("%.17g is not near %.17g", a, b);
}

static void classes_and_ties(void **state) {
    static const double rows[] = { 1, 2, 0, 5, 5, 1, 3, 3, 3 };
    static const int first[] = { 1, 0, 0 }, second[] = { 0, 1, 2 };
    (void)state;
    assert_int_equal(dc_quality_class(rows, 3), 1);
    assert_int_equal(dc_quality_class(rows + 3, 3), 0);
    near(dc_quality_of(rows, first, 3, 3).accuracy, 1 / 3.);
    near(dc_quality_of(rows, second, 3, 3).accuracy, 0);
}

/* Logits of two classes for which the larger probability is p. */
static void put(double *row, double p) {
    row[0] = log(p / (1 - p));
    row[1] = 0;
}

static void calibration(void **state) {
    double rows[8];
    int label[] = { 0, 1, 0, 1 };
    (void)state;
    /* Bins of 0.81 and 0.82, (12/15, 13/15], and of 0.61 and 0.95. */
    put(rows, 0.81), put(rows + 2, 0.82), put(rows + 4, 0.61), put(rows + 6, 0.95);
    near(dc_quality_of(rows, label, 4, 2).calibration,
         (fabs(1 - 0.81 - 0.82) + (1 - 0.61) + 0.95) / 4);
    label[3] = 0;
    near(dc_quality_of(rows, label, 4, 2).calibration,
         (fabs(1 - 0.81 - 0.82) + (1 - 0.61) + 0.05) / 4);
}

/* Logits that would overflow are certain, and right or wrong. */
static void extremes(void **state) {
    static const double sure[] = { 1e308, -1e308 }, even[] = { 2, 2, 2, 2 };
    static const int right[] = { 0 }, wrong[] = { 1 };
    (void)state;
    near(dc_quality_of(sure, right, 1, 2).calibration, 0);
    near(dc_quality_of(sure, wrong, 1, 2).calibration, 1);
    near(dc_quality_of(even, right, 1, 4).calibration, 0.25);
}

/* A bin's upper end belongs to it: 0.2 = 3/15. Five tied logits are wrong. */
static void ends_of_bins(void **state) {
    double rows[10] = { 1, 1, 1, 1, 1, log(0.21 / 0.1975), 0, 0, 0, 0 };
    static const int label[] = { 0, 0 };
    (void)state;
    near(dc_quality_of(rows, label, 2, 5).calibration, (0.2 + 1 - 0.21) / 2);
}

static void churn(void **state) {
    static const uint32_t a[] = { 0, 1, 2, 3 }, b[] = { 0, 1, 3, 2 };
    (void)state;
    near(dc_quality_churn(a, a, 4), 0);
    near(dc_quality_churn(a, b, 4), 0.5);
}

/* Three candidates and two of a pool, four points: by hand. */
static void all_is_measured(void **state) {
    double logits[] = {
        1, 0, 1, 0, 1, 0, 1, 0, /* 0000 */
        1, 0, 1, 0, 1, 0, 0, 1, /* 0001 */
        0, 4, 0, 4, 1, 0, 1, 0, /* 1100 */
        1, 0, 1, 0, 1, 0, 1, 0, /* 0000 */
        0, 1, 0, 1, 0, 1, 0, 1, /* 1111 */
    };
    int label[] = { 0, 0, 0, 1 };
    dc_quality quality[5];
    dc_step steps[2] = { { .members = 1, .ensembles = 3, .references = 2 },
                         { .members = 2, .ensembles = 1, .references = 1 } };
    const dc_predictions p = { .points = 4,
                               .classes = 2,
                               .models = 5,
                               .candidates = 3,
                               .label = label,
                               .logits = logits };
    dc_variability v = { .quality = quality, .step_count = 2, .steps = steps };
    dc_error error;
    (void)state;
    assert_int_equal(dc_quality_measure(&v, &p, &error), DC_OK);
    static const double accuracy[] = { 0.75, 1, 0.25, 0.75, 0.25 };
    for (size_t k = 0; k < 5; k++)
        near(quality[k].accuracy, accuracy[k]);
    near(v.accuracies.mean, 0.6);
    near(v.accuracies.least, 0.25);
    near(v.accuracies.greatest, 1);
    near(v.accuracies.deviation, sqrt((0.0225 + 0.16 + 0.1225 + 0.0225 + 0.1225) / 4));
    near(steps[0].quality.accuracy, 2 / 3.);
    near(steps[0].quality.calibration,
         (quality[0].calibration + quality[1].calibration + quality[2].calibration) / 3);
    /* 1, 2, 0, 4; 3, 1, 3; 2, 2; 4 of 4 points */
    near(steps[0].churn, (1 + 2 + 0 + 4 + 3 + 1 + 3 + 2 + 2 + 4) / 40.);
    near(steps[0].most_churn, 1);
    /* Means: 1 0, 1 0, 1 0, .5 .5: class 0, the tie is wrong. Pool: all tied, class 0. */
    near(steps[1].quality.accuracy, 0.75);
    near(steps[1].churn, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_and_ties),
        cmocka_unit_test(calibration),
        cmocka_unit_test(extremes),
        cmocka_unit_test(ends_of_bins),
        cmocka_unit_test(churn),
        cmocka_unit_test(all_is_measured),
    };
    return cmocka_run_group_tests_name("variability quality", tests, NULL, NULL);
}
