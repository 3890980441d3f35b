#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "points_of.h"

#include <math.h>

#include <doublecheck/floor.h>

static void check(const char *loss, double expected) {
    dc_error error;
    mpq_t accuracy, l;
    mpq_inits(accuracy, l, NULL);
    mpq_set_str(l, loss, 10);
    assert_int_equal(dc_floor_trivial(accuracy, l, &error), DC_OK);
    assert_true(fabs(mpq_get_d(accuracy) - expected) < 1e-15);
    mpq_clears(accuracy, l, NULL);
}

static void losses_are_divided_by_log_two(void **state) {
    (void)state;
    check("0", 1);
    check("1/10", 1 - 0.1 / M_LN2);
    check("693/1000", 1 - 0.693 / M_LN2);
    check("694/1000", 0);
    check("1000000000000000000000", 0);
}

/* 1 - p/q / log 2 from below: log 2 > 0.693147180559945309. */
static void the_floor_is_below(void **state) {
    dc_error error;
    mpq_t accuracy, loss, above;
    (void)state;
    mpq_inits(accuracy, loss, above, NULL);
    mpq_set_str(loss, "1/3", 10);
    assert_int_equal(dc_floor_trivial(accuracy, loss, &error), DC_OK);
    mpq_set_str(above, "693147180559945309418/1000000000000000000000", 10);
    mpq_div(above, loss, above);
    mpq_add(above, above, accuracy);
    assert_true(mpq_cmp_ui(above, 1, 1) < 0);
    mpq_set_str(above, "693147180559945309417/1000000000000000000000", 10);
    mpq_div(above, loss, above);
    mpq_add(above, above, accuracy);
    assert_true(mpq_cmp_ui(above, 1, 1) > 0);
    mpq_set_str(loss, "-1/3", 10);
    assert_int_equal(dc_floor_trivial(accuracy, loss, &error), DC_EUSAGE);
    mpq_clears(accuracy, loss, above, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_are_divided_by_log_two),
        cmocka_unit_test(the_floor_is_below),
    };
    return cmocka_run_group_tests_name("trivial", tests, NULL, NULL);
}
