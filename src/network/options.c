#include "network/options.h"

#include <math.h>

#include "base/error.h"

void dc_training_options_init(dc_training_options *options) {
    *options = (dc_training_options){ .architecture = "linear",
                                      .activation = "leaky_relu",
                                      .loss = "cross-entropy",
                                      .optimiser = "armijo",
                                      .seed = 1,
                                      .shuffle_seed = 2,
                                      .rate = 0.1,
                                      .momentum = 0.9,
                                      .beta1 = 0.9,
                                      .beta2 = 0.999,
                                      .epsilon = 1e-8 };
}

/* A number of the options that has a range, from low, or above it, to below high. */
typedef struct range {
    const char *name;
    size_t offset;
    bool open;
    double low, high;
} range;

static const range ranges[] = {
    { "rate", offsetof(dc_training_options, rate), true, 0, HUGE_VAL },
    { "momentum", offsetof(dc_training_options, momentum), false, 0, 1 },
    { "beta1", offsetof(dc_training_options, beta1), false, 0, 1 },
    { "beta2", offsetof(dc_training_options, beta2), false, 0, 1 },
    { "epsilon", offsetof(dc_training_options, epsilon), true, 0, HUGE_VAL },
};
enum { RANGES = sizeof ranges / sizeof *ranges };

static dc_status check_ranges(const dc_training_options *options, dc_error *error) {
    for (const range *r = ranges; r < ranges + RANGES; r++) {
        double value = *(const double *)((const char *)options + r->offset);
        if (!(r->open ? value > r->low : value >= r->low) || !(value < r->high))
            return dc_fail(error, DC_EUSAGE,
                           "%s %g is not in %s%g .. %g, without the latter", r->name,
                           value, r->open ? "more than " : "", r->low, r->high);
    }
    return DC_OK;
}

static dc_status check_batch(const dc_training_plan *plan, const dc_samples *samples,
                             const dc_training_options *options, dc_error *error) {
    if (options->freeze >= plan->architecture.layers)
        return dc_fail(error, DC_EUSAGE,
                       "freeze %zu: of %zu layers at most %zu can be frozen",
                       options->freeze, plan->architecture.layers,
                       plan->architecture.layers - 1);
    if (options->batch > samples->points)
        return dc_fail(error, DC_EUSAGE, "batch %zu: there are %zu points",
                       options->batch, samples->points);
    if (plan->optimiser->all && options->batch > 0 && options->batch < samples->points)
        return dc_fail(error, DC_EUSAGE,
                       "batch %zu: %s takes all %zu points at each step", options->batch,
                       plan->optimiser->name, samples->points);
    return DC_OK;
}

static dc_status check_point(const dc_samples *samples, size_t s, dc_error *error) {
    size_t n = samples->features;
    for (size_t l = 0; l < n; l++)
        if (!isfinite(samples->x[s * n + l]))
            return dc_fail(error, DC_EINPUT, "feature %zu of point %zu is not finite", l,
                           s);
    if (!(samples->weight[s] > 0) || !isfinite(samples->weight[s]))
        return dc_fail(error, DC_EINPUT,
                       "weight %g of point %zu is not positive and finite",
                       samples->weight[s], s);
    for (size_t k = 0; samples->target && k < samples->classes; k++)
        if (!isfinite(samples->target[s * samples->classes + k]))
            return dc_fail(error, DC_EINPUT, "target %zu of point %zu is not finite", k,
                           s);
    if (samples->target)
        return DC_OK;
    if (samples->label[s] < 0 || (size_t)samples->label[s] >= samples->classes)
        return dc_fail(error, DC_EINPUT, "label %d of point %zu is not in 0 .. %zu",
                       samples->label[s], s, samples->classes - 1);
    return DC_OK;
}

static dc_status check_sizes(const dc_samples *samples, dc_error *error) {
    size_t least = samples->target ? 1 : 2;
    if (samples->points < 1 || samples->points > DC_POINTS_MOST ||
        samples->features < 1 || samples->features > DC_WIDTH_MOST ||
        samples->classes < least || samples->classes > DC_WIDTH_MOST)
        return dc_fail(error, DC_EINPUT,
                       "%zu points, %zu features, %zu %s: training needs 1 to %d, 1 "
                       "to %d, %zu to %d",
                       samples->points, samples->features, samples->classes,
                       samples->target ? "outputs" : "classes", DC_POINTS_MOST,
                       DC_WIDTH_MOST, least, DC_WIDTH_MOST);
    return DC_OK;
}

dc_status dc_samples_check(const dc_samples *samples, dc_error *error) {
    dc_status status = check_sizes(samples, error);
    for (size_t s = 0; s < samples->points && status == DC_OK; s++)
        status = check_point(samples, s, error);
    return status;
}

static dc_status parse_activations(dc_training_plan *plan, const char *text,
                                   dc_error *error) {
    dc_status status = DC_OK;
    for (size_t l = 0; l < plan->architecture.layers && status == DC_OK; l++)
        status = dc_activation_parse(plan->activation + l, text, l, error);
    return status;
}

static dc_status check_loss(const dc_training_plan *plan, const dc_samples *samples,
                            const char *name, dc_error *error) {
    if (dc_loss_takes_targets(&plan->loss) == (samples->target != NULL))
        return DC_OK;
    return dc_fail(error, DC_EUSAGE, "loss %s: the samples have %s", name,
                   samples->target ? "targets, not labels" : "labels, not targets");
}

dc_status dc_training_plan_make(dc_training_plan *plan, const dc_samples *samples,
                                const dc_training_options *options, dc_error *error) {
    dc_status status = dc_samples_check(samples, error);
    return status == DC_OK ? dc_training_plan_shape(plan, samples, options, error)
                           : status;
}

dc_status dc_training_plan_shape(dc_training_plan *plan, const dc_samples *samples,
                                 const dc_training_options *options, dc_error *error) {
    dc_status status = check_sizes(samples, error);
    if (status == DC_OK)
        status = dc_architecture_parse(&plan->architecture, options->architecture,
                                       samples->features, samples->classes, error);
    if (status == DC_OK)
        status = parse_activations(plan, options->activation, error);
    if (status == DC_OK)
        status = dc_loss_parse(&plan->loss, options->loss, error);
    if (status == DC_OK)
        status = check_loss(plan, samples, options->loss, error);
    if (status == DC_OK)
        status = dc_optimiser_parse(&plan->optimiser, options->optimiser, error);
    if (status == DC_OK)
        status = check_ranges(options, error);
    if (status == DC_OK)
        status = check_batch(plan, samples, options, error);
    return status;
}
