#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/profile_order.h"

enum { MOST = 100 };

static void every_number_once(void **state) {
    (void)state;
    for (size_t count = 1; count <= MOST; count++) {
        size_t order[MOST];
        bool seen[MOST] = { false };
        dc_profile_order(order, count);
        for (size_t k = 0; k < count; k++) {
            assert_true(order[k] < count);
            assert_false(seen[order[k]]);
            seen[order[k]] = true;
        }
    }
}

static void ends_then_middles(void **state) {
    static const size_t nine[] = { 0, 8, 4, 2, 6, 1, 3, 5, 7 };
    static const size_t four[] = { 0, 3, 1, 2 };
    size_t order[9];
    (void)state;
    dc_profile_order(order, 9);
    assert_memory_equal(order, nine, sizeof nine);
    dc_profile_order(order, 4);
    assert_memory_equal(order, four, sizeof four);
    dc_profile_order(order, 1);
    assert_int_equal(order[0], 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_once),
        cmocka_unit_test(ends_then_middles),
    };
    return cmocka_run_group_tests_name("profile_order", tests, NULL, NULL);
}
