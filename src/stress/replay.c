#include <doublecheck/stress.h>

#include <math.h>

#include "base/error.h"
#include "stress/critical.h"

typedef struct replay {
    dc_context *context;
    dc_stress_entry *entry;
    dc_stress_outcome *nominal;
} replay;

/* 0: the nominal point; 1: x; 2: m*. */
static dc_status run_part(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    const replay *own = work;
    const dc_pace pace = { jobs, k, 0, 1 };
    dc_stress_point *point = &own->entry->point;
    dc_variance nominal;
    bool done;
    dc_variance_nominal(&nominal, &own->context->evaluator->space);
    if (k == 2)
        return dc_critical_mass(&own->entry->mass, own->context, &point->x, &pace, error);
    return dc_evaluate(k == 0 ? own->nominal : &point->outcome, &done,
                       own->context->evaluator, k == 0 ? &nominal : &point->x, &pace,
                       error);
}

static dc_status run(replay *own, dc_error *error) {
    dc_study_host host = own->context->evaluator->options->host;
    dc_jobs jobs;
    host.threads = 1; /* the check takes all */
    dc_status status = dc_jobs_run(&jobs, &host, "replay", 3, run_part, own, error);
    if (status == DC_OK && jobs.interrupted)
        status = dc_fail(error, DC_ESTOPPED, "the replay was ended before it was done");
    dc_jobs_clear(&jobs);
    return status;
}

dc_status dc_stress_replay(dc_stress_entry *entry, dc_stress_outcome *nominal,
                           const dc_variance *x, const dc_samples *train,
                           const dc_samples *test, const dc_stress_options *options,
                           dc_error *error) {
    dc_evaluator evaluator;
    dc_cache cache = { .file = -1 };
    dc_context context = { .evaluator = &evaluator, .cache = &cache };
    replay own = { &context, entry, nominal };
    *entry = (dc_stress_entry){ .point = { .x = *x }, .predicted = NAN };
    dc_status status = dc_evaluator_create(&evaluator, train, test, options, error);
    if (status == DC_OK)
        status = dc_evaluator_allow(&evaluator, 0, error);
    if (status == DC_OK)
        status = run(&own, error);
    if (status == DC_OK) {
        entry->point.distance = dc_variance_distance(x, &evaluator.space);
        entry->damage = dc_stress_damage(&entry->point.outcome, nominal, options->damage);
    }
    dc_cache_close(&cache);
    dc_evaluator_clear(&evaluator);
    return status;
}
