#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "points_of.h"

#include "search/node.h"
#include "search/threshold.h"

static dc_mass random_mass(dc_random *random, dc_mass most) {
    dc_mass high = (dc_mass)dc_random_below(random, UINT64_MAX) << 60;
    return (high + (dc_mass)dc_random_below(random, UINT64_MAX)) % (most + 1);
}

/* What comes back hides no less; exactly the same unless masses are counted in units. */
static void a_bound_comes_back_no_tighter(void **state) {
    dc_random random;
    rule r = { { 2, 1 }, { 1, 4 }, { 1, 1 } };
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(4000); round++) {
        dc_condition bound, back;
        dc_node node;
        dc_mass total = random_mass(&random, (dc_mass)1 << (20 + 9 * (round % 12))) + 1;
        rule_condition(&bound, &r, total);
        bound.enough = total;
        if (round % 2)
            make_by_ratio(&bound, 0);
        bound.floor = random_mass(&random, total - 1);
        if (round % 6 == 1) {
            bound.ratio_infinite = true;
        } else if (round % 2) {
            bound.ratio_infinite = false;
            bound.ratio_num = random_mass(&random, total - 1) + 1;
            bound.ratio_den = random_mass(&random, bound.ratio_num - 1) + 1;
        }
        dc_condition_copy(&back, &bound);
        dc_node_set(&node, &bound);
        dc_node_get(&node, &back);
        int order = dc_condition_order(&back, &bound);
        if (dc_count_unit(total) == 0)
            assert_int_equal(order, 0);
        else
            assert_true(order <= 0);
        dc_condition_clear(&back);
        dc_condition_clear(&bound);
    }
}

static void the_heavier_floor_and_the_smaller_ratio_come_first(void **state) {
    const dc_node light = { .num = 3, .den = 1, .serial = 9 };
    const dc_node heavy = { .num = 4, .den = 1, .serial = 1 };
    const dc_node newer = { .num = 4, .den = 1, .serial = 2 };
    const dc_node half = { .num = 3, .den = 2 }, infinite = { .num = 1, .den = 0 };
    (void)state;
    assert_true(dc_node_before(&heavy, &light, false));
    assert_true(dc_node_before(&light, &heavy, true));
    assert_true(dc_node_before(&newer, &heavy, false));
    assert_true(dc_node_before(&newer, &heavy, true));
    assert_true(dc_node_before(&half, &light, true));
    assert_true(dc_node_before(&light, &infinite, true));
    assert_false(dc_node_before(&infinite, &light, true));
    assert_false(dc_node_before(&infinite, &infinite, true));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bound_comes_back_no_tighter),
        cmocka_unit_test(the_heavier_floor_and_the_smaller_ratio_come_first),
    };
    return cmocka_run_group_tests_name("node", tests, NULL, NULL);
}
