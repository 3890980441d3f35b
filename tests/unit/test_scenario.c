#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "masses_of.h"

/* Each distribution keeps the rows of its own scenario. */
static void rows_hold_in_their_scenario(void **state) {
    dc_random random;
    unsigned long seen = 0, grown = 0;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(3000); round++) {
        trial t;
        trial_random(&t, &random);
        if (t.fits) {
            dc_scenario s = scenario_of(&t.m, &t.rings, &t.constants);
            dc_scenarios box = dc_scenarios_one(s);
            fmpq_t D, grows;
            fmpq_init(D);
            fmpq_init(grows);
            assert_true(dc_scenario_possible(&s, &t.constants));
            for (size_t j = 0; j < t.rings.count; j++) {
                const fmpq *least = dc_scenarios_least(&box, &t.rings, &t.constants, j);
                const fmpq *most = dc_scenarios_most(&box, &t.constants, j);
                fmpq_set_si(D, t.m.D[j], MASSES_TOTAL);
                assert_true(!least || fmpq_cmp(D, least) >= 0);
                assert_true(!most || fmpq_cmp(D, most) <= 0);
                if (!dc_scenarios_grow(&box, &t.rings, j))
                    continue;
                grown++;
                fmpq_mul(grows, D, t.constants.growth);
                fmpq_set_si(D, t.m.D[j + t.rings.period], MASSES_TOTAL);
                assert_true(fmpq_cmp(D, grows) >= 0);
            }
            fmpq_clear(grows);
            fmpq_clear(D);
            seen++;
        }
        trial_clear(&t);
    }
    assert_true(seen > rounds(3000) / 4 && grown > seen);
}

static void scenarios_are_all_there(void **state) {
    dc_rings rings = { .count = 5 };
    dc_scenario s = { 0, 0 };
    bool seen[6][6] = { { false } };
    size_t count = 0;
    (void)state;
    do {
        assert_true(s.first <= s.full && s.full <= 5 && !seen[s.first][s.full]);
        seen[s.first][s.full] = true;
        count++;
    } while (dc_scenario_next(&s, &rings));
    assert_int_equal(count, 6 * 7 / 2);
}

/* Every distribution keeps the rows of each box that holds its scenario. */
static void expect_kept(const trial *t, const dc_scenarios *box) {
    fmpq_t D, grows;
    fmpq_init(D);
    fmpq_init(grows);
    for (size_t j = 0; j < t->rings.count; j++) {
        const fmpq *least = dc_scenarios_least(box, &t->rings, &t->constants, j);
        const fmpq *most = dc_scenarios_most(box, &t->constants, j);
        fmpq_set_si(D, t->m.D[j], MASSES_TOTAL);
        assert_true(!least || fmpq_cmp(D, least) >= 0);
        assert_true(!most || fmpq_cmp(D, most) <= 0);
        if (!dc_scenarios_grow(box, &t->rings, j))
            continue;
        fmpq_mul(grows, D, t->constants.growth);
        fmpq_set_si(D, t->m.D[j + t->rings.period], MASSES_TOTAL);
        assert_true(fmpq_cmp(D, grows) >= 0);
    }
    fmpq_clear(grows);
    fmpq_clear(D);
}

static void rows_hold_in_all_boxes(void **state) {
    dc_random random;
    unsigned long seen = 0;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(1000); round++) {
        trial t;
        trial_random(&t, &random);
        dc_scenario s = scenario_of(&t.m, &t.rings, &t.constants);
        dc_scenarios box = dc_scenarios_all(&t.rings), half[2];
        while (t.fits && !dc_scenarios_single(&box)) {
            expect_kept(&t, &box);
            dc_scenarios_split(half, &box, &t.constants);
            bool second = dc_scenarios_hold(half + 1, &s);
            assert_true(second != dc_scenarios_hold(half, &s));
            box = half[second];
            seen++;
        }
        trial_clear(&t);
    }
    assert_true(seen > rounds(1000));
}

/* Halves of halves: each scenario that is possible is in one of the last. */
static size_t count_singles(const dc_scenarios *box, const dc_rule *constants,
                            bool seen[6][6]) {
    dc_scenarios half[2];
    size_t count = 0;
    if (dc_scenarios_empty(box))
        return 0;
    if (dc_scenarios_single(box)) {
        assert_true(dc_scenario_possible(&box->least, constants));
        assert_false(seen[box->least.first][box->least.full]);
        return seen[box->least.first][box->least.full] = true;
    }
    dc_scenarios_split(half, box, constants);
    assert_false(dc_scenarios_empty(half) && dc_scenarios_empty(half + 1));
    for (size_t h = 0; h < 2; h++)
        count += count_singles(half + h, constants, seen);
    return count;
}

static void boxes_are_split_into_scenarios(void **state) {
    dc_rings rings = { .count = 5 };
    dc_scenarios all = dc_scenarios_all(&rings);
    (void)state;
    for (long m0 = 1; m0 <= 3; m0++) {
        dc_rule constants;
        bool seen[6][6] = { { false } };
        set_rule(&constants, (const long[]){ 1, 1 }, (const long[]){ 1, 2 },
                 (const long[]){ m0, 8 });
        assert_int_equal(count_singles(&all, &constants, seen),
                         m0 <= 2 ? 6 * 7 / 2 : 6); /* delta / (1 + sigma) = 2/8 */
        dc_rule_clear(&constants);
    }
}

/* m0 = delta: growth is full as soon as it begins. */
static void large_m0_leaves_no_room_for_growth(void **state) {
    dc_rule constants;
    dc_scenario early = { 2, 3 }, at_once = { 2, 2 };
    (void)state;
    set_rule(&constants, (const long[]){ 1, 1 }, (const long[]){ 1, 2 },
             (const long[]){ 1, 3 });
    assert_false(dc_scenario_possible(&early, &constants));
    assert_true(dc_scenario_possible(&at_once, &constants));
    fmpq_set_si(constants.m0, 1, 4);
    assert_true(dc_scenario_possible(&early, &constants));
    dc_rule_clear(&constants);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_hold_in_their_scenario),
        cmocka_unit_test(scenarios_are_all_there),
        cmocka_unit_test(rows_hold_in_all_boxes),
        cmocka_unit_test(boxes_are_split_into_scenarios),
        cmocka_unit_test(large_m0_leaves_no_room_for_growth),
    };
    return cmocka_run_group_tests_name("scenario", tests, NULL, NULL);
}
