/* For tests of training: random samples, and trainings of them. Included after
 * cmocka.h. */
#ifndef TEST_TRAINING_OF_H
#define TEST_TRAINING_OF_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/network.h>

#include "base/random.h"

enum { SAMPLES_MOST = 64, SAMPLE_DIMS_MOST = 8 };

/* Samples whose arrays are inside. */
typedef struct toy_samples {
    dc_samples samples;
    double x[SAMPLES_MOST * SAMPLE_DIMS_MOST], weight[SAMPLES_MOST];
    int label[SAMPLES_MOST];
} toy_samples;

static inline double uniform(dc_random *random) {
    return (double)dc_random_between(random, -1000000, 1000000) / 1e6;
}

static inline void toy_samples_random(toy_samples *t, uint64_t seed, size_t N, size_t n,
                                      size_t K) {
    dc_random random;
    dc_random_seed(&random, seed);
    t->samples = (dc_samples){ N, n, K, t->x, t->label, t->weight, NULL };
    for (size_t k = 0; k < N * n; k++)
        t->x[k] = uniform(&random);
    for (size_t s = 0; s < N; s++) {
        t->label[s] = (int)(s < K ? s : dc_random_below(&random, K));
        t->weight[s] = (double)dc_random_between(&random, 1, 4);
    }
}

static inline dc_training_options options_of(const char *architecture,
                                             const char *activation,
                                             const char *optimiser, bool single) {
    dc_training_options options;
    dc_training_options_init(&options);
    options.architecture = architecture;
    options.activation = activation;
    options.optimiser = optimiser;
    options.single = single;
    return options;
}

static inline dc_training *must_train(const dc_samples *samples,
                                      const dc_training_options *options) {
    dc_training *training;
    dc_error error;
    if (dc_training_create(&training, samples, options, &error) != DC_OK)
        fail_msg("%s %s: %s", options->architecture, options->activation, error.message);
    assert_string_equal(error.message, "");
    return training;
}

/* Takes steps; returns the state at the end. */
static inline dc_training_state take_steps(dc_training *training, size_t count) {
    dc_training_state state = dc_training_state_of(training);
    for (size_t k = 0; k < count && state == DC_TRAINING_RUNS; k++)
        state = dc_training_step(training);
    return state;
}

/* Weights and biases of all layers one after another, to be freed. */
static inline double *parameters_of(const dc_training *training, size_t *count) {
    size_t layers = dc_training_layers(training), at = 0;
    *count = 0;
    for (size_t l = 0; l < layers; l++)
        *count += dc_training_units(training, l) * (dc_training_inputs(training, l) + 1);
    double *all = malloc(*count * sizeof *all);
    assert_non_null(all);
    for (size_t l = 0; l < layers; l++) {
        size_t units = dc_training_units(training, l);
        size_t inputs = dc_training_inputs(training, l);
        dc_training_get_layer(training, l, all + at, all + at + units * inputs);
        at += units * (inputs + 1);
    }
    return all;
}

static const char *const some_activations[] = {
    "abs",
    "relu",
    "leaky_relu:0.25",
    "hard_tanh",
    "prelu:0.5,-0.25",
    "pieces:-0.5,0.25:2,0.5,1",
};
enum { SOME_ACTIVATIONS = sizeof some_activations / sizeof *some_activations };

static const char *const some_architectures[] = { "linear", "5", "7,3", "4,9,5" };
enum { SOME_ARCHITECTURES = sizeof some_architectures / sizeof *some_architectures };

#endif
