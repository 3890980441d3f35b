/* Filling in a dc_error. */
#ifndef DC_BASE_ERROR_H
#define DC_BASE_ERROR_H

#include <doublecheck/status.h>

/* Sets error (may be NULL) to status and a printf-formatted message, truncated
 * to DC_ERROR_SIZE; returns status. */
dc_status dc_fail(dc_error *error, dc_status status, const char *format, ...)
    DC_PRINTF(3, 4);

/* dc_fail(DC_ENOMEM) with a message that says what the memory was for. */
dc_status dc_fail_memory(dc_error *error, const char *what);

/* Clears error (may be NULL); returns DC_OK. */
dc_status dc_succeed(dc_error *error);

#endif
