#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "stress_of.h"

/* The space of 40 points, with a width and a slope. */
typedef struct scene {
    toy_samples toy;
    dc_stress_options options;
    dc_stress_space space;
} scene;

static void set_up(scene *s) {
    clusters(&s->toy, 1, 40, 2);
    quick_options(&s->options);
    s->space = must_space(&s->toy.samples, &s->options);
}

static void clear(scene *s) {
    dc_stress_options_clear(&s->options);
}

static void ranges_follow_the_options(void **state) {
    static const struct {
        double low, high, nominal;
    } expected[DC_STRESS_COORDINATES] = {
        { 0, 0.2, 0 }, { 0, 0.2, 0 }, { 0, 0.2, 0 },    { 0, 0.2, 0 },
        { 0, 0.2, 0 }, { 0, 15, 0 },  { 0.01, 1, 0.1 }, { 4, 40, 8 },
        { 0, 2, 0 },   { 1, 12, 3 },  { 0, 1, 0.1 },    { 0, 1, 0 },
    };
    scene s;
    (void)state;
    set_up(&s);
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++) {
        const dc_stress_axis *axis = s.space.axis + k;
        assert_true(axis->low == expected[k].low && axis->high == expected[k].high &&
                    axis->nominal == expected[k].nominal && axis->active);
    }
    assert_int_equal(dc_space_dims(&s.space), DC_STRESS_COORDINATES);
    clear(&s);
}

static void what_cannot_vary_is_not_active(void **state) {
    static const struct {
        const char *architecture, *activation, *optimiser;
        size_t batch;
        double budget;
        unsigned inactive;
    } cases[] = {
        { "linear", "relu", "adam", 0, 0.5,
          1u << DC_STRESS_WIDTH | 1u << DC_STRESS_SLOPE },
        { "3", "abs", "gd", 0, 1, 1u << DC_STRESS_SLOPE },
        { "3", "prelu:0.1", "armijo", 0, 0,
          ((1u << DC_STRESS_CHANGES) - 1) | 1u << DC_STRESS_SLOPE },
        { "3,2", "relu", "sgd", 2, 0.1, 0 },
        { "3", "leaky_relu:2", "momentum", 100, 0.1, 1u << DC_STRESS_SLOPE },
    };
    toy_samples toy;
    (void)state;
    clusters(&toy, 1, 40, 2);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        dc_stress_options options;
        quick_options(&options);
        options.training.architecture = cases[c].architecture;
        options.training.activation = cases[c].activation;
        options.training.optimiser = cases[c].optimiser;
        options.training.batch = cases[c].batch;
        options.budget = cases[c].budget;
        dc_stress_space space = must_space(&toy.samples, &options);
        for (size_t k = 0; k < DC_STRESS_COORDINATES; k++)
            assert_int_equal(space.axis[k].active, !(cases[c].inactive >> k & 1));
        const dc_stress_axis *optimiser = space.axis + DC_STRESS_OPTIMISER;
        assert_string_equal(optimiser->words[(size_t)optimiser->nominal],
                            cases[c].optimiser);
        dc_stress_options_clear(&options);
    }
}

static void options_outside_their_range_are_refused(void **state) {
    scene s;
    dc_stress_space space;
    dc_error error;
    (void)state;
    set_up(&s);
    for (int c = 0; c < 10; c++) {
        dc_stress_options bad = s.options;
        *(c == 0   ? &bad.threshold
          : c == 1 ? &bad.budget
                   : &bad.training.momentum) = c < 2 ? 1.5 : 0.5;
        bad.evaluations = c == 2 ? 19 : 20;
        bad.repetitions = c == 3 ? 0 : 1;
        bad.sample = c == 4 ? DC_STRESS_SAMPLE_MOST + 1 : 0;
        bad.epochs = c == 5 ? 0 : 1;
        bad.training.freeze = c == 6;
        bad.training.rate = c == 7 ? 1e13 : 1;
        bad.training.optimiser = c == 8 ? "none" : "sgd";
        bad.training.architecture = c == 9 ? "0" : "3";
        assert_int_equal(dc_stress_space_init(&space, &s.toy.samples, &bad, &error),
                         DC_EUSAGE);
        assert_true(error.message[0] != '\0');
    }
    clear(&s);
}

/* By its definition, coordinate by coordinate. */
static double distance_by_hand(const dc_variance *x, const dc_stress_space *space) {
    double data = 0, sum = 0;
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++) {
        const dc_stress_axis *a = space->axis + k;
        double v = x->value[k], p;
        if (k < DC_STRESS_CHANGES)
            data += v / 0.2;
        else if (a->scale == DC_STRESS_CHOICE)
            sum += v != a->nominal;
        else if (a->scale == DC_STRESS_LOG && v < a->nominal)
            p = log(a->nominal / v),
            sum += p / fmax(log(a->nominal / a->low), log(a->high / a->nominal));
        else if (a->scale == DC_STRESS_LOG)
            p = log(v / a->nominal),
            sum += p / fmax(log(a->nominal / a->low), log(a->high / a->nominal));
        else
            sum += fabs(v - a->nominal) / fmax(a->nominal, 1 - a->nominal);
    }
    return (data + sum / 7) / 2;
}

