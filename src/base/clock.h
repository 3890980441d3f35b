/* Seconds on a clock that never goes back. */
#ifndef DC_BASE_CLOCK_H
#define DC_BASE_CLOCK_H

double dc_clock(void);

#endif
