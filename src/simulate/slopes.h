/* The v of a classifier's differences of scores, <v,x> - c (D8). */
#ifndef DC_SIMULATE_SLOPES_H
#define DC_SIMULATE_SLOPES_H

#include <doublecheck/check.h>
#include <doublecheck/network.h>

/* Largest |v_l| of any pair of classes, rounded up; scale as of dc_samples_scaling (NULL:
 * the features are as they are). weights[classes][inputs]. */
double dc_slopes_most(const double *weights, size_t classes, size_t inputs,
                      const double *scale);

/* Does the v of every pair lie in the family, whatever its offset? Width is left to a bound
 * on the slopes; of directions only those of one feature are looked at. */
bool dc_slopes_fit(const double *weights, size_t classes, size_t inputs,
                   const dc_family *family);

#endif
