/* One variance: its data, its training, and what comes of it.
 *
 *     dc_evaluator evaluator;
 *     status = dc_evaluator_create(&evaluator, &train, &test, &options, &error);
 *     status = dc_evaluator_allow(&evaluator, 0, &error);
 *     status = dc_evaluate(&outcome, &done, &evaluator, &x, &pace, &error);
 *     dc_evaluator_clear(&evaluator);
 */
#ifndef DC_STRESS_EVALUATE_H
#define DC_STRESS_EVALUATE_H

#include <doublecheck/stress.h>

#include "base/jobs.h"
#include "network/allowance.h"
#include "stress/change.h"

typedef struct dc_evaluator {
    const dc_samples *train, *test;
    const dc_stress_options *options;
    dc_stress_space space;
    dc_change change;
    size_t held;            /* bytes that are there before any evaluation */
    dc_allowance allowance; /* of each training */
} dc_evaluator;

/* Where a job is with its work: an evaluation takes its share from `from` to `to`. */
typedef struct dc_pace {
    dc_jobs *jobs;
    size_t job;
    double from, to;
} dc_pace;

/* All that it points to must outlive it. As dc_stress; to be cleared in any case. */
DC_MUST_USE dc_status dc_evaluator_create(dc_evaluator *evaluator,
                                          const dc_samples *train, const dc_samples *test,
                                          const dc_stress_options *options,
                                          dc_error *error);
void dc_evaluator_clear(dc_evaluator *evaluator);

/* Sets the allowance beside so many bytes of results, on which what a training may take does
 * not depend. As dc_allowance_find, for the widest network of the search. */
DC_MUST_USE dc_status dc_evaluator_allow(dc_evaluator *evaluator, size_t results,
                                         dc_error *error);

/* *done: false if the job was told to end; there is no outcome then. Any number of
 * threads can evaluate at once. */
DC_MUST_USE dc_status dc_evaluate(dc_stress_outcome *outcome, bool *done,
                                  const dc_evaluator *evaluator, const dc_variance *x,
                                  const dc_pace *pace, dc_error *error);

/* The changed training points of x, the caller's. */
DC_MUST_USE dc_status dc_evaluate_data(dc_samples *changed, const dc_evaluator *evaluator,
                                       const dc_variance *x, dc_error *error);

#endif
