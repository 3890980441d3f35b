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
};

const char *dc_status_name(dc_status status) {
    size_t count = sizeof status_names / sizeof *status_names;
    return (size_t)status < count ? status_names[status] : "unknown status";
}

const char *dc_version(void) {
    return DC_VERSION;
}

dc_status dc_fail(dc_error *error, dc_status status, const char *format, ...) {
    if (error) {
        va_list arguments;
        va_start(arguments, format);
        error->status = status;
        vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return status;
}

dc_status dc_fail_memory(dc_error *error, const char *what) {
    return dc_fail(error, DC_ENOMEM, "out of memory for %s", what);
}

dc_status dc_succeed(dc_error *error) {
    if (error) {
        error->status = DC_OK;
        error->message[0] = '\0';
    }
    return DC_OK;
}
