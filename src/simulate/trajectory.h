/* One run: trained, and looked at. */
#ifndef DC_SIMULATE_TRAJECTORY_H
#define DC_SIMULATE_TRAJECTORY_H

#include "base/jobs.h"
#include "simulate/setting.h"

/* A run, and the cells of its points at the times of its evidence. */
typedef struct dc_trajectory {
    dc_run *run; /* borrowed */
    size_t
        *cell[DC_EVIDENCES]; /* [N]; NULL: DC_COVERS_CELLS has no t0, or it is not that */
    size_t inputs;           /* of the last layer, */
    double *weights,
        *biases; /* [classes][inputs], [classes]: and what it is at t0, if there
                                * is to be an adversary */
    size_t feature_count;
    double
        *features; /* [N][feature_count]: the inputs of the last layer at the end, of run
                       * 0 with DC_COVERS_CELLS and keep_features; NULL: of another */
} dc_trajectory;

/* Trains run k, which is job k of jobs, and fills in what it shows, but ground, fails and
 * finding; of its evidence the times, cells and what moved. DC_ENOMEM. */
DC_MUST_USE dc_status dc_trajectory_follow(dc_trajectory *trajectory,
                                           const dc_setting *setting, size_t k,
                                           dc_jobs *jobs, dc_error *error);
void dc_trajectory_clear(dc_trajectory *trajectory);

#endif
