#include "simulate/memorize/options.h"

#include <string.h>

#include "base/error.h"
#include "network/options.h"

static const char *const some_losses[] = { "cross-entropy", "mse", "normalised-mse",
                                           "mae", "rll:0.45" };
static const double some_noise[] = { 0, 0.2, 0.4, 0.6 };

void dc_memorize_options_init(dc_memorize_options *options) {
    *options =
        (dc_memorize_options){ .losses = some_losses,
                               .loss_count = sizeof some_losses / sizeof *some_losses,
                               .noise = some_noise,
                               .noise_count = sizeof some_noise / sizeof *some_noise,
                               .runs = 1,
                               .noise_seed = 3,
                               .epochs = 100,
                               .within = 0.15 };
    dc_training_options_init(&options->training);
    options->training.architecture = "128";
    options->training.optimiser = "adam";
    options->training.rate = 0.001;
}

static dc_status check_losses(const dc_memorize_options *options, dc_error *error) {
    for (size_t k = 0; k < options->loss_count; k++)
        for (size_t l = 0; l < k; l++)
            if (strcmp(options->losses[k], options->losses[l]) == 0)
                return dc_fail(error, DC_EUSAGE, "loss '%s' is there twice",
                               options->losses[k]);
    return DC_OK;
}

static dc_status check_noise(const dc_memorize_options *options, dc_error *error) {
    for (size_t k = 0; k < options->noise_count; k++) {
        double eta = options->noise[k];
        if (!(eta >= 0 && eta <= 1))
            return dc_fail(error, DC_EUSAGE, "noise %g is not in 0 .. 1", eta);
        if (k > 0 && !(options->noise[k - 1] < eta))
            return dc_fail(error, DC_EUSAGE, "noise %g after %g: it has to increase", eta,
                           options->noise[k - 1]);
    }
    return DC_OK;
}

static dc_status check_counts(const dc_memorize_options *options, dc_error *error) {
    if (options->loss_count < 1 || options->loss_count > DC_MEMORIZE_LIST_MOST ||
        options->noise_count < 1 || options->noise_count > DC_MEMORIZE_LIST_MOST)
        return dc_fail(error, DC_EUSAGE, "%zu losses and %zu noises are not in 1 .. %d",
                       options->loss_count, options->noise_count, DC_MEMORIZE_LIST_MOST);
    if (options->runs < 1 || options->runs > DC_MEMORIZE_RUNS_MOST)
        return dc_fail(error, DC_EUSAGE, "%zu runs are not in 1 .. %d", options->runs,
                       DC_MEMORIZE_RUNS_MOST);
    if (options->epochs < 1)
        return dc_fail(error, DC_EUSAGE, "0 epochs are not a training");
    if (!(options->within >= 0 && options->within <= 1))
        return dc_fail(error, DC_EUSAGE, "within %g is not in 0 .. 1", options->within);
    return DC_OK;
}

static dc_status check_memory(const dc_memorize_options *options, size_t memory,
                              dc_error *error) {
    double most = (double)memory;
    double runs = (double)(options->loss_count * options->noise_count * options->runs);
    double bytes = runs * ((double)options->epochs + 1) * sizeof(dc_memorize_look);
    if (bytes > most)
        return dc_fail(error, DC_ENOMEM,
                       "%.3g looks at %.3g trainings need %.3g MiB, and %.3g MiB are "
                       "allowed",
                       (double)options->epochs + 1, runs, bytes / 1048576,
                       most / 1048576);
    return DC_OK;
}

dc_status dc_memorize_check(const dc_samples *samples, const dc_memorize_options *options,
                            size_t memory, dc_error *error) {
    dc_status status = dc_samples_check(samples, error);
    if (status == DC_OK && samples->target)
        return dc_fail(error, DC_EUSAGE, "points with targets have no labels to replace");
    if (status == DC_OK)
        status = check_counts(options, error);
    if (status == DC_OK)
        status = check_losses(options, error);
    if (status == DC_OK)
        status = check_noise(options, error);
    if (status == DC_OK)
        status = check_memory(options, memory, error);
    return status;
}
