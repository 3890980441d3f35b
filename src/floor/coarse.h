/* Floors on a coarse grid, where constants are compared: quicker, and nearly in the same
 * order as on the fine one. */
#ifndef DC_FLOOR_COARSE_H
#define DC_FLOOR_COARSE_H

#include "floor/choice.h"

/* How much larger the gain of a floor on T5's is expected to be on the fine grid. */
double dc_coarse_growth(const dc_choice *choice, const mpq_t kappa);

/* Raises accuracy to the floor that constants give on the coarse grid, which the fine one
 * contains. As dc_floor_doubling; quick where it is not raised. */
dc_status dc_coarse_raise(mpq_t accuracy, const dc_choice *choice,
                          const dc_parameters *constants, const mpq_t loss,
                          dc_error *error) DC_MUST_USE;

/* Raises gain to what constants are expected to add to T5's floor if all groups pay
 * alike: the misclassified mass of one of them that pays loss / (K - 1). A proposal. As
 * dc_coarse_raise. */
dc_status dc_coarse_raise_gain(double *gain, const dc_choice *choice,
                               const dc_parameters *constants, const mpq_t loss,
                               dc_error *error) DC_MUST_USE;

#endif
