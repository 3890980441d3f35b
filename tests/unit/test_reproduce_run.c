#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "reproduce_of.h"
#include "simulate/reproduce/run.h"

enum { TRAIN = 23, TEST = 17 };

typedef struct scene {
    toy_samples train, test;
    toy_targets train_targets, test_targets;
    dc_reproduce_options options;
    dc_reproduce_scene runs;
    dc_clf clf;
} scene;

static void scene_begin(scene *s, dc_clf_weights weights, bool regression) {
    toy_samples_random(&s->train, 1, TRAIN, 3, 3);
    toy_samples_random(&s->test, 2, TEST, 3, 3);
    toy_targets_random(&s->train_targets, 1, TRAIN, 3);
    toy_targets_random(&s->test_targets, 2, TEST, 3);
    s->options = small_options(NULL, 0);
    s->runs = (dc_reproduce_scene){
        regression ? &s->train_targets.toy.samples : &s->train.samples,
        regression ? &s->test_targets.toy.samples : &s->test.samples,
        &s->options,
        { 0 }
    };
    assert_true(dc_clf_init(&s->clf, weights, 5, s->runs.train->classes, regression,
                            dc_reproduce_steps(&s->runs)));
}

typedef struct job {
    scene *s;
    dc_reproduce_run run;
    dc_arm arm;
    size_t k;
} job;

static dc_status do_run(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    job *j = work;
    const dc_reproduce_turn turn = { jobs, k, 0, 1 };
    return dc_reproduce_train(&j->run, &j->s->runs, j->arm, j->k, &j->s->clf, &turn,
                              error);
}

static dc_reproduce_run must_run(scene *s, dc_arm arm, size_t k) {
    const dc_study_host host = { .threads = 1 };
    job j = { .s = s, .arm = arm, .k = k };
    dc_jobs jobs;
    dc_error error;
    if (arm == DC_ARM_CLF)
        s->clf.count = 0, s->clf.sum = s->clf.weight = 0, s->clf.mean = (double)NAN;
    if (dc_jobs_run(&jobs, &host, "training", 1, do_run, &j, &error) != DC_OK)
        fail_msg("%s", error.message);
    dc_jobs_clear(&jobs);
    return j.run;
}

/* 23 points in batches of 5 are 5 steps an epoch. */
static void steps_are_counted(void **state) {
    scene s;
    (void)state;
    scene_begin(&s, (dc_clf_weights){ 1, 1 }, false);
    assert_int_equal(dc_reproduce_steps(&s.runs), 15);
    s.options.training.batch = 0;
    assert_int_equal(dc_reproduce_steps(&s.runs), 3);
    s.options.training.batch = 23;
    assert_int_equal(dc_reproduce_steps(&s.runs), 3);
    s.options.training.batch = 1;
    s.options.epochs = SIZE_MAX;
    assert_int_equal(dc_reproduce_steps(&s.runs), 0);
    dc_clf_clear(&s.clf);
}

/* The plain run is a training as any other. */
static void plain_runs_are_plain(void **state) {
    (void)state;
    for (int regression = 0; regression < 2; regression++) {
        scene s;
        dc_scores scores = { 0 };
        scene_begin(&s, (dc_clf_weights){ 1, 1 }, regression);
        s.options.unit = 4;
        dc_reproduce_run run = must_run(&s, DC_ARM_PLAIN, 2);
        dc_training_options options = s.options.training;
        options.seed += 2, options.shuffle_seed += 2;
        options.loss = regression ? "squared-error" : "cross-entropy";
        dc_training *t = must_train(s.runs.train, &options);
        take_steps(t, 15);
        assert_int_equal(dc_training_test(t, &scores, s.runs.test, NULL), DC_OK);
        assert_true(run.test_loss == scores.loss && run.complete && run.steps == 15);
        assert_true(run.test == (regression ? 4 * sqrt(scores.loss) : scores.accuracy));
        dc_training_scores(t, &scores);
        assert_true(run.train_loss == scores.loss);
        assert_true(run.factor_least == 1 && run.factor_most == 1 && !run.diverged);
        assert_true(run.seed == options.seed && run.shuffle_seed == 4);
        dc_training_destroy(t);
        dc_clf_clear(&s.clf);
    }
}

static void sources_of_spread_are_switched(void **state) {
    static const uint64_t seeds[][2] = {
        [DC_VARY_BOTH] = { 4, 5 }, [DC_VARY_INIT] = { 4, 2 }, [DC_VARY_SHUFFLE] = { 1, 5 }
    };
    (void)state;
    for (dc_vary vary = DC_VARY_BOTH; vary <= DC_VARY_SHUFFLE; vary++) {
        scene s;
        scene_begin(&s, (dc_clf_weights){ 1, 1 }, false);
        s.options.vary = vary;
        dc_reproduce_run run = must_run(&s, DC_ARM_PLAIN, 3);
        assert_true(run.seed == seeds[vary][0] && run.shuffle_seed == seeds[vary][1]);
        dc_clf_clear(&s.clf);
    }
}

