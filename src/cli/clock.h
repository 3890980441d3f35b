#ifndef DC_CLI_CLOCK_H
#define DC_CLI_CLOCK_H

/* Seconds on a clock that never goes back. */
double cli_seconds(void);

#endif
