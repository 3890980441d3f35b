/* The parts of a simulation that other processes do (base/team.h). */
#ifndef DC_SIMULATE_TRADES_H
#define DC_SIMULATE_TRADES_H

#include "base/team.h"

extern const dc_trade dc_trade_runs;    /* trainings from a seed each: runs.c */
extern const dc_trade dc_trade_attacks; /* adversaries: attacks.c */

#endif
