#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"

static const affine_shape shape = { 30, 2, 3, 6, NULL, false, true };

/* Loss and gradient by hand. */
static double slow_loss(const dc_instance *instance, const double *theta, double *wrong) {
    size_t d = instance->dims, K = instance->classes, N = instance->points;
    double loss = 0;
    *wrong = 0;
    for (size_t s = 0; s < N; s++) {
        double score[8] = { 0 }, sum = 0;
        bool lost = false;
        for (size_t j = 0; j + 1 < K; j++)
            for (size_t l = 0; l < d; l++)
                score[j] += theta[j * d + l] * instance->z[l * N + s];
        for (size_t j = 0; j < K; j++) {
            sum += exp(score[j] - score[instance->label[s]]);
            lost = lost ||
                   (j != instance->label[s] && score[j] >= score[instance->label[s]]);
        }
        loss += instance->mass[s] * log(sum);
        *wrong += lost ? instance->mass[s] : 0;
    }
    return loss;
}

static void losses_and_gradients(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(100); round++) {
        affine_shape other = shape;
        other.K = 2 + round % 3;
        other.n = 1 + round % 4;
        dc_dataset *data = affine_random(&random, &other);
        dc_instance instance;
        dc_descent d;
        dc_decisions open = { NULL, { 0, 0, 0 } };
        affine_instance(&instance, data, 0.1);
        assert_true(dc_descent_create(&d, &instance));
        size_t D = instance.rows * instance.dims;
        double gradient[64], step = 1e-5, wrong, other_wrong, length = 0;
        affine_theta(d.theta, &random, &instance, 3);
        double loss = dc_descent_loss(&d, &wrong);
        assert_true(fabs(loss - slow_loss(&instance, d.theta, &other_wrong)) < 1e-10);
        assert_true(fabs(wrong - other_wrong) < 1e-10);
        for (size_t k = 0; k < D; k++) {
            double theta[64];
            memcpy(theta, d.theta, D * sizeof *theta);
            theta[k] += step;
            gradient[k] = slow_loss(&instance, theta, &other_wrong);
            theta[k] -= 2 * step;
            gradient[k] = (gradient[k] - slow_loss(&instance, theta, &other_wrong)) /
                          (2 * step);
            length += gradient[k] * gradient[k];
        }
        dc_descent_look(&d, &open);
        assert_true(fabs(d.gradient - sqrt(length)) < 1e-6);
        double *columns = calloc(instance.rows * instance.points, sizeof *columns);
        double vector[64];
        for (size_t s = 0; s < instance.points; s++)
            for (size_t j = 0; j < instance.rows; j++)
                columns[j * instance.points + s] = instance.mass[s] *
                                                   (d.shares[s * instance.classes + j] -
                                                    (instance.label[s] == j));
        dc_descent_gather(&instance, vector, columns);
        for (size_t k = 0; k < D; k++)
            assert_true(fabs(vector[k] - gradient[k]) < 1e-6);
        free(columns);
        dc_descent_destroy(&d);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
}

/* Scores that are equal lose. */
static void ties_are_lost(void **state) {
    dc_random random;
    dc_instance instance;
    dc_descent d;
    double wrong;
    (void)state;
    dc_random_seed(&random, 3);
    dc_dataset *data = affine_random(&random, &shape);
    affine_instance(&instance, data, 0.1);
    assert_true(dc_descent_create(&d, &instance));
    assert_true(fabs(dc_descent_loss(&d, &wrong) - log(3)) < 1e-12);
    assert_true(fabs(wrong - 1) < 1e-12);
    dc_descent_destroy(&d);
    dc_instance_clear(&instance);
    dc_dataset_destroy(data);
}

/* Decided or not, for any price: the gradient gets small, and with no price the loss is the
 * least near it. */
static void gets_down(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(100); round++) {
        affine_shape other = shape;
        other.K = 2 + round % 3;
        dc_dataset *data = affine_random(&random, &other);
        dc_instance instance;
        dc_descent d;
        affine_instance(&instance, data, 0.1);
        size_t K = instance.classes, D = instance.rows * instance.dims;
        uint8_t *rival = calloc(instance.points, K);
        for (size_t s = 0; s < instance.points && round % 2; s++)
            if (dc_random_below(&random, 5) == 0)
                rival[s * K + (instance.label[s] + 1) % K] =
                    (uint8_t)(1 + dc_random_below(&random, 2));
        dc_decisions decisions = { round % 2 ? rival : NULL,
                                   dc_toll_of(round % 3 ? (double)(round % 7) / 10 : 0) };
        assert_true(dc_descent_create(&d, &instance));
        affine_theta(d.theta, &random, &instance, 5);
        dc_descent_look(&d, &decisions);
        double before = d.gradient;
        dc_descent_run(&d, &decisions, 1e-6, 60);
        if (d.gradient > 1e-6 && d.gradient > 1e-3 * before)
            fail_msg("round %lu: a gradient of %g, from %g", round, d.gradient, before);
        if (round % 2 == 0 && round % 3 == 0) {
            double wrong, least = dc_descent_loss(&d, &wrong);
            for (int trial = 0; trial < 50; trial++) {
                double theta[64];
                affine_theta(theta, &random, &instance, trial % 2 ? 5 : 0.01);
                for (size_t k = 0; k < D && trial % 2 == 0; k++)
                    theta[k] += d.theta[k];
                assert_true(slow_loss(&instance, theta, &wrong) >= least - 1e-9);
            }
        }
        dc_descent_destroy(&d);
        free(rival);
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_and_gradients),
        cmocka_unit_test(ties_are_lost),
        cmocka_unit_test(gets_down),
    };
    return cmocka_run_group_tests_name("descent", tests, NULL, NULL);
}
