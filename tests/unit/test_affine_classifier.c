#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"

#include "floor/affine/classifier.h"

/* score = theta_0 + sum of theta x. */
static void score_of(mpq_t score, const dc_affine *affine, size_t j,
                     const dc_dataset *data, size_t s) {
    mpq_t x;
    mpq_init(x);
    mpq_set(score, affine->theta[j * (affine->features + 1)]);
    for (size_t l = 0; l < affine->features; l++) {
        dc_dataset_value(x, data, s, l);
        mpq_mul(x, x, affine->theta[j * (affine->features + 1) + l + 1]);
        mpq_add(score, score, x);
    }
    mpq_clear(x);
}

static void scores_of_theta(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(60); round++) {
        const affine_shape shape = { 9,       2 + round % 4, 2 + round % 3, 8,
                                     "13213", true,          false };
        dc_dataset *data = affine_random(&random, &shape);
        dc_instance instance;
        dc_affine affine;
        double theta[64];
        mpq_t score, scaled;
        mpq_inits(score, scaled, NULL);
        affine_instance(&instance, data, 0.5);
        assert_true(dc_affine_create(&affine, instance.classes, instance.features));
        for (size_t k = 0; k < instance.rows * (instance.features + 1); k++)
            assert_true(mpq_sgn(affine.theta[k]) == 0);
        affine_theta(theta, &random, &instance, 4);
        assert_true(dc_affine_set(&affine, &instance, theta));
        for (int scale = 0; scale < 2; scale++) {
            for (size_t j = 0; j < instance.rows; j++)
                for (size_t s = 0; s < instance.points; s++) {
                    double sum = 0;
                    for (size_t l = 0; l < instance.dims; l++)
                        sum += theta[j * instance.dims + l] *
                               instance.z[l * instance.points + s];
                    score_of(score, &affine, j, data, s);
                    assert_true(fabs(mpq_get_d(score) - sum * (scale ? 0.625 : 1)) <
                                1e-5);
                }
            dc_affine_scale(&affine, 0.625);
        }
        dc_affine_clear(&affine);
        assert_null(affine.theta);
        mpq_clears(score, scaled, NULL);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
}

/* Tied points have a score of exactly 0; the direction is near to what was asked. */
static void ties_are_exact(void **state) {
    dc_random random;
    size_t tied = 0;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(200); round++) {
        const affine_shape shape = {
            9, 1 + round % 3, 2, 8, round % 5 ? "222" : "132", round % 2, false
        };
        dc_dataset *data = affine_random(&random, &shape);
        dc_instance instance;
        dc_affine affine;
        double v[DC_FEW_DIMS], old[DC_FEW_DIMS];
        size_t ties[DC_FEW_DIMS];
        mpq_t score;
        mpq_init(score);
        affine_instance(&instance, data, 0.5);
        if (round % 3 == 0) {
            int64_t matrix[10] = { 3, -2, 5, 1, 4, 7, 2, -2, 3, 5 };
            dc_instance_transform(&instance, matrix);
        }
        assert_true(dc_affine_create(&affine, 2, instance.features));
        size_t count = (size_t)dc_random_below(&random, instance.dims);
        for (size_t k = 0; k < count; k++)
            ties[k] = (size_t)dc_random_below(&random, instance.points);
        for (size_t l = 0; l < instance.dims; l++)
            v[l] = (double)dc_random_between(&random, -1000, 1000) / 1000;
        v[0] = v[0] == 0 ? 1 : v[0];
        memcpy(old, v, sizeof v);
        if (dc_affine_tie(&affine, &instance, data, v, ties, count)) {
            tied++;
            for (size_t k = 0; k < count; k++) {
                score_of(score, &affine, 0, data, ties[k]);
                assert_true(mpq_sgn(score) == 0);
            }
            for (size_t s = 0; s < instance.points; s++) {
                double sum = 0, size = 0;
                for (size_t l = 0; l < instance.dims; l++) {
                    double term = v[l] * (double)dc_instance_point(&instance, s)[l];
                    sum += term;
                    size += fabs(term) + fabs(v[l]) * (double)(instance.error[l] + 1);
                }
                score_of(score, &affine, 0, data, s);
                assert_true(fabs(mpq_get_d(score) - sum) <=
                            1e-9 * size + 1e-5 * fabs(sum) + (double)instance.dims * 40);
            }
            if (count == 0)
                for (size_t l = 0; l < instance.dims; l++)
                    assert_true(fabs(v[l] - old[l]) < 1e-9);
        }
        dc_affine_clear(&affine);
        mpq_clear(score);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
    assert_true(tied > rounds(100));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_of_theta),
        cmocka_unit_test(ties_are_exact),
    };
    return cmocka_run_group_tests_name("classifier", tests, NULL, NULL);
}
