/* What the margins of a classifier say. */
#ifndef DC_SIMULATE_LOOK_H
#define DC_SIMULATE_LOOK_H

#include <doublecheck/simulate.h>

#include "simulate/rounding.h"

/* Sets certain, possible and the margins of a look at margins[N]: one within its rounding
 * error, or no number, is neither right nor wrong. */
void dc_look_weigh(dc_look *look, const dc_samples *samples, const double *margins,
                   const dc_rounding *rounding);

#endif
