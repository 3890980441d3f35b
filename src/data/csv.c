#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/columns.h"
#include "data/formats.h"
#include "data/header.h"
#include "data/message.h"
#include "data/record.h"

typedef struct csv {
    dc_input *input;
    dc_record record;
    dc_names names;    /* of all columns */
    size_t first_line; /* of the record that set the number of columns */
    dc_columns columns;
    dc_dataset *data;
    dc_number *row; /* [columns.features] */
} csv;

static dc_status fail_field(const csv *file, size_t column, dc_error *error,
                            const char *verb, const char *reason) {
    char quote[DC_QUOTE_SIZE];
    const dc_field *field = &file->record.fields[column];
    return dc_input_fail(file->input, dc_record_line(&file->record, column), column + 1,
                         file->names.texts[column], error, "%s %s %s",
                         dc_quote(quote, dc_record_text(&file->record, column),
                                  field->length),
                         verb, reason);
}

/* Names from the header, or x1, x2, ...; a column that the header leaves empty is
 * called by its place, too. */
static dc_status name_columns(csv *file, bool header, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t k = 0; status == DC_OK && k < file->record.count; k++) {
        char place[32];
        const char *text = dc_record_text(&file->record, k);
        size_t length = file->record.fields[k].length;
        if (!header || length == 0) {
            length = (size_t)snprintf(place, sizeof place, "x%zu", k + 1);
            text = place;
        }
        status = dc_names_add(&file->names, text, length, NULL, error);
    }
    return status;
}

static dc_status parse_field(csv *file, size_t column, dc_number *number,
                             dc_error *error) {
    const dc_field *field = &file->record.fields[column];
    const char *text = dc_record_text(&file->record, column);
    size_t length = field->length;
    dc_error reason;
    while (length && (*text == ' ' || *text == '\t'))
        text++, length--;
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    if (length == 0)
        return dc_input_fail(file->input, dc_record_line(&file->record, column),
                             column + 1, file->names.texts[column], error,
                             "the field is empty, but "
                             "must hold a number");
    dc_status status = dc_number_parse(number, &file->data->pool, text, length, &reason);
    if (status == DC_EINPUT)
        return fail_field(file, column, error, "is", reason.message);
    if (status != DC_OK)
        return dc_fail(error, status, "%s", reason.message);
    return number->denominator ? DC_OK : dc_dataset_check_budget(file->data, error);
}

static dc_status parse_weight(csv *file, dc_number *weight, dc_error *error) {
    size_t column = file->columns.weight;
    *weight = (dc_number){ 1, 1 };
    if (column == DC_NO_COLUMN)
        return DC_OK;
    dc_status status = parse_field(file, column, weight, error);
    if (status == DC_OK && dc_number_sign(*weight, &file->data->pool) <= 0)
        return fail_field(file, column, error, "is", "no weight: weights are positive");
    return status;
}

static dc_status parse_name(csv *file, size_t column, dc_names *names, size_t *index,
                            dc_error *error) {
    *index = 0;
    if (column == DC_NO_COLUMN)
        return DC_OK;
    const dc_field *field = &file->record.fields[column];
    if (field->length == 0)
        return dc_input_fail(file->input, dc_record_line(&file->record, column),
                             column + 1, file->names.texts[column], error,
                             "the %s is empty",
                             column == file->columns.label ? "label" : "cell");
    return dc_names_intern(names, dc_record_text(&file->record, column), field->length,
                           index, error);
}

static dc_status fail_ragged(const csv *file, dc_error *error) {
    char quote[DC_QUOTE_SIZE];
    const dc_record *record = &file->record;
    size_t wanted = file->names.count;
    if (record->count < wanted)
        return dc_input_fail(file->input, dc_record_line(record, record->count - 1),
                             record->count + 1, file->names.texts[record->count], error,
                             "is missing: %zu columns, but line %zu has %zu",
                             record->count, file->first_line, wanted);
    return dc_input_fail(file->input, dc_record_line(record, wanted), wanted + 1, NULL,
                         error, "%s is too much: %zu columns, but line %zu has %zu",
                         dc_quote(quote, dc_record_text(record, wanted),
                                  record->fields[wanted].length),
                         record->count, file->first_line, wanted);
}

