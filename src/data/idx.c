#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/columns.h"
#include "data/formats.h"
#include "data/message.h"
#include "data/record.h"

enum { MOST_DIMENSIONS = 4, UNSIGNED_BYTE = 0x08 };

typedef struct shape {
    size_t dimensions; /* of one item: 0 for labels, 2 for images */
    size_t items;
    size_t size[MOST_DIMENSIONS]; /* [dimensions] */
    size_t bytes;                 /* of one item: the product of size[] */
} shape;

typedef struct idx {
    dc_input *images, *labels; /* labels NULL: none */
    shape shape;
    dc_names names;
    dc_columns columns;
    dc_dataset *data;
    unsigned char *bytes; /* [shape.bytes] one item */
    dc_number *row;       /* [columns.features] */
} idx;

static dc_status read_exactly(dc_input *input, unsigned char *bytes, size_t size,
                              const char *where, dc_error *error) {
    size_t got;
    dc_status status = dc_input_read(input, bytes, size, &got, error);
    if (status != DC_OK || got == size)
        return status;
    return dc_input_fail(input, 0, 0, NULL, error, "the file ends in its %s", where);
}

static size_t big_endian(const unsigned char *bytes) {
    return (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 |
           bytes[3];
}

static dc_status check_magic(const dc_input *input, const unsigned char *magic,
                             dc_error *error) {
    char quote[DC_QUOTE_SIZE];
    if (magic[0] || magic[1] || magic[3] < 1)
        return dc_input_fail(input, 0, 0, NULL, error, "no idx file: it begins with %s",
                             dc_quote(quote, (const char *)magic, 4));
    if (magic[2] != UNSIGNED_BYTE)
        return dc_input_fail(input, 0, 0, NULL, error,
                             "its elements have type 0x%02x; only "
                             "unsigned bytes (0x08) are read",
                             magic[2]);
    if (magic[3] > MOST_DIMENSIONS)
        return dc_input_fail(input, 0, 0, NULL, error,
                             "%d dimensions; at most %d are read", magic[3],
                             MOST_DIMENSIONS);
    return DC_OK;
}

static dc_status read_shape(dc_input *input, shape *s, dc_error *error) {
    unsigned char magic[4], sizes[4 * MOST_DIMENSIONS];
    dc_status status = read_exactly(input, magic, sizeof magic, "header", error);
    if (status == DC_OK)
        status = check_magic(input, magic, error);
    if (status == DC_OK)
        status = read_exactly(input, sizes, 4 * (size_t)magic[3], "header", error);
    if (status != DC_OK)
        return status;
    *s = (shape){ .dimensions = (size_t)magic[3] - 1, .items = big_endian(sizes) };
    s->bytes = 1;
    for (size_t d = 0; d < s->dimensions; d++) {
        s->size[d] = big_endian(sizes + 4 * (d + 1));
        if (s->size[d] == 0 || s->size[d] > DC_MAX_COLUMNS / s->bytes)
            return dc_input_fail(input, 0, 0, NULL, error,
                                 "its header speaks of items of "
                                 "%s bytes",
                                 s->size[d] ? "over 1000000" : "0");
        s->bytes *= s->size[d];
    }
    if (s->items == 0)
        return dc_input_fail(input, 0, 0, NULL, error, "its header speaks of 0 items");
    return DC_OK;
}

static dc_status check_end(dc_input *input, dc_error *error) {
    unsigned char extra;
    size_t got;
    dc_status status = dc_input_read(input, &extra, 1, &got, error);
    if (status == DC_OK && got)
        return dc_input_fail(
            input, 0, 0, NULL, error,
            "the file goes on after the items that its header speaks of");
    return status;
}

static dc_status read_item(dc_input *input, const shape *s, size_t item,
                           unsigned char *bytes, dc_error *error) {
    size_t got;
    dc_status status = dc_input_read(input, bytes, s->bytes, &got, error);
    if (status != DC_OK || got == s->bytes)
        return status;
    return dc_input_fail(input, 0, 0, NULL, error,
                         "the file ends in item %zu of the %zu "
                         "that its header speaks of",
                         item + 1, s->items);
}

/* pixel_0_0, pixel_0_1, ..., and the label, last, if it is read. */
static dc_status name_columns(const shape *s, bool labelled, dc_names *names,
                              dc_error *error) {
    dc_status status = DC_OK;
    for (size_t l = 0; status == DC_OK && l < s->bytes; l++) {
        char name[96];
        size_t rest = l, block = s->bytes;
        int length = snprintf(name, sizeof name, "pixel");
        for (size_t d = 0; d < s->dimensions; d++) {
            block /= s->size[d];
            length += snprintf(name + length, sizeof name - (size_t)length, "_%zu",
                               rest / block);
            rest %= block;
        }
        status = dc_names_add(names, name, (size_t)length, NULL, error);
    }
    if (status == DC_OK && labelled)
        status = dc_names_add(names, "label", 5, NULL, error);
    return status;
}

/* "images" and "idx3" in the file's name become "labels" and "idx1", whatever one
 * character stands between them. NULL if they are not there. */
static const char *find_images(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *images = strstr(slash ? slash : path, "images");
    return images && images[6] && strncmp(images + 7, "idx3", 4) == 0 ? images : NULL;
}

static dc_status open_beside(idx *file, const char *path, const char *images,
                             dc_error *error) {
    dc_error reason;
    char *labels = strdup(path);
    if (!labels)
        return dc_fail_memory(error, "a file name");
    char *name = labels + (images - path);
    for (size_t k = 0; k < 6; k++)
        name[k] = "labels"[k];
    name[10] = '1';
    dc_status status = dc_input_open(&file->labels, labels, &reason);
    free(labels);
    if (status == DC_OK)
        return DC_OK;
    return dc_fail(error, status, "%s (use --labels-file FILE, or --label none)",
                   reason.message);
}

static dc_status open_labels_file(idx *file, const char *path,
                                  const dc_read_options *options, dc_error *error) {
    if (options->labels_file)
        return dc_input_open(&file->labels, options->labels_file, error);
    const char *images = find_images(path);
    if (images)
        return open_beside(file, path, images, error);
    return dc_input_fail(file->images, 0, 0, NULL, error,
                         "its name does not tell where the labels are: use "
                         "--labels-file FILE, or --label none");
}

static dc_status open_labels(idx *file, const char *path, const dc_read_options *options,
                             dc_error *error) {
    shape s;
    dc_status status = open_labels_file(file, path, options, error);
    if (status == DC_OK)
        status = read_shape(file->labels, &s, error);
    if (status != DC_OK)
        return status;
    if (s.dimensions != 0)
        return dc_input_fail(file->labels, 0, 0, NULL, error,
                             "holds no labels, but items of %zu bytes", s.bytes);
    if (s.items != file->shape.items)
        return dc_input_fail(file->labels, 0, 0, NULL, error,
                             "%zu labels, but there are "
                             "%zu images",
                             s.items, file->shape.items);
    return DC_OK;
}

static dc_status choose(idx *file, const dc_read_options *options, dc_error *error) {
    size_t label = file->shape.bytes;
    dc_status status = name_columns(&file->shape, file->labels != NULL, &file->names,
                                    error);
    if (status == DC_OK)
        status = dc_columns_choose(&file->columns, &file->names, options, file->images,
                                   error);
    if (status == DC_OK && file->columns.label != (file->labels ? label : DC_NO_COLUMN))
        status = dc_fail(error, DC_EUSAGE,
                         "in the format idx the label is the column "
                         "'label' (--label label), or none (--label none)");
    if (status == DC_OK)
        status = dc_columns_dataset(&file->columns, &file->names, options->max_bytes,
                                    &file->data, error);
    if (status != DC_OK)
        return status;
    file->row = calloc(file->columns.features, sizeof *file->row);
    return file->row ? DC_OK : dc_fail_memory(error, "a point");
}

static dc_status read_label(idx *file, size_t item, size_t *index, dc_error *error) {
    const shape one = { .items = file->shape.items, .bytes = 1 };
    unsigned char label;
    char text[8];
    *index = 0;
    if (!file->labels)
        return DC_OK;
    dc_status status = read_item(file->labels, &one, item, &label, error);
    if (status != DC_OK)
        return status;
    int length = snprintf(text, sizeof text, "%u", label);
    return dc_names_intern(&file->data->class_names, text, (size_t)length, index, error);
}

/* Before the columns are named, so that a false header costs next to nothing. */
static dc_status read_first_item(idx *file, dc_error *error) {
    file->bytes = malloc(file->shape.bytes);
    if (!file->bytes)
        return dc_fail_memory(error, "a point");
    return read_item(file->images, &file->shape, 0, file->bytes, error);
}

static dc_status read_items(idx *file, dc_error *error) {
    const dc_number one = { 1, 1 };
    size_t class_index;
    dc_status status = DC_OK;
    for (size_t k = 0; status == DC_OK && k < file->shape.items; k++) {
        if (k > 0)
            status = read_item(file->images, &file->shape, k, file->bytes, error);
        if (status == DC_OK)
            status = read_label(file, k, &class_index, error);
        if (status != DC_OK)
            return status;
        for (size_t l = 0; l < file->columns.features; l++)
            file->row[l] = (dc_number){ file->bytes[file->columns.feature[l]], 1 };
        status = dc_dataset_append(file->data, file->row, one, class_index, 0, error);
    }
    if (status == DC_OK)
        status = check_end(file->images, error);
    if (status == DC_OK && file->labels)
        status = check_end(file->labels, error);
    return status;
}

dc_status dc_read_idx(dc_dataset **out, dc_input *input, const char *path,
                      const dc_read_options *options, dc_error *error) {
    idx file = { .images = input };
    bool unlabelled = options->label && strcmp(options->label, "none") == 0;
    if (unlabelled && options->labels_file)
        return dc_fail(error, DC_EUSAGE, "--labels-file contradicts --label none");
    dc_status status = read_shape(input, &file.shape, error);
    if (status == DC_OK && file.shape.dimensions == 0)
        status = dc_input_fail(input, 0, 0, NULL, error,
                               "holds labels: give the file of the images");
    if (status == DC_OK && !unlabelled)
        status = open_labels(&file, path, options, error);
    if (status == DC_OK)
        status = read_first_item(&file, error);
    if (status == DC_OK)
        status = choose(&file, options, error);
    if (status == DC_OK)
        status = read_items(&file, error);
    if (status == DC_OK)
        *out = file.data;
    else
        dc_dataset_destroy(file.data);
    free(file.row);
    free(file.bytes);
    dc_columns_clear(&file.columns);
    dc_names_clear(&file.names);
    dc_input_close(file.labels);
    return status;
}
