#include "data/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/message.h"

enum { MOST_NUMERIC_CLASSES = 50 };

/* What an option makes of a column. */
typedef enum part { FREE, LABEL, WEIGHT, CELL, DROPPED, FEATURE } part;

static const char *const part_option[] = {
    [LABEL] = "--label",  [WEIGHT] = "--weight",   [CELL] = "--cell",
    [DROPPED] = "--drop", [FEATURE] = "--columns",
};

typedef struct choice {
    const dc_names *names;
    const dc_input *input;
    unsigned char *parts; /* [names->count] */
    bool label_by_default;
} choice;

bool dc_is_number(const char *text, size_t length) {
    while (length && (*text == ' ' || *text == '\t'))
        text++, length--;
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return dc_number_has_form(text, length);
}

bool dc_list_next(const char **list, const char **entry, size_t *length) {
    const char *text = *list;
    if (!text)
        return false;
    const char *end = strchrnul(text, ',');
    *list = *end ? end + 1 : NULL;
    while (text < end && *text == ' ')
        text++;
    while (end > text && end[-1] == ' ')
        end--;
    *entry = text;
    *length = (size_t)(end - text);
    return true;
}

bool dc_list_place(const char *entry, size_t length, size_t count, size_t *index) {
    size_t place = 0;
    if (length == 0 || length > 9)
        return false;
    for (size_t k = 0; k < length; k++) {
        if (entry[k] < '0' || entry[k] > '9')
            return false;
        place = 10 * place + (size_t)(entry[k] - '0');
    }
    *index = place - 1;
    return place >= 1 && place <= count;
}

/* "a, b, c, ...": the first few names, for a message. */
static void list_names(const dc_names *names, char *buffer, size_t size) {
    const size_t few = 5;
    size_t used = 0;
    buffer[0] = '\0';
    for (size_t k = 0; k < names->count && k < few && used + 40 < size; k++) {
        if (k)
            used += (size_t)snprintf(buffer + used, size - used, ", ");
        dc_escape(buffer + used, 32, names->texts[k], strlen(names->texts[k]));
        used += strlen(buffer + used);
    }
    if (names->count > few)
        snprintf(buffer + used, size - used, ", ...");
}

static dc_status find(const choice *c, part asked, const char *entry, size_t length,
                      size_t *index, dc_error *error) {
    char quote[DC_QUOTE_SIZE], list[256];
    const char *option = part_option[asked];
    size_t again;
    if (length == 0)
        return dc_fail(error, DC_EUSAGE, "%s: an empty column name", option);
    dc_quote(quote, entry, length);
    if (dc_names_find(c->names, entry, length, 0, index)) {
        if (!dc_names_find(c->names, entry, length, *index + 1, &again))
            return DC_OK;
        return dc_input_fail(c->input, 0, 0, NULL, error,
                             "columns %zu and %zu are both "
                             "called %s (%s): give the number of the one you mean",
                             *index + 1, again + 1, quote, option);
    }
    if (dc_list_place(entry, length, c->names->count, index))
        return DC_OK;
    list_names(c->names, list, sizeof list);
    return dc_input_fail(c->input, 0, 0, NULL, error,
                         "there is no column %s (%s); the %zu "
                         "columns are %s",
                         quote, option, c->names->count, list);
}

static dc_status assign(choice *c, part asked, const char *entry, size_t length,
                        dc_error *error) {
    char name[DC_QUOTE_SIZE];
    size_t index = 0;
    dc_status status = find(c, asked, entry, length, &index, error);
    if (status != DC_OK)
        return status;
    part had = c->parts[index];
    c->parts[index] = (unsigned char)asked;
    if (had == FREE)
        return DC_OK;
    dc_escape(name, sizeof name, c->names->texts[index], strlen(c->names->texts[index]));
    if (had == asked)
        return dc_fail(error, DC_EUSAGE, "column %zu (%s) is given twice in %s",
                       index + 1, name, part_option[asked]);
    if (had == LABEL && c->label_by_default)
        return dc_fail(error, DC_EUSAGE,
                       "column %zu (%s) is given in %s, but is the label "
                       "by default: say which column is, or --label none",
                       index + 1, name, part_option[asked]);
    return dc_fail(error, DC_EUSAGE, "column %zu (%s) is given in both %s and %s",
                   index + 1, name, part_option[had], part_option[asked]);
}

static dc_status assign_list(choice *c, part asked, const char *list, dc_error *error) {
    const char *entry;
    size_t length;
    while (dc_list_next(&list, &entry, &length)) {
        dc_status status = assign(c, asked, entry, length, error);
        if (status != DC_OK)
            return status;
    }
    return DC_OK;
}

