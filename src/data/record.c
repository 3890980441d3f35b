#include "data/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/message.h"

static bool blank(const dc_record *record, int c) {
    return (c == ' ' || c == '\t') && c != record->delimiter;
}

static size_t skip_blanks(const dc_record *record, size_t p) {
    while (blank(record, dc_input_at(record->input, p)))
        p++;
    return p;
}

/* True at LF, CRLF and the end of the file. */
static bool at_line_end(dc_input *input, size_t p) {
    int c = dc_input_at(input, p);
    if (c == '\r')
        c = dc_input_at(input, p + 1);
    return c < 0 || c == '\n';
}

static dc_status fail_at(const dc_record *record, size_t column, dc_error *error,
                         const char *reason, size_t start, size_t length) {
    char quote[DC_QUOTE_SIZE];
    return dc_input_fail(record->input, dc_record_line(record, column), column + 1, NULL,
                         error, "%s: %s", reason,
                         dc_quote(quote, dc_input_text(record->input, start), length));
}

static dc_status add_field(dc_record *record, dc_field field, dc_error *error) {
    if (record->count == DC_MAX_COLUMNS)
        return dc_input_fail(record->input, record->input->line, 0, NULL, error,
                             "more than %d columns", DC_MAX_COLUMNS);
    if (record->count == record->capacity) {
        size_t capacity = record->capacity ? 2 * record->capacity : 64;
        dc_field *fields = realloc(record->fields, capacity * sizeof *fields);
        if (!fields)
            return dc_fail_memory(error, "a line's fields");
        record->fields = fields;
        record->capacity = capacity;
    }
    record->fields[record->count++] = field;
    return DC_OK;
}

/* An unquoted field from *p on; *p moves to what ends it. */
static dc_status plain_field(dc_record *record, size_t *p, dc_error *error) {
    dc_input *input = record->input;
    size_t start = *p, end = dc_input_find(input, start, record->plain_stops);
    int c = dc_input_at(input, end);
    if (c == '"')
        return fail_at(record, record->count, error,
                       "a quote inside a field that does not begin with one", start,
                       end + 1 - start);
    if (c == '\0')
        return fail_at(record, record->count, error, "a NUL byte (is this a text file?)",
                       start, end + 1 - start);
    if (c == '\r' && !at_line_end(input, end))
        return fail_at(record, record->count, error,
                       "a carriage return without a line feed", start, end + 1 - start);
    *p = end;
    while (end > start && blank(record, *dc_input_text(input, end - 1)))
        end--;
    return add_field(record, (dc_field){ start, end - start, false }, error);
}

/* Removes the second quote of each pair, in place; returns the new length. The
 * blanks that fill the gap keep dc_record_line right. */
static size_t undouble(dc_input *input, size_t start, size_t length) {
    char *text = input->buffer + input->start + start;
    size_t kept = 0;
    for (size_t k = 0; k < length; k++) {
        text[kept++] = text[k];
        if (text[k] == '"')
            k++;
    }
    memset(text + kept, ' ', length - kept);
    return kept;
}

/* A quoted field from its opening quote at *p on. */
static dc_status quoted_field(dc_record *record, size_t *p, dc_error *error) {
    dc_input *input = record->input;
    size_t start = *p + 1, end = start;
    bool doubled = false;
    for (;;) {
        end = dc_input_find(input, end, record->quoted_stops);
        int c = dc_input_at(input, end);
        if (c == '\n')
            record->lines++;
        else if (c == '"' && dc_input_at(input, end + 1) != '"')
            break;
        else if (c == '"')
            doubled = true, end++;
        else if (c == '\0')
            return fail_at(record, record->count, error,
                           "a NUL byte (is this a text file?)", start, end + 1 - start);
        else
            return input->failure.status != DC_OK
                       ? dc_input_status(input, error)
                       : fail_at(record, record->count, error,
                                 "the quote that opens this field is never closed", start,
                                 end - start);
        end++;
    }
    size_t next = skip_blanks(record, end + 1);
    int c = dc_input_at(input, next);
    if (c != (unsigned char)record->delimiter && !at_line_end(input, next))
        return fail_at(record, record->count, error, "text after a closing quote", *p,
                       next + 1 - *p);
    *p = next;
    size_t length = doubled ? undouble(input, start, end - start) : end - start;
    return add_field(record, (dc_field){ start, length, true }, error);
}

