#include "stress/coordinates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "network/architecture.h"
#include "stress/space.h"

enum { SEEDS = 16, EVALUATIONS_LEAST = 20 };

static void range_strength(dc_stress_axis *axis, const dc_nominal *nominal) {
    axis->high = nominal->options->budget;
    axis->active = axis->high > 0;
}

static void range_reseed(dc_stress_axis *axis, const dc_nominal *nominal) {
    (void)nominal;
    axis->high = SEEDS - 1;
    axis->active = true;
}

static void range_rate(dc_stress_axis *axis, const dc_nominal *nominal) {
    axis->nominal = nominal->options->training.rate;
    axis->low = dc_space_three_digits(axis->nominal / 10);
    axis->high = dc_space_three_digits(axis->nominal * 10);
    axis->active = true;
}

static void range_batch(dc_stress_axis *axis, const dc_nominal *nominal) {
    size_t batch = nominal->options->training.batch, points = nominal->train->points;
    axis->high = (double)points;
    axis->nominal = (double)(batch == 0 || batch > points ? points : batch);
    axis->low = fmin(4, axis->nominal);
    axis->active = axis->high > axis->low;
}

static void range_optimiser(dc_stress_axis *axis, const dc_nominal *nominal) {
    static const char *const names[] = { "sgd", "momentum", "adam" };
    const char *own = nominal->options->training.optimiser;
    size_t count = 0;
    for (; count < 3; count++)
        axis->words[count] = names[count];
    for (size_t k = 0; k < count; k++)
        if (strcmp(own, names[k]) == 0)
            axis->nominal = (double)k;
    if (strcmp(own, axis->words[(size_t)axis->nominal]) != 0) {
        axis->nominal = (double)count;
        axis->words[count++] = own;
    }
    axis->high = (double)(count - 1);
    axis->active = true;
}

static void range_width(dc_stress_axis *axis, const dc_nominal *nominal) {
    double width = (double)nominal->width;
    axis->nominal = width;
    axis->low = fmax(1, nearbyint(width / 4));
    axis->high = fmin(DC_WIDTH_MOST, 4 * width);
    axis->active = axis->high > axis->low;
}

static void range_slope(dc_stress_axis *axis, const dc_nominal *nominal) {
    axis->active = nominal->width > 0 && nominal->slope >= 0 && nominal->slope <= 1;
    axis->nominal = axis->active ? nominal->slope : 0;
    axis->high = 1;
}

static void range_precision(dc_stress_axis *axis, const dc_nominal *nominal) {
    axis->words[0] = "double";
    axis->words[1] = "float";
    axis->high = 1;
    axis->nominal = nominal->options->training.single;
    axis->active = true;
}

/* To be read by row. */
/* clang-format off */
const dc_coordinate dc_coordinates[DC_STRESS_COORDINATES] = {
    [DC_STRESS_NOISE] = {"noise", DC_STRESS_LINEAR, dc_space_down, range_strength,
        "normal noise on every value, in standard deviations of its column"},
    [DC_STRESS_LABELS] = {"label-noise", DC_STRESS_LINEAR, dc_space_down, range_strength,
        "share of the points that get another label"},
    [DC_STRESS_WEIGHT] = {"class-weight", DC_STRESS_LINEAR, dc_space_down, range_strength,
        "one class, drawn, weighs less by 0.99 of this share"},
    [DC_STRESS_DELETION] = {"deletion", DC_STRESS_LINEAR, dc_space_down, range_strength,
        "share of the points that is left out"},
    [DC_STRESS_SCALING] = {"scaling", DC_STRESS_LINEAR, dc_space_down, range_strength,
        "columns times or divided by, as drawn, ten to this power"},
    [DC_STRESS_RESEED] = {"reseed", DC_STRESS_CHOICE, NULL, range_reseed,
        "added to the seeds of weights and shuffling"},
    [DC_STRESS_RATE] = {"rate", DC_STRESS_LOG, dc_space_three_digits, range_rate,
        "length of a step"},
    [DC_STRESS_BATCH] = {"batch", DC_STRESS_LOG, nearbyint, range_batch,
        "points in a step"},
    [DC_STRESS_OPTIMISER] = {"optimizer", DC_STRESS_CHOICE, NULL, range_optimiser,
        "the optimiser"},
    [DC_STRESS_WIDTH] = {"width", DC_STRESS_LOG, nearbyint, range_width,
        "units of the first hidden layer, others in proportion"},
    [DC_STRESS_SLOPE] = {"slope", DC_STRESS_LINEAR, dc_space_thousandths, range_slope,
        "of the activation below 0"},
    [DC_STRESS_PRECISION] = {"precision", DC_STRESS_CHOICE, NULL, range_precision,
        "double: 64 bits; float: 32"},
};
/* clang-format on */

