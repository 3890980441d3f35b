#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulation_of.h"
#include "training_of.h"

#include <float.h>
#include <math.h>

#include "simulate/pattern.h"
#include "simulate/slopes.h"

/* One run that is followed, and what belongs to it. */
typedef struct follower {
    dc_setting setting;
    dc_run run;
    dc_trajectory trajectory;
    size_t k;
    dc_jobs jobs;
} follower;

static dc_status follow_one(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    follower *f = work;
    return k == f->k ? dc_trajectory_follow(&f->trajectory, &f->setting, k, jobs, error)
                     : DC_OK;
}

static void follow(follower *f, const dc_dataset *data,
                   const dc_simulation_options *options, size_t k) {
    dc_error error;
    memset(f, 0, sizeof *f);
    must_make(&f->setting, data, options);
    run_init(&f->run);
    f->trajectory.run = &f->run;
    f->k = k;
    dc_study_host host = dc_setting_host(&f->setting);
    host.threads = 1; /* runs before k have ended when it begins */
    if (dc_jobs_run(&f->jobs, &host, "training", k + 1, follow_one, f, &error) != DC_OK)
        fail_msg("%s", error.message);
}

static void forget(follower *f) {
    dc_trajectory_clear(&f->trajectory);
    dc_jobs_clear(&f->jobs);
    run_clear(&f->run, true);
    dc_setting_clear(&f->setting);
}

/* What a look at a training shows. */
static void expect_look(const dc_look *look, dc_training *training,
                        const dc_setting *setting) {
    const dc_samples *samples = &setting->samples;
    size_t last = setting->layers - 1, N = samples->points;
    double margins[128], work[512], inputs[1024];
    double total = 0, certain = 0, possible = 0, sum = 0, least = HUGE_VAL;
    dc_scores scores = { .margins = margins };
    dc_span span = setting->span;
    size_t first = setting->coverage == DC_COVERS_FEATURES ? last : 0;
    if (first > 0) {
        dc_training_features(training, last, inputs);
        span = (dc_span){ 0 };
        for (size_t k = 0; k < N * dc_training_inputs(training, last); k++)
            span.size = fmax(span.size, fabs(inputs[k]));
    }
    dc_training_scores(training, &scores);
    dc_rounding bound = dc_rounding_of_training(training, first, span, scores.loss, work);
    for (size_t s = 0; s < N; s++) {
        total += samples->weight[s];
        certain += margins[s] > bound.margin ? samples->weight[s] : 0;
        possible += margins[s] >= -bound.margin ? samples->weight[s] : 0;
        sum += samples->weight[s] * margins[s];
        least = fmin(least, margins[s]);
    }
    assert_true(look->step == dc_training_steps(training));
    assert_true(look->loss == scores.loss && look->accuracy == scores.accuracy);
    assert_true(look->loss_error == bound.loss);
    assert_true(look->least_margin == least && look->mean_margin == sum / total);
    assert_true(look->certain <= certain / total && look->certain >= 0);
    assert_true(look->possible >= possible / total && look->possible <= 1);
    assert_true(look->certain > certain / total - 1e-12 || look->certain == 0);
    assert_true(look->possible < possible / total + 1e-12);
}

/* What follows from the looks, once more. */
static void expect_summary(const dc_run *run, double threshold) {
    size_t start = 0;
    double most = 0;
    while (start < run->look_count && run->looks[start].accuracy < threshold)
        start++;
    if (start == run->look_count) {
        assert_true(run->start == SIZE_MAX);
        return;
    }
    assert_int_equal(run->start, start);
    size_t worst = start, highest = start;
    for (size_t k = start; k < run->look_count; k++) {
        worst = run->looks[k].accuracy < run->looks[worst].accuracy ? k : worst;
        highest = run->looks[k].loss > run->looks[highest].loss ? k : highest;
        most = fmax(most, run->looks[k].loss + run->looks[k].loss_error);
    }
    assert_int_equal(run->worst, worst);
    assert_int_equal(run->highest, highest);
    double loss = mpq_get_d(run->loss);
    assert_true(loss >= most && loss < most + 0x1p-39 + most * 0x1p-50);
    assert_true(ldexp(loss, 40) == floor(ldexp(loss, 40)));
    assert_true(dc_run_drop(run) ==
                run->looks[start].accuracy - run->looks[worst].accuracy);
}

/* What is known of the weights from t0 on. */
typedef struct shadow {
    dc_pattern start, end;
    double slope;
    bool fits, started, moved;
} shadow;

static void look_at_cells(shadow *w, dc_training *training, size_t N) {
    if (!w->started) {
        assert_true(dc_pattern_init(&w->start, training) &&
                    dc_pattern_init(&w->end, training));
        dc_pattern_look(&w->start, training);
    }
    dc_pattern_look(&w->end, training);
    for (size_t s = 0; s < N; s++)
        w->moved = w->moved || !dc_pattern_same(&w->start, &w->end, s);
}

