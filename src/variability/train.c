#include <doublecheck/variability.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/doubles.h"
#include "base/error.h"
#include "base/jobs.h"
#include "base/size.h"
#include "network/allowance.h"
#include "network/samples.h"
#include "variability/room.h"

enum { EPOCHS = 30, MODELS = 10, ROUNDS = 100 };
static const double EPSILON = 0.01, ACCEPT = 0.05;

void dc_variability_options_init(dc_variability_options *options) {
    *options = (dc_variability_options){ .epochs = EPOCHS,
                                         .models = MODELS,
                                         .rounds = ROUNDS,
                                         .seed = 1,
                                         .epsilon = EPSILON,
                                         .accept = ACCEPT };
    dc_training_options_init(&options->training);
}

typedef struct work {
    const dc_samples *train, *test;
    const dc_variability_options *options;
    dc_allowance allowance;
    double *logits; /* [2 models][N][K] */
    bool *finite;   /* [2 models] */
} work;

/* Candidates and pool in turns, so that what ends early has some of both. */
static size_t model_of_job(size_t job, size_t models) {
    return job / 2 + (job % 2 ? models : 0);
}

/* All epochs, unless the host ends them or the loss is no number any more. */
static void run(dc_training *training, uint64_t epochs, size_t job, dc_jobs *jobs) {
    uint64_t done = 0;
    while (done < epochs && dc_jobs_go_on(jobs, job, (double)done / (double)epochs) &&
           dc_training_step(training) == DC_TRAINING_RUNS)
        done = dc_training_epochs(training);
}

static dc_status train_model(void *of, size_t job, dc_jobs *jobs, dc_error *error) {
    const work *w = of;
    size_t model = model_of_job(job, w->options->models);
    size_t size = w->test->points * w->test->classes;
    dc_training_options options = w->options->training;
    dc_scores scores = { .logits = w->logits + model * size };
    dc_training *training = NULL;
    if (w->options->host.memory)
        options.memory = w->allowance.training;
    options.seed += model;
    options.shuffle_seed += model;
    dc_status status = dc_training_create(&training, w->train, &options, error);
    if (status == DC_OK) {
        run(training, w->options->epochs, job, jobs);
        status = dc_training_test(training, &scores, w->test, error);
        w->finite[model] = status == DC_OK && dc_doubles_finite(scores.logits, size);
    }
    dc_training_destroy(training);
    return status;
}

/* Models that are complete and finite move up. */
static void keep(dc_predictions *out, const work *w, const dc_jobs *jobs) {
    size_t size = out->points * out->classes, models = w->options->models;
    for (size_t model = 0; model < 2 * models; model++) {
        size_t job = model < models ? 2 * model : 2 * (model - models) + 1;
        if (!jobs->complete[job])
            continue;
        if (!w->finite[model]) {
            out->diverged++;
            continue;
        }
        memmove(w->logits + out->models * size, w->logits + model * size,
                size * sizeof *w->logits);
        out->seed[out->models++] = w->options->training.seed + model;
        out->candidates += model < models;
    }
    out->interrupted = jobs->interrupted;
}

static dc_status judge(const dc_predictions *out, dc_error *error) {
    size_t pool = out->models - out->candidates;
    if (out->candidates > 0 && pool > 0)
        return dc_succeed(error);
    if (out->interrupted)
        return dc_fail(error, DC_ESTOPPED,
                       "stopped after %zu trainings; a candidate and a model of the pool "
                       "are needed",
                       out->models + out->diverged);
    return dc_fail(error, DC_EINPUT,
                   "%zu trainings have no finite logits, and %zu candidates and %zu "
                   "models of the pool are left: a smaller step may help",
                   out->diverged, out->candidates, pool);
}

static dc_status check(const dc_samples *train, const dc_samples *test,
                       const dc_variability_options *options, dc_error *error) {
    if (options->models < 1 || options->models > DC_MODELS_MOST / 2)
        return dc_fail(error, DC_EUSAGE, "%zu models: from 1 to %d", options->models,
                       DC_MODELS_MOST / 2);
    if (options->epochs < 1)
        return dc_fail(error, DC_EUSAGE, "no epochs: 1 or more");
    if (train->target || test->target)
        return dc_fail(error, DC_EUSAGE, "points with targets have no classes");
    if (train->classes < 2 || test->points < 2)
        return dc_fail(error, DC_EUSAGE,
                       "%zu classes, and %zu points to test with: 2 at least",
                       train->classes, test->points);
    if (test->features != train->features || test->classes != train->classes)
        return dc_fail(error, DC_EUSAGE,
                       "%zu features and %zu classes to train with, %zu and %zu to test",
                       train->features, train->classes, test->features, test->classes);
    return DC_OK;
}

/* What is trained is to be measured, too. */
static dc_status find_allowance(work *w, dc_error *error) {
    const dc_variability_options *o = w->options;
    const dc_predictions shape = { .models = 2 * o->models,
                                   .candidates = o->models,
                                   .points = w->test->points,
                                   .classes = w->test->classes };
    size_t samples = dc_size_plus(dc_samples_bytes(w->train), dc_samples_bytes(w->test));
    const dc_claims claims = { .held = dc_size_plus(samples,
                                                    dc_predictions_bytes(&shape)) };
    dc_study_host host;
    dc_status status = dc_variability_room(&host, &shape, o, error);
    return status == DC_OK ? dc_allowance_find(&w->allowance, &o->host, &claims, w->train,
                                               &o->training, error)
                           : status;
}

static bool allocate(dc_predictions *out, work *w) {
    size_t models = 2 * w->options->models, points = w->test->points;
    size_t classes = w->test->classes;
    if (points > SIZE_MAX / sizeof(double) / classes / models)
        return false;
    w->finite = calloc(models, sizeof *w->finite);
    out->points = points;
    out->classes = classes;
    out->logits = w->logits = calloc(models, points * classes * sizeof *out->logits);
    out->label = calloc(points, sizeof *out->label);
    out->seed = calloc(models, sizeof *out->seed);
    if (!w->finite || !out->logits || !out->label || !out->seed)
        return false;
    memcpy(out->label, w->test->label, points * sizeof *out->label);
    return true;
}

dc_status dc_predictions_train(dc_predictions *out, const dc_samples *train,
                               const dc_samples *test,
                               const dc_variability_options *options, dc_error *error) {
    work w = { .train = train, .test = test, .options = options };
    dc_jobs jobs = { 0 };
    *out = (dc_predictions){ 0 };
    dc_status status = check(train, test, options, error);
    if (status == DC_OK)
        status = find_allowance(&w, error);
    if (status != DC_OK)
        return status;
    const dc_study_host host = dc_jobs_limit(&options->host, w.allowance.threads);
    if (!allocate(out, &w))
        status = dc_fail_memory(error, "the logits");
    if (status == DC_OK)
        status = dc_jobs_run(&jobs, &host, "training", 2 * options->models, train_model,
                             &w, error);
    if (status == DC_OK) {
        keep(out, &w, &jobs);
        status = judge(out, error);
    }
    dc_jobs_clear(&jobs);
    free(w.finite);
    if (status != DC_OK)
        dc_predictions_clear(out);
    return status;
}
