#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cblas.h>
#include <math.h>

#include "stress/predictor.h"
#include "stress_of.h"

enum { POINTS = 600 };

typedef struct scene {
    toy_samples toy;
    dc_stress_options options;
    dc_stress_space space;
    dc_variance x[POINTS];
    const dc_variance *at[POINTS];
    double damage[POINTS];
    size_t group[POINTS];
} scene;

static void set_up(scene *s, uint64_t seed) {
    dc_random random;
    clusters(&s->toy, 1, 40, 2);
    quick_options(&s->options);
    s->space = must_space(&s->toy.samples, &s->options);
    dc_random_seed(&random, seed);
    for (size_t k = 0; k < POINTS; k++) {
        random_variance(s->x + k, &s->space, &random, 1);
        s->at[k] = s->x + k;
        s->group[k] = k / 7;
    }
}

static void must_fit(dc_stress_predictor *p, const scene *s, size_t count) {
    dc_error error;
    if (dc_predictor_fit(p, &s->space, s->at, s->damage, s->group, count, &error) !=
        DC_OK)
        fail_msg("%s", error.message);
}

/* 1, 13 coordinates (two of the optimiser), their 91 squares and products. */
static void rows_of_known_points(void **state) {
    scene s;
    double row[200];
    dc_variance x;
    (void)state;
    set_up(&s, 1);
    assert_int_equal(dc_predictor_terms(&s.space), 1 + 13 + 13 * 14 / 2);
    dc_variance_nominal(&x, &s.space);
    dc_predictor_row(row, &s.space, &x);
    for (size_t k = 0; k < dc_predictor_terms(&s.space); k++)
        assert_true(row[k] == (k == 0));
    x.value[DC_STRESS_NOISE] = 0.1;
    x.value[DC_STRESS_OPTIMISER] = 2;
    dc_predictor_row(row, &s.space, &x);
    assert_true(row[1] == 0.5 && row[9] == 0 && row[10] == 1);
    assert_true(row[14] == 0.25 && row[14 + 9] == 0.5);
    dc_stress_options_clear(&s.options);
}

/* A damage that is quadratic in the coordinates is found. */
static void a_quadratic_damage_is_predicted(void **state) {
    scene s;
    double row[200];
    dc_stress_predictor p;
    (void)state;
    set_up(&s, 2);
    for (size_t k = 0; k < POINTS; k++) {
        dc_predictor_row(row, &s.space, s.at[k]);
        s.damage[k] = 0.3 + 0.5 * row[1] - 0.2 * row[7] + 0.7 * row[20] + 0.1 * row[60];
    }
    must_fit(&p, &s, POINTS);
    assert_true(p.fitted);
    assert_true(p.error < 0.01 * p.constant_error && p.rank > 0.999);
    assert_true(p.penalty == 1e-8);
    for (size_t k = 0; k < POINTS; k++)
        assert_true(fabs(dc_predictor_value(&p, &s.space, s.at[k]) - s.damage[k]) < 1e-3);
    dc_predictor_clear(&p);
    assert_true(isnan(dc_predictor_value(&p, &s.space, s.at[0])));
    dc_stress_options_clear(&s.options);
}

/* Noise cannot be predicted: the error is that of the mean, or a little more. */
static void noise_is_not_predicted(void **state) {
    scene s;
    dc_random random;
    dc_stress_predictor p;
    (void)state;
    set_up(&s, 3);
    dc_random_seed(&random, 4);
    for (size_t k = 0; k < POINTS; k++)
        s.damage[k] = dc_random_unit(&random);
    must_fit(&p, &s, POINTS);
    assert_true(p.fitted && p.penalty == 1);
    assert_true(p.error > 0.98 * p.constant_error && p.error < 1.2 * p.constant_error);
    assert_true(fabs(p.constant_error - sqrt(1.0 / 12)) < 0.02);
    dc_predictor_clear(&p);
    dc_stress_options_clear(&s.options);
}

/* The error of the mean of the other folds, by hand; points that are there before do
 * not count. */
static void the_constant_error_by_hand(void **state) {
    scene s;
    dc_random random;
    dc_stress_predictor p;
    double sum[5] = { 0 }, square = 0;
    size_t count[5] = { 0 };
    (void)state;
    set_up(&s, 5);
    dc_random_seed(&random, 6);
    for (size_t k = 0; k < POINTS; k++) {
        s.damage[k] = dc_random_unit(&random);
        if (k % 3 == 2)
            s.at[k] = s.at[k - 1];
    }
    for (size_t k = 0; k < POINTS; k++) {
        if (k % 3 == 2)
            continue;
        sum[s.group[k] % 5] += s.damage[k];
        count[s.group[k] % 5]++;
    }
    for (size_t k = 0; k < POINTS; k++) {
        size_t own = s.group[k] % 5;
        double mean = 0, number = 0;
        for (size_t f = 0; f < 5; f++) {
            mean += f == own ? 0 : sum[f];
            number += f == own ? 0 : (double)count[f];
        }
        if (k % 3 != 2)
            square += pow(s.damage[k] - mean / number, 2);
    }
    must_fit(&p, &s, POINTS);
    assert_int_equal(p.points, POINTS * 2 / 3);
    assert_true(fabs(p.constant_error - sqrt(square / (POINTS * 2.0 / 3))) < 1e-12);
    dc_predictor_clear(&p);
    dc_stress_options_clear(&s.options);
}

static void few_points_are_not_fitted(void **state) {
    scene s;
    dc_stress_predictor p;
    (void)state;
    set_up(&s, 7);
    for (size_t count = 0; count < 15; count++) {
        for (size_t k = 0; k < POINTS; k++) {
            s.damage[k] = (double)k;
            s.group[k] = k;
        }
        must_fit(&p, &s, count);
        assert_int_equal(p.fitted, count >= 10);
        dc_predictor_clear(&p);
    }
    for (size_t k = 0; k < POINTS; k++)
        s.group[k] = k % 2;
    must_fit(&p, &s, POINTS);
    assert_false(p.fitted);
    dc_stress_options_clear(&s.options);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_known_points),
        cmocka_unit_test(a_quadratic_damage_is_predicted),
        cmocka_unit_test(noise_is_not_predicted),
        cmocka_unit_test(the_constant_error_by_hand),
        cmocka_unit_test(few_points_are_not_fitted),
    };
    openblas_set_num_threads(1); /* as in a study */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
