/* Points in coordinates in which an adversary's steps are about as long in all directions: the
 * features and the constant 1 are scaled and combined so that their second moments are 1 and
 * their products vanish in the mean. */
#ifndef DC_SIMULATE_WHITENING_H
#define DC_SIMULATE_WHITENING_H

#include <doublecheck/network.h>

#include "floor/affine/surrogate.h"

typedef struct dc_whitening {
    dc_terrain terrain; /* labels are the samples'; the rest is owned */
    double *mass, *z;
    double *whitener; /* [dims][dims], lower triangular: z = whitener (1, x) */
    double *theta;    /* [dims] */
} dc_whitening;

/* samples are borrowed. False when memory is out. The caller destroys it in any case. */
bool dc_whitening_create(dc_whitening *whitening, const dc_samples *samples);
void dc_whitening_destroy(dc_whitening *whitening);

/* Bytes of one. */
size_t dc_whitening_bytes(size_t points, size_t features);

/* theta[classes][dims] of weights[classes][n] and biases[classes], and back. */
void dc_whitening_enter(const dc_whitening *whitening, double *theta,
                        const double *weights, const double *biases);
void dc_whitening_leave(dc_whitening *whitening, double *weights, double *biases,
                        const double *theta);

#endif
