/* T6 and T7 beside a floor that is known already. */
#ifndef DC_FLOOR_DOUBLING_H
#define DC_FLOOR_DOUBLING_H

#include <doublecheck/floor.h>

/* Raises accuracy to the floor of T6 and T7 if that is larger. Quick where it is not. As
 * dc_floor_doubling else. */
dc_status dc_doubling_raise(mpq_t accuracy, const dc_guarantee *guarantee,
                            dc_error *error) DC_MUST_USE;

#endif
