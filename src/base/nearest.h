/* The double nearest to a rational. */
#ifndef DC_BASE_NEAREST_H
#define DC_BASE_NEAREST_H

#include <gmp.h>

/* Rounded to nearest, ties to even, also below the normal doubles; +-infinity where that
 * is nearest by IEEE 754. mpq_get_d rounds towards 0. */
double dc_nearest_double(const mpq_t value);

#endif
