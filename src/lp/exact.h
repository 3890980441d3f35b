/* A simplex in rationals, for the few systems that floating point cannot settle. */
#ifndef DC_LP_EXACT_H
#define DC_LP_EXACT_H

#include "lp/alternative.h"

/* As dc_system_decide, without GLPK: never DC_UNKNOWN. Bland's rule; each step costs
 * (dims + 1) (count + dims + 2) rational operations. */
dc_alternative dc_system_decide_exactly(const dc_system *system, fmpz *z,
                                        fmpz *multiplier);

#endif
