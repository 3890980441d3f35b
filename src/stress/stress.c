#include <doublecheck/stress.h>

#include <stdlib.h>

#include "base/error.h"
#include "base/room.h"
#include "stress/identity.h"
#include "stress/plan.h"
#include "stress/predictor.h"
#include "stress/results.h"

void dc_stress_options_init(dc_stress_options *options) {
    dc_check_options check;
    dc_check_options_init(&check);
    *options = (dc_stress_options){ .epochs = 30,
                                    .threshold = 0.9,
                                    .damage = DC_DAMAGE_FINAL,
                                    .budget = 0.2,
                                    .draw_seed = 1,
                                    .search_seed = 1,
                                    .evaluations = 400,
                                    .repetitions = 10,
                                    .sample = 200 };
    dc_training_options_init(&options->training);
    options->parameters = check.parameters;
    options->family = check.family;
    options->family.kind = DC_FAMILY_AXES;
}

void dc_stress_options_clear(dc_stress_options *options) {
    dc_parameters_clear(&options->parameters);
    mpq_clear(options->family.width);
}

const char *dc_stress_arm_name(dc_stress_arm arm) {
    static const char *const names[DC_STRESS_ARMS] = {
        [DC_STRESS_NOMINAL] = "nominal", [DC_STRESS_GLOBAL] = "global",
        [DC_STRESS_LOCAL] = "local",     [DC_STRESS_UNIFORM] = "uniform",
        [DC_STRESS_NEAR] = "near",       [DC_STRESS_SAMPLE] = "sample"
    };
    return names[arm];
}

/* The points of a plan become those of the study. */
static void take_points(dc_stress_study *study, dc_plan *plan) {
    study->points = plan->point;
    study->point_count = plan->count;
    plan->point = NULL;
    study->nominal = plan->context->nominal;
}

static dc_status conclude(dc_stress_study *study, dc_plan *plan, dc_error *error) {
    take_points(study, plan);
    dc_status status = dc_results_duels(study, plan, error);
    if (status == DC_OK)
        status = dc_results_front(study, plan, error);
    if (status == DC_OK)
        status = dc_results_masses(study, plan, error);
    study->interrupted = plan->interrupted;
    return status;
}

/* Outcomes and masses of a plan; or what the cache has, if that is more. */
static size_t records_of(const dc_plan *plan) {
    size_t own = dc_size_times(2, plan->room), read = plan->context->cache->count;
    return own > read ? own : read;
}

/* Beside the points of a plan, and what is known of them, to which a predictor is fitted. They
 * have a half of what is left, so that what is evaluated depends on neither (critical.h). */
static dc_status find_allowance(dc_evaluator *evaluator, dc_context *context,
                                const dc_plan *plan, dc_error *error) {
    size_t memory = evaluator->options->host.memory, records = records_of(plan);
    size_t results = dc_size_plus(dc_plan_bytes(plan), dc_cache_bytes(records));
    size_t all = dc_size_plus(results, dc_predictor_bytes(&evaluator->space, plan->room));
    context->cache->most = memory ? records : 0;
    dc_status status = dc_room_check(memory,
                                     dc_size_plus(evaluator->held, dc_size_times(2, all)),
                                     "the evaluations", error);
    return status == DC_OK ? dc_evaluator_allow(evaluator, results, error) : status;
}

static dc_status run(dc_stress_study *study, dc_context *context, dc_evaluator *evaluator,
                     dc_error *error) {
    dc_plan plan;
    study->replayed = context->cache->read;
    study->space = context->evaluator->space;
    dc_status status = dc_plan_create(&plan, context, error);
    if (status == DC_OK)
        status = find_allowance(evaluator, context, &plan, error);
    if (status == DC_OK)
        status = dc_plan_run(&plan, error);
    if (status == DC_OK)
        status = conclude(study, &plan, error);
    dc_plan_clear(&plan);
    return status;
}

static dc_status run_with_cache(dc_stress_study *study, dc_evaluator *evaluator,
                                dc_error *error) {
    dc_cache cache;
    dc_cache_identity identity;
    dc_context context = { .evaluator = evaluator, .cache = &cache };
    dc_status status = dc_identity_of(&identity, evaluator, error);
    if (status != DC_OK)
        return status;
    status = dc_cache_open(&cache, evaluator->options->cache, &identity, error);
    if (status == DC_OK)
        status = run(study, &context, evaluator, error);
    dc_cache_close(&cache);
    return status;
}

dc_status dc_stress(dc_stress_study **out, const dc_samples *train,
                    const dc_samples *test, const dc_stress_options *options,
                    dc_error *error) {
    dc_evaluator evaluator;
    *out = NULL;
    dc_stress_study *study = calloc(1, sizeof *study);
    if (!study)
        return dc_fail_memory(error, "the study");
    dc_status status = dc_evaluator_create(&evaluator, train, test, options, error);
    if (status == DC_OK)
        status = run_with_cache(study, &evaluator, error);
    dc_evaluator_clear(&evaluator);
    if (status == DC_OK)
        *out = study;
    else
        dc_stress_destroy(study);
    return status;
}

void dc_stress_destroy(dc_stress_study *study) {
    if (!study)
        return;
    free(study->points);
    free(study->front);
    free(study->duels);
    free(study->sample_mass);
    free(study->sample_point);
    dc_predictor_clear(&study->predictor);
    free(study);
}

double dc_stress_predict(const dc_stress_study *study, const dc_variance *x) {
    return dc_predictor_value(&study->predictor, &study->space, x);
}
