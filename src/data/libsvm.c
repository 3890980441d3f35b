#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/columns.h"
#include "data/formats.h"
#include "data/message.h"
#include "data/record.h"

typedef struct entry {
    dc_number value;
    uint32_t feature; /* from 0 */
} entry;

typedef struct row {
    size_t end;     /* its entries end there; they begin where the last row's end */
    uint32_t label; /* index into labels */
} row;

typedef struct libsvm {
    dc_input *input;
    size_t max_bytes;
    bool labelled;
    size_t entry_count, entry_capacity;
    entry *entries;
    size_t row_count, row_capacity;
    row *rows;
    size_t features; /* the greatest index */
    dc_number_pool pool;
    size_t pool_counted, pool_bytes;
    dc_names labels;
} libsvm;

/* A piece of the current line; start is its place there, from 0. */
typedef struct token {
    const char *text;
    size_t start, length;
} token;

static dc_status fail_token(const libsvm *file, token t, dc_error *error,
                            const char *what) {
    char quote[DC_QUOTE_SIZE];
    return dc_input_fail(file->input, file->input->line, t.start + 1, NULL, error,
                         "%s %s", dc_quote(quote, t.text, t.length), what);
}

static dc_status check_budget(libsvm *file, dc_error *error) {
    if (file->max_bytes == 0)
        return DC_OK;
    file->pool_bytes += dc_pool_bytes(&file->pool, file->pool_counted);
    file->pool_counted = file->pool.count;
    if (file->pool_bytes + file->labels.bytes + file->entry_count * sizeof(entry) +
            file->row_count * sizeof(row) <=
        file->max_bytes)
        return DC_OK;
    return dc_fail(error, DC_ENOMEM,
                   "the data need more than the %zu bytes of memory they "
                   "are allowed: %zu points were read, and there are more",
                   file->max_bytes, file->row_count);
}

static dc_status grow_entries(libsvm *file, dc_error *error) {
    if (file->entry_count < file->entry_capacity)
        return DC_OK;
    size_t capacity = file->entry_capacity ? 2 * file->entry_capacity : 256;
    entry *entries = realloc(file->entries, capacity * sizeof *entries);
    if (!entries)
        return dc_fail_memory(error, "the points");
    file->entries = entries;
    file->entry_capacity = capacity;
    return DC_OK;
}

static dc_status grow_rows(libsvm *file, dc_error *error) {
    if (file->row_count < file->row_capacity)
        return DC_OK;
    size_t capacity = file->row_capacity ? 2 * file->row_capacity : 256;
    row *rows = realloc(file->rows, capacity * sizeof *rows);
    if (!rows)
        return dc_fail_memory(error, "the points");
    file->rows = rows;
    file->row_capacity = capacity;
    return DC_OK;
}

static bool next_token(token *t, const char *line, size_t length) {
    size_t p = t->start + t->length;
    while (p < length && (line[p] == ' ' || line[p] == '\t'))
        p++;
    t->start = p;
    t->text = line + p;
    while (p < length && line[p] != ' ' && line[p] != '\t')
        p++;
    t->length = p - t->start;
    return t->length > 0;
}

/* Cuts index:value in two. */
static dc_status split_pair(const libsvm *file, token pair, size_t *index, token *value,
                            dc_error *error) {
    const char *colon = memchr(pair.text, ':', pair.length);
    size_t digits = colon ? (size_t)(colon - pair.text) : 0;
    *index = 0;
    if (digits == 0)
        return fail_token(file, pair, error, "is not index:value");
    for (size_t k = 0; k < digits; k++) {
        if (pair.text[k] < '0' || pair.text[k] > '9')
            return fail_token(file, pair, error, "is not index:value");
        if (*index <= DC_MAX_COLUMNS)
            *index = 10 * *index + (size_t)(pair.text[k] - '0');
    }
    if (*index == 0)
        return fail_token(file, pair, error, "has index 0, but indices count from 1");
    if (*index > DC_MAX_COLUMNS)
        return fail_token(file, pair, error, "has an index over 1000000");
    *value = (token){ colon + 1, pair.start + digits + 1, pair.length - digits - 1 };
    return DC_OK;
}

