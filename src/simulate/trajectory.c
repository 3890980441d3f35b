#include "simulate/trajectory.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "simulate/look.h"
#include "simulate/pattern.h"
#include "simulate/slopes.h"

enum { LOSS_BITS = 40 };
static const double SHOWN_EVERY = 0.05; /* seconds */

typedef struct walker {
    const dc_setting *setting;
    dc_trajectory *trajectory;
    dc_run *run;
    dc_jobs *jobs;
    size_t job;
    dc_training *training;
    size_t first; /* the layer whose inputs are exact, or those of the data */
    dc_span span; /* of these */
    double *margins, *work;
    dc_pattern start, now; /* at t0, and at the last look at them */
    size_t capacity;       /* of the looks */
    double shown;
} walker;

static size_t size_of_layer(const dc_training *training, size_t l) {
    return (dc_training_inputs(training, l) + 1) * dc_training_units(training, l);
}

static bool allocate(walker *w) {
    size_t widest = 0;
    for (size_t l = 0; l < w->setting->layers; l++) {
        size_t own = size_of_layer(w->training, l);
        widest = own > widest ? own : widest;
    }
    w->margins = calloc(w->setting->samples.points, sizeof *w->margins);
    w->work = calloc(widest, sizeof *w->work);
    return w->margins && w->work;
}

/* The inputs of the last layer over frozen ones are the points. */
static dc_status measure_features(walker *w, dc_error *error) {
    size_t last = w->setting->layers - 1, points = w->setting->samples.points;
    size_t count = points * dc_training_inputs(w->training, last);
    double *values = dc_setting_last_inputs(w->setting, w->training);
    if (!values)
        return dc_fail_memory(error, "the inputs of the last layer");
    w->first = last;
    w->span = (dc_span){ 0 };
    for (size_t k = 0; k < count; k++)
        w->span.size = fmax(w->span.size, fabs(values[k]));
    free(values);
    return DC_OK;
}

static dc_status begin(walker *w, size_t k, dc_error *error) {
    dc_status status = dc_setting_begin(&w->training, w->setting, k, error);
    if (status == DC_OK && !allocate(w))
        status = dc_fail_memory(error, "a run");
    w->span = w->setting->span;
    if (status == DC_OK && w->setting->coverage == DC_COVERS_FEATURES)
        status = measure_features(w, error);
    return status;
}

static bool make_room(walker *w) {
    dc_run *run = w->run;
    if (run->look_count < w->capacity)
        return true;
    size_t capacity = w->capacity ? 2 * w->capacity : 64;
    dc_look *looks = realloc(run->looks, capacity * sizeof *looks);
    if (!looks)
        return false;
    run->looks = looks;
    w->capacity = capacity;
    return true;
}

static bool fill_cells(walker *w, dc_pattern *cells) {
    if (!cells->pieces && !dc_pattern_init(cells, w->training))
        return false;
    dc_pattern_look(cells, w->training);
    return true;
}

static double share_moved(const walker *w) {
    const dc_samples *samples = &w->setting->samples;
    double total = 0, moved = 0;
    for (size_t s = 0; s < samples->points; s++) {
        total += samples->weight[s];
        moved += dc_pattern_same(&w->start, &w->now, s) ? 0 : samples->weight[s];
    }
    return moved / total;
}

/* Once a point has moved nobody asks again. */
static bool follow_cells(walker *w, size_t look) {
    if (w->setting->coverage != DC_COVERS_CELLS || w->run->moved)
        return true;
    if (look == w->run->start)
        return fill_cells(w, &w->start);
    if (!fill_cells(w, &w->now))
        return false;
    w->run->moved = share_moved(w) > 0;
    return true;
}

