/* All runs of a simulation, on the threads of all processes. */
#ifndef DC_SIMULATE_RUNS_H
#define DC_SIMULATE_RUNS_H

#include "simulate/trajectory.h"

/* A run of a seed that nothing is known of, and its end. */
void dc_run_init(dc_run *run, uint64_t seed);
void dc_run_clear(dc_run *run);

/* Trains runs 0 .. count - 1, trajectory[k].run the k-th; those that never began have no look.
 * jobs tells how it went; the caller clears it in any case. Fails as dc_trajectory_follow. */
DC_MUST_USE dc_status dc_runs_follow(dc_jobs *jobs, const dc_study_host *host,
                                     dc_trajectory *trajectory, size_t count,
                                     const dc_setting *setting, dc_error *error);

#endif
