/* The bytes of a file, of standard input ("-") or of a gzip file, and messages
 * that say where in them something is wrong.
 *
 *     dc_input *input;
 *     if (dc_input_open(&input, path, error) != DC_OK) ...
 *     for (size_t p = 0; (c = dc_input_at(input, p)) >= 0 && c != '\n'; p++) ...
 *     dc_input_advance(input, p);               -- the next record starts there
 *     status = dc_input_status(input, error);   -- the end, or a failure?
 *     dc_input_close(input);
 *
 * A window over the file holds the current record, however long, up to
 * DC_INPUT_MAX_RECORD bytes. */
#ifndef DC_DATA_INPUT_H
#define DC_DATA_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <doublecheck/status.h>

#include "base/digest.h"

enum { DC_INPUT_MAX_RECORD = 64 << 20 };

typedef struct dc_input {
    char *buffer; /* [capacity]; bytes start .. end-1 are in the window */
    size_t start, end, capacity;
    size_t line; /* number of the line that the record begins in, from 1 */
    struct gzFile_s *file;
    bool regular;     /* a file that gives the same bytes again */
    dc_digest digest; /* of all bytes read so far, decompressed */
    int ended;        /* no more bytes, or a failure */
    dc_error failure; /* status DC_OK: none */
    char name[256];   /* for messages: printable, the end of a long path */
} dc_input;

/* Opens a file. DC_EIO: it cannot be opened, or is a directory; DC_ENOMEM. */
dc_status dc_input_open(dc_input **out, const char *path, dc_error *error) DC_MUST_USE;

/* Closes it; NULL is allowed. */
void dc_input_close(dc_input *input);

/* Slow path of dc_input_at: reads on. */
int dc_input_more(dc_input *input, size_t position);

/* The byte at a position counted from the record's first byte; -1 at the end of
 * the file and after a failure (which one: dc_input_status). Pointers into the
 * window are valid until the next call. */
static inline int dc_input_at(dc_input *input, size_t position) {
    if (position < input->end - input->start)
        return (unsigned char)input->buffer[input->start + position];
    return dc_input_more(input, position);
}

/* The window from a position that is in it. */
static inline const char *dc_input_text(const dc_input *input, size_t position) {
    return input->buffer + input->start + position;
}

/* The next record begins `bytes` bytes on; they must be in the window. */
static inline void dc_input_advance(dc_input *input, size_t bytes) {
    input->start += bytes;
}

/* Position of the first byte from `position` on that is marked in stops[256], or
 * of the end. */
size_t dc_input_find(dc_input *input, size_t position, const unsigned char *stops);

/* True if what was read so far was compressed. */
int dc_input_compressed(const dc_input *input);

/* Skips a UTF-8 byte-order mark at the start of the file. */
void dc_input_skip_mark(dc_input *input);

/* Reads up to `size` bytes past the window (for binary formats, which do not use
 * it); *got < size only at the end of the file. */
dc_status dc_input_read(dc_input *input, void *bytes, size_t size, size_t *got,
                        dc_error *error) DC_MUST_USE;

/* DC_OK at a plain end of the file. DC_EIO: reading failed; DC_EINPUT: damaged or
 * truncated gzip data, a record over DC_INPUT_MAX_RECORD; DC_ENOMEM. */
dc_status dc_input_status(const dc_input *input, dc_error *error);

/* Fails with "NAME: line L, column C (column name): ..."; line and column count
 * from 1, 0 leaves them out, and so does NULL for the column's name. */
dc_status dc_input_fail(const dc_input *input, size_t line, size_t column,
                        const char *column_name, dc_error *error, const char *format, ...)
    DC_PRINTF(6, 7);

#endif