static void follow_slopes(walker *w) {
    size_t last = w->setting->layers - 1;
    size_t inputs = dc_training_inputs(w->training, last);
    size_t classes = dc_training_units(w->training, last);
    dc_run *run = w->run;
    if (w->setting->coverage == DC_COVERS_CELLS)
        return;
    dc_training_get_layer(w->training, last, w->work, w->work + inputs * classes);
    double most = dc_slopes_most(w->work, classes, inputs,
                                 w->setting->layers == 1 ? w->setting->scale : NULL);
    run->slope = fmax(run->slope, most);
    run->fits = run->fits && most <= DBL_MAX &&
                dc_slopes_fit(w->work, classes, inputs,
                              &w->setting->options->floor.check.family);
}

/* From t0 on. */
static bool follow(walker *w, size_t k) {
    dc_run *run = w->run;
    const dc_look *look = run->looks + k;
    if (look->accuracy < run->looks[run->worst].accuracy)
        run->worst = k;
    if (!(look->loss <= run->looks[run->highest].loss))
        run->highest = k;
    follow_slopes(w);
    return follow_cells(w, k);
}

/* For an adversary that is to begin there. */
static bool keep_classifier(walker *w) {
    dc_trajectory *trajectory = w->trajectory;
    size_t last = w->setting->layers - 1;
    size_t inputs = dc_training_inputs(w->training, last);
    size_t units = dc_training_units(w->training, last);
    if (!w->setting->options->adversary)
        return true;
    trajectory->inputs = inputs;
    trajectory->weights = calloc(units, inputs * sizeof *trajectory->weights);
    trajectory->biases = calloc(units, sizeof *trajectory->biases);
    if (!trajectory->weights || !trajectory->biases)
        return false;
    dc_training_get_layer(w->training, last, trajectory->weights, trajectory->biases);
    return true;
}

static dc_status look_at(walker *w, dc_error *error) {
    dc_run *run = w->run;
    dc_scores scores = { .margins = w->margins };
    if (!make_room(w))
        return dc_fail_memory(error, "the looks at a run");
    size_t k = run->look_count++;
    dc_training_scores(w->training, &scores);
    dc_rounding rounding = dc_rounding_of_training(w->training, w->first, w->span,
                                                   scores.loss, w->work);
    run->looks[k] = (dc_look){ .step = dc_training_steps(w->training),
                               .loss = scores.loss,
                               .accuracy = scores.accuracy,
                               .loss_error = rounding.loss };
    dc_look_weigh(run->looks + k, &w->setting->samples, w->margins, &rounding);
    if (run->start == SIZE_MAX && scores.accuracy >= w->setting->options->threshold) {
        run->start = run->worst = run->highest = k;
        if (!keep_classifier(w))
            return dc_fail_memory(error, "the classifier at t0");
    }
    if (run->start != SIZE_MAX && !follow(w, k))
        return dc_fail_memory(error, "the cells of the points");
    return DC_OK;
}

static void show(walker *w, double now) {
    const dc_simulation_options *options = w->setting->options;
    const dc_look *look = w->run->looks + w->run->look_count - 1;
    dc_simulation_progress progress = { .runs = options->runs,
                                        .seed = w->run->seed,
                                        .step = dc_training_steps(w->training),
                                        .steps = options->steps,
                                        .loss = look->loss,
                                        .accuracy = look->accuracy,
                                        .seconds = now - w->jobs->start };
    w->shown = now;
#pragma omp critical(dc_host)
    {
        progress.done = w->jobs->done;
        options->progress(&progress, options->floor.check.user);
    }
}

/* Tells the host. Returns false if the run is to end. */
static bool report(walker *w) {
    const dc_simulation_options *options = w->setting->options;
    double share = (double)dc_training_steps(w->training) / (double)options->steps;
    bool goes_on = dc_jobs_go_on(w->jobs, w->job, share);
    double now = dc_clock();
    if (options->progress && now > w->shown + SHOWN_EVERY)
        show(w, now);
    return goes_on;
}