static void look_at_weights(shadow *w, dc_training *training, const dc_setting *setting) {
    size_t last = setting->layers - 1, inputs = dc_training_inputs(training, last);
    double weights[512], biases[16];
    dc_training_get_layer(training, last, weights, biases);
    w->slope = fmax(w->slope, dc_slopes_most(weights, setting->samples.classes, inputs,
                                             last ? NULL : setting->scale));
    w->fits = w->fits && dc_slopes_fit(weights, setting->samples.classes, inputs,
                                       &setting->options->floor.check.family);
}

static void expect_evidence(const follower *f, const shadow *w) {
    const dc_run *run = &f->run;
    size_t N = f->setting.samples.points, cell[128];
    double total = 0, moved = 0;
    assert_int_equal(run->moved, w->moved);
    assert_int_equal(run->evidence[0].look, run->start);
    assert_int_equal(run->evidence[0].cells, dc_pattern_number(cell, &w->start));
    assert_memory_equal(f->trajectory.cell[0], cell, N * sizeof *cell);
    if (run->start + 1 == run->look_count) {
        assert_true(run->evidence[1].look == SIZE_MAX && !f->trajectory.cell[1]);
        return;
    }
    assert_int_equal(run->evidence[1].look, run->look_count - 1);
    assert_int_equal(run->evidence[1].cells, dc_pattern_number(cell, &w->end));
    assert_memory_equal(f->trajectory.cell[1], cell, N * sizeof *cell);
    for (size_t s = 0; s < N; s++) {
        total += f->setting.samples.weight[s];
        moved += dc_pattern_same(&w->start, &w->end, s) ? 0
                                                        : f->setting.samples.weight[s];
    }
    assert_true(run->evidence[0].moved == 0);
    assert_true(fabs(run->evidence[1].moved - moved / total) < 1e-14);
}

/* Trains it once more, step by step. */
static void expect_run(const follower *f, size_t number) {
    const dc_simulation_options *options = f->setting.options;
    bool cells = f->setting.coverage == DC_COVERS_CELLS;
    shadow w = { .fits = true };
    dc_training *training;
    dc_error error;
    size_t k = 0;
    assert_int_equal(dc_setting_begin(&training, &f->setting, number, &error), DC_OK);
    for (bool runs = true; runs;) {
        uint64_t step = dc_training_steps(training);
        if (step % f->setting.every == 0 || step == options->steps) {
            assert_true(k < f->run.look_count);
            expect_look(f->run.looks + k, training, &f->setting);
            if (k >= f->run.start && cells)
                look_at_cells(&w, training, f->setting.samples.points);
            else if (k >= f->run.start)
                look_at_weights(&w, training, &f->setting);
            w.started = k++ >= f->run.start;
        }
        runs = step < options->steps && dc_training_step(training) == DC_TRAINING_RUNS;
    }
    assert_int_equal(k, f->run.look_count);
    assert_int_equal(f->run.state, dc_training_state_of(training));
    expect_summary(&f->run, options->threshold);
    assert_true(f->run.slope == w.slope && f->run.fits == w.fits);
    if (cells && w.started)
        expect_evidence(f, &w);
    dc_pattern_clear(&w.start);
    dc_pattern_clear(&w.end);
    dc_training_destroy(training);
}

static const struct {
    const char *architecture, *activation, *optimiser;
    size_t freeze, batch;
    double rate;
} trainings[] = {
    { "linear", "abs", "armijo", 0, 0, 0.1 }, { "linear", "abs", "gd", 0, 0, 30 },
    { "linear", "abs", "sgd", 0, 5, 3 },      { "linear", "abs", "momentum", 0, 7, 1 },
    { "linear", "abs", "adam", 0, 4, 1 },     { "4", "relu", "armijo", 0, 0, 0.1 },
    { "4,3", "abs", "adam", 0, 9, 0.1 },      { "4,3", "abs", "adam", 1, 9, 0.1 },
    { "4,3", "abs", "sgd", 2, 9, 1 },         { "2", "pieces:-100:2,1", "gd", 0, 0, 0.1 },
    { "5", "hard_tanh", "momentum", 1, 0, 1 }
};

