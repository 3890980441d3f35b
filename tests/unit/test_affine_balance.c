#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"

#include "floor/affine/refute.h"

static void random_decisions(uint8_t *rival, dc_random *random,
                             const dc_instance *instance) {
    size_t K = instance->classes;
    for (size_t s = 0; s < instance->points; s++)
        for (size_t l = 0; l < K; l++)
            if (l != instance->label[s] && dc_random_below(random, 4) == 0)
                rival[s * K + l] = (uint8_t)(1 + dc_random_below(random, 2));
    for (size_t s = 0; s < instance->points; s++) { /* one negative at most */
        bool lost = false;
        for (size_t l = 0; l < K; l++) {
            if (lost && rival[s * K + l] == DC_RIVAL_NEGATIVE)
                rival[s * K + l] = DC_RIVAL_OPEN;
            lost = lost || rival[s * K + l] == DC_RIVAL_NEGATIVE;
        }
    }
}

static void shares_are_rounded(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(50); round++) {
        const affine_shape shape = { 12, 2, 2 + round % 3, 5, NULL, false, true };
        dc_dataset *data = affine_random(&random, &shape);
        dc_instance instance;
        dc_descent d;
        dc_balance b;
        affine_instance(&instance, data, 0.2);
        assert_true(dc_descent_create(&d, &instance) && dc_balance_create(&b, &instance));
        size_t K = instance.classes;
        uint8_t *rival = calloc(instance.points, K);
        random_decisions(rival, &random, &instance);
        dc_decisions decisions = { round % 2 ? rival : NULL, dc_toll_of(0.3) };
        affine_theta(d.theta, &random, &instance, 3);
        dc_descent_look(&d, &decisions);
        dc_balance_round(&b, &d);
        for (size_t s = 0; s < instance.points; s++) {
            int64_t sum = 0;
            for (size_t j = 0; j < K; j++) {
                double share = d.shares[s * K + j];
                sum += b.shares[s * K + j];
                if (share >= 0)
                    assert_true(b.shares[s * K + j] >= 0);
                if (fabs(share) < 8000)
                    assert_true(fabs(b.shares[s * K + j] - ldexp(share, DC_SHARE_BITS)) <=
                                (double)K);
            }
            assert_true(sum == DC_SHARE_ONE);
        }
        assert_true(dc_balance_price(&decisions.toll) == llrint(0.3 * 0x1p48));
        free(rival);
        dc_balance_destroy(&b);
        dc_descent_destroy(&d);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
}

/* The excess by the document, in units of the loss. */
static double slow_excess(const dc_balance *b, const dc_decisions *decisions,
                          int64_t threshold) {
    const dc_instance *instance = b->instance;
    int64_t k = dc_balance_price(&decisions->toll);
    long double sum = (long double)k * (long double)threshold -
                      (long double)mpz_get_d(instance->budget);
    for (size_t s = 0; s < instance->points; s++) {
        int64_t e;
        if (!affine_contribution(&e, dc_decisions_of(decisions, instance, s),
                                 b->shares + s * instance->classes, k))
            return -INFINITY;
        sum += (long double)instance->weight[s] * (long double)e;
    }
    return (double)(sum / (long double)instance->unit * 0x1p-48L);
}

/* What it proves the document proves, too; and what it proves it proves near its limit. */
static void proofs_are_right(void **state) {
    dc_random random;
    size_t proofs = 0, failures = 0;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(150); round++) {
        const affine_shape shape = {
            8 + 2 * (round % 6),       1 + round % 3, 2 + round % 3, 6,
            round % 5 ? "222" : "131", round % 2,     round % 4 == 0
        };
        dc_dataset *data = affine_random(&random, &shape);
        dc_instance instance;
        dc_refuter r;
        dc_balance b;
        affine_instance(&instance, data, (double)dc_random_between(&random, 1, 90) / 100);
        if (round % 3 == 0) {
            int64_t matrix[10] = { 3, -2, 5, 1, 4, 7, 2, -2, 3, 5 };
            double whitener[16] = { 0 };
            dc_instance_transform(&instance, matrix);
            for (size_t l = 0; l < instance.dims; l++)
                whitener[l * instance.dims + l] = 1e-7;
            dc_instance_whiten(&instance, whitener);
        }
        assert_true(dc_refuter_create(&r, &instance) && dc_balance_create(&b, &instance));
        if (round % 2)
            random_decisions(r.rival, &random, &instance);
        int64_t threshold = dc_random_between(&random, 0, instance.total);
        r.toll.k = 0.4;
        dc_refute(&r, threshold, round % 7 == 0);
        dc_decisions decisions = { r.rival, r.toll };
        dc_balance_round(&b, &r.descent);
        double excess = dc_balance_excess(&b, &decisions, threshold);
        double slow = slow_excess(&b, &decisions, threshold);
        assert_true(excess == slow || fabs(excess - slow) < 1e-9);
        size_t used = 99;
        if (excess > 0 && dc_balance_proves(&b, &used, &decisions, threshold)) {
            proofs++;
            assert_true(used < b.count);
            if (!affine_leaf(&b, b.basis + used, &decisions, threshold, data))
                fail_msg("round %lu: a wrong leaf", round);
            /* The same basis again, and a budget just beyond what was proved. */
            mpz_t sum;
            mpz_init_set(sum, instance.budget);
            for (int bits = 47; bits >= 0; bits--) {
                mpz_t step;
                mpz_init_set_si(step, instance.unit);
                mpz_mul_2exp(step, step, (unsigned)bits);
                mpz_add(instance.budget, instance.budget, step);
                if (!dc_balance_proves(&b, &used, &decisions, threshold))
                    mpz_sub(instance.budget, instance.budget, step);
                else
                    mpz_set(mpq_numref(instance.loss), instance.budget);
                mpz_clear(step);
            }
            if (mpz_cmp(sum, instance.budget) != 0) {
                mpz_set_si(mpq_denref(instance.loss), instance.unit);
                mpz_mul_2exp(mpq_denref(instance.loss), mpq_denref(instance.loss), 48);
                mpq_canonicalize(instance.loss);
            }
            assert_true(dc_balance_proves(&b, &used, &decisions, threshold));
            if (!affine_leaf(&b, b.basis + used, &decisions, threshold, data))
                fail_msg("round %lu: a wrong leaf at the limit", round);
            mpz_clear(sum);
        } else {
            failures++;
        }
        dc_balance_destroy(&b);
        dc_refuter_destroy(&r);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
    print_message("%zu proofs, %zu without\n", proofs, failures);
    assert_true(proofs >= rounds(30) && failures > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_rounded),
        cmocka_unit_test(proofs_are_right),
    };
    return cmocka_run_group_tests_name("balance", tests, NULL, NULL);
}
