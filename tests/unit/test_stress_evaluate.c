#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "stress/archive.h"
#include "stress_of.h"

enum { POINTS = 48, DIMS = 2 };

/* Evaluates as job 0 of one. */
typedef struct scene {
    toy_samples train, test;
    dc_stress_options options;
    dc_evaluator evaluator;
    dc_variance x;
    dc_stress_outcome outcome;
} scene;

static void set_up(scene *s) {
    dc_error error;
    clusters(&s->train, 1, POINTS, DIMS);
    clusters(&s->test, 2, POINTS, DIMS);
    quick_options(&s->options);
    if (dc_evaluator_create(&s->evaluator, &s->train.samples, &s->test.samples,
                            &s->options, &error) != DC_OK)
        fail_msg("%s", error.message);
    dc_variance_nominal(&s->x, &s->evaluator.space);
}

static void clear(scene *s) {
    dc_evaluator_clear(&s->evaluator);
    dc_stress_options_clear(&s->options);
}

static dc_status run(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    scene *s = work;
    const dc_pace pace = { jobs, k, 0, 1 };
    bool done;
    dc_status status = dc_evaluate(&s->outcome, &done, &s->evaluator, &s->x, &pace,
                                   error);
    assert_true(done || status != DC_OK);
    return status;
}

static void evaluate(scene *s) {
    const dc_study_host host = { .threads = 1 };
    dc_jobs jobs;
    dc_error error;
    if (dc_jobs_run(&jobs, &host, "test", 1, run, s, &error) != DC_OK)
        fail_msg("%s", error.message);
    dc_jobs_clear(&jobs);
}

/* The same training by hand: the options of x, on `changed`. */
static void expect_training(const scene *s, const dc_samples *changed,
                            const dc_training_options *options) {
    dc_training *training = must_train(changed, options);
    dc_scores scores = { 0 };
    double at_start = -1, least = 2, start = -1;
    for (uint64_t epoch = 0;; epoch++) {
        dc_training_scores(training, &scores);
        if (start < 0 && scores.accuracy >= s->options.threshold)
            start = (double)epoch, at_start = scores.accuracy;
        if (start >= 0)
            least = fmin(least, scores.accuracy);
        if (epoch == s->options.epochs)
            break;
        while (dc_training_epochs(training) <= epoch)
            assert_int_equal(dc_training_step(training), DC_TRAINING_RUNS);
    }
    assert_true(s->outcome.start == start);
    assert_true(s->outcome.at_start == (start < 0 ? 0 : at_start));
    assert_true(s->outcome.least == (start < 0 ? 0 : least));
    assert_true(s->outcome.train == scores.accuracy);
    assert_int_equal(dc_training_test(training, &scores, &s->test.samples, NULL), DC_OK);
    assert_true(s->outcome.test == scores.accuracy && s->outcome.loss == scores.loss);
    assert_true(s->outcome.diverged == 0);
    dc_training_destroy(training);
}

static void the_nominal_point_is_the_plain_training(void **state) {
    scene s;
    (void)state;
    set_up(&s);
    evaluate(&s);
    expect_training(&s, &s.train.samples, &s.options.training);
    clear(&s);
}

static void each_coordinate_reaches_the_training(void **state) {
    static const struct {
        dc_stress_coordinate coordinate;
        double value;
    } cases[] = {
        { DC_STRESS_RESEED, 3 },          { DC_STRESS_RATE, 0.37 },
        { DC_STRESS_BATCH, 5 },           { DC_STRESS_BATCH, POINTS },
        { DC_STRESS_OPTIMISER, 1 },       { DC_STRESS_OPTIMISER, 2 },
        { DC_STRESS_WIDTH, 7 },           { DC_STRESS_SLOPE, 0.5 },
        { DC_STRESS_SLOPE, 0x1p-30 / 3 }, { DC_STRESS_PRECISION, 1 },
    };
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        scene s;
        char slope[64];
        double value = cases[c].value;
        set_up(&s);
        dc_training_options o = s.options.training;
        s.x.value[cases[c].coordinate] = value;
        snprintf(slope, sizeof slope, "leaky_relu:%.17g", value);
        switch (cases[c].coordinate) {
        case DC_STRESS_RESEED:
            o.seed += 3, o.shuffle_seed += 3;
            break;
        case DC_STRESS_RATE:
            o.rate = value;
            break;
        case DC_STRESS_BATCH:
            o.batch = value == POINTS ? 0 : (size_t)value;
            break;
        case DC_STRESS_OPTIMISER:
            o.optimiser = value == 1 ? "momentum" : "adam";
            break;
        case DC_STRESS_WIDTH:
            o.architecture = "7";
            break;
        case DC_STRESS_SLOPE:
            o.activation = slope;
            break;
        default:
            o.single = true;
        }
        evaluate(&s);
        expect_training(&s, &s.train.samples, &o);
        clear(&s);
    }
}

