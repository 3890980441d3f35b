#include "stress/evaluate.h"

#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/size.h"
#include "data/dataset.h"
#include "network/architecture.h"
#include "network/samples.h"
#include "stress/space.h"

enum { ARCHITECTURE_SIZE = 9 * DC_LAYERS_MOST + 1, ACTIVATION_SIZE = 64 };

/* A network of x, and the texts that its options point to. */
typedef struct network {
    dc_training_options options;
    char architecture[ARCHITECTURE_SIZE], activation[ACTIVATION_SIZE];
} network;

static dc_status check_samples(const dc_samples *train, const dc_samples *test,
                               dc_error *error) {
    if (train->target || test->target)
        return dc_fail(error, DC_EINPUT, "points with targets have no classes");
    if (test->points < 1 || test->features != train->features ||
        test->classes != train->classes)
        return dc_fail(error, DC_EINPUT,
                       "%zu points to test with, of %zu features and %zu classes: the "
                       "points to train with have %zu and %zu",
                       test->points, test->features, test->classes, train->features,
                       train->classes);
    return DC_OK;
}

void dc_evaluator_clear(dc_evaluator *evaluator) {
    dc_change_clear(&evaluator->change);
}

dc_status dc_evaluate_data(dc_samples *changed, const dc_evaluator *evaluator,
                           const dc_variance *x, dc_error *error) {
    return dc_change_make(changed, &evaluator->change, x->value, error);
}

/* Widths in proportion to that of the first hidden layer. */
static dc_status set_widths(network *net, const dc_evaluator *evaluator, double width,
                            dc_error *error) {
    dc_architecture a;
    size_t used = 0;
    dc_status status = dc_architecture_parse(&a, net->options.architecture, 1, 2, error);
    if (status != DC_OK)
        return status;
    double share = width / evaluator->space.axis[DC_STRESS_WIDTH].nominal;
    for (size_t l = 1; l < a.layers; l++) {
        double units = fmin(DC_WIDTH_MOST,
                            fmax(1, nearbyint((double)a.width[l] * share)));
        used += (size_t)snprintf(net->architecture + used, ARCHITECTURE_SIZE - used,
                                 "%s%zu", l > 1 ? "," : "", (size_t)units);
    }
    net->options.architecture = net->architecture;
    return DC_OK;
}

/* With a point whatever the locale. 17 digits are read back to the same bits. */
static void set_slope(network *net, double slope) {
    snprintf(net->activation, ACTIVATION_SIZE, "leaky_relu:%.17g", slope);
    for (char *c = net->activation; *c; c++)
        *c = *c == ',' ? '.' : *c;
    net->options.activation = net->activation;
}

static dc_status set_network(network *net, const dc_evaluator *evaluator,
                             const dc_variance *x, size_t points, dc_error *error) {
    const dc_stress_axis *axis = evaluator->space.axis;
    const double *value = x->value;
    dc_training_options *o = &net->options;
    *o = evaluator->options->training;
    o->memory = evaluator->allowance.training;
    o->seed += (uint64_t)value[DC_STRESS_RESEED];
    o->shuffle_seed += (uint64_t)value[DC_STRESS_RESEED];
    o->rate = value[DC_STRESS_RATE];
    o->optimiser = dc_space_optimiser(&evaluator->space, x);
    o->single = value[DC_STRESS_PRECISION] > 0;
    o->batch = dc_space_batch(o->optimiser, value[DC_STRESS_BATCH], points);
    if (value[DC_STRESS_SLOPE] != axis[DC_STRESS_SLOPE].nominal)
        set_slope(net, value[DC_STRESS_SLOPE]);
    return value[DC_STRESS_WIDTH] != axis[DC_STRESS_WIDTH].nominal
               ? set_widths(net, evaluator, value[DC_STRESS_WIDTH], error)
               : DC_OK;
}

/* The search comes to the widest network: memory for it is needed before it begins. */
dc_status dc_evaluator_allow(dc_evaluator *evaluator, size_t results, dc_error *error) {
    const dc_stress_axis *width = evaluator->space.axis + DC_STRESS_WIDTH;
    const dc_samples *points = evaluator->train;
    const dc_claims claims = { .held = evaluator->held,
                               .each = dc_change_making(points),
                               .halves = true,
                               .aside = results };
    dc_variance x;
    dc_error own;
    network net;
    dc_variance_nominal(&x, &evaluator->space);
    x.value[DC_STRESS_WIDTH] = width->active ? width->high : width->nominal;
    dc_status status = set_network(&net, evaluator, &x, points->points, error);
    if (status != DC_OK)
        return status;
    net.options.batch = 0; /* no batch takes more */
    status = dc_allowance_find(&evaluator->allowance, &evaluator->options->host, &claims,
                               points, &net.options, &own);
    return status == DC_OK ? dc_succeed(error)
                           : dc_fail(error, status,
                                     "the widest network of the search: %s", own.message);
}