/* The current record as a point. */
static dc_status add_point(csv *file, dc_error *error) {
    dc_number weight;
    size_t class_index, cell;
    dc_status status = DC_OK;
    if (file->record.count != file->names.count)
        return fail_ragged(file, error);
    for (size_t l = 0; status == DC_OK && l < file->columns.features; l++)
        status = parse_field(file, file->columns.feature[l], file->row + l, error);
    if (status == DC_OK)
        status = parse_weight(file, &weight, error);
    if (status == DC_OK)
        status = parse_name(file, file->columns.label, &file->data->class_names,
                            &class_index, error);
    if (status == DC_OK)
        status = parse_name(file, file->columns.cell, &file->data->cell_names, &cell,
                            error);
    if (status == DC_OK)
        status = dc_dataset_append(file->data, file->row, weight, class_index, cell,
                                   error);
    return status;
}

/* Reads the first record and what follows from it: the columns. */
static dc_status begin(csv *file, const dc_read_options *options, bool *header,
                       dc_error *error) {
    dc_status status = dc_record_start(&file->record, file->input, options->delimiter,
                                       error);
    if (status == DC_OK)
        status = dc_record_read(&file->record, error);
    if (status != DC_OK)
        return status;
    if (file->record.count == 0)
        return dc_input_fail(file->input, 0, 0, NULL, error, "the file is empty");
    file->first_line = file->input->line;
    *header = options->header == DC_HEADER_YES;
    if (options->header == DC_HEADER_DETECT)
        status = dc_header_detect(header, &file->record, options, error);
    if (status == DC_OK)
        status = name_columns(file, *header, error);
    if (status == DC_OK)
        status = dc_columns_choose(&file->columns, &file->names, options, file->input,
                                   error);
    if (status == DC_OK)
        status = dc_columns_dataset(&file->columns, &file->names, options->max_bytes,
                                    &file->data, error);
    if (status != DC_OK)
        return status;
    file->row = calloc(file->columns.features, sizeof *file->row);
    return file->row ? DC_OK : dc_fail_memory(error, "a point");
}

static dc_status read_points(csv *file, bool header, dc_error *error) {
    dc_status status = DC_OK;
    if (!header)
        status = add_point(file, error);
    while (status == DC_OK) {
        status = dc_record_read(&file->record, error);
        if (status != DC_OK || file->record.count == 0)
            break;
        status = add_point(file, error);
    }
    if (status == DC_OK && file->data->points == 0)
        return dc_input_fail(file->input, 0, 0, NULL, error,
                             "there is a header only, and no data rows");
    if (status == DC_OK)
        status = dc_columns_check_label(&file->columns, &file->names, file->data,
                                        file->input, error);
    return status;
}

static bool note_name(char **name, const csv *file, size_t column) {
    *name = column == DC_NO_COLUMN ? NULL : strdup(file->names.texts[column]);
    return column == DC_NO_COLUMN || *name;
}

static dc_status note_names(csv *file, bool header, dc_error *error) {
    dc_dataset *data = file->data;
    if (!header || (note_name(&data->label_name, file, file->columns.label) &&
                    note_name(&data->weight_name, file, file->columns.weight)))
        return DC_OK;
    return dc_fail_memory(error, "the names of columns");
}

static dc_status note_source(csv *file, bool header, dc_error *error) {
    const dc_columns *columns = &file->columns;
    dc_source *source = &file->data->source;
    if (!file->input->regular || dc_input_compressed(file->input))
        return DC_OK;
    source->feature = malloc(columns->features * sizeof *source->feature);
    if (!source->feature)
        return dc_fail_memory(error, "the list of columns");
    memcpy(source->feature, columns->feature,
           columns->features * sizeof *source->feature);
    source->header = header;
    source->delimiter = file->record.delimiter;
    source->label = columns->label;
    source->weight = columns->weight;
    source->cell = columns->cell;
    return DC_OK;
}

dc_status dc_read_csv(dc_dataset **out, dc_input *input, const char *path,
                      const dc_read_options *options, dc_error *error) {
    csv file = { .input = input };
    bool header = false;
    (void)path;
    dc_status status = begin(&file, options, &header, error);
    if (status == DC_OK)
        status = read_points(&file, header, error);
    if (status == DC_OK)
        status = note_names(&file, header, error);
    if (status == DC_OK)
        status = note_source(&file, header, error);
    if (status == DC_OK)
        *out = file.data;
    else
        dc_dataset_destroy(file.data);
    free(file.row);
    dc_columns_clear(&file.columns);
    dc_names_clear(&file.names);
    dc_record_clear(&file.record);
    return status;
}
