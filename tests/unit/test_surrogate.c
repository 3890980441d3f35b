#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulation_of.h"

#include <math.h>

#include "simulate/whitening.h"

enum { POINTS = 24, FEATURES = 3, CLASSES = 3, MOST = CLASSES * (FEATURES + 1) };

/* Samples with weights and columns of other sizes, and a surrogate of them. */
typedef struct scene {
    dc_dataset *data;
    dc_samples samples;
    dc_whitening on;
    dc_surrogate f;
    double weights[MOST], biases[CLASSES], theta[MOST];
    dc_random random;
} scene;

static double number(scene *s) {
    return (double)dc_random_between(&s->random, -1000, 1000) / 400;
}

static void begin(scene *s, uint64_t seed, size_t features, long classes) {
    dc_error error;
    dc_random_seed(&s->random, seed);
    s->data = fraction_data(seed, POINTS, features, classes);
    assert_int_equal(dc_samples_from_dataset(&s->samples, s->data, &error), DC_OK);
    for (size_t k = 0; k < POINTS; k++)
        s->samples.x[k * features] = 1000 + s->samples.x[k * features] * 7;
    assert_true(dc_whitening_create(&s->on, &s->samples));
    assert_true(dc_surrogate_create(&s->f, &s->on.terrain));
    for (size_t k = 0; k < MOST; k++)
        s->theta[k] = number(s);
}

static void end(scene *s) {
    dc_surrogate_destroy(&s->f);
    dc_whitening_destroy(&s->on);
    dc_samples_clear(&s->samples);
    dc_dataset_destroy(s->data);
}

/* Margin of a point, from the weights. */
static double plain_margin(const scene *s, size_t point) {
    size_t n = s->samples.features, own = (size_t)s->samples.label[point];
    double scores[CLASSES], rival = -HUGE_VAL;
    for (size_t l = 0; l < s->samples.classes; l++) {
        scores[l] = s->biases[l];
        for (size_t k = 0; k < n; k++)
            scores[l] += s->weights[l * n + k] * s->samples.x[point * n + k];
    }
    for (size_t l = 0; l < s->samples.classes; l++)
        rival = l == own ? rival : fmax(rival, scores[l]);
    return scores[own] - rival;
}

static void coordinates_are_an_affine_map(void **state) {
    scene s;
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        double back[MOST], lost = 0, total = 0, sum[FEATURES + 1] = { 0 };
        begin(&s, seed, 1 + seed % FEATURES, 2 + (long)seed % 2);
        dc_whitening_leave(&s.on, s.weights, s.biases, s.theta);
        dc_whitening_enter(&s.on, back, s.weights, s.biases);
        for (size_t k = 0; k < s.on.terrain.classes * s.on.terrain.dims; k++)
            assert_true(fabs(back[k] - s.theta[k]) < 1e-7);
        double found = dc_surrogate_lost(&s.f, s.theta);
        for (size_t p = 0; p < POINTS; p++) {
            double margin = plain_margin(&s, p);
            assert_true(fabs(margin - dc_surrogate_margin(&s.f, p)) < 1e-7);
            lost += margin < 0 ? s.samples.weight[p] : 0;
            total += s.samples.weight[p];
            for (size_t l = 0; l < s.on.terrain.dims; l++)
                sum[l] += s.on.terrain.mass[p] *
                          s.on.terrain.z[p * s.on.terrain.dims + l] *
                          s.on.terrain.z[p * s.on.terrain.dims + l];
        }
        assert_true(fabs(found - lost / total) < 1e-12);
        for (size_t l = 0; l < s.on.terrain.dims; l++)
            assert_true(fabs(sum[l] - 1) < 1e-3);
        end(&s);
    }
}

