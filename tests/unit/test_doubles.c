#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>

#include "base/doubles.h"
#include "base/random.h"

static void finite_ones_are_told(void **state) {
    double values[] = { 0, -DBL_MAX, DBL_MAX, 5e-324 };
    static const double others[] = { HUGE_VAL, -HUGE_VAL, NAN };
    (void)state;
    assert_true(dc_doubles_finite(values, 4));
    assert_true(dc_doubles_finite(others, 0));
    for (size_t k = 0; k < 4; k++)
        for (size_t other = 0; other < 3; other++) {
            double kept = values[k];
            values[k] = others[other];
            assert_false(dc_doubles_finite(values, 4));
            assert_true(dc_doubles_finite(values, k));
            values[k] = kept;
        }
}

/* Few different values, infinities among them. */
static void they_are_put_in_order(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 31);
    for (size_t count = 0; count < 40; count++) {
        double values[40];
        size_t times[7] = { 0 };
        for (size_t k = 0; k < count; k++) {
            size_t which = (size_t)dc_random_below(&random, 7);
            times[which]++;
            values[k] = which == 0   ? -HUGE_VAL
                        : which == 6 ? HUGE_VAL
                                     : ((double)which - 3) / 3;
        }
        dc_doubles_sort(values, count);
        for (size_t which = 0, k = 0; which < 7; which++)
            for (size_t n = 0; n < times[which]; n++, k++)
                assert_true(values[k] == (which == 0   ? -HUGE_VAL
                                          : which == 6 ? HUGE_VAL
                                                       : ((double)which - 3) / 3));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finite_ones_are_told),
        cmocka_unit_test(they_are_put_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
