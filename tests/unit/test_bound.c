#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "masses_of.h"

#include <stdlib.h>

#include "floor/bound.h"

static const dc_share_price alone = { .classes = 2 };

static int64_t random_multiplier(dc_random *random) {
    int64_t size = dc_random_between(random, 0, DC_MULTIPLIER_BITS + 3);
    return dc_random_below(random, 3) ? 0
                                      : dc_random_between(random, 0, (int64_t)1 << size);
}

static void add_times(fmpq_t sum, int64_t multiplier, const fmpq *factor) {
    fmpq_t term;
    fmpz_t m;
    fmpq_init(term);
    fmpz_init_set_si(m, multiplier);
    fmpq_mul_fmpz(term, factor, m);
    fmpq_add(sum, sum, term);
    fmpz_clear(m);
    fmpq_clear(term);
}

typedef enum kind { WRONG, RIGHT, FREE, KINDS } kind;

/* gain -= what a unit of mass in ring k pays, at the price of the loss that all groups share
 * and at the multiplier of what the group alone pays. */
static void take_payments(fmpq_t gain, const dc_rings *rings, const dc_share_price *price,
                          int64_t alone_loss, size_t k, kind what) {
    fmpq_t pays;
    fmpz_t log;
    fmpq_init(pays);
    fmpz_init(log);
    if (what == FREE)
        dc_log_two(log);
    else
        fmpz_set(log, (what == WRONG ? rings->wrong : rings->right) + k);
    fmpq_set_fmpz(pays, log);
    fmpq_div_2exp(pays, pays, DC_LOG_BITS);
    add_times(gain, -alone_loss, pays);
    if (what == RIGHT) {
        fmpz_set_ui(log, price->classes - 1);
        fmpq_div_fmpz(pays, pays, log);
    }
    if (what != FREE)
        add_times(gain, -price->loss, pays);
    fmpz_clear(log);
    fmpq_clear(pays);
}

/* What a unit of mass in ring k brings, row by row. */
static void slow_gain(fmpq_t gain, const dc_rings *rings, const dc_rule *constants,
                      const dc_share_price *price, const dc_scenarios *s,
                      const dc_multipliers *y, size_t k, kind what) {
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    fmpq_zero(gain);
    if (what == WRONG)
        add_times(gain, (int64_t)1 << DC_MULTIPLIER_BITS, one);
    take_payments(gain, rings, price, y->loss, k, what);
    for (size_t j = 0; j < rings->count; j++) {
        if (k <= j && dc_scenarios_most(s, constants, j))
            add_times(gain, -y->most[j], one);
        if (k <= j && dc_scenarios_least(s, rings, constants, j))
            add_times(gain, y->least[j], one);
        if (k <= j && dc_scenarios_grow(s, rings, j))
            add_times(gain, -y->growth[j], constants->growth);
        if (k <= j + rings->period && dc_scenarios_grow(s, rings, j))
            add_times(gain, y->growth[j], one);
    }
    fmpq_clear(one);
}

/* The dual solution's value, unit by unit of mass. */
static void slow_value(fmpq_t value, const dc_rings *rings, const dc_rule *constants,
                       const dc_share_price *price, const dc_scenarios *s,
                       const dc_multipliers *y, const fmpq_t loss) {
    fmpq_t gain;
    fmpq_init(gain);
    for (size_t k = 0; k <= rings->count; k++)
        for (kind what = WRONG; what < (price->classes > 2 ? KINDS : FREE); what++) {
            slow_gain(gain, rings, constants, price, s, y, k, what);
            if ((k == 0 && what == WRONG) || fmpq_cmp(gain, value) > 0)
                fmpq_set(value, gain);
        }
    add_times(value, y->loss, loss);
    for (size_t j = 0; j < rings->count; j++) {
        const fmpq *most = dc_scenarios_most(s, constants, j);
        const fmpq *least = dc_scenarios_least(s, rings, constants, j);
        if (most)
            add_times(value, y->most[j], most);
        if (least)
            add_times(value, -y->least[j], least);
    }
    fmpq_div_2exp(value, value, DC_MULTIPLIER_BITS);
    fmpq_clear(gain);
}

