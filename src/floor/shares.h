/* The shares w_g = W_g / W of the groups (T7), in a few levels: what a group can lose grows
 * as its share falls, so that one bound serves all groups of a level, taken for the least
 * share among them. */
#ifndef DC_FLOOR_SHARES_H
#define DC_FLOOR_SHARES_H

#include <flint/fmpq.h>

#include <doublecheck/floor.h>

typedef struct dc_shares {
    size_t count;      /* levels */
    fmpq *least, *sum; /* [count]: least > 0 increases */
} dc_shares;

/* At most `levels` (> 0) levels. */
dc_status dc_shares_create(dc_shares *shares, const dc_guarantee *guarantee,
                           size_t levels, dc_error *error) DC_MUST_USE;
void dc_shares_destroy(dc_shares *shares);

#endif
