#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "report/points.h"

enum { POINTS = 10 };

static void side_of(report_side *side) {
    *side = (report_side){ .count = POINTS,
                           .at = malloc(POINTS * sizeof *side->at),
                           .class = malloc(POINTS * sizeof *side->class),
                           .along = malloc(POINTS * sizeof *side->along),
                           .weight = malloc(POINTS * sizeof *side->weight) };
    assert_true(side->at && side->class && side->along && side->weight);
    for (size_t k = 0; k < POINTS; k++) {
        side->at[k] = 100 + k;
        side->class[k] = k % 3;
        side->along[k] = (double)k / 2;
        side->weight[k] = (double)(k + 1);
    }
}

/* Every stride-th point stays, with all that is known of it. */
static void thinned_sides_keep_whole_points(void **state) {
    (void)state;
    for (size_t stride = 1; stride <= POINTS + 1; stride++) {
        report_side side;
        side_of(&side);
        report_side_thin(&side, stride);
        assert_int_equal(side.count, (POINTS + stride - 1) / stride);
        for (size_t k = 0; k < side.count; k++) {
            size_t from = k * stride;
            assert_int_equal(side.at[k], 100 + from);
            assert_int_equal(side.class[k], from % 3);
            assert_true(side.along[k] == (double)from / 2);
            assert_true(side.weight[k] == (double)(from + 1));
        }
        report_side_clear(&side);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thinned_sides_keep_whole_points),
    };
    return cmocka_run_group_tests_name("report_points", tests, NULL, NULL);
}
