/* Room for points, and what is asked of them. */
#ifndef DC_NETWORK_SAMPLES_H
#define DC_NETWORK_SAMPLES_H

#include <doublecheck/network.h>

/* Arrays of zeros for points with labels; no targets. False if memory is out: to be cleared
 * in any case. */
bool dc_samples_allocate(dc_samples *samples, size_t points, size_t features,
                         size_t classes);

/* Bytes of the arrays of so many points with labels; and of samples, with their targets. */
size_t dc_samples_room(size_t points, size_t features);
size_t dc_samples_bytes(const dc_samples *samples);

/* Is a column the same at all points? */
bool dc_samples_constant(const dc_samples *samples, size_t column);

/* Is the score of a class above all others? */
bool dc_logits_win(const double *logits, size_t classes, size_t label);

#endif
