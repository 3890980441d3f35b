/* The multipliers of one level of shares, as a certificate lists them: sets, and which
 * scenarios each of them proves (docs/floor-certificate.md, section 6). */
#ifndef DC_FLOOR_COVER_H
#define DC_FLOOR_COVER_H

#include "certificate/text.h"
#include "floor/doubling.h"
#include "floor/proposal.h"

/* Appends "sets ... uses ...": proposals for a loss prove that no scenario brings more than
 * value. They stay with the set before as long as that will do, and use their own then. */
dc_status dc_cover_put(dc_text *text, const dc_floor_plan *plan,
                       const dc_proposals *proposals, const fmpq_t loss,
                       const fmpq_t value, dc_error *error) DC_MUST_USE;

#endif
