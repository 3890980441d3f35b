/* Numeric kernels are compiled once for each number type and instruction set.
 *
 *     dc_variant variant = dc_variant_best(true);      -- DC_SINGLE_WIDE, mostly
 *     const dc_kernel *kernel = dc_kernel_of(variant);
 *
 * The wide ones use AVX2 and fused multiply-adds, so that their last bits differ from the
 * plain ones': same bytes are promised for one CPU type. Which is used depends on the CPU
 * alone. Rows of arrays are padded to whole wide vectors in every variant.
 */
#ifndef DC_BASE_VARIANT_H
#define DC_BASE_VARIANT_H

#include <stdbool.h>
#include <stddef.h>

typedef enum dc_variant {
    DC_DOUBLE,
    DC_SINGLE,
    DC_DOUBLE_WIDE,
    DC_SINGLE_WIDE,
    DC_VARIANTS
} dc_variant;

enum { DC_WIDEST_BYTES = 32 };

/* The variant for this CPU. */
dc_variant dc_variant_best(bool single);

/* True if this CPU runs the variant. */
bool dc_variant_runs(dc_variant variant);

/* Bytes of a number: 8 or 4. */
size_t dc_variant_size(dc_variant variant);

/* width rounded up to whole vectors; width < 2^60. */
size_t dc_variant_padded(dc_variant variant, size_t width);

#endif
