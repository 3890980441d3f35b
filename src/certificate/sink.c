#include "certificate/sink.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

enum { WIDTH = 90 };

static dc_status fail_to_write(const char *path, int reason, dc_error *error) {
    return dc_fail(error, DC_EIO, "the certificate %s cannot be written: %s", path,
                   strerror(reason));
}

dc_status dc_sink_open(dc_sink *sink, const char *path, dc_error *error) {
    *sink = (dc_sink){ 0 };
    int reason = dc_target_open(&sink->target, path);
    return reason == 0 ? DC_OK
                       : dc_fail(error, DC_EIO, "%s: cannot be opened for writing: %s",
                                 path, strerror(reason));
}

dc_status dc_sink_close(dc_sink *sink, dc_status status, dc_error *error) {
    const char *path = sink->target.path;
    int reason = dc_target_close(&sink->target, status == DC_OK ? 0 : ECANCELED);
    return status == DC_OK && reason != 0 ? fail_to_write(path, reason, error) : status;
}

static void put_token(dc_sink *sink, const char *token, size_t length) {
    FILE *out = sink->target.out;
    if (sink->column > 0) {
        bool fits = sink->column + 1 + length <= WIDTH;
        putc(fits ? ' ' : '\n', out);
        sink->column = fits ? sink->column + 1 : 0;
    }
    fwrite(token, 1, length, out);
    sink->column += length;
}

static void end_line(dc_sink *sink) {
    if (sink->column > 0)
        putc('\n', sink->target.out);
    sink->column = 0;
}

dc_status dc_sink_put(dc_sink *sink, dc_text *text, dc_error *error) {
    if (text->failed)
        return dc_fail_memory(error, "the certificate");
    for (const char *next = text->bytes; text->length && *next;) {
        size_t length = strcspn(next, " \n");
        if (length > 0)
            put_token(sink, next, length);
        next += length;
        if (*next == '\n')
            end_line(sink);
        next += *next != '\0';
    }
    dc_text_truncate(text, 0);
    return ferror(sink->target.out) ? fail_to_write(sink->target.path, errno, error)
                                    : DC_OK;
}
