#include "simulate/setting.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/jobs.h"
#include "base/size.h"
#include "data/derive.h"
#include "network/training.h"
#include "simulate/room.h"

static dc_status check_numbers(const dc_simulation_options *options, dc_error *error) {
    if (options->runs < 1 || options->runs > DC_RUNS_MOST)
        return dc_fail(error, DC_EUSAGE, "%zu runs are not in 1 .. %d", options->runs,
                       DC_RUNS_MOST);
    if (options->steps < 1)
        return dc_fail(error, DC_EUSAGE, "0 steps are not a training");
    if (strcmp(options->training.loss, "cross-entropy") != 0)
        return dc_fail(
            error, DC_EUSAGE,
            "loss '%s': floors are about cross-entropy, and so are simulations",
            options->training.loss);
    if (!(options->threshold >= 0 && options->threshold <= 1))
        return dc_fail(error, DC_EUSAGE, "the accuracy %g of t0 is not in 0 .. 1",
                       options->threshold);
    return DC_OK;
}

static dc_status standardise(dc_setting *setting, dc_error *error) {
    dc_samples *samples = &setting->samples;
    if (!setting->options->standardise)
        return DC_OK;
    setting->shift = calloc(samples->features, sizeof *setting->shift);
    setting->scale = calloc(samples->features, sizeof *setting->scale);
    if (!setting->shift || !setting->scale)
        return dc_fail_memory(error, "the scaling of the features");
    dc_samples_scaling(setting->shift, setting->scale, samples);
    return DC_OK;
}

static dc_status set_samples(dc_setting *setting, dc_error *error) {
    dc_status status = dc_samples_from_dataset(&setting->samples, setting->data, error);
    if (status == DC_OK)
        status = standardise(setting, error);
    if (status != DC_OK)
        return status;
    setting->span = dc_rounding_of_samples(&setting->samples, setting->shift,
                                           setting->scale,
                                           setting->options->training.single);
    if (setting->shift)
        dc_samples_scale(&setting->samples, setting->shift, setting->scale);
    return DC_OK;
}

dc_study_host dc_setting_host(const dc_setting *setting) {
    const dc_check_options *check = &setting->options->floor.check;
    const dc_study_host host = { .threads = check->threads,
                                 .stop = check->stop,
                                 .user = check->user };
    return dc_jobs_limit(&host, setting->allowance.threads);
}

dc_status dc_setting_begin(dc_training **training, const dc_setting *setting, size_t k,
                           dc_error *error) {
    dc_training_options options = setting->options->training;
    options.seed += k;
    options.shuffle_seed += k;
    options.memory = setting->allowance.training;
    return dc_training_create(training, &setting->samples, &options, error);
}

static bool has_flat_piece(const dc_training_plan *plan) {
    for (size_t l = 0; l + 1 < plan->architecture.layers; l++) {
        const dc_activation *activation = plan->activation + l;
        for (size_t k = 0; k <= activation->breaks; k++)
            if (activation->slope[k] == 0)
                return true;
    }
    return false;
}

/* How many layers the network has, and what that means. */
static dc_status set_coverage(dc_setting *setting, dc_training_plan *plan,
                              dc_error *error) {
    const dc_simulation_options *options = setting->options;
    dc_status status = dc_training_plan_make(plan, &setting->samples, &options->training,
                                             error);
    if (status != DC_OK)
        return status;
    setting->layers = plan->architecture.layers;
    setting->flat = has_flat_piece(plan);
    bool fixed = options->training.freeze + 1 == setting->layers;
    setting->coverage = setting->layers == 1 ? DC_COVERS_POINTS
                        : fixed              ? DC_COVERS_FEATURES
                                             : DC_COVERS_CELLS;
    if (setting->coverage == DC_COVERS_CELLS &&
        options->floor.check.family.kind != DC_FAMILY_ALL)
        return dc_fail(error, DC_EUSAGE,
                       "cells that move are looked at with the family of all slabs only");
    if (setting->coverage == DC_COVERS_CELLS && options->adversary)
        return dc_fail(
            error, DC_EUSAGE,
            "an adversary needs a classifier that is affine in fixed features: "
            "linear, or all layers but the last frozen");
    if (options->adversary && options->floors != DC_FLOORS_ALL)
        return dc_fail(error, DC_EUSAGE, "an adversary is held against all floors");
    return DC_OK;
}

static void set_every(dc_setting *setting) {
    const dc_simulation_options *options = setting->options;
    size_t batch = options->training.batch, points = setting->samples.points;
    setting->every = options->every ? options->every
                     : batch        ? (points + batch - 1) / batch
                                    : 1;
}

dc_status dc_setting_make(dc_setting *setting, const dc_dataset *data,
                          const dc_simulation_options *options, dc_error *error) {
    dc_training_plan plan;
    *setting = (dc_setting){ .options = options, .data = data };
    dc_status status = check_numbers(options, error);
    if (status == DC_OK)
        status = set_samples(setting, error);
    if (status == DC_OK)
        status = set_coverage(setting, &plan, error);
    if (status != DC_OK)
        return status;
    set_every(setting);
    return dc_setting_divide(setting, &plan, error);
}

void dc_setting_rest(dc_setting *setting) {
    bool begins = setting->coverage ==
                  DC_COVERS_FEATURES; /* a run anew, for its inputs */
    dc_samples *samples = &setting->samples;
    const dc_samples sizes = { .points = samples->points,
                               .features = samples->features,
                               .classes = samples->classes };
    if (begins || setting->options->adversary)
        return;
    dc_samples_clear(samples);
    *samples = sizes;
}

void dc_setting_clear(dc_setting *setting) {
    dc_samples_clear(&setting->samples);
    free(setting->shift);
    free(setting->scale);
    setting->shift = setting->scale = NULL;
}

double *dc_setting_last_inputs(const dc_setting *setting, dc_training *training) {
    size_t last = setting->layers - 1;
    double *values = calloc(setting->samples.points,
                            dc_training_inputs(training, last) * sizeof *values);
    if (values)
        dc_training_features(training, last, values);
    return values;
}

dc_status dc_setting_derive(dc_dataset **out, const dc_setting *setting,
                            const dc_derivation *derivation, dc_error *error) {
    *out = NULL;
    size_t values = dc_size_times(dc_dataset_points(setting->data),
                                  dc_size_times(derivation->features, sizeof(double)));
    size_t bytes = dc_derivation_bytes(setting->data, derivation);
    return dc_setting_has_room(setting, dc_size_plus(values, bytes))
               ? dc_dataset_derive(out, setting->data, derivation, error)
               : dc_succeed(error);
}

dc_status dc_setting_features(dc_dataset **out, const dc_setting *setting, size_t k,
                              dc_error *error) {
    dc_training *training = NULL;
    *out = NULL;
    dc_status status = dc_setting_begin(&training, setting, k, error);
    if (status != DC_OK)
        return status;
    double *values = dc_setting_last_inputs(setting, training);
    dc_derivation derivation = {
        .values = values, .features = dc_training_inputs(training, setting->layers - 1)
    };
    dc_training_destroy(training);
    status = values ? dc_setting_derive(out, setting, &derivation, error)
                    : dc_fail_memory(error, "the inputs of the last layer");
    free(values);
    return status;
}
