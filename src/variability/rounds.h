/* The bootstrap: levels of all ensembles, round by round. */
#ifndef DC_VARIABILITY_ROUNDS_H
#define DC_VARIABILITY_ROUNDS_H

#include "base/jobs.h"
#include "variability/ensembles.h"

typedef struct dc_rounds {
    const dc_ensembles *ensembles;
    size_t half; /* n */
    double threshold;
    uint64_t *seeds; /* [rounds] */
    size_t count;    /* rounds */
    dc_step *steps;  /* [sizes]: where levels[ensembles][rounds] go */
} dc_rounds;

/* seeds[count]: one for each round, unrelated. */
void dc_rounds_seeds(uint64_t *seeds, size_t count, uint64_t seed);

/* drawn[2][N]: how often each point is drawn for the candidates and for the pool, `half` each
 * of N, with replacement. */
void dc_rounds_draw(uint32_t *const drawn[2], size_t points, size_t half, uint64_t seed);

/* Bytes of a round on predictions of that shape. */
size_t dc_rounds_bytes(const dc_predictions *shape);

/* Levels of round r, job r of jobs; unless the host ends it: they are of no use then.
 * DC_ENOMEM. */
DC_MUST_USE dc_status dc_rounds_run(const dc_rounds *rounds, size_t r, dc_jobs *jobs,
                                    dc_error *error);

#endif