typedef struct tally {
    unsigned long seen, tight, lost; /* lost: the distribution's own value is positive */
} tally;

/* Random multipliers on a distribution's own scenario. */
static void try_bound(const trial *t, unsigned long round, dc_random *random, tally *n) {
    dc_scenarios s = dc_scenarios_one(scenario_of(&t->m, &t->rings, &t->constants));
    int64_t list[3 * MASSES_RINGS];
    dc_multipliers y = { dc_random_between(random, 0, (int64_t)8 << DC_MULTIPLIER_BITS),
                         list, list + MASSES_RINGS, list + (size_t)2 * MASSES_RINGS };
    fmpq_t loss, value, most, slow;
    fmpq_init(loss);
    fmpq_init(value);
    fmpq_init(most);
    fmpq_init(slow);
    for (size_t k = 0; k < (size_t)3 * MASSES_RINGS; k++)
        list[k] = dc_random_below(random, 4) ? 0 : random_multiplier(random);
    loss_of(loss, value, &t->m, &t->rings, &t->price);
    dc_bound_value(most, &t->rings, &t->constants, &t->price, &s, &y, loss);
    if (fmpq_cmp(value, most) > 0)
        fail_msg(
            "round %lu, %u classes: a distribution beats its bound: %.12f, not %.12f",
            round, t->price.classes, fmpq_get_d(value), fmpq_get_d(most));
    slow_value(slow, &t->rings, &t->constants, &t->price, &s, &y, loss);
    if (!fmpq_equal(slow, most))
        fail_msg("round %lu, %u classes: the bound is %.12f, not %.12f", round,
                 t->price.classes, fmpq_get_d(most), fmpq_get_d(slow));
    n->seen++;
    n->tight += fmpq_cmp_si(most, 1) < 0;
    n->lost += fmpq_sgn(value) > 0;
    fmpq_clear(slow);
    fmpq_clear(most);
    fmpq_clear(value);
    fmpq_clear(loss);
}

typedef void maker(trial *t, dc_random *random);

static tally try_trials(maker *make, unsigned long count, uint64_t seed) {
    dc_random random;
    tally n = { 0 };
    dc_random_seed(&random, seed);
    for (unsigned long round = 0; round < count; round++) {
        trial t;
        make(&t, &random);
        if (t.fits)
            try_bound(&t, round, &random, &n);
        trial_clear(&t);
    }
    assert_true(n.seen > count / 4 && n.tight > n.seen / 50);
    return n;
}

/* Weak duality: whatever the multipliers, no distribution of the scenario that pays no more
 * than the loss has more misclassified. */
static void no_distribution_beats_a_bound(void **state) {
    (void)state;
    try_trials(trial_random, rounds(1000), 2);
}

/* The same for one group of K classes, with a price and free mass. */
static void no_group_beats_a_bound(void **state) {
    (void)state;
    tally n = try_trials(trial_random_classes, rounds(400), 5);
    assert_true(n.lost > n.seen / 20);
}

/* One radius 1, kappa 2, delta 1/2, m0 1/4, by hand: D_0 <= 1/4 in scenario (1, 1). Whoever is
 * misclassified beyond radius 1 pays log(1 + e), within it log 2. */
