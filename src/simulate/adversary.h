/* The worst that a run could have come to: from its classifier at t0, gradient steps that
 * lose as many points as they can while the loss stays at most Lbar.
 *
 * Classifiers are affine in the points, and those of such a loss form a convex set: the way
 * between two of them never leaves it (T9). So an adversary may go by any way that ends
 * inside. It goes down the loss less a price for misclassified weight, made smooth at first
 * and less so later, from several places; then it holds what is lost, one point more or
 * one in place of another; then it looks nearby at random.
 */
#ifndef DC_SIMULATE_ADVERSARY_H
#define DC_SIMULATE_ADVERSARY_H

#include <doublecheck/simulate.h>

#include "base/halt.h"
#include "simulate/rounding.h"

typedef struct dc_adversary_task {
    const dc_samples *samples;      /* the points */
    dc_span span;                   /* their size and errors */
    double loss;                    /* Lbar */
    const double *weights, *biases; /* at t0: [classes][features], [classes] */
    double
        enough; /* an accuracy that nothing can be below, as others say: where it comes to
                    * that, a twentieth of the work follows */
    uint64_t seed; /* of its random numbers */
    double work;   /* about that many operations, and some thousand passes at least */
    dc_halt *halt;
} dc_adversary_task;

/* The classifier that an adversary came to, as a run is looked at. */
typedef struct dc_adversary_end {
    bool
        inside; /* its loss is at most Lbar, whatever was rounded; else nothing follows */
    dc_look look;             /* step: passes over the points until then */
    uint64_t steps;           /* all of them */
    double *weights, *biases; /* [classes][features], [classes]: owned */
} dc_adversary_end;

/* The same task gives the same end, on one CPU type, unless halted.
 * The caller clears the end in any case. DC_ENOMEM, and as dc_training_create. */
DC_MUST_USE dc_status dc_adversary_play(dc_adversary_end *end,
                                        const dc_adversary_task *task, dc_error *error);
void dc_adversary_clear(dc_adversary_end *end);

#endif
