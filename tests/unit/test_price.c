#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "masses_of.h"
#include "release_lp.h"
#include "shares_of.h"

#include <math.h>

#include "floor/price.h"
#include "floor/proposal.h"

/* Groups, their condition, and a loss. */
typedef struct question {
    dc_guarantee groups;
    dc_rings rings;
    dc_rule constants;
    dc_share_price price;
    fmpq_t loss;
} question;

/* kappa 3, delta 1/2, m0 1/100; radii 1/81 .. 9. */
static void question_init(question *q, const long sigma[2], const long loss[2]) {
    fmpq_t kappa, least, most;
    dc_error error;
    memset(q, 0, sizeof *q);
    dc_guarantee_init(&q->groups);
    fmpq_init(kappa);
    fmpq_init(least);
    fmpq_init(most);
    fmpq_init(q->loss);
    fmpq_set_si(kappa, 3, 1);
    fmpq_set_si(least, 1, 81);
    fmpq_set_si(most, 9, 1);
    set_rule(&q->constants, sigma, (const long[]){ 1, 2 }, (const long[]){ 1, 100 });
    assert_int_equal(dc_rings_create(&q->rings, kappa, least, most, 1, &error), DC_OK);
    fmpq_set_si(q->loss, loss[0], (ulong)loss[1]);
    fmpq_clear(most);
    fmpq_clear(least);
    fmpq_clear(kappa);
}

static void random_question(question *q, dc_random *random) {
    question_init(q, (const long[]){ dc_random_between(random, 5, 10), 10 },
                  (const long[]){ dc_random_between(random, 1, 15), 100 });
    random_shares(&q->groups, random, 3 + (unsigned)dc_random_below(random, 3), 20);
    q->price.classes = q->groups.classes;
}

static void question_clear(question *q) {
    fmpq_clear(q->loss);
    dc_rule_clear(&q->constants);
    dc_rings_destroy(&q->rings);
    dc_guarantee_clear(&q->groups);
}

static int64_t price_of(double y) {
    return llround(ldexp(y, DC_MULTIPLIER_BITS));
}

static double value_with(const question *q, const dc_shares *shares) {
    dc_error error;
    fmpq_t wrong;
    fmpq_init(wrong);
    assert_int_equal(dc_price_value(wrong, NULL, &q->rings, &q->constants, &q->price,
                                    shares, q->loss, NULL, &error),
                     DC_OK);
    double value = fmpq_get_d(wrong);
    fmpq_clear(wrong);
    return value;
}

static double value_of(const question *q, size_t levels) {
    dc_shares shares;
    dc_error error;
    assert_int_equal(dc_shares_create(&shares, &q->groups, levels, &error), DC_OK);
    double value = value_with(q, &shares);
    dc_shares_destroy(&shares);
    return value;
}

static double chosen_value(question *q, size_t levels) {
    dc_shares shares;
    dc_error error;
    fmpq_t wrong;
    fmpq_init(wrong);
    assert_int_equal(dc_shares_create(&shares, &q->groups, levels, &error), DC_OK);
    assert_int_equal(dc_price_choose(wrong, &q->price, &q->rings, &q->constants, &shares,
                                     q->loss, NULL, &error),
                     DC_OK);
    double value = value_with(q, &shares);
    assert_true(fmpq_get_d(wrong) == value);
    fmpq_clear(wrong);
    dc_shares_destroy(&shares);
    return value;
}

/* y loss + sum of w_g V_g, group by group. */
static void values_by_hand(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(5); round++) {
        question q;
        dc_error error;
        fmpq_t sum, share, alone, V;
        fmpq_init(sum);
        fmpq_init(share);
        fmpq_init(alone);
        fmpq_init(V);
        random_question(&q, &random);
        q.price.loss = price_of((double)dc_random_between(&random, 0, 14) / 10);
        fmpq_set_si(sum, q.price.loss, 1);
        fmpq_div_2exp(sum, sum, DC_MULTIPLIER_BITS);
        fmpq_mul(sum, sum, q.loss);
        for (size_t g = 0; g < q.groups.group_count; g++) {
            fmpq_set_mpq(share, q.groups.share[g]);
            fmpq_div(alone, q.loss, share);
            assert_int_equal(dc_propose(V, &q.rings, &q.constants, &q.price, alone, NULL,
                                        NULL, NULL, &error),
                             DC_OK);
            fmpq_addmul(sum, V, share);
        }
        double value = value_of(&q, 1000), expected = fmpq_get_d(sum);
        if (fabs(value - expected) > 1e-12)
            fail_msg("round %lu: %.15f, not %.15f", round, value, expected);
        question_clear(&q);
        fmpq_clear(V);
        fmpq_clear(alone);
        fmpq_clear(share);
        fmpq_clear(sum);
    }
}

