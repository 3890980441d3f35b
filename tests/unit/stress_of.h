/* For tests of stress: two clusters of points, options for quick trainings, random
 * variances. Included after cmocka.h. */
#ifndef TEST_STRESS_OF_H
#define TEST_STRESS_OF_H

#include <doublecheck/stress.h>

#include "stress/evaluate.h"
#include "stress/samplers.h"
#include "stress/space.h"
#include "training_of.h"

/* Classes 0 and 1, that the first feature tells apart. */
static inline void clusters(toy_samples *t, uint64_t seed, size_t N, size_t n) {
    toy_samples_random(t, seed, N, n, 2);
    for (size_t s = 0; s < N; s++)
        t->x[s * n] += t->label[s] ? 1.5 : -1.5;
}

static inline void quick_options(dc_stress_options *options) {
    dc_stress_options_init(options);
    options->training.architecture = "3";
    options->training.activation = "leaky_relu:0.1";
    options->training.optimiser = "sgd";
    options->training.batch = 8;
    options->epochs = 4;
    options->threshold = 0.6;
    options->evaluations = 20;
    options->repetitions = 2;
    options->sample = 12;
    options->host.threads = 2;
}

static inline dc_stress_space must_space(const dc_samples *train,
                                         const dc_stress_options *options) {
    dc_stress_space space;
    dc_error error;
    if (dc_stress_space_init(&space, train, options, &error) != DC_OK)
        fail_msg("%s", error.message);
    return space;
}

/* Now and then on an end, or nominal. */
static inline void random_variance(dc_variance *x, const dc_stress_space *space,
                                   dc_random *random, double most) {
    double z[DC_STRESS_COORDINATES];
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++) {
        uint64_t die = dc_random_below(random, 8);
        z[k] = die == 0 ? 0 : die == 1 ? 1 : dc_random_unit(random);
    }
    dc_space_decode(x, space, z, most);
}

#endif