static dc_status walk(walker *w, dc_error *error) {
    const dc_simulation_options *options = w->setting->options;
    dc_status status = look_at(w, error);
    bool runs = true;
    while (status == DC_OK && runs && report(w)) {
        runs = dc_training_step(w->training) == DC_TRAINING_RUNS;
        uint64_t step = dc_training_steps(w->training);
        runs = runs && step < options->steps;
        bool moved = step > w->run->looks[w->run->look_count - 1].step;
        if (moved && (!runs || step % w->setting->every == 0))
            status = look_at(w, error);
    }
    return status;
}

/* Lbar, rounded up to a multiple of 2^-LOSS_BITS. */
static void set_loss(dc_run *run) {
    double most = 0;
    for (size_t k = run->start; k < run->look_count; k++) {
        const dc_look *look = run->looks + k;
        double above = nextafter(look->loss + look->loss_error, HUGE_VAL);
        most = above <= most ? most : above;
    }
    most = ldexp(ceil(ldexp(most, LOSS_BITS)), -LOSS_BITS);
    mpq_set_d(run->loss, most <= DBL_MAX ? most : DBL_MAX);
}

/* Cells at one time. */
static bool keep_cells(walker *w, size_t which, size_t look, const dc_pattern *cells) {
    dc_evidence *evidence = w->run->evidence + which;
    size_t **cell = w->trajectory->cell + which;
    *cell = calloc(w->setting->samples.points, sizeof **cell);
    evidence->look = look;
    evidence->cells = *cell ? dc_pattern_number(*cell, cells) : 0;
    return evidence->cells > 0;
}

static bool keep_evidence(walker *w) {
    dc_run *run = w->run;
    size_t last = run->look_count - 1;
    if (w->setting->coverage != DC_COVERS_CELLS)
        return true;
    if (!keep_cells(w, 0, run->start, &w->start))
        return false;
    if (last == run->start)
        return true;
    if (!fill_cells(w, &w->now) || !keep_cells(w, 1, last, &w->now))
        return false;
    run->evidence[1].moved = share_moved(w);
    return true;
}

/* The inputs of the last layer as they are now. */
static bool keep_features(walker *w, size_t k) {
    dc_trajectory *trajectory = w->trajectory;
    const dc_setting *setting = w->setting;
    if (k > 0 || !setting->options->keep_features || setting->coverage != DC_COVERS_CELLS)
        return true;
    trajectory->feature_count = dc_training_inputs(w->training, setting->layers - 1);
    trajectory->features = dc_setting_last_inputs(setting, w->training);
    return trajectory->features;
}

static dc_status finish(walker *w, size_t k, dc_error *error) {
    dc_run *run = w->run;
    run->state = dc_training_state_of(w->training);
    if (!keep_features(w, k))
        return dc_fail_memory(error, "the inputs of the last layer");
    if (run->start == SIZE_MAX)
        return dc_succeed(error);
    set_loss(run);
    return keep_evidence(w) ? dc_succeed(error)
                            : dc_fail_memory(error, "the cells of the points");
}

dc_status dc_trajectory_follow(dc_trajectory *trajectory, const dc_setting *setting,
                               size_t k, dc_jobs *jobs, dc_error *error) {
    walker w = { .setting = setting,
                 .trajectory = trajectory,
                 .run = trajectory->run,
                 .jobs = jobs,
                 .job = k };
    w.run->fits = true;
    dc_status status = begin(&w, k, error);
    if (status == DC_OK)
        status = walk(&w, error);
    if (status == DC_OK)
        status = finish(&w, k, error);
    dc_training_destroy(w.training);
    free(w.margins);
    free(w.work);
    dc_pattern_clear(&w.start);
    dc_pattern_clear(&w.now);
    return status;
}

void dc_trajectory_clear(dc_trajectory *trajectory) {
    for (size_t e = 0; e < DC_EVIDENCES; e++)
        free(trajectory->cell[e]);
    free(trajectory->features);
    free(trajectory->weights);
    free(trajectory->biases);
}
