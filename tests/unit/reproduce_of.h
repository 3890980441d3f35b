/* For tests of reproduction studies: samples, and small options. Included after cmocka.h. */
#ifndef TEST_REPRODUCE_OF_H
#define TEST_REPRODUCE_OF_H

#include <doublecheck/reproduce.h>

#include "training_of.h"

/* Toy samples with targets: a line of the first feature, and noise. */
typedef struct toy_targets {
    toy_samples toy;
    double target[SAMPLES_MOST];
} toy_targets;

static inline void toy_targets_random(toy_targets *t, uint64_t seed, size_t N, size_t n) {
    dc_random random;
    toy_samples_random(&t->toy, seed, N, n, 2);
    dc_random_seed(&random, seed + 1);
    for (size_t s = 0; s < N; s++)
        t->target[s] = 2 * t->toy.x[s * n] + uniform(&random) / 4;
    t->toy.samples.label = NULL;
    t->toy.samples.classes = 1;
    t->toy.samples.target = t->target;
}

/* Four seeds, three epochs, batches of 5. */
static inline dc_reproduce_options small_options(const dc_clf_weights *weights,
                                                 size_t count) {
    dc_reproduce_options options;
    dc_reproduce_options_init(&options);
    options.training.architecture = "4";
    options.training.batch = 5;
    options.seeds = 4;
    options.epochs = 3;
    options.rounds = 200;
    options.weights = weights;
    options.weight_count = count;
    return options;
}

static inline bool same_run(const dc_reproduce_run *a, const dc_reproduce_run *b) {
    return a->complete && b->complete && a->diverged == b->diverged &&
           a->seed == b->seed && a->shuffle_seed == b->shuffle_seed &&
           a->steps == b->steps && a->test == b->test && a->test_loss == b->test_loss &&
           a->train == b->train && a->train_loss == b->train_loss;
}

#endif
