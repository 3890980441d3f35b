#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"

#include "floor/affine/attack.h"
#include "floor/affine/classifier.h"

/* Each best classifier is in C, and loses what the attack says: exactly, where the points are
 * what they are rounded to. */
static void in_the_set(void **state) {
    dc_random random;
    size_t better = 0;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(40); round++) {
        const affine_shape shape = { 14 + round % 9, 1 + round % 4, 2 + round % 3, 8,
                                     NULL,           round % 2,     round % 3 == 0 };
        dc_dataset *data = affine_random(&random, &shape);
        dc_instance instance;
        dc_descent fit;
        dc_attack a;
        dc_affine affine;

        dc_error error;
        mpq_t accuracy, loss;
        dc_decisions open = { NULL, { 0, 0, 0 } };
        double wrong, before = -1;
        mpq_inits(accuracy, loss, NULL);
        affine_instance(&instance, data,
                        (double)dc_random_between(&random, 20, 140) / 100);
        assert_true(dc_descent_create(&fit, &instance));
        dc_descent_run(&fit, &open, 1e-8, 60);
        bool inside = dc_descent_loss(&fit, &wrong) < instance.loss_about * 0.99;
        assert_true(dc_attack_create(&a, &instance, fit.theta, NULL) && a.wrong < 0);
        assert_true(dc_affine_create(&affine, instance.classes, instance.features));
        for (int step = 0; step < 4; step++) {
            double theta[64];
            affine_theta(theta, &random, &instance, 20);
            bool found = step == 0             ? dc_attack_try(&a, fit.theta)
                         : step == 3 && inside ? dc_attack_play(&a, 1e6, 2)
                                               : dc_attack_try(&a, theta);
            if (!inside)
                continue;
            assert_true(step > 0 || found);
            assert_true(found ? a.wrong >= before : a.wrong == before);
            before = a.wrong;
            assert_true(dc_affine_set(&affine, &instance, a.best));
            assert_int_equal(dc_affine_evaluate(accuracy, loss, &affine, data, &error),
                             DC_OK);
            if (shape.fractions ? mpq_get_d(loss) > instance.loss_about * (1 + 1e-4)
                                : mpq_cmp(loss, instance.loss) > 0)
                fail_msg("round %lu: a classifier that is not in C", round);
            if (fabs(1 - mpq_get_d(accuracy) - a.wrong) > 1e-9)
                fail_msg("round %lu: %g wrong, not %g", round, 1 - mpq_get_d(accuracy),
                         a.wrong);
            better += step > 0 && a.wrong > wrong + 1e-9;
        }
        dc_affine_clear(&affine);
        dc_attack_destroy(&a);
        dc_descent_destroy(&fit);
        mpq_clears(accuracy, loss, NULL);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
    assert_true(better >= rounds(20));
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(in_the_set) };
    return cmocka_run_group_tests_name("attack", tests, NULL, NULL);
}