/* Points to train and to test with, what changes them, and directions. */
static size_t find_held(const dc_evaluator *evaluator) {
    const dc_dataset *directions = evaluator->options->family.directions;
    size_t held = dc_size_plus(dc_samples_bytes(evaluator->train),
                               dc_samples_bytes(evaluator->test));
    if (directions)
        held = dc_size_plus(held, dc_dataset_bytes(directions));
    return dc_size_plus(held, dc_change_bytes(evaluator->train));
}

dc_status dc_evaluator_create(dc_evaluator *evaluator, const dc_samples *train,
                              const dc_samples *test, const dc_stress_options *options,
                              dc_error *error) {
    *evaluator = (dc_evaluator){ .train = train, .test = test, .options = options };
    dc_status status = check_samples(train, test, error);
    if (status == DC_OK)
        status = dc_stress_space_init(&evaluator->space, train, options, error);
    if (status == DC_OK)
        status = dc_change_create(&evaluator->change, train, options->draw_seed, error);
    evaluator->held = find_held(evaluator);
    return status;
}

/* A look after an epoch, 0: before the first. */
static void look(dc_stress_outcome *outcome, dc_training *training, uint64_t epoch,
                 double threshold) {
    dc_scores scores = { 0 };
    dc_training_scores(training, &scores);
    outcome->train = scores.accuracy;
    if (outcome->start < 0 && scores.accuracy >= threshold) {
        outcome->start = (double)epoch;
        outcome->at_start = outcome->least = scores.accuracy;
    }
    if (outcome->start >= 0 && scores.accuracy < outcome->least)
        outcome->least = scores.accuracy;
}

static void run_epoch(dc_training *training, uint64_t epoch) {
    while (dc_training_epochs(training) < epoch &&
           dc_training_step(training) == DC_TRAINING_RUNS)
        ;
}

/* False: it was told to end. What has ended by itself does not change any more. */
static bool train(dc_stress_outcome *outcome, dc_training *training,
                  const dc_stress_options *options, const dc_pace *pace) {
    *outcome = (dc_stress_outcome){ .start = -1 };
    look(outcome, training, 0, options->threshold);
    for (uint64_t epoch = 1; epoch <= options->epochs; epoch++) {
        double share = (double)epoch / (double)options->epochs;
        if (!dc_jobs_go_on(pace->jobs, pace->job,
                           pace->from + (pace->to - pace->from) * share))
            return false;
        run_epoch(training, epoch);
        look(outcome, training, epoch, options->threshold);
        if (dc_training_state_of(training) != DC_TRAINING_RUNS)
            break;
    }
    outcome->diverged = dc_training_state_of(training) == DC_TRAINING_DIVERGED;
    return true;
}

static dc_status run(dc_stress_outcome *outcome, bool *done,
                     const dc_evaluator *evaluator, const dc_variance *x,
                     const dc_samples *changed, const dc_pace *pace, dc_error *error) {
    network net;
    dc_scores scores = { 0 };
    dc_training *training = NULL;
    dc_status status = set_network(&net, evaluator, x, changed->points, error);
    if (status == DC_OK)
        status = dc_training_create(&training, changed, &net.options, error);
    if (status != DC_OK)
        return status;
    *done = train(outcome, training, evaluator->options, pace);
    if (*done)
        status = dc_training_test(training, &scores, evaluator->test, error);
    outcome->test = scores.accuracy;
    outcome->loss = scores.loss;
    dc_training_destroy(training);
    return status;
}

dc_status dc_evaluate(dc_stress_outcome *outcome, bool *done,
                      const dc_evaluator *evaluator, const dc_variance *x,
                      const dc_pace *pace, dc_error *error) {
    dc_samples changed;
    *done = false;
    dc_status status = dc_evaluate_data(&changed, evaluator, x, error);
    if (status != DC_OK)
        return status;
    status = run(outcome, done, evaluator, x, &changed, pace, error);
    dc_samples_clear(&changed);
    return status;
}
