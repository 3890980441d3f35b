/* The worst that a run could have come to: from its classifier at t0, an adversary's steps that
 * lose as many points as they can while the loss stays at most Lbar; each end is looked at as
 * a run is. */
#ifndef DC_SIMULATE_OPPONENT_H
#define DC_SIMULATE_OPPONENT_H

#include <doublecheck/simulate.h>

#include "base/halt.h"
#include "simulate/rounding.h"

typedef struct dc_opponent_task {
    const dc_samples *samples;      /* the points */
    dc_span span;                   /* their size and errors */
    double loss;                    /* Lbar */
    const double *weights, *biases; /* at t0: [classes][features], [classes] */
    double
        enough; /* an accuracy that nothing can be below, as others say: where it comes to
                    * that, it ends soon */
    uint64_t seed; /* of its random numbers */
    double work;   /* about that many operations, and some thousand passes at least */
    size_t memory; /* of the network that proves losses: dc_training_options.memory */
    dc_halt *halt;
} dc_opponent_task;

/* The classifier that it came to, as a run is looked at. */
typedef struct dc_opponent {
    bool
        inside; /* its loss is at most Lbar, whatever was rounded; else nothing follows */
    dc_look look;             /* step: passes over the points until then */
    uint64_t steps;           /* all of them */
    double *weights, *biases; /* [classes][features], [classes]: owned */
} dc_opponent;

/* The same task gives the same end, on one CPU type, unless halted.
 * The caller clears it in any case. DC_ENOMEM, and as dc_training_create. */
DC_MUST_USE dc_status dc_opponent_play(dc_opponent *end, const dc_opponent_task *task,
                                       dc_error *error);
void dc_opponent_clear(dc_opponent *end);

/* The network that proves losses, and bytes of all else that a game on so many points takes. */
void dc_opponent_network(dc_training_options *options);
size_t dc_opponent_bytes(size_t points, size_t features, size_t classes);

#endif
