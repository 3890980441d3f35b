#include "stress/critical.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/room.h"
#include "data/dataset.h"
#include "network/samples.h"
#include <doublecheck/rational.h>

/* Asked by dc_check, which lets no other thread ask the host meanwhile. */
static bool told_to_end(void *user) {
    const dc_jobs *jobs = ((const dc_pace *)user)->jobs;
    const dc_study_host *host = jobs->host;
    return (host->stop && host->stop(host->user)) ||
           (host->time_limit > 0 && dc_clock() > jobs->start + host->time_limit);
}

/* Bytes that are there beside a search and its points, at most. */
static size_t held_beside(const dc_evaluator *evaluator) {
    size_t left = dc_room_left(evaluator->options->host.memory, evaluator->held);
    return dc_size_plus(evaluator->held, left / 2);
}

static void set_options(dc_check_options *check, const dc_context *context,
                        const dc_pace *pace) {
    const dc_stress_options *options = context->evaluator->options;
    const dc_parameters *p = &options->parameters;
    dc_check_options_init(check);
    mpq_set(check->parameters.kappa, p->kappa);
    mpq_set(check->parameters.sigma, p->sigma);
    mpq_set(check->parameters.delta, p->delta);
    mpq_div_2exp(check->parameters.m0, p->delta, 1); /* any below delta */
    mpq_set(check->family.width, options->family.width);
    check->family.kind = options->family.kind;
    check->family.sparsity = options->family.sparsity;
    check->family.directions = options->family.directions;
    check->time_limit = 0;
    check->memory = dc_room_share(options->host.memory, held_beside(context->evaluator));
    check->threads = dc_jobs_threads(&options->host);
    check->top = 1;
    check->stop = told_to_end;
    check->user = (void *)pace;
}

static dc_status make_dataset(dc_dataset **data, const dc_samples *samples,
                              dc_error *error) {
    int64_t *labels = calloc(samples->points, sizeof *labels);
    *data = NULL;
    if (!labels)
        return dc_fail_memory(error, "the labels");
    for (size_t s = 0; s < samples->points; s++)
        labels[s] = samples->label[s];
    dc_status status = dc_dataset_from_doubles(data, samples->points, samples->features,
                                               samples->x, labels, samples->weight,
                                               error);
    free(labels);
    return status;
}

static void take(dc_stress_mass *mass, const dc_result *result) {
    mass->known = !mass->exceeded &&
                  (result->stop == DC_STOP_NONE || result->stop == DC_STOP_MEMORY);
    for (size_t g = 0; g < result->group_count; g++) {
        const dc_bracket *bracket = &result->groups[g].bracket;
        mass->lo = fmax(mass->lo, dc_rational_nearest(bracket->lo));
        mass->hi = fmax(mass->hi, dc_rational_nearest(bracket->hi));
    }
}

static dc_status check(dc_stress_mass *mass, const dc_dataset *data,
                       const dc_context *context, const dc_pace *pace, dc_error *error) {
    dc_check_options check_options;
    dc_result *result = NULL;
    set_options(&check_options, context, pace);
    check_options.exceeded = &mass->exceeded;
    dc_status status = dc_check(&result, data, &check_options, error);
    if (status == DC_OK)
        take(mass, result);
    dc_result_destroy(result);
    dc_check_options_clear(&check_options);
    return status;
}

/* Do the samples have room as data, beside themselves and their labels? */
static bool have_room(const dc_samples *samples, const dc_evaluator *evaluator) {
    size_t points = samples->points, labels = sizeof(int64_t) + sizeof(uint32_t);
    size_t values = dc_dataset_doubles_bytes(samples->x, points * samples->features);
    size_t weights = samples->weight ? dc_dataset_doubles_bytes(samples->weight, points)
                                     : 0;
    size_t rows = dc_size_plus(weights, dc_size_times(points, labels));
    size_t own = dc_size_plus(dc_samples_bytes(samples), dc_size_plus(values, rows));
    return own <= dc_room_left(evaluator->options->host.memory, held_beside(evaluator));
}

/* NULL with DC_OK: they have no room. */
static dc_status change_data(dc_dataset **data, const dc_evaluator *evaluator,
                             const dc_variance *x, dc_error *error) {
    dc_samples changed;
    *data = NULL;
    dc_status status = dc_evaluate_data(&changed, evaluator, x, error);
    if (status != DC_OK)
        return status;
    if (have_room(&changed, evaluator))
        status = make_dataset(data, &changed, error);
    dc_samples_clear(&changed);
    return status;
}

static dc_status compute(dc_stress_mass *mass, const dc_context *context,
                         const dc_variance *x, const dc_pace *pace, dc_error *error) {
    dc_dataset *data;
    dc_status status = change_data(&data, context->evaluator, x, error);
    mass->exceeded = status == DC_OK && !data;
    if (data)
        status = check(mass, data, context, pace, error);
    dc_dataset_destroy(data);
    if (status != DC_OK || mass->exceeded)
        return status;
    if (!mass->known) {
        dc_jobs_go_on(pace->jobs, pace->job, pace->from); /* so that the job knows */
        return dc_succeed(error);
    }
    return dc_cache_add(context->cache, DC_CACHE_MASS, x->value,
                        (double[]){ mass->lo, mass->hi }, error);
}

dc_status dc_critical_mass(dc_stress_mass *mass, const dc_context *context,
                           const dc_variance *x, const dc_pace *pace, dc_error *error) {
    double value[DC_CACHE_MASS_VALUE];
    *mass = (dc_stress_mass){ 0 };
    if (!dc_jobs_go_on(pace->jobs, pace->job, pace->from))
        return dc_succeed(error);
    if (!dc_cache_find(context->cache, DC_CACHE_MASS, x->value, value))
        return compute(mass, context, x, pace, error);
    *mass = (dc_stress_mass){ .lo = value[0], .hi = value[1], .known = true };
    return dc_succeed(error);
}
