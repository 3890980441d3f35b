#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulation_of.h"
#include "training_of.h"

#include <math.h>

static void must_not_make(const dc_dataset *data, const dc_simulation_options *options,
                          dc_status expected, const char *message) {
    dc_setting setting;
    dc_error error;
    dc_status status = dc_setting_make(&setting, data, options, &error);
    dc_setting_clear(&setting);
    if (status != expected)
        fail_msg("status %d, not %d: %s", status, expected,
                 status == DC_OK ? "" : error.message);
    assert_string_equal(error.message, message);
}

static void numbers_have_ranges(void **state) {
    dc_dataset *data = row_data(10, false);
    dc_simulation_options options, good;
    (void)state;
    simulation_options(&good, "linear", "abs", "armijo");
    options = good;
    options.runs = 0;
    must_not_make(data, &options, DC_EUSAGE, "0 runs are not in 1 .. 100000");
    options.runs = DC_RUNS_MOST + 1;
    must_not_make(data, &options, DC_EUSAGE, "100001 runs are not in 1 .. 100000");
    options = good;
    options.steps = 0;
    must_not_make(data, &options, DC_EUSAGE, "0 steps are not a training");
    options = good;
    options.training.loss = "mae";
    must_not_make(data, &options, DC_EUSAGE,
                  "loss 'mae': floors are about cross-entropy, and so are simulations");
    options = good;
    options.threshold = 1.25;
    must_not_make(data, &options, DC_EUSAGE, "the accuracy 1.25 of t0 is not in 0 .. 1");
    options.threshold = -0.5;
    must_not_make(data, &options, DC_EUSAGE, "the accuracy -0.5 of t0 is not in 0 .. 1");
    options.threshold = NAN;
    must_not_make(data, &options, DC_EUSAGE, "the accuracy nan of t0 is not in 0 .. 1");
    options = good;
    options.training.architecture = "3";
    options.floor.check.family.kind = DC_FAMILY_AXES;
    must_not_make(data, &options, DC_EUSAGE,
                  "cells that move are looked at with the family of all slabs only");
    dc_simulation_options_clear(&good);
    dc_dataset_destroy(data);
}

static void refusals_are_passed_on(void **state) {
    static const dc_read_options bare = { .label = "none" };
    dc_dataset *data = row_data(10, false), *unlabelled = must_read("1\n2\n", &bare);
    dc_simulation_options options;
    dc_setting setting;
    dc_error error;
    (void)state;
    simulation_options(&options, "deep", "abs", "armijo");
    assert_int_equal(dc_setting_make(&setting, data, &options, &error), DC_EUSAGE);
    assert_non_null(strstr(error.message, "'deep'"));
    dc_setting_clear(&setting);
    options.training.architecture = "linear";
    options.training.freeze = 1;
    assert_int_equal(dc_setting_make(&setting, data, &options, &error), DC_EUSAGE);
    dc_setting_clear(&setting);
    options.training.freeze = 0;
    assert_int_equal(dc_setting_make(&setting, unlabelled, &options, &error), DC_EINPUT);
    dc_setting_clear(&setting);
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(unlabelled);
    dc_dataset_destroy(data);
}

static void looks_have_to_fit(void **state) {
    dc_dataset *data = row_data(10, false);
    dc_simulation_options options;
    dc_setting setting;
    (void)state;
    simulation_options(&options, "linear", "abs", "armijo");
    options.floor.check.memory = 2 * 1048576;
    options.runs = 100;
    options.steps = 1000;
    must_not_make(data, &options, DC_ENOMEM,
                  "1e+03 looks at 100 runs need 6.12 MiB, and 2 MiB are allowed: look "
                  "less often");
    options.every = 10;
    must_make(&setting, data, &options);
    dc_setting_clear(&setting);
    options.floor.check.memory = 0;
    options.every = 1;
    must_make(&setting, data, &options);
    dc_setting_clear(&setting);
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

/* What the layers say of cells and of flat pieces. */
static void networks_are_covered(void **state) {
    static const struct {
        const char *architecture, *activation;
        size_t freeze;
        dc_coverage coverage;
        bool flat;
    } cases[] = {
        { "linear", "relu", 0, DC_COVERS_POINTS, false },
        { "3", "relu", 0, DC_COVERS_CELLS, true },
        { "3", "leaky_relu:0.5", 0, DC_COVERS_CELLS, false },
        { "3", "leaky_relu:0", 1, DC_COVERS_FEATURES, true },
        { "3,2", "abs", 1, DC_COVERS_CELLS, false },
        { "3,2", "hard_tanh", 2, DC_COVERS_FEATURES, true },
        { "3,2", "prelu:0.5,0", 2, DC_COVERS_FEATURES, true },
        { "3", "prelu:0.5,0", 1, DC_COVERS_FEATURES, false },
        { "3", "pieces:0,1:1,2,0", 1, DC_COVERS_FEATURES, true },
    };
    dc_dataset *data = row_data(10, false);
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        dc_simulation_options options;
        dc_setting setting;
        simulation_options(&options, cases[k].architecture, cases[k].activation, "gd");
        options.training.freeze = cases[k].freeze;
        must_make(&setting, data, &options);
        assert_int_equal(setting.coverage, cases[k].coverage);
        assert_int_equal(setting.flat, cases[k].flat);
        dc_setting_clear(&setting);
        dc_simulation_options_clear(&options);
    }
    dc_dataset_destroy(data);
}

