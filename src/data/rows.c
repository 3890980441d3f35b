/* Datasets from points in memory. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/dataset.h"
#include "data/message.h"

enum { FEATURES_MOST = 1000000 };

/* A dataset that is being built, and room for one row of it. */
typedef struct builder {
    const dc_rows *rows;
    dc_dataset *data;
    dc_number *row; /* [n] */
} builder;

/* "row 3, column 'x': " and why. */
static dc_status fail_at(size_t point, const char *column, dc_status status,
                         const char *reason, dc_error *error) {
    char quote[DC_QUOTE_SIZE];
    return dc_fail(error, status, "row %zu, column %s: %s", point,
                   dc_quote(quote, column, strlen(column)), reason);
}

static dc_status parse(builder *b, dc_number *number, const char *text, size_t point,
                       const char *column, dc_error *error) {
    char why[3 * DC_QUOTE_SIZE], quote[DC_QUOTE_SIZE];
    dc_error reason;
    dc_status status = dc_number_parse(number, &b->data->pool, text, strlen(text),
                                       &reason);
    if (status == DC_EINPUT) {
        snprintf(why, sizeof why, "%s is %.100s", dc_quote(quote, text, strlen(text)),
                 reason.message);
        return fail_at(point, column, status, why, error);
    }
    if (status != DC_OK)
        return dc_fail(error, status, "%s", reason.message);
    return number->denominator ? DC_OK : dc_dataset_check_budget(b->data, error);
}

static dc_status take_double(builder *b, dc_number *number, double value, size_t point,
                             const char *column, dc_error *error) {
    char reason[64];
    mpq_t exact;
    if (!isfinite(value)) {
        snprintf(reason, sizeof reason, "%g is not finite", value);
        return fail_at(point, column, DC_EINPUT, reason, error);
    }
    mpq_init(exact);
    mpq_set_d(exact, value);
    dc_status status = dc_number_set(number, &b->data->pool, exact, error);
    mpq_clear(exact);
    return status == DC_OK && number->denominator == 0
               ? dc_dataset_check_budget(b->data, error)
               : status;
}

static dc_status take_values(builder *b, size_t point, dc_error *error) {
    size_t n = b->rows->features;
    dc_status status = DC_OK;
    for (size_t l = 0; status == DC_OK && l < n; l++) {
        const char *column = dc_dataset_feature_name(b->data, l);
        size_t at = point * n + l;
        status = b->rows->texts
                     ? parse(b, b->row + l, b->rows->texts[at], point, column, error)
                     : take_double(b, b->row + l, b->rows->doubles[at], point, column,
                                   error);
    }
    return status;
}

static dc_status take_weight(builder *b, dc_number *weight, size_t point,
                             dc_error *error) {
    char reason[DC_QUOTE_SIZE + 32], quote[DC_QUOTE_SIZE];
    if (!b->rows->weights)
        return DC_OK;
    const char *text = b->rows->weights[point];
    dc_status status = parse(b, weight, text, point, "weight", error);
    if (status != DC_OK || dc_number_sign(*weight, &b->data->pool) > 0)
        return status;
    snprintf(reason, sizeof reason, "%s is not positive",
             dc_quote(quote, text, strlen(text)));
    return fail_at(point, "weight", DC_EINPUT, reason, error);
}

static dc_status take_name(dc_names *names, const char *const *texts, size_t point,
                           const char *column, size_t *index, dc_error *error) {
    if (!texts)
        return DC_OK;
    if (texts[point][0] == '\0')
        return fail_at(point, column, DC_EINPUT, "it is empty", error);
    return dc_names_intern(names, texts[point], strlen(texts[point]), index, error);
}

static dc_status append(builder *b, size_t point, dc_error *error) {
    dc_number weight = { 1, 1 };
    size_t class_index = 0, cell = 0;
    dc_status status = take_values(b, point, error);
    if (status == DC_OK)
        status = take_weight(b, &weight, point, error);
    if (status == DC_OK)
        status = take_name(&b->data->class_names, b->rows->labels, point, "label",
                           &class_index, error);
    if (status == DC_OK)
        status = take_name(&b->data->cell_names, b->rows->cells, point, "cell", &cell,
                           error);
    return status == DC_OK
               ? dc_dataset_append(b->data, b->row, weight, class_index, cell, error)
               : status;
}

static dc_status name_features(builder *b, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t l = 0; status == DC_OK && l < b->rows->features; l++) {
        char number[32];
        const char *name = number;
        snprintf(number, sizeof number, "x%zu", l + 1);
        if (b->rows->feature_names)
            name = b->rows->feature_names[l];
        status = dc_names_add(&b->data->feature_names, name, strlen(name), NULL, error);
    }
    return status;
}

static dc_status build_rows(builder *b, dc_error *error) {
    dc_status status = name_features(b, error);
    if (status != DC_OK)
        return status;
    b->row = calloc(b->rows->features, sizeof *b->row);
    if (!b->row)
        return dc_fail_memory(error, "a point");
    for (size_t k = 0; status == DC_OK && k < b->rows->points; k++)
        status = append(b, k, error);
    free(b->row);
    return status;
}

dc_status dc_dataset_from_rows(dc_dataset **out, const dc_rows *rows, dc_error *error) {
    builder b = { .rows = rows };
    *out = NULL;
    if (rows->points == 0 || rows->features == 0)
        return dc_fail(error, DC_EUSAGE,
                       "%zu points with %zu features: both must be at least 1",
                       rows->points, rows->features);
    if (rows->features > FEATURES_MOST)
        return dc_fail(error, DC_EUSAGE, "%zu features: more than %d", rows->features,
                       FEATURES_MOST);
    if (!rows->texts == !rows->doubles)
        return dc_fail(error, DC_EUSAGE, "values are either texts or doubles");
    dc_status status = dc_dataset_new(&b.data, rows->features, rows->weights != NULL,
                                      rows->labels != NULL, rows->cells != NULL,
                                      rows->max_bytes, error);
    if (status == DC_OK)
        status = build_rows(&b, error);
    if (status != DC_OK) {
        dc_dataset_destroy(b.data);
        return status;
    }
    *out = b.data;
    return dc_succeed(error);
}
