#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "report/widest.h"

static void assert_near(double value, double wanted, double error) {
    if (!(fabs(value - wanted) <= error))
        fail_msg("%.17g is not %.17g", value, wanted);
}

/* Points (a, b, b/2) with v along the first axis: beside it they lie on the line (0, 2, 1). */
static void a_line_is_found(void **state) {
    double x[] = { 5, 2, 1, -3, 4, 2, 100, -6, -3, 7, 0, 0 };
    const double v[] = { 3, 0, 0 };
    double where[4], direction[3];
    (void)state;
    assert_near(report_widest(where, direction, x, v, 4, 3), 1, 1e-12);
    assert_near(direction[0], 0, 1e-12);
    assert_near(direction[1], 2 / sqrt(5), 1e-9);
    assert_near(direction[2], 1 / sqrt(5), 1e-9);
    for (size_t i = 0; i < 4; i++) {
        static const double along[] = { 2, 4, -6, 0 };
        assert_near(where[i], along[i] * sqrt(5) / 2, 1e-9);
    }
}

/* The wide axis is that of v: what is left are two axes, of variances 9 and 1. */
static void share_is_that_beside_v(void **state) {
    double x[] = { 50,  3, 0, -50, -3, 0, 50,  0, 1, -50, 0, -1,
                   -50, 3, 0, 50,  -3, 0, -50, 0, 1, 50,  0, -1 };
    const double v[] = { 1, 0, 0 };
    double where[8], direction[3];
    (void)state;
    assert_near(report_widest(where, direction, x, v, 8, 3), 0.9, 1e-9);
    assert_near(direction[1], 1, 1e-6);
    assert_near(where[0], 3, 1e-5);
    assert_near(where[2], 0, 1e-5);
}

/* It is orthogonal to v for a v that is on no axis. */
static void direction_is_orthogonal(void **state) {
    double x[] = { 1, 2, 3, 4, 0, -1, 7, 5, 2, 2, 9, 1, -4, 3, 3 };
    const double v[] = { 2, -1, 5 };
    double where[5], direction[3];
    (void)state;
    double share = report_widest(where, direction, x, v, 5, 3);
    assert_true(share > 0.5 && share <= 1);
    assert_near(direction[0] * 2 - direction[1] + direction[2] * 5, 0, 1e-9);
    assert_near(direction[0] * direction[0] + direction[1] * direction[1] +
                    direction[2] * direction[2],
                1, 1e-12);
}

/* Points that differ along v alone have no direction beside it. */
static void none_beside_v(void **state) {
    double x[] = { 1, 2, 2, 4, -3, -6 };
    const double v[] = { 1, 2 };
    double where[3], direction[2] = { 0 };
    (void)state;
    assert_near(report_widest(where, direction, x, v, 3, 2), 0, 0);
    for (size_t i = 0; i < 3; i++)
        assert_near(where[i], 0, 0);
}

/* As large as values that can be drawn get. */
static void large_values_have_a_direction(void **state) {
    double x[] = { 1, 1e100, 2e99, 2, -1e100, -2e99, 3, 0, 0 };
    const double v[] = { 1, 0, 0 };
    double where[3], direction[3];
    (void)state;
    assert_near(report_widest(where, direction, x, v, 3, 3), 1, 1e-12);
    assert_near(direction[1], 1 / sqrt(1.04), 1e-9);
    assert_near(where[0] / 1e100, sqrt(1.04), 1e-9);
    assert_near(where[1] / 1e100, -sqrt(1.04), 1e-9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_values_have_a_direction),
        cmocka_unit_test(a_line_is_found),
        cmocka_unit_test(share_is_that_beside_v),
        cmocka_unit_test(direction_is_orthogonal),
        cmocka_unit_test(none_beside_v),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
