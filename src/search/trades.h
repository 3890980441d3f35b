/* The parts of a search that other processes do (base/team.h). */
#ifndef DC_SEARCH_TRADES_H
#define DC_SEARCH_TRADES_H

#include "base/team.h"

extern const dc_trade dc_trade_boxes;  /* cutting boxes: cutting.c */
extern const dc_trade dc_trade_leaves; /* boxes of a certificate: leaves.c */
extern const dc_trade dc_trade_looks;  /* quick looks at sets of coordinates: sets.c */
extern const dc_trade dc_trade_sets;   /* solving those: sets.c */

#endif
