#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "floor/affine/minimise.h"

enum { DIMS = 6 };

/* sum of k^4 (x_k - k)^2 / 2, and as much of its fourth power. */
static double bowl(void *of, const double *x, double *gradient) {
    size_t *calls = of;
    double sum = 0;
    ++*calls;
    for (size_t k = 0; k < DIMS; k++) {
        double d = x[k] - (double)k, c = pow((double)k + 1, 4);
        sum += c * (d * d / 2 + d * d * d * d / 4);
        gradient[k] = c * (d + d * d * d);
    }
    return sum;
}

static void a_bowl_has_its_bottom(void **state) {
    dc_minimiser m;
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    assert_true(dc_minimiser_create(&m, DIMS));
    for (int trial = 0; trial < 20; trial++) {
        double x[DIMS];
        size_t calls = 0;
        for (size_t k = 0; k < DIMS; k++)
            x[k] = (double)dc_random_between(&random, -50, 50) / 5;
        size_t told = dc_minimise(&m, x, bowl, &calls, 400);
        assert_int_equal(told, calls);
        for (size_t k = 0; k < DIMS; k++)
            assert_true(fabs(x[k] - (double)k) < 1e-6);
        assert_true(calls < 400);
    }
    dc_minimiser_destroy(&m);
}

/* Rosenbrock's valley, which is not convex. */
static double valley(void *of, const double *x, double *gradient) {
    double d = x[1] - x[0] * x[0];
    (void)of;
    gradient[0] = -400 * d * x[0] - 2 * (1 - x[0]);
    gradient[1] = 200 * d;
    return 100 * d * d + (1 - x[0]) * (1 - x[0]);
}

static void a_valley_is_followed(void **state) {
    double x[] = { -1.2, 1 };
    dc_minimiser m;
    (void)state;
    assert_true(dc_minimiser_create(&m, 2));
    size_t calls = dc_minimise(&m, x, valley, NULL, 200);
    assert_true(calls < 120);
    assert_true(fabs(x[0] - 1) < 1e-6 && fabs(x[1] - 1) < 1e-6);
    dc_minimiser_destroy(&m);
}

/* However few the steps, the value falls with each; none where there is no slope. */
static void values_never_rise(void **state) {
    dc_minimiser m;
    double before = HUGE_VAL, gradient[DIMS];
    size_t calls = 0;
    (void)state;
    assert_true(dc_minimiser_create(&m, DIMS));
    for (int steps = 0; steps < 30; steps++) {
        double x[DIMS] = { 9, -9, 9, 9, -4, 2 };
        dc_minimise(&m, x, bowl, &calls, steps);
        double value = bowl(&calls, x, gradient);
        assert_true(value < before || before < 1e-12);
        before = value;
    }
    double bottom[DIMS] = { 0, 1, 2, 3, 4, 5 };
    assert_int_equal(dc_minimise(&m, bottom, bowl, &calls, 30), 1);
    dc_minimiser_destroy(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bowl_has_its_bottom),
        cmocka_unit_test(a_valley_is_followed),
        cmocka_unit_test(values_never_rise),
    };
    return cmocka_run_group_tests_name("minimise", tests, NULL, NULL);
}
