#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "network/options.h"
#include "training_of.h"

#include <math.h>

static void refuse(const dc_samples *samples, const dc_training_options *options,
                   dc_status status, const char *message) {
    dc_training_plan plan;
    dc_error error;
    assert_int_equal(dc_training_plan_make(&plan, samples, options, &error), status);
    if (strncmp(error.message, message, strlen(message)) != 0)
        fail_msg("%s", error.message);
}

#define REFUSE(message, ...) \
    do { \
        dc_training_options options = options_of("8,8", "abs", "sgd", false); \
        __VA_ARGS__; \
        refuse(&toy.samples, &options, DC_EUSAGE, message); \
    } while (0)

static void options_out_of_range(void **state) {
    toy_samples toy;
    (void)state;
    toy_samples_random(&toy, 1, 10, 2, 3);
    REFUSE("rate 0 is not in more than 0 .. inf", options.rate = 0);
    REFUSE("rate nan is not in", options.rate = NAN);
    REFUSE("rate inf is not in", options.rate = HUGE_VAL);
    REFUSE("momentum 1 is not in 0 .. 1", options.momentum = 1);
    REFUSE("momentum -0.5 is not in 0 .. 1", options.momentum = -0.5);
    REFUSE("beta1 1.5 is not in 0 .. 1", options.beta1 = 1.5);
    REFUSE("beta2 1 is not in 0 .. 1", options.beta2 = 1);
    REFUSE("epsilon 0 is not in more than 0", options.epsilon = 0);
    REFUSE("freeze 3: of 3 layers at most 2 can be frozen", options.freeze = 3);
    REFUSE("batch 11: there are 10 points", options.batch = 11);
    REFUSE("batch 5: gd takes all 10 points", options.batch = 5,
           options.optimiser = "gd");
    REFUSE("architecture '8,,8' is neither", options.architecture = "8,,8");
    REFUSE("'gelu' is no activation", options.activation = "gelu");
    REFUSE("'mse2' is no loss", options.loss = "mse2");
    REFUSE("'lbfgs' is no optimiser", options.optimiser = "lbfgs");
}

#define REFUSE_SAMPLES(message, ...) \
    do { \
        toy_samples toy; \
        dc_training_options options = options_of("linear", "abs", "gd", false); \
        toy_samples_random(&toy, 1, 10, 2, 3); \
        __VA_ARGS__; \
        refuse(&toy.samples, &options, DC_EINPUT, message); \
    } while (0)

static void samples_out_of_range(void **state) {
    (void)state;
    REFUSE_SAMPLES("0 points, 2 features, 3 classes", toy.samples.points = 0);
    REFUSE_SAMPLES("10 points, 0 features", toy.samples.features = 0);
    REFUSE_SAMPLES("10 points, 2 features, 1 classes", toy.samples.classes = 1);
    REFUSE_SAMPLES("10 points, 1048577 features",
                   toy.samples.features = DC_WIDTH_MOST + 1);
    REFUSE_SAMPLES("feature 1 of point 2 is not finite", toy.x[5] = NAN);
    REFUSE_SAMPLES("label 3 of point 9 is not in 0 .. 2", toy.label[9] = 3);
    REFUSE_SAMPLES("label -1 of point 0", toy.label[0] = -1);
    REFUSE_SAMPLES("weight 0 of point 4 is not positive", toy.weight[4] = 0);
    REFUSE_SAMPLES("weight inf of point 4", toy.weight[4] = HUGE_VAL);
}

static void defaults_are_accepted(void **state) {
    toy_samples toy;
    dc_training_options options;
    dc_training_plan plan;
    dc_error error;
    (void)state;
    toy_samples_random(&toy, 1, 10, 2, 3);
    dc_training_options_init(&options);
    assert_int_equal(dc_training_plan_make(&plan, &toy.samples, &options, &error), DC_OK);
    assert_int_equal(plan.architecture.layers, 1);
    assert_true(plan.optimiser->search);
    options = options_of("3,2", "prelu:0.5,0.25", "gd", false);
    options.batch = 10;
    options.freeze = 2;
    assert_int_equal(dc_training_plan_make(&plan, &toy.samples, &options, &error), DC_OK);
    assert_true(plan.activation[1].slope[0] == 0.25);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_out_of_range),
        cmocka_unit_test(samples_out_of_range),
        cmocka_unit_test(defaults_are_accepted),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
