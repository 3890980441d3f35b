#include "data/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/error.h"
#include "data/message.h"

enum { FIRST_CAPACITY = 1 << 16, GZIP_BUFFER = 1 << 15 };

/* The printable name of a path; of a long one its end, which tells more. */
static void set_name(dc_input *input, const char *path) {
    const size_t longest = 200;
    size_t length = strlen(path);
    if (strcmp(path, "-") == 0) {
        strcpy(input->name, "standard input");
    } else if (length <= longest) {
        dc_escape(input->name, sizeof input->name, path, length);
    } else {
        strcpy(input->name, "...");
        dc_escape(input->name + 3, sizeof input->name - 3, path + length - longest,
                  longest);
    }
}

static dc_status open_file(dc_input *input, const char *path, dc_error *error) {
    struct stat about = { 0 };
    int descriptor = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                            : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return dc_fail(error, DC_EIO, "%s: cannot be opened: %s", input->name,
                       strerror(errno));
    if (fstat(descriptor, &about) == 0 && S_ISDIR(about.st_mode)) {
        close(descriptor);
        return dc_fail(error, DC_EIO, "%s: is a directory", input->name);
    }
    input->regular = S_ISREG(about.st_mode);
    input->file = gzdopen(descriptor, "rb");
    if (!input->file) {
        close(descriptor);
        return dc_fail_memory(error, "reading a file");
    }
    gzbuffer(input->file, GZIP_BUFFER);
    return DC_OK;
}

dc_status dc_input_open(dc_input **out, const char *path, dc_error *error) {
    *out = NULL;
    dc_input *input = calloc(1, sizeof *input);
    if (!input)
        return dc_fail_memory(error, "reading a file");
    input->line = 1;
    dc_digest_start(&input->digest);
    set_name(input, path);
    dc_status status = open_file(input, path, error);
    if (status == DC_OK) {
        input->buffer = malloc(FIRST_CAPACITY);
        input->capacity = FIRST_CAPACITY;
        if (!input->buffer)
            status = dc_fail_memory(error, "reading a file");
    }
    if (status != DC_OK) {
        dc_input_close(input);
        return status;
    }
    *out = input;
    return DC_OK;
}

void dc_input_close(dc_input *input) {
    if (!input)
        return;
    if (input->file)
        gzclose_r(input->file);
    free(input->buffer);
    free(input);
}

/* After a short read: the end of the file, or what went wrong. zlib hands out the
 * bytes before a truncation first and says so only at the end. */
static void note_end(dc_input *input) {
    int code;
    gzerror(input->file, &code);
    input->ended = 1;
    if (code == Z_OK || code == Z_STREAM_END)
        return;
    if (code == Z_ERRNO)
        dc_fail(&input->failure, DC_EIO, "%s: cannot be read: %s", input->name,
                strerror(errno));
    else if (code == Z_MEM_ERROR)
        dc_fail_memory(&input->failure, "reading a file");
    else
        dc_fail(&input->failure, DC_EINPUT, "%s: the gzip data %s", input->name,
                code == Z_BUF_ERROR ? "end too early (a truncated file?)"
                                    : "are damaged");
}

/* Moves the record to the buffer's start and makes room behind it. */
static int make_room(dc_input *input) {
    size_t held = input->end - input->start;
    if (input->start > 0) {
        memmove(input->buffer, input->buffer + input->start, held);
        input->start = 0;
        input->end = held;
    }
    if (held < input->capacity)
        return 1;
    size_t capacity = input->capacity ? 2 * input->capacity : FIRST_CAPACITY;
    char *buffer = realloc(input->buffer, capacity);
    if (!buffer) {
        dc_fail_memory(&input->failure, "a long line");
        input->ended = 1;
        return 0;
    }
    input->buffer = buffer;
    input->capacity = capacity;
    return 1;
}

int dc_input_more(dc_input *input, size_t position) {
    while (!input->ended && position >= input->end - input->start) {
        if (input->end - input->start >= DC_INPUT_MAX_RECORD) {
            input->ended = 1;
            dc_fail(&input->failure, DC_EINPUT, "%s: line %zu is longer than %d MiB",
                    input->name, input->line, DC_INPUT_MAX_RECORD >> 20);
            break;
        }
        if (!make_room(input))
            break;
        size_t room = input->capacity - input->end;
        int got = gzread(input->file, input->buffer + input->end, (unsigned)room);
        if (got > 0) {
            dc_digest_add(&input->digest, input->buffer + input->end, (size_t)got);
            input->end += (size_t)got;
        }
        if (got < 0 || (size_t)got < room)
            note_end(input);
    }
    if (input->failure.status != DC_OK || position >= input->end - input->start)
        return -1;
    return (unsigned char)input->buffer[input->start + position];
}

size_t dc_input_find(dc_input *input, size_t position, const unsigned char *stops) {
    for (;;) {
        const unsigned char *text = (const unsigned char *)input->buffer + input->start;
        size_t available = input->end - input->start;
        while (position < available && !stops[text[position]])
            position++;
        if (position < available || dc_input_more(input, position) < 0)
            return position;
    }
}

int dc_input_compressed(const dc_input *input) {
    return !gzdirect(input->file);
}

void dc_input_skip_mark(dc_input *input) {
    if (dc_input_at(input, 0) == 0xef && dc_input_at(input, 1) == 0xbb &&
        dc_input_at(input, 2) == 0xbf)
        dc_input_advance(input, 3);
}

dc_status dc_input_read(dc_input *input, void *bytes, size_t size, size_t *got,
                        dc_error *error) {
    const size_t most = 1 << 30;
    *got = 0;
    while (*got < size && !input->ended) {
        size_t ask = size - *got < most ? size - *got : most;
        int count = gzread(input->file, (char *)bytes + *got, (unsigned)ask);
        if (count > 0) {
            dc_digest_add(&input->digest, (const char *)bytes + *got, (size_t)count);
            *got += (size_t)count;
        }
        if (count < 0 || (size_t)count < ask)
            note_end(input);
    }
    return dc_input_status(input, error);
}

dc_status dc_input_status(const dc_input *input, dc_error *error) {
    if (input->failure.status == DC_OK)
        return DC_OK;
    return dc_fail(error, input->failure.status, "%s", input->failure.message);
}

dc_status dc_input_fail(const dc_input *input, size_t line, size_t column,
                        const char *column_name, dc_error *error, const char *format,
                        ...) {
    char text[DC_ERROR_SIZE], name[DC_QUOTE_SIZE], place[DC_QUOTE_SIZE + 96];
    int used = 0;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    place[0] = '\0';
    if (line)
        used += snprintf(place, sizeof place, "line %zu", line);
    if (column)
        used += snprintf(place + used, sizeof place - (size_t)used, "%scolumn %zu",
                         line ? ", " : "", column);
    if (column && column_name)
        used += snprintf(place + used, sizeof place - (size_t)used, " (%s)",
                         dc_escape(name, sizeof name, column_name, strlen(column_name)));
    return dc_fail(error, DC_EINPUT, "%s: %s%s%s", input->name, place, used ? ": " : "",
                   text);
}