static void runs_are_those_of_the_trainings(void **state) {
    size_t started = 0, moved = 0, rose = 0, fell = 0, uncertain = 0;
    (void)state;
    for (size_t k = 0; k < 4 * sizeof trainings / sizeof *trainings; k++) {
        dc_dataset *data = fraction_data(k, 30, 1 + k % 3, 2 + (long)k % 2);
        dc_simulation_options options;
        follower f;
        simulation_options(&options, trainings[k / 4].architecture,
                           trainings[k / 4].activation, trainings[k / 4].optimiser);
        options.training.freeze = trainings[k / 4].freeze;
        options.training.batch = trainings[k / 4].batch;
        options.training.rate = trainings[k / 4].rate;
        options.training.single = k % 4 == 1;
        options.standardise = k % 4 != 2;
        options.every = k % 4 == 3 ? 3 : 0;
        options.threshold = 0.6;
        options.steps = 23;
        follow(&f, data, &options, k);
        expect_run(&f, k);
        started += f.run.start != SIZE_MAX;
        moved += f.run.moved;
        if (f.run.start != SIZE_MAX) {
            rose += f.run.highest != f.run.start;
            fell += f.run.worst != f.run.start;
            uncertain += f.run.looks->possible > f.run.looks->certain + 1e-6;
        }
        assert_true(f.jobs.complete[k]);
        assert_false(f.jobs.interrupted);
        forget(&f);
        dc_simulation_options_clear(&options);
        dc_dataset_destroy(data);
    }
    print_message("%zu started, %zu with cells that moved, %zu rose, %zu fell, %zu "
                  "uncertain\n",
                  started, moved, rose, fell, uncertain);
    assert_true(started > 20 && moved > 4 && rose > 4 && fell > 4);
}

/* Ties: two points at 0, where the scores are equal before the first step. */
static void margins_within_their_errors_decide_nothing(void **state) {
    dc_dataset *data = must_read("x,label\n0,a\n0,b\n1,b\n-1,a\n", NULL);
    dc_simulation_options options;
    follower f;
    (void)state;
    simulation_options(&options, "linear", "abs", "gd");
    options.standardise = false;
    options.threshold = 0;
    follow(&f, data, &options, 0);
    expect_run(&f, 0);
    const dc_look *look = f.run.looks;
    double right = look->least_margin == 0 ? 0.5 : 0;
    assert_true(look->accuracy == right);
    assert_true(fabs(look->certain - right) < 1e-14 && look->certain <= right);
    assert_true(fabs(look->possible - right - 0.5) < 1e-14);
    forget(&f);
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

/* A run that ends between two looks ends with a look; its loss is no number. */
static void the_last_weights_are_looked_at(void **state) {
    static const char *const texts[] = { "x,label\n1,a\n1,b\n2,a\n2,b\n5,a\n5,b\n",
                                         "x,label\n1e305,a\n-1e305,a\n3e305,b\n" };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        dc_dataset *data = must_read(texts[k / 2], NULL);
        dc_simulation_options options;
        follower f;
        simulation_options(&options, "linear", "abs", k / 2 ? "gd" : "armijo");
        options.training.rate = k / 2 ? 1e6 : 0.1;
        options.standardise = k / 2 == 0;
        options.every = k % 2 ? 1000 : 1;
        options.steps = 3000;
        options.threshold = 0;
        follow(&f, data, &options, 0);
        const dc_look *last = f.run.looks + f.run.look_count - 1;
        if (k % 2)
            assert_int_equal(f.run.look_count, 2);
        if (k / 2) {
            assert_int_equal(f.run.state, DC_TRAINING_DIVERGED);
            assert_true(isnan(last->loss) && isnan(last->least_margin));
            assert_true(last->possible == 1 && last->certain == 0);
            assert_true(mpq_get_d(f.run.loss) == DBL_MAX);
            assert_true(f.run.highest == f.run.look_count - 1 && !f.run.fits);
        } else {
            assert_int_equal(f.run.state, DC_TRAINING_STATIONARY);
            assert_true(fabs(last->loss - M_LN2) < 1e-12);
        }
        forget(&f);
        dc_simulation_options_clear(&options);
        dc_dataset_destroy(data);
    }
}

typedef struct host {
    size_t left, calls;
    dc_simulation_progress first;
} host;

static bool stop(void *user) {
    host *h = user;
    return h->left > 0 && --h->left == 0;
}

static void show(const dc_simulation_progress *progress, void *user) {
    host *h = user;
    if (h->calls++ == 0)
        h->first = *progress;
}

static void hosts_are_told_and_asked(void **state) {
    dc_dataset *data = row_data(20, true);
    dc_simulation_options options;
    follower f;
    (void)state;
    simulation_options(&options, "linear", "abs", "gd");
    options.floor.check.stop = stop;
    options.progress = show;
    for (size_t left = 0; left < 25; left++) {
        host h = { .left = left };
        options.floor.check.user = &h;
        follow(&f, data, &options, 2);
        assert_int_equal(f.run.look_count, left > 0 && left < 21 ? left : 21);
        assert_int_equal(f.jobs.interrupted, left > 0 && left < 21);
        assert_true(h.calls > 0);
        assert_true(h.first.done == 2 && h.first.runs == 3 && h.first.steps == 20);
        assert_true(h.first.step == 0 && h.first.seed == f.run.seed);
        assert_true(h.first.loss == f.run.looks->loss);
        assert_true(h.first.accuracy == f.run.looks->accuracy);
        forget(&f);
    }
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_are_those_of_the_trainings),
        cmocka_unit_test(margins_within_their_errors_decide_nothing),
        cmocka_unit_test(the_last_weights_are_looked_at),
        cmocka_unit_test(hosts_are_told_and_asked),
    };
    return cmocka_run_group_tests_name("trajectory", tests, NULL, NULL);
}
