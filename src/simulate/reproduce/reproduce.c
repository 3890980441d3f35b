#include <doublecheck/reproduce.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/room.h"
#include "network/options.h"
#include "network/samples.h"
#include "simulate/reproduce/comparison.h"
#include "simulate/reproduce/run.h"

enum { SEEDS = 20, EPOCHS = 30, BATCH = 32, ROUNDS = 10000, ROUNDS_LEAST = 100 };
static const double MARGIN = 0.01, ERROR_RATE = 0.05;

void dc_reproduce_options_init(dc_reproduce_options *options) {
    static const dc_clf_weights weights = { 0.1, 0.1 };
    *options = (dc_reproduce_options){ .seeds = SEEDS,
                                       .epochs = EPOCHS,
                                       .weights = &weights,
                                       .weight_count = 1,
                                       .rounds = ROUNDS,
                                       .bootstrap_seed = 1,
                                       .margin = MARGIN,
                                       .unit = 1 };
    dc_training_options_init(&options->training);
    options->training.optimiser = "sgd";
    options->training.batch = BATCH;
}

static dc_status check_weights(const dc_reproduce_options *o, dc_error *error) {
    if (o->weight_count < 1 || o->weight_count > DC_REPRODUCE_CELLS_MOST)
        return dc_fail(error, DC_EUSAGE, "%zu pairs (a, b): 1 to %d are possible",
                       o->weight_count, DC_REPRODUCE_CELLS_MOST);
    for (const dc_clf_weights *w = o->weights; w < o->weights + o->weight_count; w++)
        if (!(w->a >= 0) || !(w->b >= 0) || !isfinite(w->a) || !isfinite(w->b))
            return dc_fail(error, DC_EUSAGE,
                           "a = %g, b = %g: both are to be finite and >= 0", w->a, w->b);
    return DC_OK;
}

static dc_status check_options(const dc_reproduce_options *o, dc_error *error) {
    if (o->seeds < 1 || o->seeds > DC_REPRODUCE_SEEDS_MOST)
        return dc_fail(error, DC_EUSAGE, "%zu seeds: 1 to %d are possible", o->seeds,
                       DC_REPRODUCE_SEEDS_MOST);
    if (o->epochs < 1)
        return dc_fail(error, DC_EUSAGE, "0 epochs: at least one is wanted");
    if (o->rounds < ROUNDS_LEAST || o->rounds > DC_REPRODUCE_ROUNDS_MOST)
        return dc_fail(error, DC_EUSAGE, "%zu rounds: %d to %d are possible", o->rounds,
                       ROUNDS_LEAST, DC_REPRODUCE_ROUNDS_MOST);
    if ((double)o->rounds * ERROR_RATE / 2 < (double)o->weight_count)
        return dc_fail(error, DC_EUSAGE,
                       "%zu resamples say nothing about ends that %zu pairs (a, b) leave "
                       "%g of them: %.0f at least are needed",
                       o->rounds, o->weight_count,
                       ERROR_RATE / 2 / (double)o->weight_count,
                       ceil((double)o->weight_count * 2 / ERROR_RATE));
    if (!(o->margin >= 0) || !(o->unit > 0) || !isfinite(o->unit))
        return dc_fail(error, DC_EUSAGE,
                       "margin %g is to be >= 0, unit %g finite and > 0", o->margin,
                       o->unit);
    if (strcmp(o->training.optimiser, "armijo") == 0)
        return dc_fail(error, DC_EUSAGE,
                       "optimiser armijo: a loss of the batch as a whole has no line "
                       "search");
    return check_weights(o, error);
}

static dc_status check_samples(const dc_samples *train, const dc_samples *test,
                               dc_error *error) {
    dc_status status = dc_samples_check(train, error);
    if (status == DC_OK)
        status = dc_samples_check(test, error);
    if (status != DC_OK)
        return status;
    if (train->features != test->features || train->classes != test->classes ||
        !train->target != !test->target)
        return dc_fail(error, DC_EUSAGE,
                       "%zu features and %zu %s to train with, %zu and %zu %s to test "
                       "with",
                       train->features, train->classes,
                       train->target ? "targets" : "classes", test->features,
                       test->classes, test->target ? "targets" : "classes");
    return DC_OK;
}

void dc_reproduction_destroy(dc_reproduction *reproduction) {
    if (!reproduction)
        return;
    free(reproduction->cells);
    free(reproduction->runs);
    free(reproduction);
}

/* Runs of an arm of a cell. */
static dc_reproduce_run *runs_of(const dc_reproduction *r, size_t cell, dc_arm arm) {
    size_t row = arm == DC_ARM_PLAIN ? 0 : 1 + 2 * cell + (arm == DC_ARM_FACTORS);
    return r->runs + row * r->seeds;
}

static dc_reproduction *create(const dc_reproduce_scene *scene) {
    const dc_reproduce_options *o = scene->options;
    dc_reproduction *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->regression = scene->train->target != NULL;
    r->seeds = o->seeds;
    r->cell_count = o->weight_count;
    r->confidence = 1 - ERROR_RATE / (double)o->weight_count;
    r->cells = calloc(r->cell_count, sizeof *r->cells);
    r->runs = calloc((1 + 2 * r->cell_count) * r->seeds, sizeof *r->runs);
    if (!r->cells || !r->runs) {
        dc_reproduction_destroy(r);
        return NULL;
    }
    for (size_t c = 0; c < r->cell_count; c++) {
        r->cells[c].weights = o->weights[c];
        for (dc_arm a = 0; a < DC_ARMS; a++)
            r->cells[c].runs[a] = runs_of(r, c, a);
    }
    return r;
}

