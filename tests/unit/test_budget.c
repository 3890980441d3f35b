#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/budget.h"

enum { MIB = 1 << 20 };

static void the_parts_fit_beside_the_points(void **state) {
    static const size_t memories[] = { 64, 128, 200, 1024 };
    static const size_t counts[] = { 1, 1000, 100000 };
    (void)state;
    for (size_t m = 0; m < 4; m++)
        for (size_t c = 0; c < 3; c++) {
            size_t memory = memories[m] * MIB, fixed = dc_budget_fixed(counts[c], 6);
            dc_budget budget = dc_budget_of(memory, counts[c], 6);
            size_t left = memory - fixed, given = budget.waiting + budget.boxes;
            assert_true(fixed < memory && given <= left);
            assert_true(given >= left / 8 * 7 && given <= left / 8 * 7 + 8);
            assert_true(budget.waiting / 6 >= budget.boxes - 8);
        }
}

static void more_points_leave_less(void **state) {
    dc_budget few = dc_budget_of(200 * MIB, 100, 4);
    dc_budget many = dc_budget_of(200 * MIB, 100000, 4);
    (void)state;
    assert_true(many.waiting < few.waiting && many.boxes < few.boxes);
    assert_int_equal(dc_budget_fixed(100100, 4) - dc_budget_fixed(100, 4),
                     100000 * (4 * 32 + 48));
}

/* A small part is given away all the same, and sizes do not wrap around. */
static void too_little_is_no_error(void **state) {
    dc_budget budget = dc_budget_of(MIB, SIZE_MAX, SIZE_MAX);
    (void)state;
    assert_int_equal(dc_budget_fixed(SIZE_MAX, SIZE_MAX), SIZE_MAX);
    assert_int_equal(dc_budget_fixed(SIZE_MAX / 8, 4), SIZE_MAX);
    assert_int_equal(dc_budget_fixed(2, SIZE_MAX / 32), SIZE_MAX);
    assert_int_equal(budget.waiting, MIB / 16 / 4 * 3);
    assert_int_equal(budget.boxes, MIB / 16 / 8);
    budget = dc_budget_of(0, 1, 1);
    assert_int_equal(budget.waiting + budget.boxes, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parts_fit_beside_the_points),
        cmocka_unit_test(more_points_leave_less),
        cmocka_unit_test(too_little_is_no_error),
    };
    return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
