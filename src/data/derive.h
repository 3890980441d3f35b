/* The same points, weights and classes with other features or cells. */
#ifndef DC_DATA_DERIVE_H
#define DC_DATA_DERIVE_H

#include <doublecheck/dataset.h>

typedef struct dc_derivation {
    const double *values; /* [N][features], finite; NULL: the values of the data */
    size_t features;      /* of values; >= 1 */
    const size_t *cells;  /* [N], numbers from 0 on without gaps; NULL: no cells */
} dc_derivation;

/* A dataset of its own, which the caller destroys; cells are named by their numbers from
 * 1 on. As CSV its columns of labels and weights are called as in the file. DC_EINPUT
 * for a value that is not finite; DC_ENOMEM. */
DC_MUST_USE dc_status dc_dataset_derive(dc_dataset **out, const dc_dataset *data,
                                        const dc_derivation *derivation, dc_error *error);

/* Bytes that it takes, at most. */
size_t dc_derivation_bytes(const dc_dataset *data, const dc_derivation *derivation);

#endif
