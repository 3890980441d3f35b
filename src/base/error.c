#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

#ifndef DC_VERSION
#define DC_VERSION "unknown"
#endif

static const char *const status_names[] = {
    [DC_OK] = "ok",
    [DC_EINPUT] = "malformed input",
    [DC_EUSAGE] = "wrong argument",
    [DC_EIO] = "input/output error",
    [DC_ENOMEM] = "out of memory",
    [DC_EINTERNAL] = "internal error",
    [DC_ESTOPPED] = "stopped",
};

const char *dc_status_name(dc_status status) {
    size_t count = sizeof status_names / sizeof *status_names;
    return (size_t)status < count ? status_names[status] : "unknown status";
}

const char *dc_version(void) {
    return DC_VERSION;
}

void dc_error_set(dc_error *error, dc_status status, const char *format, ...) {
    if (!error)
        return;
    va_list arguments;
    va_start(arguments, format);
    error->status = status;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
}
