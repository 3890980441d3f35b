/* Synthetic training sets, made from a seed: the same kind, size, dimension and
 * seed give the same file on every machine (integer arithmetic and a generator
 * of our own; see src/base/random.h).
 *
 *     dc_generate_options options = { "gaussian", 300, 2, 1 };
 *     dc_generate(&data, &options, &error);
 */
#ifndef DOUBLECHECK_GENERATE_H
#define DOUBLECHECK_GENERATE_H

#include <doublecheck/dataset.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dc_generate_options {
    const char *kind; /* one of dc_generate_kind() */
    size_t points;    /* N, 1 .. 10^9 */
    size_t dims;      /* n, 1 .. 10^6; "moons" and "rings" want n = 2 */
    uint64_t seed;
} dc_generate_options;

/* Name and one-line description of the kinds, 0 .. count-1; NULL past the end. */
DC_API const char *dc_generate_kind(size_t index);
DC_API const char *dc_generate_description(size_t index);

/* Makes a dataset; values are decimals with at most six digits after the point.
 * Kinds with two natural classes have the labels "a" and "b", the others none.
 * *out is owned by the caller. DC_EUSAGE for an unknown kind or sizes out of range,
 * DC_ENOMEM. Cost: O(N n). */
DC_API DC_MUST_USE dc_status dc_generate(dc_dataset **out,
                                         const dc_generate_options *options,
                                         dc_error *error);

#ifdef __cplusplus
}
#endif
#endif
