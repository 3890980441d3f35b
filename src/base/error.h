/* Filling in a dc_error. */
#ifndef DC_BASE_ERROR_H
#define DC_BASE_ERROR_H

#include <doublecheck/status.h>

/* Sets error (may be NULL) to status and a printf-formatted message, truncated to
 * DC_ERROR_SIZE. */
void dc_error_set(dc_error *error, dc_status status, const char *format, ...)
    DC_PRINTF(3, 4);

/* dc_error_set(); returns status. These stand in the header so that compilers and
 * static analysis see which status comes back. */
#define dc_fail(error, status, ...) \
    (dc_error_set(error, status, __VA_ARGS__), dc_error_returned(status))

static inline dc_status dc_error_returned(dc_status status) {
    return status;
}

/* dc_fail(DC_ENOMEM) with a message that says what the memory was for. */
static inline dc_status dc_fail_memory(dc_error *error, const char *what) {
    return dc_fail(error, DC_ENOMEM, "out of memory for %s", what);
}

/* Clears error (may be NULL); returns DC_OK. */
static inline dc_status dc_succeed(dc_error *error) {
    if (error) {
        error->status = DC_OK;
        error->message[0] = '\0';
    }
    return DC_OK;
}

#endif
