/* A small problem for trainings of the study of variability. */
#ifndef TRAININGS_OF_H
#define TRAININGS_OF_H

#include <doublecheck/variability.h>

#include "base/random.h"

enum { TRAIN = 30, TEST = 12, EPOCHS = 4 };

typedef struct scene {
    dc_samples train, test;
    dc_variability_options options;
} scene;

/* Two classes around (-1, 0) and (1, 0). */
static void fill(dc_samples *samples, double *x, int *label, double *weight,
                 size_t points, dc_random *random) {
    *samples = (dc_samples){ .points = points,
                             .features = 2,
                             .classes = 2,
                             .x = x,
                             .label = label,
                             .weight = weight };
    for (size_t s = 0; s < points; s++) {
        label[s] = (int)(s % 2);
        weight[s] = 1;
        for (size_t l = 0; l < 2; l++)
            x[2 * s + l] = (double)dc_random_normal(random, 1 << 20) / (1 << 20);
        x[2 * s] += label[s] ? 1 : -1;
    }
}

/* Seeds 40 and 70, 3 candidates. */
static scene scene_make(void) {
    static double x[2][2 * TRAIN], weight[2][TRAIN];
    static int label[2][TRAIN];
    dc_random random;
    scene s;
    dc_random_seed(&random, 41);
    fill(&s.train, x[0], label[0], weight[0], TRAIN, &random);
    fill(&s.test, x[1], label[1], weight[1], TEST, &random);
    dc_variability_options_init(&s.options);
    s.options.training.architecture = "4";
    s.options.training.optimiser = "sgd";
    s.options.training.batch = 10;
    s.options.training.seed = 40;
    s.options.training.shuffle_seed = 70;
    s.options.epochs = EPOCHS;
    s.options.models = 3;
    s.options.rounds = 20;
    return s;
}

static inline void train_alone(double *logits, const scene *s, uint64_t seed,
                               uint64_t shuffle_seed) {
    dc_training *training;
    dc_training_options options = s->options.training;
    dc_scores scores = { .logits = logits };
    dc_error error;
    options.seed = seed;
    options.shuffle_seed = shuffle_seed;
    assert_int_equal(dc_training_create(&training, &s->train, &options, &error), DC_OK);
    while (dc_training_epochs(training) < s->options.epochs)
        dc_training_step(training);
    assert_int_equal(dc_training_test(training, &scores, &s->test, &error), DC_OK);
    dc_training_destroy(training);
}

#endif