static dc_status assign_one(choice *c, part asked, const char *entry, dc_error *error) {
    return entry ? assign(c, asked, entry, strlen(entry), error) : DC_OK;
}

static dc_status assign_label(choice *c, const char *label, dc_error *error) {
    if (label)
        return strcmp(label, "none") == 0 ? DC_OK : assign_one(c, LABEL, label, error);
    for (size_t k = c->names->count; k-- > 0;) {
        if (c->parts[k] == FREE) {
            c->parts[k] = LABEL;
            c->label_by_default = true;
            break;
        }
    }
    return DC_OK;
}

static dc_status collect(dc_columns *columns, const choice *c, part wanted,
                         dc_error *error) {
    columns->label_by_default = c->label_by_default;
    columns->feature = malloc((c->names->count + 1) * sizeof *columns->feature);
    if (!columns->feature)
        return dc_fail_memory(error, "the list of columns");
    for (size_t k = 0; k < c->names->count; k++) {
        if (c->parts[k] == wanted)
            columns->feature[columns->features++] = k;
        else if (c->parts[k] == LABEL)
            columns->label = k;
        else if (c->parts[k] == WEIGHT)
            columns->weight = k;
        else if (c->parts[k] == CELL)
            columns->cell = k;
    }
    if (columns->features > 0)
        return DC_OK;
    return dc_input_fail(c->input, 0, 0, NULL, error, "there is no feature column%s",
                         c->label_by_default
                             ? ": the only one left is taken as the label (--label none "
                               "if there are no labels)"
                             : "");
}

dc_status dc_columns_choose(dc_columns *columns, const dc_names *names,
                            const dc_read_options *options, const dc_input *input,
                            dc_error *error) {
    *columns = (dc_columns){ .label = DC_NO_COLUMN,
                             .weight = DC_NO_COLUMN,
                             .cell = DC_NO_COLUMN,
                             .numbered_classes = options->numbered_classes };
    choice c = { .names = names, .input = input };
    c.parts = calloc(names->count + 1, 1);
    if (!c.parts)
        return dc_fail_memory(error, "the list of columns");
    dc_status status = assign_one(&c, WEIGHT, options->weight, error);
    if (status == DC_OK)
        status = assign_one(&c, CELL, options->cell, error);
    if (status == DC_OK)
        status = assign_list(&c, DROPPED, options->drop, error);
    if (status == DC_OK)
        status = assign_label(&c, options->label, error);
    if (status == DC_OK)
        status = assign_list(&c, FEATURE, options->columns, error);
    if (status == DC_OK)
        status = collect(columns, &c, options->columns ? FEATURE : FREE, error);
    free(c.parts);
    return status;
}

void dc_columns_clear(dc_columns *columns) {
    free(columns->feature);
    *columns = (dc_columns){ 0 };
}

dc_status dc_columns_dataset(const dc_columns *columns, const dc_names *names,
                             size_t max_bytes, dc_dataset **out, dc_error *error) {
    dc_dataset *data;
    dc_status status = dc_dataset_new(&data, columns->features,
                                      columns->weight != DC_NO_COLUMN,
                                      columns->label != DC_NO_COLUMN,
                                      columns->cell != DC_NO_COLUMN, max_bytes, error);
    if (status != DC_OK)
        return status;
    for (size_t l = 0; status == DC_OK && l < columns->features; l++) {
        const char *name = names->texts[columns->feature[l]];
        status = dc_names_add(&data->feature_names, name, strlen(name), NULL, error);
    }
    if (status != DC_OK) {
        dc_dataset_destroy(data);
        return status;
    }
    *out = data;
    return DC_OK;
}

dc_status dc_columns_check_label(const dc_columns *columns, const dc_names *names,
                                 const dc_dataset *data, const dc_input *input,
                                 dc_error *error) {
    const dc_names *classes = &data->class_names;
    if (columns->numbered_classes)
        return DC_OK;
    bool many = classes->count > MOST_NUMERIC_CLASSES;
    bool most = columns->label_by_default && classes->count > data->points / 2;
    if (!data->labelled || (!many && !most))
        return DC_OK;
    for (size_t k = 0; k < classes->count; k++)
        if (!dc_is_number(classes->texts[k], strlen(classes->texts[k])))
            return DC_OK;
    return dc_input_fail(
        input, 0, columns->label + 1, names->texts[columns->label], error,
        "looks like a measurement, not a label: %zu different numbers in "
        "%zu rows; use --label none if there are no labels%s",
        classes->count, data->points,
        many ? "" : ", or name this column with --label if it is one");
}
