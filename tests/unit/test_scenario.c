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
            fmpq_t D, grows;
            fmpq_init(D);
            fmpq_init(grows);
            assert_true(dc_scenario_possible(&s, &t.constants));
            for (size_t j = 0; j < t.rings.count; j++) {
                const fmpq *least = dc_scenario_least(&s, &t.rings, &t.constants, j);
                const fmpq *most = dc_scenario_most(&s, &t.constants, j);
                fmpq_set_si(D, t.m.D[j], MASSES_TOTAL);
                assert_true(!least || fmpq_cmp(D, least) >= 0);
                assert_true(!most || fmpq_cmp(D, most) <= 0);
                if (!dc_scenario_grows(&s, &t.rings, j))
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
        cmocka_unit_test(large_m0_leaves_no_room_for_growth),
    };
    return cmocka_run_group_tests_name("scenario", tests, NULL, NULL);
}