static void decoded_variances_keep_the_rules(void **state) {
    scene s;
    dc_random random;
    (void)state;
    set_up(&s);
    dc_random_seed(&random, 3);
    for (int round = 0; round < 20000; round++) {
        double most = round % 3 ? dc_random_unit(&random) : 1, total = 0;
        double z[DC_STRESS_COORDINATES];
        dc_variance x, again;
        random_variance(&x, &s.space, &random, most);
        for (size_t k = 0; k < DC_STRESS_COORDINATES; k++) {
            const dc_stress_axis *axis = s.space.axis + k;
            assert_true(x.value[k] >= axis->low && x.value[k] <= axis->high);
            total += k < DC_STRESS_CHANGES ? x.value[k] : 0;
            if (axis->scale == DC_STRESS_CHOICE || k == DC_STRESS_BATCH ||
                k == DC_STRESS_WIDTH)
                assert_true(x.value[k] == floor(x.value[k]));
        }
        double distance = dc_variance_distance(&x, &s.space);
        assert_true(total <= 0.2 + 1e-9);
        assert_true(distance >= 0 && distance <= most);
        assert_true(fabs(distance - distance_by_hand(&x, &s.space)) < 1e-9);
        dc_space_encode(z, &s.space, &x);
        dc_space_decode(&again, &s.space, z, most);
        assert_memory_equal(&x, &again, sizeof x);
    }
    clear(&s);
}

/* A point that is drawn in comes to lie just within the distance: further along the
 * way it is beyond, or nothing changes. */
static void points_are_drawn_in_no_more_than_asked(void **state) {
    scene s;
    dc_random random;
    double z[DC_STRESS_COORDINATES], mean = 0;
    (void)state;
    set_up(&s);
    dc_random_seed(&random, 4);
    for (int round = 0; round < 2000; round++) {
        dc_variance x;
        for (size_t k = 0; k < DC_STRESS_COORDINATES; k++)
            z[k] = dc_random_unit(&random);
        z[DC_STRESS_RESEED] = 0.01;
        z[DC_STRESS_OPTIMISER] = z[DC_STRESS_PRECISION] = 0.1;
        dc_space_decode(&x, &s.space, z, 0.2);
        mean += dc_variance_distance(&x, &s.space) / 2000;
    }
    assert_true(mean > 0.18);
    clear(&s);
}

static void the_nominal_point_is_the_origin(void **state) {
    scene s;
    dc_variance x, again;
    double z[DC_STRESS_COORDINATES];
    (void)state;
    set_up(&s);
    dc_variance_nominal(&x, &s.space);
    assert_true(dc_variance_distance(&x, &s.space) == 0);
    dc_space_encode(z, &s.space, &x);
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++) /* what is nearly nominal is */
        z[k] = fmin(1, z[k] + 0.015);
    dc_space_decode(&again, &s.space, z, 1);
    assert_memory_equal(&x, &again, sizeof x);
    clear(&s);
}

/* Opposite ends of everything: distance 1. */
static void the_far_corner_is_at_distance_one(void **state) {
    scene s;
    dc_variance x;
    (void)state;
    set_up(&s);
    dc_variance_nominal(&x, &s.space);
    x.value[DC_STRESS_NOISE] = 0.2;
    x.value[DC_STRESS_RESEED] = 15;
    x.value[DC_STRESS_RATE] = 1;
    x.value[DC_STRESS_BATCH] = 40;
    x.value[DC_STRESS_OPTIMISER] = 2;
    x.value[DC_STRESS_WIDTH] = 12;
    x.value[DC_STRESS_SLOPE] = 1;
    x.value[DC_STRESS_PRECISION] = 1;
    assert_true(fabs(dc_variance_distance(&x, &s.space) - 1) < 1e-12);
    clear(&s);
}

static void numbers_are_rounded_to_decimals(void **state) {
    (void)state;
    assert_true(dc_space_three_digits(0.0123456) == 0.0123);
    assert_true(dc_space_three_digits(123.456) == 123);
    assert_true(dc_space_three_digits(999.7) == 1000);
    assert_true(dc_space_three_digits(1e-7 / 3) == 3.33e-8);
    assert_true(dc_space_three_digits(123456) == 123000);
    assert_true(dc_space_thousandths(0.12351) == 0.124);
    assert_true(dc_space_down(0.12399) == 0.123);
    assert_true(dc_space_down(0.123) == 0.123);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_follow_the_options),
        cmocka_unit_test(what_cannot_vary_is_not_active),
        cmocka_unit_test(options_outside_their_range_are_refused),
        cmocka_unit_test(decoded_variances_keep_the_rules),
        cmocka_unit_test(points_are_drawn_in_no_more_than_asked),
        cmocka_unit_test(the_nominal_point_is_the_origin),
        cmocka_unit_test(the_far_corner_is_at_distance_one),
        cmocka_unit_test(numbers_are_rounded_to_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
