/* What the condition guarantees for the losses of runs: their grounds. */
#ifndef DC_SIMULATE_GROUNDS_H
#define DC_SIMULATE_GROUNDS_H

#include "simulate/trajectory.h"

/* Sets the grounds of all runs that reach t0, and of their evidence, in `limit` seconds (0: no
 * limit). trajectory[runs]. */
DC_MUST_USE dc_status dc_grounds_settle(const dc_trajectory *trajectory, size_t runs,
                                        const dc_setting *setting, double limit,
                                        dc_error *error);

#endif