static void looks_are_taken_every_epoch(void **state) {
    static const uint64_t cases[][3] = { /* batch, every, expected */
                                         { 0, 0, 1 }, { 0, 5, 5 }, { 10, 0, 1 },
                                         { 3, 0, 4 }, { 5, 0, 2 }, { 3, 2, 2 }
    };
    dc_dataset *data = row_data(10, false);
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        dc_simulation_options options;
        dc_setting setting;
        simulation_options(&options, "linear", "abs", "sgd");
        options.training.batch = cases[k][0];
        options.every = cases[k][1];
        must_make(&setting, data, &options);
        assert_int_equal(setting.every, cases[k][2]);
        dc_setting_clear(&setting);
        dc_simulation_options_clear(&options);
    }
    dc_dataset_destroy(data);
}

static void columns_are_standardised(void **state) {
    dc_dataset *data = row_data(10, false);
    dc_simulation_options options;
    dc_setting setting;
    (void)state;
    simulation_options(&options, "linear", "abs", "gd");
    must_make(&setting, data, &options);
    assert_true(fabs(setting.shift[0] - 4.5) < 1e-15);
    assert_true(fabs(setting.scale[0] * setting.scale[0] - 1 / 8.25) < 1e-15);
    double most = 4.5 * setting.scale[0];
    assert_true(fabs(setting.samples.x[9] - most) < 1e-15);
    assert_true(fabs(setting.span.size - most) < 1e-15 && setting.span.error > 1e-16);
    dc_setting_clear(&setting);
    options.standardise = false;
    must_make(&setting, data, &options);
    assert_null(setting.shift);
    assert_null(setting.scale);
    assert_true(setting.samples.x[9] == 9 && setting.span.size == 9);
    assert_true(setting.span.error < 1e-14);
    options.training.single = true;
    dc_setting_clear(&setting);
    must_make(&setting, data, &options);
    assert_true(setting.span.error > 1e-7);
    dc_setting_clear(&setting);
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

/* Run k has seeds that are k larger. */
static void runs_have_seeds_of_their_own(void **state) {
    dc_dataset *data = row_data(20, true);
    dc_simulation_options options;
    dc_setting setting;
    (void)state;
    simulation_options(&options, "3", "abs", "sgd");
    options.training.batch = 4;
    options.training.seed = 7;
    options.training.shuffle_seed = 100;
    must_make(&setting, data, &options);
    for (size_t k = 0; k < 3; k++) {
        dc_training_options own = options.training;
        dc_training *training;
        dc_error error;
        size_t count;
        own.seed = 7 + k;
        own.shuffle_seed = 100 + k;
        dc_training *expected = must_train(&setting.samples, &own);
        assert_int_equal(dc_setting_begin(&training, &setting, k, &error), DC_OK);
        take_steps(training, 9);
        take_steps(expected, 9);
        double *one = parameters_of(training, &count),
               *two = parameters_of(expected, &count);
        assert_memory_equal(one, two, count * sizeof *one);
        free(one);
        free(two);
        dc_training_destroy(training);
        dc_training_destroy(expected);
    }
    dc_setting_clear(&setting);
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

/* The inputs of the last layer, with the classes and weights of the points. */
static void features_become_data(void **state) {
    dc_dataset *data = fraction_data(5, 12, 2, 3), *features;
    dc_simulation_options options;
    dc_setting setting;
    dc_training *training;
    dc_error error;
    double inputs[12 * 3];
    mpq_t value, expected;
    (void)state;
    simulation_options(&options, "4,3", "abs", "gd");
    options.training.freeze = 2;
    mpq_inits(value, expected, NULL);
    must_make(&setting, data, &options);
    assert_int_equal(dc_setting_features(&features, &setting, 2, &error), DC_OK);
    assert_int_equal(dc_setting_begin(&training, &setting, 2, &error), DC_OK);
    take_steps(training, 3);
    dc_training_features(training, 2, inputs);
    assert_int_equal(dc_dataset_features(features), 3);
    for (size_t k = 0; k < 12 * 3; k++) {
        dc_dataset_value(value, features, k / 3, k % 3);
        mpq_set_d(expected, inputs[k]);
        assert_true(mpq_equal(value, expected));
    }
    for (size_t s = 0; s < 12; s++) {
        dc_dataset_weight(value, features, s);
        dc_dataset_weight(expected, data, s);
        assert_true(mpq_equal(value, expected));
        assert_int_equal(dc_dataset_class(features, s), dc_dataset_class(data, s));
    }
    mpq_clears(value, expected, NULL);
    dc_training_destroy(training);
    dc_dataset_destroy(features);
    dc_setting_clear(&setting);
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_ranges),
        cmocka_unit_test(refusals_are_passed_on),
        cmocka_unit_test(looks_have_to_fit),
        cmocka_unit_test(networks_are_covered),
        cmocka_unit_test(looks_are_taken_every_epoch),
        cmocka_unit_test(columns_are_standardised),
        cmocka_unit_test(runs_have_seeds_of_their_own),
        cmocka_unit_test(features_become_data),
    };
    return cmocka_run_group_tests_name("setting", tests, NULL, NULL);
}