/* Splits the record that begins at the window's start. */
static dc_status split(dc_record *record, dc_error *error) {
    dc_input *input = record->input;
    size_t p = 0;
    record->count = record->lines = 0;
    for (;;) {
        p = skip_blanks(record, p);
        dc_status status = dc_input_at(input, p) == '"' ? quoted_field(record, &p, error)
                                                        : plain_field(record, &p, error);
        if (status != DC_OK)
            return status;
        if (dc_input_at(input, p) != (unsigned char)record->delimiter)
            break;
        p++;
    }
    if (dc_input_at(input, p) == '\r')
        p++;
    if (dc_input_at(input, p) == '\n') {
        record->lines++;
        p++;
    }
    record->bytes = p;
    return dc_input_status(input, error);
}

dc_status dc_record_read(dc_record *record, dc_error *error) {
    dc_input *input = record->input;
    for (;;) {
        dc_input_advance(input, record->bytes);
        input->line += record->lines;
        record->bytes = record->lines = record->count = 0;
        if (dc_input_at(input, 0) < 0)
            return dc_input_status(input, error);
        dc_status status = split(record, error);
        if (status != DC_OK)
            return status;
        const dc_field *first = record->fields;
        if (record->count > 1 || first->length > 0 || first->quoted)
            return DC_OK;
    }
}

/* Counts a delimiter outside quotes in the record that begins at position p. A
 * quote opens a field only where a field can begin. */
static void count_delimiters(dc_input *input, size_t p, size_t counts[256]) {
    bool quoted = false, field_begins = true;
    for (int c; (c = dc_input_at(input, p)) >= 0; p++) {
        if (quoted) {
            quoted = c != '"';
            continue;
        }
        if (c == '\n')
            return;
        quoted = c == '"' && field_begins;
        counts[c]++;
        if (c != ' ')
            field_begins = c == ',' || c == ';' || c == '\t' || c == '"';
    }
}

static char detect_delimiter(dc_input *input) {
    static const char candidates[] = { ',', ';', '\t' };
    size_t counts[256] = { 0 }, p = 0;
    for (int c = dc_input_at(input, p); c == ' ' || c == '\r' || c == '\n';)
        c = dc_input_at(input, ++p);
    count_delimiters(input, p, counts);
    char best = ',';
    for (size_t k = 0; k < sizeof candidates; k++)
        if (counts[(unsigned char)candidates[k]] > counts[(unsigned char)best])
            best = candidates[k];
    return best;
}

dc_status dc_record_start(dc_record *record, dc_input *input, char delimiter,
                          dc_error *error) {
    dc_input_skip_mark(input);
    record->input = input;
    record->delimiter = delimiter ? delimiter : detect_delimiter(input);
    const char plain[] = { '"', '\n', '\r', '\0', record->delimiter };
    for (size_t k = 0; k < sizeof plain; k++)
        record->plain_stops[(unsigned char)plain[k]] = 1;
    record->quoted_stops['"'] = record->quoted_stops['\n'] = record->quoted_stops[0] = 1;
    return dc_input_status(input, error);
}

size_t dc_record_line(const dc_record *record, size_t column) {
    size_t line = record->input->line;
    size_t end = column < record->count ? record->fields[column].start : 0;
    if (column == record->count && column > 0) {
        const dc_field *last = &record->fields[column - 1];
        end = last->start + last->length;
    }
    const char *text = dc_input_text(record->input, 0);
    for (size_t k = 0; k < end; k++)
        line += text[k] == '\n';
    return line;
}

void dc_record_clear(dc_record *record) {
    free(record->fields);
    *record = (dc_record){ 0 };
}
