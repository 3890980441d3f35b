/* The data floors of runs (T9): on the points that their affine classifiers see. */
#ifndef DC_SIMULATE_DATA_FLOORS_H
#define DC_SIMULATE_DATA_FLOORS_H

#include "simulate/setting.h"

/* Sets the data floors of all runs that reach t0, in `limit` seconds together (0: no limit);
 * simulation owns them. Not with DC_COVERS_CELLS. Fails as dc_data_floor_create. */
DC_MUST_USE dc_status dc_data_floors_settle(dc_simulation *simulation,
                                            const dc_setting *setting, double limit,
                                            dc_error *error);

#endif
