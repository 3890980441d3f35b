#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/boxtree.h"
#include "search/budget.h"
#include "search/cost.h"
#include "search/node.h"

static bool is(double a, double b) {
    return a > b * (1 - 1e-12) && a < b * (1 + 1e-12);
}

static void budgets_are_shared(void **state) {
    (void)state;
    assert_true(dc_cost_budget(1000, 3, 1) > 10000);
    assert_true(dc_cost_budget(1000, 3, 4) < dc_cost_budget(1000, 3, 2));
    assert_true(dc_cost_budget(2000, 3, 1) < dc_cost_budget(1000, 3, 1));
    assert_int_equal(dc_cost_budget(100000000, 3, 1), dc_cost_budget(200000000, 3, 1));
}

static void costs_add(void **state) {
    dc_cost total = { .known = true }, one = { .boxes = 10,
                                               .low = 5,
                                               .high = 20,
                                               .cases = 2,
                                               .thread_seconds = 3,
                                               .seconds_low = 2,
                                               .seconds_high = 7,
                                               .alone = 1,
                                               .parts = 8,
                                               .rounds = 11,
                                               .open = 4,
                                               .bytes = 50,
                                               .examined = 6 };
    (void)state;
    dc_cost_add(&total, &one, 0);
    assert_true(total.known && total.boxes == 0);
    dc_cost_add(&total, &one, 2);
    one.open = 1;
    dc_cost_add(&total, &one, 1);
    assert_false(total.known || total.at_least);
    assert_true(is(total.boxes, 30) && is(total.low, 15) && is(total.high, 60));
    assert_true(is(total.cases, 6) && is(total.thread_seconds, 9));
    assert_true(is(total.seconds_low, 6) && is(total.seconds_high, 21));
    assert_true(is(total.alone, 3) && is(total.parts, 24) && is(total.rounds, 33));
    assert_true(is(total.open, 4) && is(total.bytes, 50));
    assert_int_equal(total.examined, 12);
    one.at_least = true;
    dc_cost_add(&total, &one, 1);
    assert_true(total.at_least);
}

/* As the search divides its memory. */
static void memory_counts_open_boxes(void **state) {
    dc_cost cost = { .open = 1000, .boxes = 1e9 };
    dc_budget budget = { .waiting = 1 << 20, .boxes = 1000 };
    (void)state;
    dc_cost_set_bytes(&cost, &budget);
    assert_true(is(cost.bytes, 1000.0 * sizeof(dc_node) + 1000));
    cost = (dc_cost){ .open = 1e9, .boxes = 50 };
    dc_cost_set_bytes(&cost, &budget);
    assert_true(is(cost.bytes, (1 << 20) + 50.0 * sizeof(dc_boxtree_node)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(budgets_are_shared),
        cmocka_unit_test(costs_add),
        cmocka_unit_test(memory_counts_open_boxes),
    };
    return cmocka_run_group_tests_name("cost", tests, NULL, NULL);
}