static void a_bound_by_hand(void **state) {
    dc_rings rings;
    dc_rule constants;
    dc_scenarios s = { { 1, 1 }, { 1, 1 } };
    int64_t growth = 0, least = 0, most = 0;
    dc_multipliers y = { (int64_t)1 << DC_MULTIPLIER_BITS, &growth, &least, &most };
    fmpq_t kappa, one, loss, wrong, expected;
    dc_error error;
    (void)state;
    fmpq_init(kappa);
    fmpq_init(one);
    fmpq_init(loss);
    fmpq_init(wrong);
    fmpq_init(expected);
    fmpq_set_si(kappa, 2, 1);
    fmpq_one(one);
    set_rule(&constants, (const long[]){ 1, 1 }, (const long[]){ 1, 2 },
             (const long[]){ 1, 4 });
    assert_int_equal(dc_rings_create(&rings, kappa, one, one, 1, &error), DC_OK);
    assert_int_equal(rings.count, 1);
    fmpq_set_si(loss, 1, 10);
    dc_bound_value(wrong, &rings, &constants, &alone, &s, &y, loss);
    /* 1/10 + max(1 - log 2, ...): a misclassified unit within radius 1. */
    fmpq_set_fmpz(expected, rings.wrong);
    fmpq_div_2exp(expected, expected, DC_LOG_BITS);
    fmpq_sub(expected, one, expected);
    fmpq_add(expected, expected, loss);
    assert_true(fmpq_equal(wrong, expected));
    most = (int64_t)1 << (DC_MULTIPLIER_BITS - 1);
    dc_bound_value(wrong, &rings, &constants, &alone, &s, &y, loss);
    /* The row takes 1/2 of it, and gives 1/2 of 1/4: what is correct and beyond pays
     * nothing and brings 0, more than 1 - log 2 - 1/2 and 1 - log(1 + e). */
    fmpq_set_si(expected, 1, 8);
    fmpq_add(expected, expected, loss);
    assert_true(fmpq_equal(wrong, expected));
    dc_rings_destroy(&rings);
    dc_rule_clear(&constants);
    fmpq_clear(expected);
    fmpq_clear(wrong);
    fmpq_clear(loss);
    fmpq_clear(one);
    fmpq_clear(kappa);
}

/* One radius 1, K = 3, m0 1/4, by hand: scenario (0, 0) asks for D_0 >= m0. That row and
 * what the group alone pays have multiplier 1. */
static void free_mass_by_hand(void **state) {
    dc_rings rings;
    dc_rule constants;
    dc_scenarios s = { { 0, 0 }, { 0, 0 } };
    int64_t growth = 0, least = (int64_t)1 << DC_MULTIPLIER_BITS, most = 0;
    dc_multipliers y = { least, &growth, &least, &most };
    dc_share_price price = { .classes = 3, .loss = 2 * least };
    fmpq_t kappa, one, loss, value, expected;
    dc_error error;
    (void)state;
    fmpq_init(kappa);
    fmpq_init(one);
    fmpq_init(loss);
    fmpq_init(value);
    fmpq_init(expected);
    fmpq_set_si(kappa, 2, 1);
    fmpq_one(one);
    set_rule(&constants, (const long[]){ 1, 1 }, (const long[]){ 1, 2 },
             (const long[]){ 1, 4 });
    assert_int_equal(dc_rings_create(&rings, kappa, one, one, 1, &error), DC_OK);
    dc_bound_value(value, &rings, &constants, &price, &s, &y, loss);
    /* A correct unit within radius 1 brings 1 - (1 + 2/2) log(1 + 1/e) = 0.373, a free one
     * 1 - log 2 = 0.307, a misclassified one 2 - 3 log 2 = -0.079. */
    fmpq_set_fmpz(expected, rings.right);
    fmpq_div_2exp(expected, expected, DC_LOG_BITS - 1);
    fmpq_sub(expected, one, expected);
    fmpq_set_si(loss, 1, 4);
    fmpq_sub(expected, expected, loss);
    assert_true(fmpq_equal(value, expected));
    price.loss = 3 * least;
    fmpq_zero(loss);
    dc_bound_value(value, &rings, &constants, &price, &s, &y, loss);
    /* Now the correct one brings 1 - (5/2) 0.313 = 0.217. */
    fmpq_set_fmpz(expected, rings.wrong);
    fmpq_div_2exp(expected, expected, DC_LOG_BITS);
    fmpq_sub(expected, one, expected);
    fmpq_set_si(loss, 1, 4);
    fmpq_sub(expected, expected, loss);
    assert_true(fmpq_equal(value, expected));
    dc_rings_destroy(&rings);
    dc_rule_clear(&constants);
    fmpq_clear(expected);
    fmpq_clear(value);
    fmpq_clear(loss);
    fmpq_clear(one);
    fmpq_clear(kappa);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_distribution_beats_a_bound),
        cmocka_unit_test(no_group_beats_a_bound),
        cmocka_unit_test(a_bound_by_hand),
        cmocka_unit_test(free_mass_by_hand),
    };
    return cmocka_run_group_tests_name("bound", tests, NULL, NULL);
}
