#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "masses_of.h"
#include "release_lp.h"

#include <math.h>

#include "floor/proposal.h"
#include "lp/program.h"

static const dc_share_price alone = { .classes = 2 };

enum { KINDS = 3 }; /* of columns: misclassified, correct, free */

/* a D_i - b D_j in one row; an index of count + 1 stands for nothing. */
static void put_row(dc_program *program, size_t r, const dc_rings *rings, double a,
                    size_t i, double b, size_t j, double low, double high) {
    size_t index[KINDS * MASSES_RINGS], used = 0, none = rings->count + 1;
    double value[KINDS * MASSES_RINGS];
    for (size_t k = 0; k <= rings->count; k++)
        for (size_t kind = 0; kind < KINDS; kind++) {
            index[used] = kind * none + k;
            value[used++] = (k <= i && i < none ? a : 0) - (k <= j && j < none ? b : 0);
        }
    dc_program_bound_row(program, r, low, high);
    assert_true(dc_program_set_row(program, r, index, value, used));
}

/* What the group alone pays, in row r, and what mass is worth at the price. */
static void put_loss(dc_program *program, size_t r, const dc_rings *rings,
                     const dc_share_price *price, double loss) {
    size_t index[KINDS * MASSES_RINGS], used = 0, kinds = rings->count + 1;
    double value[KINDS * MASSES_RINGS];
    double y = ldexp((double)price->loss, -DC_MULTIPLIER_BITS);
    for (size_t k = 0; k <= rings->count; k++) {
        double wrong = ldexp(fmpz_get_d(rings->wrong + k), -DC_LOG_BITS);
        double right = ldexp(fmpz_get_d(rings->right + k), -DC_LOG_BITS);
        double pays[KINDS] = { wrong, right, M_LN2 };
        for (size_t kind = 0; kind < KINDS; kind++) {
            index[used] = kind * kinds + k;
            value[used++] = pays[kind];
        }
        dc_program_set_cost(program, k, 1 - y * wrong);
        dc_program_set_cost(program, kinds + k, -y * right / (price->classes - 1));
        dc_program_bound_column(program, 2 * kinds + k, 0,
                                price->classes > 2 ? INFINITY : 0);
    }
    dc_program_bound_row(program, r, -INFINITY, loss);
    assert_true(dc_program_set_row(program, r, index, value, used));
}

/* The program of one scenario as T6 and T7 write it down; -infinity if nothing fits. */
static double slow_scenario(const dc_rings *rings, const dc_rule *constants,
                            const dc_share_price *price, double loss, size_t first,
                            size_t full) {
    size_t J = rings->count, none = J + 1, r = 0;
    double growth = fmpq_get_d(constants->growth), delta = fmpq_get_d(constants->delta);
    double m0 = fmpq_get_d(constants->m0);
    dc_program *program = dc_program_create(KINDS * (J + 1), 2 * J + 5);
    put_row(program, r++, rings, 1, J, 0, none, 1, 1);
    put_loss(program, r++, rings, price, loss);
    if (first > 0)
        put_row(program, r++, rings, 1, first - 1, 0, none, -INFINITY, m0);
    if (first < J)
        put_row(program, r++, rings, 1, first, 0, none, m0, INFINITY);
    for (size_t j = first; j + rings->period < J; j++) {
        if (j < full)
            put_row(program, r++, rings, growth, j, 1, j + rings->period, -INFINITY, 0);
        else
            put_row(program, r++, rings, 1, j + rings->period, 0, none, delta, INFINITY);
    }
    if (full > first)
        put_row(program, r++, rings, growth, full - 1, 0, none, -INFINITY, delta);
    for (; r < 2 * J + 5; r++)
        dc_program_bound_row(program, r, -INFINITY, INFINITY);
    double value = dc_program_solve(program) ? dc_program_value(program) : -INFINITY;
    dc_program_destroy(program);
    return value;
}

