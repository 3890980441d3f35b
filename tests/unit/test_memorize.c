#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <doublecheck/memorize.h>

#include <math.h>

#include "training_of.h"

static const char *const two_losses[] = { "cross-entropy", "mae" };
static const double two_noises[] = { 0, 0.5 };

enum { EPOCHS = 5, RUNS = 2, POINTS = 23, CLASSES = 3 };

/* Two losses, two etas, two runs each, five epochs of four steps. */
static dc_memorize_options small_options(void) {
    dc_memorize_options options;
    dc_memorize_options_init(&options);
    options.losses = two_losses;
    options.loss_count = 2;
    options.noise = two_noises;
    options.noise_count = 2;
    options.runs = RUNS;
    options.epochs = EPOCHS;
    options.training.architecture = "5";
    options.training.batch = 6;
    options.training.rate = 0.05;
    return options;
}

static dc_memorization *must_memorize(const dc_samples *samples,
                                      const dc_memorize_options *options,
                                      const dc_study_host *host) {
    dc_memorization *result;
    dc_error error;
    if (dc_memorize(&result, samples, options, host, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_string_equal(error.message, "");
    return result;
}

static void options_have_defaults(void **state) {
    dc_memorize_options options;
    (void)state;
    dc_memorize_options_init(&options);
    assert_int_equal(options.loss_count, 5);
    assert_string_equal(options.losses[0], "cross-entropy");
    assert_string_equal(options.losses[4], "rll:0.45");
    assert_int_equal(options.noise_count, 4);
    assert_true(options.noise[0] == 0 && options.noise[3] == 0.6);
    assert_true(options.runs == 1 && options.noise_seed == 3 && options.epochs == 100);
    assert_true(options.within == 0.15 && options.training.rate == 0.001);
    assert_true(options.training.seed == 1 && options.training.shuffle_seed == 2);
    assert_string_equal(options.training.optimiser, "adam");
    assert_string_equal(options.training.architecture, "128");
    dc_memorization_destroy(NULL);
}

static double slow_accuracy(const double *logits, const dc_samples *samples,
                            const int *label) {
    double right = 0, total = 0;
    for (size_t s = 0; s < samples->points; s++) {
        const double *z = logits + s * samples->classes;
        bool best = true;
        for (size_t l = 0; l < samples->classes; l++)
            best = best && (l == (size_t)label[s] || z[label[s]] > z[l]);
        right += best ? samples->weight[s] : 0;
        total += samples->weight[s];
    }
    return right / total;
}

/* A run again, by hand. */
static void check_run(const dc_memorization *m, size_t k, const dc_samples *samples,
                      const dc_memorize_options *options) {
    const dc_memorize_run *run = m->runs + k;
    int given[POINTS];
    double logits[POINTS * CLASSES];
    dc_samples noisy = *samples;
    dc_training_options own = options->training;
    noisy.label = given;
    assert_int_equal(run->replaced,
                     dc_memorize_labels(given, samples, options->noise[run->noise],
                                        run->noise_seed));
    own.loss = options->losses[run->loss];
    own.seed = run->seed;
    own.shuffle_seed = run->shuffle_seed;
    dc_training *training = must_train(&noisy, &own);
    assert_int_equal(run->look_count, EPOCHS + 1);
    for (size_t epoch = 0; epoch <= EPOCHS; epoch++) {
        dc_scores scores = { .logits = logits };
        while (dc_training_epochs(training) < epoch)
            dc_training_step(training);
        dc_training_scores(training, &scores);
        assert_true(run->looks[epoch].loss == scores.loss);
        assert_true(run->looks[epoch].j1 == slow_accuracy(logits, samples, given));
        assert_true(run->looks[epoch].j2 ==
                    slow_accuracy(logits, samples, samples->label));
    }
    dc_noisy_risk risk;
    assert_int_equal(dc_memorize_risk(&risk, own.loss, samples, logits,
                                      options->noise[run->noise], NULL),
                     DC_OK);
    assert_memory_equal(&risk, &run->risk, sizeof risk);
    dc_training_destroy(training);
}

static void runs_are_trainings_on_noisy_labels(void **state) {
    toy_samples toy;
    dc_memorize_options options = small_options();
    const dc_study_host host = { .threads = 2 };
    (void)state;
    toy_samples_random(&toy, 1, POINTS, 4, CLASSES);
    options.training.seed = 10;
    options.training.shuffle_seed = 20;
    options.noise_seed = 30;
    dc_memorization *m = must_memorize(&toy.samples, &options, &host);
    assert_int_equal(m->run_count, 8);
    assert_int_equal(m->loss_count, 2);
    assert_int_equal(m->noise_count, 2);
    assert_int_equal(m->runs_each, RUNS);
    assert_true(!m->interrupted);
    for (size_t k = 0; k < m->run_count; k++) {
        const dc_memorize_run *run = m->runs + k;
        assert_int_equal(run->loss, k / 4);
        assert_int_equal(run->noise, k / 2 % 2);
        assert_int_equal(run->seed, 10 + k % 2);
        assert_int_equal(run->shuffle_seed, 20 + k % 2);
        assert_int_equal(run->noise_seed, 30 + k % 2);
        assert_true(run->complete && run->state == DC_TRAINING_RUNS);
        check_run(m, k, &toy.samples, &options);
    }
    assert_int_equal(m->losses[0].symmetry.symmetric, false);
    assert_int_equal(m->losses[1].symmetry.symmetric, true);
    assert_true(m->losses[1].symmetry.constant == 4);
    assert_true(m->losses[0].clean == dc_memorize_j1(m, 0, 0) && m->losses[0].judged);
    dc_memorization_destroy(m);
}

static void expect_same(const dc_memorization *a, const dc_memorization *b) {
    for (size_t k = 0; k < a->run_count; k++) {
        const dc_memorize_run *x = a->runs + k, *y = b->runs + k;
        assert_int_equal(x->complete, y->complete);
        assert_int_equal(x->look_count, y->look_count);
        assert_memory_equal(x->looks, y->looks, x->look_count * sizeof *x->looks);
        assert_memory_equal(&x->risk, &y->risk, sizeof x->risk);
    }
    for (size_t l = 0; l < a->loss_count; l++)
        assert_true(a->losses[l].clean == b->losses[l].clean &&
                    a->losses[l].symmetry.greatest == b->losses[l].symmetry.greatest);
}

static void threads_change_nothing(void **state) {
    toy_samples toy;
    dc_memorize_options options = small_options();
    (void)state;
    toy_samples_random(&toy, 2, POINTS, 4, CLASSES);
    for (int single = 0; single < 2; single++) {
        options.training.single = single;
        dc_memorization *one = must_memorize(&toy.samples, &options,
                                             &(dc_study_host){ .threads = 1 });
        dc_memorization *four = must_memorize(&toy.samples, &options,
                                              &(dc_study_host){ .threads = 4 });
        expect_same(one, four);
        dc_memorization_destroy(one);
        dc_memorization_destroy(four);
    }
}

/* Two clusters, far apart. */
static void clean_points_are_learnt(void **state) {
    toy_samples toy;
    dc_memorize_options options = small_options();
    (void)state;
    toy_samples_random(&toy, 3, 40, 1, 2);
    for (size_t s = 0; s < 40; s++) {
        toy.label[s] = (int)(s % 2);
        toy.x[s] = (s % 2 ? 3 : -3) + toy.x[s] / 4;
    }
    options.training.architecture = "linear";
    options.epochs = 200;
    dc_memorization *m = must_memorize(&toy.samples, &options, &(dc_study_host){ 0 });
    for (size_t l = 0; l < 2; l++) {
        assert_true(dc_memorize_j1(m, l, 0) == 1 && dc_memorize_j2(m, l, 0) == 1);
        assert_true(m->losses[l].clean == 1);
    }
    /* Half of the labels: not judged. */
    assert_false(m->losses[0].judged);
    dc_memorization_destroy(m);
}

typedef struct stopper {
    size_t calls, last;
} stopper;

static bool stop_later(void *user) {
    stopper *s = user;
    return ++s->calls > s->last;
}

/* A run asks after each of 20 steps. */
static void what_is_complete_is_kept(void **state) {
    toy_samples toy;
    dc_memorize_options options = small_options();
    (void)state;
    toy_samples_random(&toy, 4, POINTS, 4, CLASSES);
    dc_memorization *whole = must_memorize(&toy.samples, &options,
                                           &(dc_study_host){ .threads = 1 });
    for (size_t last = 0; last < 70; last += 3) {
        stopper s = { 0, last };
        const dc_study_host host = { .threads = 1, .stop = stop_later, .user = &s };
        dc_memorization *m = must_memorize(&toy.samples, &options, &host);
        assert_true(m->interrupted);
        for (size_t k = 0; k < m->run_count; k++) {
            const dc_memorize_run *run = m->runs + k;
            assert_int_equal(run->complete, 20 * (k + 1) <= last);
            assert_int_equal(run->look_count > 0, 20 * k <= last);
            assert_memory_equal(run->looks, whole->runs[k].looks,
                                run->look_count * sizeof *run->looks);
            assert_int_equal(isnan(run->risk.deviation), !run->complete);
        }
        assert_false(m->losses[0].judged);
        dc_memorization_destroy(m);
    }
    dc_memorization_destroy(whole);
}

static void time_limits_end_it(void **state) {
    toy_samples toy;
    dc_memorize_options options = small_options();
    const dc_study_host host = { .threads = 1, .time_limit = 0.02 };
    (void)state;
    toy_samples_random(&toy, 5, POINTS, 4, CLASSES);
    options.epochs = 100000;
    dc_memorization *m = must_memorize(&toy.samples, &options, &host);
    assert_true(m->interrupted && !m->runs[0].complete && m->runs[0].look_count > 1);
    assert_int_equal(m->runs[m->run_count - 1].look_count, 0);
    dc_memorization_destroy(m);
}

static void runs_may_diverge(void **state) {
    toy_samples toy;
    dc_memorize_options options = small_options();
    (void)state;
    toy_samples_random(&toy, 6, POINTS, 4, CLASSES);
    options.training.optimiser = "sgd";
    options.training.rate = 1e300;
    dc_memorization *m = must_memorize(&toy.samples, &options,
                                       &(dc_study_host){ .threads = 1 });
    assert_true(!m->interrupted && m->runs[0].complete);
    assert_int_equal(m->runs[0].state, DC_TRAINING_DIVERGED);
    assert_true(m->runs[0].look_count >= 1 && m->runs[0].look_count < EPOCHS);
    dc_memorization_destroy(m);
}

/* With the line search, which ends where it finds no step. */
static void runs_may_be_stationary(void **state) {
    toy_samples toy;
    dc_memorize_options options = small_options();
    (void)state;
    toy_samples_random(&toy, 7, 4, 1, 2);
    for (size_t s = 0; s < 4; s++) {
        toy.x[s] = 0;
        toy.label[s] = (int)(s % 2);
        toy.weight[s] = 1;
    }
    options.training.optimiser = "armijo";
    options.training.architecture = "linear";
    options.training.batch = 0;
    options.noise_count = 1;
    dc_memorization *m = must_memorize(&toy.samples, &options,
                                       &(dc_study_host){ .threads = 1 });
    assert_true(m->runs[0].complete && m->runs[0].look_count == 1);
    assert_int_equal(m->runs[0].state, DC_TRAINING_STATIONARY);
    assert_true(m->runs[0].looks[0].j1 == 0); /* ties are wrong */
    dc_memorization_destroy(m);
}

static void refused(const dc_samples *samples, const dc_memorize_options *options,
                    dc_status status, const char *message) {
    dc_memorization *result = (dc_memorization *)&result;
    dc_error error;
    assert_int_equal(dc_memorize(&result, samples, options, &(dc_study_host){ 0 },
                                 &error),
                     status);
    assert_null(result);
    if (strncmp(error.message, message, strlen(message)) != 0)
        fail_msg("'%s', not '%s'", error.message, message);
}

static void wrong_options_are_refused(void **state) {
    static const char *const twice[] = { "mae", "mse", "mae" };
    static const char *const unknown[] = { "mae", "hinge" };
    static const char *const regression[] = { "mae", "squared-error" };
    static const double falling[] = { 0.5, 0.5 }, outside[] = { 0, 1.5 },
                        nothing[] = { NAN };
    toy_samples toy;
    dc_memorize_options o;
    (void)state;
    toy_samples_random(&toy, 8, POINTS, 4, CLASSES);
#define REFUSED(change, status, message) \
    o = small_options(); \
    change; \
    refused(&toy.samples, &o, status, message)
    REFUSED(o.loss_count = 0, DC_EUSAGE, "0 losses and 2 noises are not in 1 .. 64");
    REFUSED(o.noise_count = 65, DC_EUSAGE, "2 losses and 65 noises are not in 1 .. 64");
    REFUSED(o.runs = 0, DC_EUSAGE, "0 runs are not in 1 .. 100000");
    REFUSED(o.runs = 100001, DC_EUSAGE, "100001 runs are not in 1 .. 100000");
    REFUSED(o.epochs = 0, DC_EUSAGE, "0 epochs are not a training");
    REFUSED(o.within = -0.5, DC_EUSAGE, "within -0.5 is not in 0 .. 1");
    REFUSED(o.within = NAN, DC_EUSAGE, "within nan is not in 0 .. 1");
    REFUSED((o.losses = twice, o.loss_count = 3), DC_EUSAGE, "loss 'mae' is there twice");
    REFUSED(o.losses = unknown, DC_EUSAGE, "'hinge' is no loss: known are");
    REFUSED(o.losses = regression, DC_EUSAGE,
            "loss 'squared-error' takes targets, not labels");
    REFUSED(o.noise = falling, DC_EUSAGE, "noise 0.5 after 0.5: it has to increase");
    REFUSED(o.noise = outside, DC_EUSAGE, "noise 1.5 is not in 0 .. 1");
    REFUSED((o.noise = nothing, o.noise_count = 1), DC_EUSAGE,
            "noise nan is not in 0 .. 1");
    REFUSED(o.epochs = 1000000000, DC_ENOMEM, "1e+09 looks at 8 trainings need");
    REFUSED(o.training.batch = 24, DC_EUSAGE, "batch 24: there are 23 points");
    REFUSED(o.training.optimiser = "lbfgs", DC_EUSAGE, "'lbfgs' is no optimiser");
    toy.samples.target = toy.x;
    REFUSED((void)0, DC_EUSAGE, "points with targets have no labels to replace");
    toy.samples.target = NULL;
    toy.x[3] = NAN;
    REFUSED((void)0, DC_EINPUT, "feature 3 of point 0 is not finite");
#undef REFUSED
}

static void memory_is_limited(void **state) {
    toy_samples toy;
    dc_memorize_options options = small_options();
    dc_memorization *result;
    dc_error error;
    (void)state;
    toy_samples_random(&toy, 9, POINTS, 4, CLASSES);
    options.training.architecture = "1000";
    assert_int_equal(dc_memorize(&result, &toy.samples, &options,
                                 &(dc_study_host){ .memory = 10000 }, &error),
                     DC_ENOMEM);
    assert_non_null(strstr(error.message, "the trainings need about "));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_have_defaults),
        cmocka_unit_test(runs_are_trainings_on_noisy_labels),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(clean_points_are_learnt),
        cmocka_unit_test(what_is_complete_is_kept),
        cmocka_unit_test(time_limits_end_it),
        cmocka_unit_test(runs_may_diverge),
        cmocka_unit_test(runs_may_be_stationary),
        cmocka_unit_test(wrong_options_are_refused),
        cmocka_unit_test(memory_is_limited),
    };
    return cmocka_run_group_tests_name("memorize", tests, NULL, NULL);
}
