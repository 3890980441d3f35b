/* Which hypotheses of T8 a run fails, and what follows. */
#ifndef DC_SIMULATE_VERDICT_H
#define DC_SIMULATE_VERDICT_H

#include "simulate/setting.h"

/* Sets fails and finding of a run whose ground is known. */
void dc_verdict_of_run(dc_run *run, const dc_setting *setting);

/* The finding of runs together. */
dc_finding dc_verdict_of_all(const dc_run *runs, size_t count);

#endif
