#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "points_of.h"

#include "search/boxtree.h"

static void condition_of(dc_condition *condition, bool by_ratio) {
    static const rule r = { { 2, 1 }, { 1, 4 }, { 1, 1 } };
    rule_condition(condition, &r, 1000);
    if (by_ratio)
        make_by_ratio(condition, 300);
    else
        condition->floor = 100;
}

static void halves_have_places(void **state) {
    dc_condition c;
    (void)state;
    condition_of(&c, false);
    dc_boxtree *tree = dc_boxtree_create(3, &c, 1 << 20);
    uint32_t chart = dc_boxtree_chart(1);
    assert_int_equal(dc_boxtree_half(tree, chart), 0);
    uint32_t half = dc_boxtree_halve(tree, chart), other = dc_boxtree_halve(tree, half);
    assert_true(half > dc_boxtree_chart(2) && other > half + 1);
    assert_int_equal(dc_boxtree_halve(tree, chart), half);
    assert_int_equal(dc_boxtree_half(tree, chart), half);
    assert_int_equal(dc_boxtree_half(tree, half), other);
    assert_int_equal(dc_boxtree_half(tree, half + 1), 0);
    assert_int_equal(dc_boxtree_halve(tree, 0), 0);
    dc_boxtree_destroy(tree);
    dc_boxtree_destroy(NULL);
    dc_condition_clear(&c);
}

static void too_many_boxes_have_no_place(void **state) {
    enum { MOST = 50 };
    dc_condition c;
    (void)state;
    condition_of(&c, false);
    dc_boxtree *tree = dc_boxtree_create(2, &c, MOST * sizeof(dc_boxtree_node));
    uint32_t place = dc_boxtree_chart(0), last = 0;
    for (; place; place = dc_boxtree_halve(tree, place))
        last = place;
    assert_true(last + 2 <= MOST && last + 4 > MOST);
    dc_boxtree_say(tree, 0, DC_SAID_UNSAFE, 500);
    assert_int_equal(dc_boxtree_said(tree, 0, &c), 0);
    dc_boxtree_destroy(tree);
    dc_condition_clear(&c);
}

/* The floor was 100 when these were said. */
static void what_holds_under_a_higher_floor(void **state) {
    enum { ALL = DC_SAID_UNSAFE | DC_SAID_HOPELESS | DC_SAID_RESISTS };
    static const struct {
        dc_saying said;
        double heaviest;
        dc_mass floor;
        dc_saying holds;
    } cases[] = {
        { DC_SAID_SAFE, 0, 99, 0 },
        { DC_SAID_SAFE, 0, 100, DC_SAID_SAFE },
        { DC_SAID_SAFE, 0, 400, DC_SAID_SAFE },
        { ALL, 300, 99, 0 },
        { ALL, 300, 100, ALL },
        { ALL, 300, 101, DC_SAID_UNSAFE | DC_SAID_HOPELESS },
        { ALL, 300, 199, DC_SAID_UNSAFE | DC_SAID_HOPELESS },
        { ALL, 300, 200, 0 }, /* 300 itself, as rounded */
        { ALL, 300, 201, 0 }, /* some cell may have 318, and 302 is hopeless */
        { ALL, 300, 211, 0 },
        { ALL, 300, 213, DC_SAID_UNSAFE },
        { ALL, 300, 299, DC_SAID_UNSAFE },
        { ALL, 300, 300, 0 },
        { ALL, 990, 700, DC_SAID_UNSAFE }, /* 1050 is not below delta */
        { ALL, 990, 650, DC_SAID_UNSAFE | DC_SAID_HOPELESS },
    };
    dc_condition c;
    (void)state;
    condition_of(&c, false);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        dc_boxtree *tree = dc_boxtree_create(2, &c, 1 << 20);
        dc_condition later = c; /* kappa and h are borrowed */
        uint32_t place = dc_boxtree_chart(1);
        dc_boxtree_say(tree, place, cases[k].said, cases[k].heaviest);
        later.floor = cases[k].floor;
        dc_boxtree_raise(tree, &later);
        if (dc_boxtree_said(tree, place, &later) != cases[k].holds)
            fail_msg("case %zu: %u", k, dc_boxtree_said(tree, place, &later));
        dc_boxtree_destroy(tree);
    }
    dc_condition_clear(&c);
}

static void ratios_hold_while_they_stay(void **state) {
    dc_condition c;
    (void)state;
    condition_of(&c, true);
    dc_boxtree *tree = dc_boxtree_create(2, &c, 1 << 20);
    dc_boxtree_say(tree, 1, DC_SAID_UNSAFE, 500);
    dc_boxtree_say(tree, 2, DC_SAID_SAFE, 0);
    assert_int_equal(dc_boxtree_said(tree, 1, &c), DC_SAID_UNSAFE);
    dc_condition_raise(&c, 400, 600);
    dc_boxtree_raise(tree, &c);
    dc_boxtree_raise(tree, &c);
    assert_int_equal(tree->number, 1);
    assert_int_equal(dc_boxtree_said(tree, 1, &c), 0);
    assert_int_equal(dc_boxtree_said(tree, 2, &c), DC_SAID_SAFE);
    dc_boxtree_destroy(tree);
    dc_condition_clear(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halves_have_places),
        cmocka_unit_test(too_many_boxes_have_no_place),
        cmocka_unit_test(what_holds_under_a_higher_floor),
        cmocka_unit_test(ratios_hold_while_they_stay),
    };
    return cmocka_run_group_tests_name("boxtree", tests, NULL, NULL);
}
