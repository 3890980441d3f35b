/* What a doubling floor is computed from: the grid, the price of the loss, the levels of
 * shares. Whoever has the plan can compute it again, and say how. */
#ifndef DC_FLOOR_DOUBLING_H
#define DC_FLOOR_DOUBLING_H

#include "floor/price.h"

/* Of a guarantee that names none. */
enum { DC_FINENESS = 4 };

typedef struct dc_floor_plan {
    dc_rings rings;
    dc_rule rule;
    dc_share_price price;
    dc_shares shares;
    fmpq_t loss;
} dc_floor_plan;

/* Checks the guarantee, and plans its floor. Returns as dc_floor_doubling, which costs some
 * more for two classes and a third more for others. After a failure there is no plan. */
dc_status dc_floor_plan_create(dc_floor_plan *plan, const dc_guarantee *guarantee,
                               dc_error *error) DC_MUST_USE;
void dc_floor_plan_destroy(dc_floor_plan *plan);

/* Raises accuracy to the floor of T6 and T7 if that is larger; quick where it is not. Returns
 * as dc_floor_doubling. */
dc_status dc_doubling_raise(mpq_t accuracy, const dc_guarantee *guarantee,
                            dc_error *error) DC_MUST_USE;

#endif