typedef struct workshop {
    dc_reproduce_scene scene;
    dc_reproduction *reproduction;
} workshop;

/* Points in a batch. */
static size_t batch_of(const dc_reproduce_scene *scene) {
    size_t points = scene->train->points, batch = scene->options->training.batch;
    return batch && batch < points ? batch : points;
}

/* Points and runs, and what those of CLF have beside their arrays. */
static dc_status find_allowance(dc_reproduce_scene *scene, dc_error *error) {
    const dc_reproduce_options *o = scene->options;
    const dc_samples *train = scene->train;
    dc_training_options training = dc_reproduce_training(scene, 0);
    size_t runs = (1 + 2 * o->weight_count) * o->seeds;
    size_t held = dc_size_plus(dc_samples_bytes(train), dc_samples_bytes(scene->test));
    held = dc_size_plus(held, dc_size_times(runs, sizeof(dc_reproduce_run)));
    const dc_claims claims = { .held = held,
                               .each = dc_clf_bytes(batch_of(scene), train->classes,
                                                    dc_reproduce_steps(scene)),
                               .at_once = true };
    size_t bootstrap = dc_bootstrap_bytes(2 * o->seeds, o->rounds);
    dc_status status = dc_room_check(o->host.memory, dc_size_plus(held, bootstrap),
                                     "the resamples", error);
    return status == DC_OK ? dc_allowance_find(&scene->allowance, &o->host, &claims,
                                               train, &training, error)
                           : status;
}

/* CLF, and plain with its factors. */
static dc_status train_pair(workshop *w, size_t cell, size_t k, dc_jobs *jobs, size_t job,
                            dc_error *error) {
    dc_reproduce_turn turn = { jobs, job, 0, 0.5 };
    dc_reproduce_run *own = runs_of(w->reproduction, cell, DC_ARM_CLF) + k;
    dc_clf clf;
    dc_status status = DC_OK;
    if (!dc_clf_init(&clf, w->scene.options->weights[cell], batch_of(&w->scene),
                     w->scene.train->classes, w->reproduction->regression,
                     dc_reproduce_steps(&w->scene)))
        status = dc_fail_memory(error, "the factors of a run");
    if (status == DC_OK)
        status = dc_reproduce_train(own, &w->scene, DC_ARM_CLF, k, &clf, &turn, error);
    turn.from = turn.part;
    if (status == DC_OK && own->complete)
        status = dc_reproduce_train(runs_of(w->reproduction, cell, DC_ARM_FACTORS) + k,
                                    &w->scene, DC_ARM_FACTORS, k, &clf, &turn, error);
    dc_clf_clear(&clf);
    return status;
}

/* Seed by seed: plain, then the cells. */
static dc_status train(void *work, size_t job, dc_jobs *jobs, dc_error *error) {
    workshop *w = work;
    size_t each = 1 + w->reproduction->cell_count, k = job / each, place = job % each;
    const dc_reproduce_turn turn = { jobs, job, 0, 1 };
    if (place > 0)
        return train_pair(w, place - 1, k, jobs, job, error);
    return dc_reproduce_train(w->reproduction->runs + k, &w->scene, DC_ARM_PLAIN, k, NULL,
                              &turn, error);
}

static dc_status train_all(workshop *w, dc_error *error) {
    const dc_study_host host = dc_jobs_limit(&w->scene.options->host,
                                             w->scene.allowance.threads);
    dc_reproduction *r = w->reproduction;
    dc_jobs jobs;
    dc_status status = dc_jobs_run(&jobs, &host, "training",
                                   r->seeds * (1 + r->cell_count), train, w, error);
    r->interrupted = jobs.interrupted;
    dc_jobs_clear(&jobs);
    return status;
}

static dc_status study(workshop *w, dc_error *error) {
    dc_reproduction *r = w->reproduction;
    dc_status status = train_all(w, error);
    for (size_t c = 0; c < r->cell_count && status == DC_OK; c++)
        if (!dc_reproduce_compare(r->cells + c, r->seeds, r->regression, w->scene.options,
                                  r->confidence))
            status = dc_fail_memory(error, "the bootstrap");
    return status;
}

dc_status dc_reproduce(dc_reproduction **out, const dc_samples *train,
                       const dc_samples *test, const dc_reproduce_options *options,
                       dc_error *error) {
    workshop w = { .scene = { .train = train, .test = test, .options = options } };
    *out = NULL;
    dc_status status = check_options(options, error);
    if (status == DC_OK)
        status = check_samples(train, test, error);
    if (status == DC_OK && dc_reproduce_steps(&w.scene) == 0)
        status = dc_fail(error, DC_EUSAGE, "%zu epochs are too many", options->epochs);
    if (status == DC_OK)
        status = find_allowance(&w.scene, error);
    if (status != DC_OK)
        return status;
    w.reproduction = create(&w.scene);
    if (!w.reproduction)
        return dc_fail_memory(error, "the runs");
    status = study(&w, error);
    if (status != DC_OK) {
        dc_reproduction_destroy(w.reproduction);
        return status;
    }
    *out = w.reproduction;
    return dc_succeed(error);
}
