#include "floor/affine/size.h"

#include "base/size.h"

/* Three copies of the coordinates; label, weights, shares, and what is settled. */
size_t dc_data_floor_kept(size_t points, size_t features, size_t classes) {
    size_t each = dc_size_plus(dc_size_times(features + 1, 3 * sizeof(double)),
                               dc_size_times(classes, sizeof(double) + 1));
    return dc_size_times(points, dc_size_plus(each, 4 * sizeof(double)));
}

/* Two more copies; scores, shares and slopes of a descent and of an attack. */
size_t dc_data_floor_making(size_t points, size_t features, size_t classes) {
    size_t each = dc_size_plus(dc_size_times(features + 1, 2 * sizeof(double)),
                               dc_size_times(classes, 6 * sizeof(double)));
    return dc_size_times(points, dc_size_plus(each, 10 * sizeof(double)));
}
