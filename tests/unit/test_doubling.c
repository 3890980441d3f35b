#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shares_of.h"

#include <math.h>

#include <doublecheck/floor.h>

static void guarantee_of(dc_guarantee *g, const char *sigma, const char *m0,
                         const char *loss, size_t fineness) {
    dc_guarantee_init(g);
    mpq_set_str(g->parameters.sigma, sigma, 10);
    mpq_set_str(g->parameters.m0, m0, 10);
    mpq_set_str(g->loss, loss, 10);
    g->fineness = fineness;
}

static double floor_of(const dc_guarantee *g) {
    dc_error error;
    mpq_t accuracy;
    mpq_init(accuracy);
    if (dc_floor_doubling(accuracy, g, &error) != DC_OK)
        fail_msg("%s", error.message);
    double value = mpq_get_d(accuracy);
    mpq_clear(accuracy);
    return value;
}

static double trivial_floor(const dc_guarantee *g) {
    dc_error error;
    mpq_t accuracy;
    mpq_init(accuracy);
    assert_int_equal(dc_floor_trivial(accuracy, g->loss, &error), DC_OK);
    double value = mpq_get_d(accuracy);
    mpq_clear(accuracy);
    return value;
}

/* The scale of the gain that T6 states, and finer grids that contain the ones before. */
static void known_floors(void **state) {
    static const struct {
        const char *sigma, *loss;
        double least;
    } known[] = {
        { "9/10", "1/10", 0.90885 },
        { "9/10", "1/20", 0.95405 },
        { "1/4", "1/10", 0.88335 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        double before = 0;
        for (size_t fineness = 2; fineness <= 4; fineness *= 2) {
            dc_guarantee g;
            guarantee_of(&g, known[k].sigma, "1/100", known[k].loss, fineness);
            double value = floor_of(&g);
            if (value < known[k].least || value < before || value > 0.96)
                fail_msg("case %zu, %zu radii: %.9f", k, fineness, value);
            assert_true(value > trivial_floor(&g) + 0.02);
            before = value;
            dc_guarantee_clear(&g);
        }
    }
}

static void the_trivial_floor_is_the_least(void **state) {
    dc_guarantee g;
    (void)state;
    /* At most m0 log 2: T5 is all there is. */
    guarantee_of(&g, "9/10", "1/10", "69/1000", 2);
    assert_true(fabs(floor_of(&g) - (1 - 0.069 / 0.69314718055994531)) < 1e-12);
    mpq_set_ui(g.loss, 2, 1);
    assert_true(floor_of(&g) == 0);
    mpq_set_ui(g.loss, 0, 1);
    assert_true(floor_of(&g) == 1);
    dc_guarantee_clear(&g);
}

/* More loss, larger m0, smaller sigma or delta, a radius: never a better floor. */
static void less_is_guaranteed_by_less(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(12); round++) {
        dc_guarantee g;
        dc_guarantee_init(&g);
        mpq_set_ui(g.parameters.sigma, 3 + dc_random_below(&random, 6), 10);
        mpq_set_ui(g.parameters.m0, 2 + dc_random_below(&random, 8), 100);
        mpq_set_ui(g.loss, 4 + dc_random_below(&random, 30), 200);
        mpq_canonicalize(g.parameters.sigma);
        mpq_canonicalize(g.parameters.m0);
        mpq_canonicalize(g.loss);
        g.fineness = 1 + round % 2;
        double before = floor_of(&g);
        mpq_set_ui(round % 3 ? g.loss : g.parameters.m0, 1, 5);
        if (round % 3 == 0)
            mpq_set_ui(g.parameters.m0, 1, 9);
        double after = floor_of(&g);
        if (after > before + 1e-3 || before < trivial_floor(&g))
            fail_msg("round %lu: %.9f, then %.9f", round, before, after);
        mpq_set_ui(g.radius, 1, 1);
        assert_true(floor_of(&g) <= after + 1e-3);
        dc_guarantee_clear(&g);
    }
}

/* Losses 1/320, 2/320, ... up to where T5 guarantees nothing. */
static void expect_falling_floors(dc_guarantee *g) {
    double before = 1;
    size_t gains = 0;
    for (unsigned long k = 1; k <= 320; k += 1 + k / 4) {
        mpq_set_ui(g->loss, k, 320);
        mpq_canonicalize(g->loss);
        double value = floor_of(g), trivial = trivial_floor(g);
        if (value > before + 1e-7 || value < trivial)
            fail_msg("%zu groups, loss %lu/320: %.9f after %.9f, T5 %.9f", g->group_count,
                     k, value, before, trivial);
        gains += value > trivial + 1e-5;
        before = value;
    }
    assert_true(gains >= 2 && before == 0);
}

/* Ten classes of the same size, and of others: six levels of shares. */
static void ten_classes(void **state) {
    dc_random random;
    dc_guarantee g;
    (void)state;
    guarantee_of(&g, "9/10", "1/1000", "0", 1);
    g.classes = 10;
    expect_falling_floors(&g);
    dc_guarantee_clear(&g);
    dc_random_seed(&random, 1);
    guarantee_of(&g, "9/10", "1/1000", "0", 1);
    random_shares(&g, &random, 10, 20);
    assert_int_equal(g.group_count, 45);
    expect_falling_floors(&g);
    dc_guarantee_clear(&g);
}

static void expect_refusal(dc_guarantee *g, const char *message) {
    dc_error error;
    mpq_t accuracy;
    mpq_init(accuracy);
    assert_int_equal(dc_floor_doubling(accuracy, g, &error), DC_EUSAGE);
    assert_string_equal(error.message, message);
    mpq_clear(accuracy);
    dc_guarantee_clear(g);
}

static void constants_are_checked(void **state) {
    static const char *const range =
        "the constants must be kappa > 1, sigma > 0, 0 < m0 < delta <= 1";
    dc_guarantee g;
    (void)state;
    guarantee_of(&g, "0", "1/10", "1/10", 0);
    expect_refusal(&g, range);
    guarantee_of(&g, "1/4", "1/2", "1/10", 0);
    expect_refusal(&g, range);
    guarantee_of(&g, "1/4", "1/10", "-1/10", 0);
    expect_refusal(&g, "neither a loss nor a radius is negative");
    guarantee_of(&g, "1/4", "1/10", "1/10", 0);
    mpq_set_ui(g.parameters.kappa, 10, 1);
    for (int k = 0; k < 9; k++) /* 10^512: no double */
        mpq_mul(g.parameters.kappa, g.parameters.kappa, g.parameters.kappa);
    expect_refusal(&g, "kappa is too large for a grid: at most 1000000000");
    guarantee_of(&g, "1/100000", "1/10", "1/10", 0);
    expect_refusal(&g, "sigma is too small: growth from m0 to delta takes 160945 steps");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_floors),
        cmocka_unit_test(the_trivial_floor_is_the_least),
        cmocka_unit_test(less_is_guaranteed_by_less),
        cmocka_unit_test(ten_classes),
        cmocka_unit_test(constants_are_checked),
    };
    return cmocka_run_group_tests_name("doubling", tests, NULL, NULL);
}