static double slow_optimum(const dc_rings *rings, const dc_rule *constants,
                           const dc_share_price *price, double loss) {
    double most = -INFINITY;
    for (size_t first = 0; first <= rings->count; first++)
        for (size_t full = first; full <= rings->count; full++)
            most = fmax(most, slow_scenario(rings, constants, price, loss, first, full));
    return most;
}

static void random_small_rings(dc_rings *rings, dc_random *random, size_t most) {
    do
        random_rings(rings, random);
    while (rings->count > most && (dc_rings_destroy(rings), true));
}

/* The exact bound is the optimum of the programs, but for rounding. Counts the rounds in
 * which the condition helps. */
static unsigned long compare_optima(unsigned long count, uint64_t seed, size_t radii,
                                    bool many_classes) {
    dc_random random;
    unsigned long gains = 0;
    fmpq_t value, loss;
    dc_error error;
    fmpq_init(value);
    fmpq_init(loss);
    dc_random_seed(&random, seed);
    for (unsigned long round = 0; round < count; round++) {
        dc_rings rings;
        dc_rule constants;
        dc_share_price price = many_classes ? random_price(&random) : alone;
        random_small_rings(&rings, &random, radii);
        random_rule(&constants, &random);
        fmpq_set_si(loss, dc_random_between(&random, 1, 60 * (price.classes - 1)), 100);
        assert_int_equal(dc_propose(value, &rings, &constants, &price, loss, NULL, NULL,
                                    NULL, &error),
                         DC_OK);
        double most = slow_optimum(&rings, &constants, &price, fmpq_get_d(loss));
        if (fabs(fmpq_get_d(value) - most) > 1e-6)
            fail_msg("round %lu, %u classes, price %.9f: %.9f, not %.9f", round,
                     price.classes, ldexp((double)price.loss, -DC_MULTIPLIER_BITS),
                     fmpq_get_d(value), most);
        double y = ldexp((double)price.loss, -DC_MULTIPLIER_BITS);
        double free_of_it = fmin(1, fmpq_get_d(loss) / M_LN2) * (1 - y * M_LN2);
        gains += most < free_of_it - 1e-3;
        dc_rule_clear(&constants);
        dc_rings_destroy(&rings);
    }
    fmpq_clear(loss);
    fmpq_clear(value);
    return gains;
}

static void bounds_are_optima(void **state) {
    (void)state;
    assert_true(compare_optima(rounds(40), 3, 14, false) > 0);
}

/* With this seed free mass matters in one of the rounds. */
static void bounds_of_groups_are_optima(void **state) {
    (void)state;
    assert_true(compare_optima(rounds(40), 9, 10, true) > rounds(40) / 20);
}

/* Here GLPK, going on from an earlier basis, takes for an optimum what is none: its
 * multipliers prove 0.16362 only. */
static void false_optima_are_solved_afresh(void **state) {
    static const dc_share_price price = { .classes = 10 };
    fmpq_t kappa, least, most, loss, value;
    fmpq *const all[] = { kappa, least, most, loss, value };
    dc_rings rings;
    dc_rule constants;
    dc_error error;
    (void)state;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        fmpq_init(all[k]);
    fmpq_set_si(kappa, 3, 1);
    fmpq_set_si(least, 1, 1 << 21);
    fmpq_set_si(most, 12, 1);
    fmpq_set_si(loss, 11, 72);
    assert_int_equal(dc_rings_create(&rings, kappa, least, most, 2, &error), DC_OK);
    set_rule(&constants, (const long[]){ 1, 1 }, (const long[]){ 7, 10 },
             (const long[]){ 1, 200 });
    assert_int_equal(dc_propose(value, &rings, &constants, &price, loss, NULL, NULL, NULL,
                                &error),
                     DC_OK);
    double optimum = slow_optimum(&rings, &constants, &price, 11 / 72.0);
    if (fabs(fmpq_get_d(value) - optimum) > 1e-6)
        fail_msg("%.9f, not %.9f", fmpq_get_d(value), optimum);
    dc_rule_clear(&constants);
    dc_rings_destroy(&rings);
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        fmpq_clear(all[k]);
}