static dc_status parse_value(libsvm *file, token t, dc_number *value, dc_error *error) {
    dc_error reason;
    char what[DC_ERROR_SIZE + 8];
    dc_status status = dc_number_parse(value, &file->pool, t.text, t.length, &reason);
    if (status == DC_OK)
        return value->denominator ? DC_OK : check_budget(file, error);
    if (status != DC_EINPUT)
        return dc_fail(error, status, "%s", reason.message);
    snprintf(what, sizeof what, "is %s", reason.message);
    return fail_token(file, t, error, what);
}

static dc_status add_entry(libsvm *file, token pair, size_t *previous, dc_error *error) {
    size_t index;
    token value = { 0 };
    dc_status status = split_pair(file, pair, &index, &value, error);
    if (status != DC_OK)
        return status;
    if (index <= *previous) {
        char what[64];
        snprintf(what, sizeof what, "follows index %zu, but indices increase", *previous);
        return fail_token(file, pair, error, what);
    }
    *previous = index;
    if (index > file->features)
        file->features = index;
    status = grow_entries(file, error);
    if (status != DC_OK)
        return status;
    entry *added = &file->entries[file->entry_count++];
    added->feature = (uint32_t)(index - 1);
    return parse_value(file, value, &added->value, error);
}

static dc_status add_row(libsvm *file, const char *line, size_t length, dc_error *error) {
    token t = { 0 };
    size_t label = 0, previous = 0;
    if (!next_token(&t, line, length))
        return DC_OK;
    if (memchr(t.text, ':', t.length))
        return fail_token(file, t, error, "stands where the label is expected");
    dc_status status = grow_rows(file, error);
    if (status == DC_OK && file->labelled)
        status = dc_names_intern(&file->labels, t.text, t.length, &label, error);
    while (status == DC_OK && next_token(&t, line, length))
        status = add_entry(file, t, &previous, error);
    if (status != DC_OK)
        return status;
    file->rows[file->row_count++] = (row){ file->entry_count, (uint32_t)label };
    return check_budget(file, error);
}

/* Finds the line at the window's start: length without comment and line end, bytes
 * with both. */
static dc_status find_line(const libsvm *file, size_t *length, size_t *bytes,
                           dc_error *error) {
    static const unsigned char stops[256] = { [0] = 1, ['\n'] = 1 };
    dc_input *input = file->input;
    size_t end = dc_input_find(input, 0, stops);
    int last = dc_input_at(input, end);
    dc_status status = dc_input_status(input, error);
    if (status != DC_OK)
        return status;
    const char *line = dc_input_text(input, 0);
    if (last == 0)
        return fail_token(file, (token){ line + end, end, 1 }, error,
                          "is a NUL byte (is this a text file?)");
    const char *comment = memchr(line, '#', end);
    *bytes = end + (last == '\n');
    *length = comment ? (size_t)(comment - line) : end;
    if (!comment && end > 0 && line[end - 1] == '\r')
        --*length;
    return DC_OK;
}

static dc_status read_rows(libsvm *file, dc_error *error) {
    size_t length = 0, bytes = 0;
    dc_status status = DC_OK;
    dc_input_skip_mark(file->input);
    while (status == DC_OK && dc_input_at(file->input, 0) >= 0) {
        status = find_line(file, &length, &bytes, error);
        if (status == DC_OK)
            status = add_row(file, dc_input_text(file->input, 0), length, error);
        if (status == DC_OK)
            dc_input_advance(file->input, bytes);
        file->input->line++;
    }
    if (status == DC_OK)
        status = dc_input_status(file->input, error);
    if (status == DC_OK && file->row_count == 0)
        return dc_input_fail(file->input, 0, 0, NULL, error, "there are no data rows");
    if (status == DC_OK && file->features == 0)
        return dc_input_fail(file->input, 0, 0, NULL, error, "no row has a feature");
    return status;
}

