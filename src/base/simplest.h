/* The simplest fraction between two others. */
#ifndef DC_BASE_SIMPLEST_H
#define DC_BASE_SIMPLEST_H

#include <gmp.h>

/* value = the fraction of the least denominator, and of the least numerator among those,
 * in low .. high; 0 < low <= high. value may be one of them. */
void dc_rational_simplest(mpq_t value, const mpq_t low, const mpq_t high);

#endif