/* Against differences of values; with a price, points that are held, both and neither. */
static void gradients_are_those_of_the_values(void **state) {
    scene s;
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        double gradient[MOST], other[MOST];
        begin(&s, seed, 1 + seed % FEATURES, 2 + (long)seed % 2);
        s.f.price = seed & 1 ? 0.7 : 0;
        s.f.pull = 3;
        s.f.width = 0.8;
        for (size_t p = 0; p < POINTS; p++)
            s.f.held[p] = seed & 2 && p % 3 == 0;
        (void)dc_surrogate_value(&s.f, s.theta, gradient);
        for (size_t k = 0; k < s.on.terrain.classes * s.on.terrain.dims; k++) {
            double at = s.theta[k], step = 1e-5;
            s.theta[k] = at + step;
            double above = dc_surrogate_value(&s.f, s.theta, other);
            s.theta[k] = at - step;
            double below = dc_surrogate_value(&s.f, s.theta, other);
            s.theta[k] = at;
            assert_true(fabs((above - below) / (2 * step) - gradient[k]) < 1e-5);
        }
        end(&s);
    }
}

static double plain_loss(const scene *s, double length) {
    double sum = 0;
    for (size_t p = 0; p < POINTS; p++) {
        const double *scores = s->f.scores + p * s->on.terrain.classes;
        double e = 0;
        for (size_t l = 0; l < s->on.terrain.classes; l++)
            e += exp(length * (scores[l] - scores[s->samples.label[p]]));
        sum += s->on.terrain.mass[p] * log(e);
    }
    return sum;
}

/* No other length is better; a classifier that no length helps is as good as zero. */
static void losses_are_those_of_the_best_length(void **state) {
    size_t shorter = 0, longer = 0;
    scene s;
    (void)state;
    for (uint64_t seed = 0; seed < 60; seed++) {
        double length;
        begin(&s, seed, 1 + seed % FEATURES, 2 + (long)seed % 2);
        for (size_t k = 0; k < MOST; k++)
            s.theta[k] *= seed % 2 ? 0.05 : 3;
        if (seed % 3 == 0) { /* down to a good one */
            double gradient[MOST];
            for (int step = 0; step < 200; step++) {
                (void)dc_surrogate_value(&s.f, s.theta, gradient);
                for (size_t k = 0; k < s.on.terrain.classes * s.on.terrain.dims; k++)
                    s.theta[k] -= 0.2 * gradient[k];
            }
        }
        (void)dc_surrogate_lost(&s.f, s.theta);
        double loss = dc_surrogate_loss(&s.f, &length);
        assert_true(fabs(loss - plain_loss(&s, length)) < 1e-12 * (1 + loss));
        for (double other = 1e-3; other < 100; other *= 1.1)
            assert_true(loss <= plain_loss(&s, other) + 1e-6);
        assert_true(loss <= log((double)s.on.terrain.classes) + 1e-6);
        shorter += length < 0.9;
        longer += length > 1.1;
        end(&s);
    }
    assert_true(shorter > 5 && longer > 5);
}

/* A feature that is constant, or a copy of another, does no harm. */
static void columns_may_depend_on_others(void **state) {
    static const char text[] = "x,y,z,label\n1,5,2,a\n2,5,4,b\n3,5,6,a\n4,5,8,b\n";
    dc_dataset *data = must_read(text, NULL);
    double theta[8], gradient[8];
    const double weights[] = { 1, 0, 0, -1, 0, 0 }, biases[] = { -2.5, 2.5 };
    dc_samples samples;
    dc_whitening on;
    dc_surrogate f;
    dc_error error;
    (void)state;
    assert_int_equal(dc_samples_from_dataset(&samples, data, &error), DC_OK);
    assert_true(dc_whitening_create(&on, &samples));
    assert_true(dc_surrogate_create(&f, &on.terrain));
    dc_whitening_enter(&on, theta, weights, biases);
    assert_true(dc_surrogate_lost(&f, theta) == 0.5);
    assert_true(isfinite(dc_surrogate_value(&f, theta, gradient)));
    for (size_t k = 0; k < 8; k++)
        assert_true(isfinite(theta[k]) && isfinite(gradient[k]));
    dc_surrogate_destroy(&f);
    dc_whitening_destroy(&on);
    dc_samples_clear(&samples);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coordinates_are_an_affine_map),
        cmocka_unit_test(gradients_are_those_of_the_values),
        cmocka_unit_test(losses_are_those_of_the_best_length),
        cmocka_unit_test(columns_may_depend_on_others),
    };
    return cmocka_run_group_tests_name("surrogate", tests, NULL, NULL);
}