/* The file's columns: x1, ..., and the label, last, if it is read. */
static dc_status name_columns(const libsvm *file, dc_names *names, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t l = 0; status == DC_OK && l < file->features; l++) {
        char name[32];
        int length = snprintf(name, sizeof name, "x%zu", l + 1);
        status = dc_names_add(names, name, (size_t)length, NULL, error);
    }
    if (status == DC_OK && file->labelled)
        status = dc_names_add(names, "label", 5, NULL, error);
    return status;
}

/* Unfolds the sparse rows; dense[features] and kept[columns->features] are room. */
static dc_status fill(const libsvm *file, const dc_columns *columns, dc_dataset *data,
                      dc_number *dense, dc_number *kept, dc_error *error) {
    const dc_number zero = { 0, 1 };
    dc_status status = DC_OK;
    size_t begin = 0;
    for (size_t l = 0; l < file->features; l++)
        dense[l] = zero;
    for (size_t k = 0; status == DC_OK && k < file->row_count; k++) {
        size_t end = file->rows[k].end;
        for (size_t e = begin; e < end; e++)
            dense[file->entries[e].feature] = file->entries[e].value;
        for (size_t l = 0; l < columns->features; l++)
            kept[l] = dense[columns->feature[l]];
        status = dc_dataset_append(data, kept, zero, file->rows[k].label, 0, error);
        for (size_t e = begin; e < end; e++)
            dense[file->entries[e].feature] = zero;
        begin = end;
    }
    return status;
}

static dc_status build(dc_dataset **out, libsvm *file, const dc_columns *columns,
                       const dc_names *names, dc_error *error) {
    dc_dataset *data;
    if (!file->entries) /* read_rows has seen a feature */
        return dc_fail(error, DC_EINTERNAL, "rows without entries");
    dc_status status = dc_columns_dataset(columns, names, file->max_bytes, &data, error);
    if (status != DC_OK)
        return status;
    data->pool = file->pool;
    data->class_names = file->labels;
    file->pool = (dc_number_pool){ 0 };
    file->labels = (dc_names){ 0 };
    dc_number *room = calloc(file->features + columns->features, sizeof *room);
    if (!room)
        status = dc_fail_memory(error, "a point");
    else
        status = fill(file, columns, data, room, room + file->features, error);
    free(room);
    if (status == DC_OK)
        status = dc_columns_check_label(columns, names, data, file->input, error);
    if (status == DC_OK)
        *out = data;
    else
        dc_dataset_destroy(data);
    return status;
}

/* The format itself says which column is the label, so none is so by default only. */
static dc_status choose(dc_columns *columns, const libsvm *file, const dc_names *names,
                        const dc_read_options *options, dc_error *error) {
    dc_status status = dc_columns_choose(columns, names, options, file->input, error);
    columns->label_by_default = false;
    if (status != DC_OK ||
        columns->label == (file->labelled ? file->features : DC_NO_COLUMN))
        return status;
    return dc_fail(error, DC_EUSAGE,
                   "in the format libsvm the label is the column 'label' "
                   "(--label label), or none (--label none)");
}

dc_status dc_read_libsvm(dc_dataset **out, dc_input *input, const char *path,
                         const dc_read_options *options, dc_error *error) {
    libsvm file = { .input = input, .max_bytes = options->max_bytes };
    dc_names names = { 0 };
    dc_columns columns = { 0 };
    (void)path;
    file.labelled = !options->label || strcmp(options->label, "none") != 0;
    dc_status status = read_rows(&file, error);
    if (status == DC_OK)
        status = name_columns(&file, &names, error);
    if (status == DC_OK)
        status = choose(&columns, &file, &names, options, error);
    if (status == DC_OK)
        status = build(out, &file, &columns, &names, error);
    dc_columns_clear(&columns);
    dc_names_clear(&names);
    dc_names_clear(&file.labels);
    dc_number_pool_clear(&file.pool);
    free(file.entries);
    free(file.rows);
    return status;
}
