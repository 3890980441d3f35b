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
        dc_rings rings;
        dc_rule constants;
        masses m;
        random_rings(&rings, &random);
        random_rule(&constants, &random);
        if (random_masses(&m, &rings, &constants, &random)) {
            dc_scenario s = scenario_of(&m, &rings, &constants);
            fmpq_t D, grows;
            fmpq_init(D);
            fmpq_init(grows);
            assert_true(dc_scenario_possible(&s, &constants));
            for (size_t j = 0; j < rings.count; j++) {
                const fmpq *least = dc_scenario_least(&s, &rings, &constants, j);
                const fmpq *most = dc_scenario_most(&s, &constants, j);
                fmpq_set_si(D, m.D[j], MASSES_TOTAL);
                assert_true(!least || fmpq_cmp(D, least) >= 0);
                assert_true(!most || fmpq_cmp(D, most) <= 0);
                if (!dc_scenario_grows(&s, &rings, j))
                    continue;
                grown++;
                fmpq_mul(grows, D, constants.growth);
                fmpq_set_si(D, m.D[j + rings.period], MASSES_TOTAL);
                assert_true(fmpq_cmp(D, grows) >= 0);
            }
            fmpq_clear(grows);
            fmpq_clear(D);
            seen++;
        }
        clear_rule(&constants);
        dc_rings_destroy(&rings);
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
    set_rule(&constants, (const long[]){ 2, 1 }, (const long[]){ 1, 2 },
             (const long[]){ 1, 3 });
    assert_false(dc_scenario_possible(&early, &constants));
    assert_true(dc_scenario_possible(&at_once, &constants));
    fmpq_set_si(constants.m0, 1, 4);
    assert_true(dc_scenario_possible(&early, &constants));
    clear_rule(&constants);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_hold_in_their_scenario),
        cmocka_unit_test(scenarios_are_all_there),
        cmocka_unit_test(large_m0_leaves_no_room_for_growth),
    };
    return cmocka_run_group_tests_name("scenario", tests, NULL, NULL);
}
