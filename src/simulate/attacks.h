/* The adversaries of runs. */
#ifndef DC_SIMULATE_ATTACKS_H
#define DC_SIMULATE_ATTACKS_H

#include "simulate/trajectory.h"

/* One from t0 of each run, in `limit` seconds together (0: no limit), on all threads of all
 * processes. Not with DC_COVERS_CELLS. trajectory[runs]. Fails as dc_adversary_play. */
DC_MUST_USE dc_status dc_attacks_play(dc_simulation *simulation,
                                      const dc_trajectory *trajectory,
                                      const dc_setting *setting, double limit,
                                      dc_error *error);

#endif
