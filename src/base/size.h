/* Sums and products of sizes that end at SIZE_MAX, differences that end at 0, and the smaller of
 * two. */
#ifndef DC_BASE_SIZE_H
#define DC_BASE_SIZE_H

#include <stddef.h>
#include <stdint.h>

static inline size_t dc_size_plus(size_t a, size_t b) {
    return a > SIZE_MAX - b ? SIZE_MAX : a + b;
}

static inline size_t dc_size_times(size_t a, size_t b) {
    return b && a > SIZE_MAX / b ? SIZE_MAX : a * b;
}

static inline size_t dc_size_minus(size_t a, size_t b) {
    return a > b ? a - b : 0;
}

static inline size_t dc_size_least(size_t a, size_t b) {
    return a < b ? a : b;
}

#endif
