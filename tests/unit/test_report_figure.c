#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "report/figure.h"

static void ranges_grow_with_finite_values(void **state) {
    report_range r = REPORT_NO_RANGE;
    (void)state;
    r = report_range_with(r, NAN);
    r = report_range_with(r, INFINITY);
    r = report_range_with(r, -2 * REPORT_MOST);
    assert_true(r.low > r.high);
    assert_true(report_range_from(r, 0).low > report_range_from(r, 0).high);
    r = report_range_with(report_range_with(r, 5), 3);
    assert_true(r.low == 3 && r.high == 5);
    r = report_range_from(r, 0);
    assert_true(r.low == 0 && r.high == 5);
    r = report_range_widen(r);
    assert_true(r.low < 0 && r.high > 5);
    r = report_range_widen((report_range){ 7, 7 });
    assert_true(r.low < 7 && r.high > 7);
    r = report_range_widen((report_range){ 0, 0 });
    assert_true(r.low < 0 && r.high > 0);
    r = report_range_widen(REPORT_NO_RANGE);
    assert_false(r.low < r.high);
}

/* Points of which one coordinate is not finite are not drawn, so they make no range. */
static void points_grow_the_box(void **state) {
    report_text script = { 0 };
    report_box box = REPORT_NO_BOX;
    (void)state;
    report_put_point(&script, &box, 1, NAN);
    report_put_point(&script, &box, INFINITY, 1);
    assert_true(box.x.low > box.x.high && box.y.low > box.y.high);
    report_put_point(&script, &box, 1, -2);
    report_put_point(&script, &box, 3, 2);
    assert_true(box.x.low == 1 && box.x.high == 3 && box.y.low == -2 && box.y.high == 2);
    assert_string_equal(report_words(&script), "1 NaN \nNaN 1 \n1 -2 \n3 2 \n");
    report_text_clear(&script);
}

static void expect_axis(void (*put)(report_text *, const char *, report_range),
                        report_range range, const char *expected) {
    report_text script = { 0 };
    put(&script, "x", range);
    if (!strstr(report_words(&script), expected))
        fail_msg("'%s' is not in '%s'", expected, report_words(&script));
    report_text_clear(&script);
}

static void axes_have_a_range_always(void **state) {
    static const char *const nothing = "no value that can be drawn";
    (void)state;
    expect_axis(report_put_range, (report_range){ -1, 2 }, "set xrange [-1:2]\n");
    expect_axis(report_put_range, REPORT_NO_RANGE, nothing);
    expect_axis(report_put_range, REPORT_NO_RANGE, "set xrange [0:1]\n");
    expect_axis(report_put_range, report_range_widen(REPORT_NO_RANGE), nothing);
    expect_axis(report_put_logarithmic, (report_range){ 1, 1 }, "set logscale x\n");
    expect_axis(report_put_logarithmic, (report_range){ 1, 1 },
                "set xrange [0.95238095238095233:1.05]\n");
    expect_axis(report_put_logarithmic, (report_range){ -1, 0 }, nothing);
    expect_axis(report_put_logarithmic, REPORT_NO_RANGE, nothing);
    /* 0 has no place there: nine powers of ten are shown, and a little more. */
    expect_axis(report_put_logarithmic, (report_range){ 0, 1 }, "set xrange [4.36");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_grow_with_finite_values),
        cmocka_unit_test(points_grow_the_box),
        cmocka_unit_test(axes_have_a_range_always),
    };
    return cmocka_run_group_tests_name("report_figure", tests, NULL, NULL);
}
