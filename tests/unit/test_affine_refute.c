#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"

#include "floor/affine/refute.h"

/* The best of a grid of prices, each from zero. */
static double slow_refute(const dc_instance *instance, const uint8_t *rival,
                          int64_t threshold, bool loss_only) {
    dc_descent d;
    dc_balance b;
    double best = -INFINITY;
    assert_true(dc_descent_create(&d, instance) && dc_balance_create(&b, instance));
    for (int step = 0; step <= (loss_only ? 0 : 24); step++) {
        dc_decisions decisions = { rival, dc_toll_of(step * 0.05) };
        memset(d.theta, 0, instance->rows * instance->dims * sizeof *d.theta);
        dc_descent_run(&d, &decisions, 1e-7, 60);
        dc_balance_round(&b, &d);
        best = fmax(best, dc_balance_excess(&b, &decisions, threshold));
    }
    dc_descent_destroy(&d);
    dc_balance_destroy(&b);
    return best;
}

/* A proof is confirmed, and what the grid proves easily is found. */
static void as_good_as_a_grid(void **state) {
    dc_random random;
    size_t proofs = 0, confirmed = 0, missed = 0, count = 0;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(60); round++) {
        const affine_shape shape = { 10 + round % 7, 1 + round % 3, 2 + round % 2, 6,
                                     NULL,           false,         round % 2 };
        dc_dataset *data = affine_random(&random, &shape);
        dc_instance instance;
        dc_refuter r;
        dc_balance b;
        affine_instance(&instance, data, (double)dc_random_between(&random, 5, 80) / 100);
        assert_true(dc_refuter_create(&r, &instance) && dc_balance_create(&b, &instance));
        if (round % 3 == 0) {
            size_t s = (size_t)dc_random_below(&random, instance.points);
            r.rival[s * instance.classes + (instance.label[s] + 1) % instance.classes] =
                DC_RIVAL_NEGATIVE;
        }
        bool loss_only = round % 4 == 0;
        int64_t threshold = dc_random_between(&random, 0, instance.total);
        dc_refute(&r, threshold, loss_only);
        double slow = slow_refute(&instance, r.rival, threshold, loss_only);
        dc_decisions decisions = { r.rival, r.toll };
        size_t used;
        assert_true(!loss_only || r.toll.k == 0);
        assert_true(r.toll.k >= 0 && r.lost >= 0 && r.lost <= 1 + 1e-12);
        count++;
        missed += slow > 0.02 && !(r.excess > 0);
        if (r.excess > 0) {
            proofs++;
            dc_balance_round(&b, &r.descent);
            assert_true(fabs(dc_balance_excess(&b, &decisions, threshold) - r.excess) <
                        1e-9);
            if (dc_balance_proves(&b, &used, &decisions, threshold)) {
                confirmed++;
                assert_true(affine_leaf(&b, b.basis + used, &decisions, threshold, data));
            }
        }
        dc_refuter_destroy(&r);
        dc_balance_destroy(&b);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
    print_message("%zu of %zu refuted, %zu confirmed, %zu missed\n", proofs, count,
                  confirmed, missed);
    assert_true(missed * 20 <= count && confirmed * 10 >= proofs * 7 && proofs >= 10);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(as_good_as_a_grid) };
    return cmocka_run_group_tests_name("refute", tests, NULL, NULL);
}
