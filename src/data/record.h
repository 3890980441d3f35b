/* Records of a CSV file (RFC 4180), one after the other.
 *
 *     dc_record record = { 0 };
 *     status = dc_record_start(&record, input, 0, error);
 *     while ((status = dc_record_read(&record, error)) == DC_OK && record.count) ...
 *     dc_record_clear(&record);
 *
 * Beyond the RFC: lines may end in LF, empty lines are skipped, and blanks around
 * an unquoted field, or around the quotes of a quoted one, do not count. */
#ifndef DC_DATA_RECORD_H
#define DC_DATA_RECORD_H

#include <stdbool.h>

#include "data/input.h"

enum { DC_MAX_COLUMNS = 1000000 };

typedef struct dc_field {
    size_t start, length; /* in the window, from the record's first byte */
    bool quoted;
} dc_field;

typedef struct dc_record {
    dc_input *input;
    char delimiter;
    size_t bytes;           /* of the record and its line end, in the window */
    size_t lines;           /* line ends among them */
    size_t count, capacity; /* count 0: the end of the file */
    dc_field *fields;       /* [count] */
    unsigned char plain_stops[256], quoted_stops[256];
} dc_record;

/* Begins with a file's first byte. delimiter 0: whichever of comma, semicolon and
 * tab the first record holds most often outside quotes; comma in doubt. */
dc_status dc_record_start(dc_record *record, dc_input *input, char delimiter,
                          dc_error *error) DC_MUST_USE;

/* Reads the next record. Its text is valid until the next call. */
dc_status dc_record_read(dc_record *record, dc_error *error) DC_MUST_USE;

static inline const char *dc_record_text(const dc_record *record, size_t column) {
    return dc_input_text(record->input, record->fields[column].start);
}

/* The line that a field of the current record begins in. */
size_t dc_record_line(const dc_record *record, size_t column);

void dc_record_clear(dc_record *record);

#endif