static dc_status check_share(double value, const char *what, dc_error *error) {
    return value >= 0 && value <= 1
               ? DC_OK
               : dc_fail(error, DC_EUSAGE, "%s %g is not in 0 .. 1", what, value);
}

static dc_status check_count(size_t value, size_t low, size_t high, const char *what,
                             dc_error *error) {
    return value >= low && value <= high
               ? DC_OK
               : dc_fail(error, DC_EUSAGE, "%s: %zu is not in %zu .. %zu", what, value,
                         low, high);
}

static dc_status check(const dc_stress_options *options, dc_error *error) {
    const dc_training_options *training = &options->training;
    dc_status status = check_share(options->threshold, "the accuracy of t0", error);
    if (status == DC_OK)
        status = check_share(options->budget, "the budget", error);
    if (status == DC_OK)
        status = check_count(options->evaluations, EVALUATIONS_LEAST,
                             DC_STRESS_EVALUATIONS_MOST, "evaluations", error);
    if (status == DC_OK)
        status = check_count(options->repetitions, 1, DC_STRESS_REPETITIONS_MOST,
                             "repetitions", error);
    if (status == DC_OK)
        status = check_count(options->sample, 0, DC_STRESS_SAMPLE_MOST, "sample", error);
    if (status == DC_OK && options->epochs == 0)
        status = dc_fail(error, DC_EUSAGE, "0 epochs are not a training");
    if (status == DC_OK && training->freeze > 0)
        status = dc_fail(error, DC_EUSAGE, "frozen layers are not for stress");
    if (status == DC_OK && !(training->rate >= 1e-12 && training->rate <= 1e12))
        status = dc_fail(error, DC_EUSAGE, "rate %g is not in 1e-12 .. 1e12",
                         training->rate);
    return status;
}

/* Of leaky_relu and relu, in every layer. */
static double slope_of(const dc_activation *activation, const char *name) {
    bool leaky = activation->breaks == 1 && activation->at[0] == 0 &&
                 activation->slope[1] == 1 && strncmp(name, "prelu", 5) != 0;
    return leaky ? activation->slope[0] : NAN;
}

static dc_status read_network(dc_nominal *nominal, const dc_samples *train,
                              const dc_stress_options *options, dc_error *error) {
    dc_architecture architecture;
    dc_activation activation;
    const dc_training_options *training = &options->training;
    dc_status status = dc_architecture_parse(&architecture, training->architecture,
                                             train->features, train->classes, error);
    if (status == DC_OK)
        status = dc_activation_parse(&activation, training->activation, 0, error);
    if (status != DC_OK)
        return status;
    *nominal = (dc_nominal){ .train = train,
                             .options = options,
                             .width = architecture.layers > 1 ? architecture.width[1] : 0,
                             .slope = slope_of(&activation, training->activation) };
    return DC_OK;
}

/* Can the nominal network be trained? */
static dc_status try_training(const dc_samples *train, const dc_stress_options *options,
                              dc_error *error) {
    dc_training_options own = options->training;
    dc_training *training = NULL;
    own.batch = dc_space_batch(own.optimiser, (double)own.batch, train->points);
    dc_status status = dc_training_create(&training, train, &own, error);
    dc_training_destroy(training);
    return status;
}

dc_status dc_stress_space_init(dc_stress_space *space, const dc_samples *train,
                               const dc_stress_options *options, dc_error *error) {
    dc_nominal nominal;
    *space = (dc_stress_space){ .budget = options->budget };
    dc_status status = check(options, error);
    if (status == DC_OK)
        status = try_training(train, options, error);
    if (status == DC_OK)
        status = read_network(&nominal, train, options, error);
    if (status != DC_OK)
        return status;
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++) {
        dc_stress_axis *axis = space->axis + k;
        axis->name = dc_coordinates[k].name;
        axis->help = dc_coordinates[k].help;
        axis->scale = dc_coordinates[k].scale;
        dc_coordinates[k].range(axis, &nominal);
    }
    return dc_succeed(error);
}