/* With b = 0 CLF is plain with its factors, bit by bit; and in epoch one just plain. */
static void the_stable_loss_is_a_factor(void **state) {
    static const char *const optimisers[] = { "sgd", "momentum", "adam" };
    (void)state;
    for (size_t k = 0; k < 12; k++) {
        scene s;
        scene_begin(&s, (dc_clf_weights){ 2, 0 }, k % 2);
        s.options.training.optimiser = optimisers[k / 4];
        s.options.training.rate = k / 4 == 2 ? 0.01 : 0.1;
        s.options.training.single = k / 2 % 2;
        dc_reproduce_run plain = must_run(&s, DC_ARM_PLAIN, 1);
        dc_reproduce_run clf = must_run(&s, DC_ARM_CLF, 1);
        dc_reproduce_run factors = must_run(&s, DC_ARM_FACTORS, 1);
        assert_true(same_run(&clf, &factors));
        assert_false(same_run(&clf, &plain));
        assert_true(clf.factor_least < 1 && clf.factor_most >= 1);
        assert_true(clf.factor_least == factors.factor_least);
        s.options.epochs = 1;
        plain = must_run(&s, DC_ARM_PLAIN, 1);
        clf = must_run(&s, DC_ARM_CLF, 1);
        assert_true(same_run(&clf, &plain) && clf.factor_most == 1);
        dc_clf_clear(&s.clf);
    }
}

/* The factors are 1 + 2 a (CE - CEbar), from the losses of batches of one epoch that
 * takes all points at once: CE is the loss before the step, CEbar that of the step
 * before. */
static void factors_are_the_formula(void **state) {
    scene s;
    (void)state;
    scene_begin(&s, (dc_clf_weights){ 1.5, 0 }, false);
    dc_clf_clear(&s.clf);
    assert_true(dc_clf_init(&s.clf, (dc_clf_weights){ 1.5, 0 }, TRAIN, 3, false, 15));
    s.options.training.batch = 0;
    must_run(&s, DC_ARM_CLF, 0);
    double rate = s.options.training.rate, before = 0, factor = 1;
    dc_training_options options = s.options.training;
    dc_training *t = must_train(s.runs.train, &options);
    for (size_t step = 0; step < 3; step++) {
        double loss = dc_training_loss(t);
        factor = step ? 1 + 2 * 1.5 * (loss - before) : 1;
        assert_true(fabs(s.clf.factor[step] - factor) < 1e-13);
        before = loss;
        options.rate = rate * factor; /* the next step of another training from here */
        dc_training *next = must_train(s.runs.train, &options);
        for (size_t l = 0; l < 2; l++) {
            double w[16], b[8];
            dc_training_get_layer(t, l, w, b);
            dc_training_set_layer(next, l, w, b);
        }
        dc_training_destroy(t);
        t = next;
        dc_training_step(t);
    }
    dc_training_destroy(t);
    dc_clf_clear(&s.clf);
}

/* A rate that no loss survives: CLF's run ends, and so does that with its factors. */
static void divergence_ends_both(void **state) {
    static const struct {
        double a, rate;
    } cases[] = { { 1e6, 0.5 }, { 1e300, 100 } }; /* of the second SL alone is infinite */
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        scene s;
        scene_begin(&s, (dc_clf_weights){ cases[k].a, 0 }, true);
        s.options.training.rate = cases[k].rate;
        s.options.training.architecture = "linear";
        dc_reproduce_run clf = must_run(&s, DC_ARM_CLF, 0);
        assert_true(clf.diverged && clf.complete);
        assert_true(clf.steps < 15 && s.clf.taken == clf.steps);
        dc_reproduce_run factors = must_run(&s, DC_ARM_FACTORS, 0);
        assert_true(factors.complete && factors.steps == clf.steps);
        assert_false(factors.diverged);
        assert_true(factors.test == clf.test || (isnan(factors.test) && isnan(clf.test)));
        dc_clf_clear(&s.clf);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_counted),
        cmocka_unit_test(plain_runs_are_plain),
        cmocka_unit_test(sources_of_spread_are_switched),
        cmocka_unit_test(the_stable_loss_is_a_factor),
        cmocka_unit_test(factors_are_the_formula),
        cmocka_unit_test(divergence_ends_both),
    };
    return cmocka_run_group_tests_name("reproduce_run", tests, NULL, NULL);
}
