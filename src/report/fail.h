/* Filling in a dc_error: the report knows the library's public headers only. */
#ifndef DC_REPORT_FAIL_H
#define DC_REPORT_FAIL_H

#include <stdio.h>

#include <doublecheck/status.h>

#define report_fail(error, code, ...) \
    (snprintf((error)->message, DC_ERROR_SIZE, __VA_ARGS__), (error)->status = (code))

static inline dc_status report_succeed(dc_error *error) {
    error->message[0] = '\0';
    return error->status = DC_OK;
}

#endif
