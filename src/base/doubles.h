/* Lists of doubles. */
#ifndef DC_BASE_DOUBLES_H
#define DC_BASE_DOUBLES_H

#include <stdbool.h>
#include <stddef.h>

/* Is none infinite or not a number? */
bool dc_doubles_finite(const double *values, size_t count);

/* Puts them in increasing order; none may be NaN. */
void dc_doubles_sort(double *values, size_t count);

#endif
