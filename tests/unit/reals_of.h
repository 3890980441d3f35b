/* Numbers of arrays whose type is that of a variant (base/variant.h). */
#ifndef DC_TEST_REALS_OF_H
#define DC_TEST_REALS_OF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/variant.h"

static inline bool is_single_variant(dc_variant variant) {
    return dc_variant_size(variant) == sizeof(float);
}

static inline void put_real(dc_variant variant, void *array, size_t at, double value) {
    if (is_single_variant(variant))
        ((float *)array)[at] = (float)value;
    else
        ((double *)array)[at] = value;
}

static inline double get_real(dc_variant variant, const void *array, size_t at) {
    return is_single_variant(variant) ? (double)((const float *)array)[at]
                                      : ((const double *)array)[at];
}

#endif
