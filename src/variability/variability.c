#include <doublecheck/variability.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/jobs.h"
#include "variability/ensembles.h"
#include "variability/quality.h"
#include "variability/room.h"
#include "variability/rounds.h"
#include "variability/summary.h"

static void clear_step(dc_step *step) {
    for (size_t a = 0; a < DC_AGAINST; a++) {
        free(step->judgements[a].levels);
        free(step->judgements[a].summaries);
    }
}

void dc_variability_destroy(dc_variability *variability) {
    if (!variability)
        return;
    for (size_t k = 0; variability->steps && k < variability->step_count; k++)
        clear_step(variability->steps + k);
    free(variability->steps);
    free(variability->quality);
    free(variability);
}

static bool init_step(dc_step *step, const dc_size *size, size_t rounds) {
    step->members = size->members;
    step->ensembles = size->ensembles;
    step->references = size->references;
    for (size_t a = 0; a < DC_AGAINST; a++) {
        dc_judgement *judgement = step->judgements + a;
        judgement->levels = calloc(size->ensembles, rounds * sizeof *judgement->levels);
        judgement->summaries = calloc(size->ensembles, sizeof *judgement->summaries);
        if (!judgement->levels || !judgement->summaries)
            return false;
    }
    return true;
}

static dc_variability *create(const dc_predictions *p, const dc_ensembles *ensembles,
                              const dc_variability_options *options) {
    dc_variability *v = calloc(1, sizeof *v);
    if (!v)
        return NULL;
    *v = (dc_variability){
        .models = p->models,
        .candidates = p->candidates,
        .points = p->points,
        .classes = p->classes,
        .statistics = ensembles->statistics,
        .half = p->points / 2,
        .threshold = dc_trimming_threshold(p->points / 2, options->epsilon),
        .quality = calloc(p->models, sizeof *v->quality),
        .step_count = ensembles->size_count,
        .steps = calloc(ensembles->size_count, sizeof *v->steps),
    };
    bool made = v->quality && v->steps;
    for (size_t k = 0; k < v->step_count && made; k++)
        made = init_step(v->steps + k, ensembles->sizes + k, options->rounds);
    if (made)
        return v;
    dc_variability_destroy(v);
    return NULL;
}

static dc_status check_options(const dc_variability_options *options, dc_error *error) {
    if (options->rounds < 1 || options->rounds > DC_ROUNDS_MOST)
        return dc_fail(error, DC_EUSAGE, "%zu rounds: from 1 to %d", options->rounds,
                       DC_ROUNDS_MOST);
    if (!(options->epsilon > 0 && options->epsilon < 1))
        return dc_fail(error, DC_EUSAGE, "epsilon = %g: more than 0, less than 1",
                       options->epsilon);
    if (!(options->accept >= 0 && options->accept < 1))
        return dc_fail(error, DC_EUSAGE, "accept = %g: from 0 to less than 1",
                       options->accept);
    return DC_OK;
}

static dc_status check_predictions(const dc_predictions *p, dc_error *error) {
    if (p->points < 2 || p->classes < 2)
        return dc_fail(error, DC_EINPUT,
                       "%zu test points and %zu classes: two are needed", p->points,
                       p->classes);
    if (p->models > DC_MODELS_MOST || p->candidates < 1 || p->candidates >= p->models)
        return dc_fail(error, DC_EINPUT,
                       "%zu candidates of %zu models: one candidate at least, one model "
                       "of the pool, and at most %d models",
                       p->candidates, p->models, DC_MODELS_MOST);
    for (size_t s = 0; s < p->points; s++)
        if (p->label[s] < 0 || (size_t)p->label[s] >= p->classes)
            return dc_fail(error, DC_EINPUT, "label %d of point %zu is no class",
                           p->label[s], s + 1);
    size_t size = p->points * p->classes;
    for (size_t l = 0; l < p->models * size; l++)
        if (!isfinite(p->logits[l]))
            return dc_fail(error, DC_EINPUT,
                           "a logit of model %zu at point %zu is not "
                           "finite",
                           l / size + 1, l % size / p->classes + 1);
    return DC_OK;
}

static dc_status run_round(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    return dc_rounds_run(work, k, jobs, error);
}

/* Levels of all rounds; those that are not complete are left out. */
static dc_status run_rounds(dc_variability *v, const dc_ensembles *ensembles,
                            const dc_variability_options *options,
                            const dc_study_host *host, dc_error *error) {
    dc_rounds rounds = { .ensembles = ensembles,
                         .half = v->half,
                         .threshold = v->threshold,
                         .seeds = calloc(options->rounds, sizeof *rounds.seeds),
                         .count = options->rounds,
                         .steps = v->steps };
    dc_jobs jobs = { 0 };
    if (!rounds.seeds)
        return dc_fail_memory(error, "the rounds");
    dc_rounds_seeds(rounds.seeds, rounds.count, options->seed);
    dc_status status = dc_jobs_run(&jobs, host, "levels", rounds.count, run_round,
                                   &rounds, error);
    if (status == DC_OK) {
        v->interrupted = jobs.interrupted;
        v->rounds = dc_summary_keep(v, jobs.complete, rounds.count);
    }
    dc_jobs_clear(&jobs);
    free(rounds.seeds);
    return status;
}

static dc_status measure(dc_variability *v, const dc_predictions *predictions,
                         const dc_ensembles *ensembles,
                         const dc_variability_options *options, const dc_study_host *host,
                         dc_error *error) {
    dc_status status = dc_quality_measure(v, predictions, error);
    if (status == DC_OK)
        status = run_rounds(v, ensembles, options, host, error);
    if (status == DC_OK)
        status = dc_summary_make(v, options->accept, predictions->diverged, error);
    return status;
}

dc_status dc_variability_measure(dc_variability **out, const dc_predictions *predictions,
                                 const dc_variability_options *options, dc_error *error) {
    dc_ensembles ensembles = { 0 };
    size_t memory = dc_jobs_memory(&options->host);
    dc_study_host host;
    dc_variability *v = NULL;
    *out = NULL;
    dc_status status = check_options(options, error);
    if (status == DC_OK)
        status = check_predictions(predictions, error);
    if (status == DC_OK)
        status = dc_variability_room(&host, predictions, options, error);
    if (status == DC_OK)
        status = dc_ensembles_make(&ensembles, predictions, memory, error);
    if (status == DC_OK) {
        v = create(predictions, &ensembles, options);
        status = v ? measure(v, predictions, &ensembles, options, &host, error)
                   : dc_fail_memory(error, "the levels");
    }
    dc_ensembles_clear(&ensembles);
    if (status == DC_OK)
        *out = v;
    else
        dc_variability_destroy(v);
    return status;
}

const char *dc_stability_name(dc_stability stability) {
    static const char *const names[] = {
        [DC_STABLE] = "STABLE", [DC_VARIABLE] = "VARIABLE", [DC_UNJUDGED] = "UNJUDGED"
    };
    return names[stability];
}
