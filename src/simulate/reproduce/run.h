/* One training of an arm. */
#ifndef DC_SIMULATE_REPRODUCE_RUN_H
#define DC_SIMULATE_REPRODUCE_RUN_H

#include <doublecheck/reproduce.h>

#include "base/jobs.h"
#include "network/allowance.h"
#include "simulate/reproduce/clf.h"

/* What all runs share. */
typedef struct dc_reproduce_scene {
    const dc_samples *train, *test;
    const dc_reproduce_options *options;
    dc_allowance allowance;
} dc_reproduce_scene;

/* The job that a run belongs to, and the part of it that it is: share from .. from + part. */
typedef struct dc_reproduce_turn {
    dc_jobs *jobs;
    size_t job;
    double from, part;
} dc_reproduce_turn;

/* Steps of a run that does not diverge; 0: they are more than can be counted. */
size_t dc_reproduce_steps(const dc_reproduce_scene *scene);

/* The options of seed number k. */
dc_training_options dc_reproduce_training(const dc_reproduce_scene *scene, size_t k);

/* Trains with seed number k of an arm: plain without more; CLF with a clf that was made for
 * it, in which it leaves its factors; factors with the clf of such a run. */
DC_MUST_USE dc_status dc_reproduce_train(dc_reproduce_run *run,
                                         const dc_reproduce_scene *scene, dc_arm arm,
                                         size_t k, dc_clf *clf,
                                         const dc_reproduce_turn *turn, dc_error *error);

#endif
