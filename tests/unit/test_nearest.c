#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "reading.h"
#include <doublecheck/rational.h>

static void expect(const mpq_t value, double right) {
    double got = dc_rational_nearest(value);
    if (got != right)
        fail_msg("%a, not %a", got, right);
}

static void expect_text(const char *text, double right) {
    mpq_t value;
    mpq_init(value);
    assert_int_equal(dc_rational_parse(value, text, NULL), DC_OK);
    expect(value, right);
    mpq_neg(value, value);
    expect(value, -right);
    mpq_clear(value);
}

/* glibc's strtod rounds to nearest. */
static void decimals_are_those_of_strtod(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(2000); round++) {
        char text[64];
        snprintf(text, sizeof text, "%llu%llue%d",
                 (unsigned long long)dc_random_next(&random),
                 (unsigned long long)dc_random_below(&random, 1000),
                 (int)dc_random_between(&random, -350, 290));
        expect_text(text, strtod(text, NULL));
    }
}

static void ties_go_to_even(void **state) {
    (void)state;
    expect_text("0", 0);
    expect_text("1/3", 1 / 3.);
    expect_text("9007199254740993", 9007199254740992.);
    expect_text("9007199254740995", 9007199254740996.);
    expect_text("9007199254740993.0000000000000000000001", 9007199254740994.);
    expect_text("4.9406564584124654e-324", 0x1p-1074);
    expect_text("2.4703282292062328e-324", 0x1p-1074);
    expect_text("2.4703282292062327e-324", 0);
    expect_text("1e-5000", 0);
}

static void large_ones_become_infinite(void **state) {
    (void)state;
    expect_text("1.7976931348623157e308", 0x1.fffffffffffffp1023);
    expect_text("1.7976931348623158e308", 0x1.fffffffffffffp1023);
    expect_text("1.7976931348623159e308", HUGE_VAL);
    expect_text("1e4000", HUGE_VAL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_those_of_strtod),
        cmocka_unit_test(ties_go_to_even),
        cmocka_unit_test(large_ones_become_infinite),
    };
    return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
