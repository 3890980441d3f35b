/* The parts of a stress study that other processes do (base/team.h). */
#ifndef DC_STRESS_TRADES_H
#define DC_STRESS_TRADES_H

#include "base/team.h"

extern const dc_trade dc_trade_tasks; /* searches and samples: tasks.c */

#endif
