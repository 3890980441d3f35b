#include "certificate/sink.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/unfinished.h"

enum { WIDTH = 90 };

static dc_status fail_to_write(const dc_sink *sink, dc_error *error) {
    return dc_fail(error, DC_EIO, "the certificate %s cannot be written: %s", sink->path,
                   strerror(errno));
}

dc_status dc_sink_open(dc_sink *sink, const char *path, dc_error *error) {
    bool standard = strcmp(path, "-") == 0;
    *sink = (dc_sink){ .out = standard ? stdout : fopen(path, "we"), .path = path };
    if (!sink->out)
        return dc_fail(error, DC_EIO, "%s: cannot be opened for writing: %s", path,
                       strerror(errno));
    return DC_OK;
}

dc_status dc_sink_close(dc_sink *sink, dc_status status, dc_error *error) {
    if (status == DC_OK && fflush(sink->out) != 0)
        status = fail_to_write(sink, error);
    if (sink->out != stdout && fclose(sink->out) != 0 && status == DC_OK)
        status = fail_to_write(sink, error);
    if (status != DC_OK)
        dc_unfinished_remove(sink->path);
    return status;
}

static void put_token(dc_sink *sink, const char *token, size_t length) {
    if (sink->column > 0) {
        bool fits = sink->column + 1 + length <= WIDTH;
        putc(fits ? ' ' : '\n', sink->out);
        sink->column = fits ? sink->column + 1 : 0;
    }
    fwrite(token, 1, length, sink->out);
    sink->column += length;
}

static void end_line(dc_sink *sink) {
    if (sink->column > 0)
        putc('\n', sink->out);
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
    return ferror(sink->out) ? fail_to_write(sink, error) : DC_OK;
}