/* One level: all groups at the least share. */
static void one_level_by_hand(void **state) {
    question q;
    dc_shares shares;
    dc_error error;
    fmpq_t alone, V, sum;
    (void)state;
    fmpq_init(alone);
    fmpq_init(V);
    fmpq_init(sum);
    question_init(&q, (const long[]){ 9, 10 }, (const long[]){ 1, 10 });
    q.groups.classes = q.price.classes = 5;
    q.price.loss = price_of(0.75);
    assert_int_equal(dc_shares_create(&shares, &q.groups, 6, &error), DC_OK);
    fmpq_set_si(alone, 1, 4); /* 1/10 over 2/5 */
    assert_int_equal(dc_propose(V, &q.rings, &q.constants, &q.price, alone, NULL, NULL,
                                NULL, &error),
                     DC_OK);
    fmpq_set_si(sum, 4, 1);
    fmpq_mul(V, V, sum);
    fmpq_set_si(sum, 3, 40);
    fmpq_add(sum, sum, V);
    assert_int_equal(dc_price_value(V, NULL, &q.rings, &q.constants, &q.price, &shares,
                                    q.loss, NULL, &error),
                     DC_OK);
    assert_true(fmpq_equal(V, sum));
    dc_shares_destroy(&shares);
    question_clear(&q);
    fmpq_clear(sum);
    fmpq_clear(V);
    fmpq_clear(alone);
}

static void one_group_asks_no_price(void **state) {
    question q;
    dc_error error;
    fmpq_t V;
    (void)state;
    fmpq_init(V);
    question_init(&q, (const long[]){ 9, 10 }, (const long[]){ 1, 10 });
    q.price = (dc_share_price){ 2, 123 };
    double value = chosen_value(&q, 6);
    assert_int_equal(q.price.loss, 0);
    assert_int_equal(dc_propose(V, &q.rings, &q.constants, &q.price, q.loss, NULL, NULL,
                                NULL, &error),
                     DC_OK);
    assert_true(value == fmpq_get_d(V));
    question_clear(&q);
    fmpq_clear(V);
}

/* 1 / log 2 gives what T5 says; the choice is no worse, nor than any price of a scan. */
static void the_chosen_price_is_the_best(void **state) {
    dc_random random;
    unsigned long helps = 0;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(4); round++) {
        question q;
        random_question(&q, &random);
        double chosen = chosen_value(&q, 2), trivial = fmpq_get_d(q.loss) / M_LN2;
        helps += chosen < trivial - 0.001;
        if (chosen > trivial + 1e-3)
            fail_msg("round %lu: %.9f, T5 %.9f", round, chosen, trivial);
        int64_t price = q.price.loss;
        assert_true(price >= 0);
        for (int k = 0; k <= 8; k++) {
            q.price.loss = price_of(k / (8 * M_LN2));
            double other = value_of(&q, 2);
            if (other < chosen - 1e-3)
                fail_msg("round %lu: %.9f with price %.6f, %.9f with price %.6f", round,
                         chosen, ldexp((double)price, -DC_MULTIPLIER_BITS), other,
                         k / (8 * M_LN2));
        }
        if (value_of(&q, 2) > trivial + 1e-6)
            fail_msg("round %lu: 1 / log 2 gives %.9f, T5 %.9f", round, value_of(&q, 2),
                     trivial);
        question_clear(&q);
    }
    assert_true(helps > rounds(4) / 4);
}

/* Twice as many levels divide the levels before. */
static void more_levels_are_never_worse(void **state) {
    dc_random random;
    unsigned long better = 0;
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < rounds(5); round++) {
        question q;
        random_question(&q, &random);
        q.price.loss = price_of((double)dc_random_between(&random, 2, 14) / 10);
        double before = value_of(&q, 1), first = before;
        for (size_t levels = 2; levels <= 8; levels *= 2) {
            double value = value_of(&q, levels);
            if (value > before + 1e-9)
                fail_msg("round %lu, %zu levels: %.12f, half as many: %.12f", round,
                         levels, value, before);
            before = value;
        }
        better += before < first - 1e-3;
        question_clear(&q);
    }
    assert_true(better > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_by_hand),
        cmocka_unit_test(one_level_by_hand),
        cmocka_unit_test(one_group_asks_no_price),
        cmocka_unit_test(the_chosen_price_is_the_best),
        cmocka_unit_test(more_levels_are_never_worse),
    };
    return cmocka_run_group_tests_name("price", tests, NULL, release_lp);
}
