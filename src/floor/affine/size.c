#include "floor/affine/size.h"

#include "base/size.h"
#include "floor/affine/branching.h"

enum { BASES = 1 << 17 }; /* bytes that one has for them */

/* Three copies of the coordinates; label and weights; what is settled, and shares. */
size_t dc_data_floor_kept(size_t points, size_t features, size_t classes) {
    size_t each = dc_size_plus(dc_size_times(features + 1, 3 * sizeof(double)),
                               dc_size_times(classes, sizeof(int32_t) + 1));
    return dc_size_times(points, dc_size_plus(each, 4 * sizeof(double)));
}

/* Each of those that are tried side by side has scores, their shares, work and rounded shares;
 * two more copies of the coordinates, and numbers of an attack. */
size_t dc_data_floor_making(size_t points, size_t features, size_t classes) {
    size_t slot = dc_size_times(classes, 3 * sizeof(double) + sizeof(int32_t));
    size_t slots = dc_size_times(DC_BRANCHING_SLOTS, dc_size_plus(slot, sizeof(double)));
    size_t each = dc_size_plus(dc_size_times(features + 1, 2 * sizeof(double)), slots);
    return dc_size_plus(dc_size_times(points, dc_size_plus(each, 10 * sizeof(double))),
                        DC_BRANCHING_SLOTS * BASES);
}
