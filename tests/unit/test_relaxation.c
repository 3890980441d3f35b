#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "masses_of.h"
#include "release_lp.h"

#include <math.h>

#include "floor/relaxation.h"

/* Rings with at most so many radii, constants, a price and a loss. */
typedef struct question {
    dc_rings rings;
    dc_rule constants;
    dc_share_price price;
    fmpq_t loss;
} question;

static void question_init(question *q, dc_random *random, size_t most) {
    random_rings(&q->rings, random);
    while (q->rings.count > most) {
        dc_rings_destroy(&q->rings);
        random_rings(&q->rings, random);
    }
    random_rule(&q->constants, random);
    q->price = random_price(random);
    fmpq_init(q->loss);
    fmpq_set_si(q->loss, dc_random_between(random, 1, 60), 100);
}

static void question_clear(question *q) {
    fmpq_clear(q->loss);
    dc_rule_clear(&q->constants);
    dc_rings_destroy(&q->rings);
}

static void must_create(dc_relaxation *r, const question *q) {
    dc_error error;
    assert_int_equal(dc_relaxation_create(r, &q->rings, &q->constants, &q->price, q->loss,
                                          &error),
                     DC_OK);
}

/* The exact bound of the box from multipliers that are proposed. */
static double bound_of(dc_relaxation *r, const question *q, const dc_scenarios *box) {
    int64_t rows[3 * MASSES_RINGS] = { 0 };
    dc_multipliers m = { 0, rows, rows + MASSES_RINGS, rows + (size_t)2 * MASSES_RINGS };
    fmpq_t bound;
    fmpq_init(bound);
    assert_true(dc_relaxation_solve(&m, r, box));
    dc_bound_value(bound, &q->rings, &q->constants, &q->price, box, &m, q->loss);
    double value = fmpq_get_d(bound);
    fmpq_clear(bound);
    return value;
}

/* The bound is the program's optimum, and halves of a box allow no more than the box. */
static void halves_allow_no_more(void **state) {
    dc_random random;
    unsigned long less = 0;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(100); round++) {
        question q;
        dc_relaxation r;
        question_init(&q, &random, 20);
        must_create(&r, &q);
        dc_scenarios box = dc_scenarios_all(&q.rings), half[2];
        double before = INFINITY;
        for (;;) {
            double bound = bound_of(&r, &q, &box);
            if (fabs(bound - dc_program_value(r.program)) > 1e-6)
                fail_msg("round %lu: the bound is %.9f, the optimum %.9f", round, bound,
                         dc_program_value(r.program));
            if (bound > before + 1e-6)
                fail_msg("round %lu: %.9f is more than %.9f", round, bound, before);
            less += bound < before - 1e-6;
            before = bound;
            if (dc_scenarios_single(&box))
                break;
            dc_scenarios_split(half, &box, &q.constants);
            size_t h = dc_random_below(&random, 2);
            box = half[dc_scenarios_empty(half + h) ? 1 - h : h];
        }
        dc_relaxation_destroy(&r);
        question_clear(&q);
    }
    assert_true(less > 2 * rounds(100));
}

/* The optimum is convex in the price, and above the line of its slope. */
static void slopes_are_subgradients(void **state) {
    dc_random random;
    unsigned long steep = 0;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(100); round++) {
        question q, other;
        dc_relaxation r;
        question_init(&q, &random, 14);
        size_t full = dc_random_below(&random, q.rings.count + 1);
        size_t first = dc_random_below(&random, full + 1);
        dc_scenario s = { first, full };
        if (!dc_scenario_possible(&s, &q.constants))
            s.first = s.full;
        dc_scenarios box = dc_scenarios_one(s);
        must_create(&r, &q);
        double value = bound_of(&r, &q, &box), slope = dc_relaxation_slope(&r, &box);
        dc_relaxation_destroy(&r);
        assert_true(slope <= 0);
        steep += slope < -0.01;
        other = q;
        other.price.loss = dc_random_between(&random, 0,
                                             (int64_t)8 << DC_MULTIPLIER_BITS);
        must_create(&r, &other);
        double there = bound_of(&r, &other, &box);
        dc_relaxation_destroy(&r);
        double step = ldexp((double)(other.price.loss - q.price.loss),
                            -DC_MULTIPLIER_BITS);
        if (there < value + slope * step - 1e-6)
            fail_msg("round %lu: %.9f, slope %.9f; %.9f at a price %.6f more", round,
                     value, slope, there, step);
        question_clear(&q);
    }
    assert_true(steep > rounds(100) / 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halves_allow_no_more),
        cmocka_unit_test(slopes_are_subgradients),
    };
    return cmocka_run_group_tests_name("relaxation", tests, NULL, release_lp);
}
