/* Bytes, about, of the points of a data floor: what it keeps, and what it takes besides while it
 * is computed. The memory of its options is apart from both. */
#ifndef DC_FLOOR_AFFINE_SIZE_H
#define DC_FLOOR_AFFINE_SIZE_H

#include <stddef.h>

size_t dc_data_floor_kept(size_t points, size_t features, size_t classes);
size_t dc_data_floor_making(size_t points, size_t features, size_t classes);

#endif
