/* What a data floor keeps for its certificate. */
#ifndef DC_FLOOR_AFFINE_DATA_FLOOR_H
#define DC_FLOOR_AFFINE_DATA_FLOOR_H

#include <doublecheck/data_floor.h>

#include "floor/affine/branching.h"
#include "floor/affine/directions.h"

/* The instance, and the proof that is to be written: by points or by directions. */
struct dc_data_proof {
    dc_instance instance;
    dc_branching points;
    dc_directions directions;
    bool by_directions;
    int64_t threshold; /* what is proved */
};

#endif
