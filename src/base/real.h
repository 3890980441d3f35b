/* The number type and the vectors of one variant (base/variant.h): included by the bodies
 * of kernels alone, which are compiled with DC_SINGLE_PRECISION, DC_WIDE, both or
 * neither.
 *
 *     const dc_kernel DC_VARIANT_OF(dc_kernel) = { ... };     -- dc_kernel_single_wide
 */
#ifndef DC_BASE_REAL_H
#define DC_BASE_REAL_H

#include <stdint.h>

#ifdef DC_WIDE
#define DC_VECTOR_BYTES 32
#define DC_VARIANT_SUFFIX(name) name##_wide
#else
#define DC_VECTOR_BYTES 16
#define DC_VARIANT_SUFFIX(name) name
#endif

#ifdef DC_SINGLE_PRECISION
typedef float real;
typedef uint32_t real_bits;
#define DC_VARIANT_OF(name) DC_VARIANT_SUFFIX(name##_single)
#define DC_BLAS(name) cblas_s##name
#else
typedef double real;
typedef uint64_t real_bits;
#define DC_VARIANT_OF(name) DC_VARIANT_SUFFIX(name##_double)
#define DC_BLAS(name) cblas_d##name
#endif

enum { LANES = DC_VECTOR_BYTES / sizeof(real) };

/* Vectors at any address that a number may have. */
typedef real vector
    __attribute__((vector_size(DC_VECTOR_BYTES), aligned(sizeof(real)), may_alias));
typedef real_bits vector_bits
    __attribute__((vector_size(DC_VECTOR_BYTES), aligned(sizeof(real)), may_alias));

static inline vector vector_of(real x) {
    return x - (vector){ 0 };
}

/* where ? a : b, lane by lane; where is all ones or all zeros. */
static inline vector vector_select(vector_bits where, vector a, vector b) {
    return (vector)((where & (vector_bits)a) | (~where & (vector_bits)b));
}

#endif