typedef void maker(trial *t, dc_random *random);

/* Distributions that keep the condition at the grid's radii are worth no more than what
 * their own loss allows. */
static void try_distributions(maker *make, unsigned long count, uint64_t seed) {
    dc_random random;
    unsigned long seen = 0;
    fmpq_t most, own, loss;
    dc_error error;
    fmpq_init(most);
    fmpq_init(own);
    fmpq_init(loss);
    dc_random_seed(&random, seed);
    for (unsigned long round = 0; round < count; round++) {
        trial t;
        make(&t, &random);
        if (t.rings.count < 20 && t.fits) {
            loss_of(loss, own, &t.m, &t.rings, &t.price);
            assert_int_equal(dc_propose(most, &t.rings, &t.constants, &t.price, loss,
                                        NULL, NULL, NULL, &error),
                             DC_OK);
            if (fmpq_cmp(own, most) > 0)
                fail_msg("round %lu, %u classes: %.12f is more than %.12f", round,
                         t.price.classes, fmpq_get_d(own), fmpq_get_d(most));
            seen++;
        }
        trial_clear(&t);
    }
    assert_true(seen > count / 10);
    fmpq_clear(loss);
    fmpq_clear(own);
    fmpq_clear(most);
}

static void no_distribution_beats_the_bound(void **state) {
    (void)state;
    try_distributions(trial_random, rounds(300), 4);
}

static void no_group_beats_the_bound(void **state) {
    (void)state;
    try_distributions(trial_random_classes, rounds(100), 7);
}

/* The sets that are kept prove the value, each scenario by its own; it is that of
 * dc_propose. */
static void kept_sets_prove_the_value(void **state) {
    dc_random random;
    dc_error error;
    fmpq_t value, plain, bound, loss;
    (void)state;
    fmpq_init(value);
    fmpq_init(plain);
    fmpq_init(bound);
    fmpq_init(loss);
    dc_random_seed(&random, 5);
    for (unsigned long round = 0; round < rounds(20); round++) {
        trial t;
        dc_proposals kept = { 0 };
        dc_scenario s = { 0, 0 };
        size_t k = 0;
        trial_random(&t, &random);
        fmpq_set_si(loss, dc_random_between(&random, 1, 30), 60);
        if (t.rings.count < 20) {
            assert_int_equal(dc_propose(plain, &t.rings, &t.constants, &alone, loss, NULL,
                                        NULL, NULL, &error),
                             DC_OK);
            assert_int_equal(dc_propose(value, &t.rings, &t.constants, &alone, loss, NULL,
                                        NULL, &kept, &error),
                             DC_OK);
            assert_true(fmpq_equal(value, plain));
            do {
                if (!dc_scenario_possible(&s, &t.constants))
                    continue;
                assert_true(k < kept.scenarios && kept.used[k] < kept.count);
                dc_multipliers m = dc_proposals_get(&kept, kept.used[k++]);
                dc_scenarios box = dc_scenarios_one(s);
                dc_bound_value(bound, &t.rings, &t.constants, &alone, &box, &m, loss);
                assert_true(fmpq_cmp(bound, value) <= 0);
            } while (dc_scenario_next(&s, &t.rings));
            assert_int_equal(k, kept.scenarios);
        }
        dc_proposals_clear(&kept);
        trial_clear(&t);
    }
    fmpq_clear(loss);
    fmpq_clear(bound);
    fmpq_clear(plain);
    fmpq_clear(value);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_are_optima),
        cmocka_unit_test(bounds_of_groups_are_optima),
        cmocka_unit_test(false_optima_are_solved_afresh),
        cmocka_unit_test(no_distribution_beats_the_bound),
        cmocka_unit_test(no_group_beats_the_bound),
        cmocka_unit_test(kept_sets_prove_the_value),
    };
    return cmocka_run_group_tests_name("proposal", tests, NULL, release_lp);
}