static void changed_points_are_trained_on(void **state) {
    (void)state;
    for (size_t k = 0; k < DC_STRESS_CHANGES; k++) {
        scene s;
        dc_samples changed;
        set_up(&s);
        s.x.value[k] = 0.2;
        assert_int_equal(dc_evaluate_data(&changed, &s.evaluator, &s.x, NULL), DC_OK);
        evaluate(&s);
        expect_training(&s, &changed, &s.options.training);
        dc_samples_clear(&changed);
        clear(&s);
    }
}

/* 6,5,1 at half the width of the first layer. */
static void widths_in_proportion(void **state) {
    scene s;
    (void)state;
    set_up(&s);
    dc_evaluator_clear(&s.evaluator);
    s.options.training.architecture = "6,5,1";
    assert_int_equal(dc_evaluator_create(&s.evaluator, &s.train.samples, &s.test.samples,
                                         &s.options, NULL),
                     DC_OK);
    dc_variance_nominal(&s.x, &s.evaluator.space);
    s.x.value[DC_STRESS_WIDTH] = 3;
    dc_training_options o = s.options.training;
    o.architecture = "3,2,1";
    evaluate(&s);
    expect_training(&s, &s.train.samples, &o);
    clear(&s);
}

static void a_rate_that_diverges(void **state) {
    scene s;
    (void)state;
    set_up(&s);
    dc_evaluator_clear(&s.evaluator);
    s.options.training.rate = 1e12;
    s.options.training.optimiser = "momentum";
    s.options.epochs = 200;
    assert_int_equal(dc_evaluator_create(&s.evaluator, &s.train.samples, &s.test.samples,
                                         &s.options, NULL),
                     DC_OK);
    dc_variance_nominal(&s.x, &s.evaluator.space);
    s.x.value[DC_STRESS_RATE] = 1e300;
    evaluate(&s);
    assert_true(s.outcome.diverged == 1 && s.outcome.test == 0 && s.outcome.train == 0);
    clear(&s);
}

static void damages_by_definition(void **state) {
    const dc_stress_outcome nominal = { .test = 0.75 },
                            x = { .at_start = 0.875, .least = 0.5, .test = 0.25 };
    (void)state;
    assert_true(dc_stress_damage(&x, &nominal, DC_DAMAGE_DROP) == 0.375);
    assert_true(dc_stress_damage(&x, &nominal, DC_DAMAGE_FINAL) == 0.5);
}

static void test_points_of_another_shape_are_refused(void **state) {
    scene s;
    toy_samples other;
    dc_evaluator evaluator;
    dc_error error;
    (void)state;
    set_up(&s);
    clusters(&other, 3, POINTS, DIMS + 1);
    assert_int_equal(dc_evaluator_create(&evaluator, &s.train.samples, &other.samples,
                                         &s.options, &error),
                     DC_EINPUT);
    assert_non_null(strstr(error.message, "3 features"));
    dc_evaluator_clear(&evaluator);
    s.test.samples.target = s.test.samples.x;
    assert_int_equal(dc_evaluator_create(&evaluator, &s.train.samples, &s.test.samples,
                                         &s.options, &error),
                     DC_EINPUT);
    assert_string_equal(error.message, "points with targets have no classes");
    dc_evaluator_clear(&evaluator);
    clear(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nominal_point_is_the_plain_training),
        cmocka_unit_test(each_coordinate_reaches_the_training),
        cmocka_unit_test(changed_points_are_trained_on),
        cmocka_unit_test(widths_in_proportion),
        cmocka_unit_test(a_rate_that_diverges),
        cmocka_unit_test(damages_by_definition),
        cmocka_unit_test(test_points_of_another_shape_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
