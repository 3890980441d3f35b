/* Copies of a guarantee and of its constants. */
#ifndef DC_FLOOR_GUARANTEE_H
#define DC_FLOOR_GUARANTEE_H

#include <doublecheck/floor.h>

void dc_parameters_assign(dc_parameters *copy, const dc_parameters *parameters);

/* copy, initialised and without shares, becomes equal. DC_ENOMEM; it may be cleared then. */
dc_status dc_guarantee_assign(dc_guarantee *copy, const dc_guarantee *guarantee,
                              dc_error *error) DC_MUST_USE;

#endif
