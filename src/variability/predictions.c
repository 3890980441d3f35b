#include <doublecheck/variability.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static const char prefix[] = "logit_";

void dc_predictions_clear(dc_predictions *predictions) {
    for (size_t k = 0; predictions->class_names && k < predictions->classes; k++)
        free(predictions->class_names[k]);
    free(predictions->class_names);
    free(predictions->label);
    free(predictions->logits);
    free(predictions->seed);
    *predictions = (dc_predictions){ 0 };
}

/* The name of a column without "logit_" before it. */
static const char *class_of_column(const dc_dataset *data, size_t column) {
    const char *name = dc_dataset_feature_name(data, column);
    size_t length = sizeof prefix - 1;
    return strncmp(name, prefix, length) == 0 ? name + length : name;
}

/* The column that a label means; `columns` if there is none. */
static size_t column_of(const dc_dataset *data, const char *label, size_t columns) {
    for (size_t k = 0; k < columns; k++)
        if (strcmp(dc_dataset_feature_name(data, k), label) == 0 ||
            strcmp(class_of_column(data, k), label) == 0)
            return k;
    if (*label == '\0' || strspn(label, "0123456789") != strlen(label))
        return columns;
    unsigned long long number = strtoull(label, NULL, 10);
    return number < columns ? (size_t)number : columns;
}

/* class_of[c]: the column of the data's class c. */
static dc_status match_classes(size_t *class_of, const dc_dataset *data, const char *name,
                               dc_error *error) {
    size_t columns = dc_dataset_features(data);
    for (size_t c = 0; c < dc_dataset_classes(data); c++) {
        const char *label = dc_dataset_class_name(data, c);
        class_of[c] = column_of(data, label, columns);
        size_t row = 0;
        while (dc_dataset_class(data, row) != c)
            row++;
        if (class_of[c] == columns)
            return dc_fail(error, DC_EINPUT,
                           "%s: row %zu: label '%s' is neither the name of a column of "
                           "logits nor its number, 0 to %zu",
                           name, row + 1, label, columns - 1);
    }
    return DC_OK;
}

static dc_status check_shape(const dc_predictions *before, const dc_dataset *data,
                             const char *name, dc_error *error) {
    size_t points = dc_dataset_points(data), columns = dc_dataset_features(data);
    if (dc_dataset_classes(data) == 0)
        return dc_fail(error, DC_EINPUT, "%s: there are no labels", name);
    if (columns < 2)
        return dc_fail(error, DC_EINPUT,
                       "%s: one column of logits; there is one for each class, and the "
                       "labels (of a single logit z: columns 0 and z)",
                       name);
    if (points < 2 || points > DC_POINTS_MOST)
        return dc_fail(error, DC_EINPUT, "%s: %zu rows; from 2 to %d", name, points,
                       DC_POINTS_MOST);
    if (before->models == 0)
        return DC_OK;
    if (points != before->points)
        return dc_fail(error, DC_EINPUT, "%s: %zu rows, but %zu in the files before",
                       name, points, before->points);
    if (columns != before->classes)
        return dc_fail(error, DC_EINPUT,
                       "%s: %zu columns of logits, but %zu in the files before", name,
                       columns, before->classes);
    for (size_t k = 0; k < columns; k++)
        if (strcmp(class_of_column(data, k), before->class_names[k]) != 0)
            return dc_fail(error, DC_EINPUT,
                           "%s: column %zu of the logits is '%s', but '%s' in the files "
                           "before",
                           name, k + 1, dc_dataset_feature_name(data, k),
                           before->class_names[k]);
    return DC_OK;
}

static dc_status check_labels(const dc_predictions *before, const dc_dataset *data,
                              const size_t *class_of, const char *name, dc_error *error) {
    for (size_t s = 0; s < before->points && before->models > 0; s++) {
        size_t label = class_of[dc_dataset_class(data, s)];
        if (label != (size_t)before->label[s])
            return dc_fail(error, DC_EINPUT,
                           "%s: row %zu: label '%s' is class '%s', but '%s' in the files "
                           "before",
                           name, s + 1,
                           dc_dataset_class_name(data, dc_dataset_class(data, s)),
                           before->class_names[label],
                           before->class_names[before->label[s]]);
    }
    return DC_OK;
}

/* The first one says what the points are. */
static bool begin(dc_predictions *predictions, const dc_dataset *data,
                  const size_t *class_of) {
    size_t points = dc_dataset_points(data), classes = dc_dataset_features(data);
    predictions->points = points;
    predictions->classes = classes;
    predictions->label = calloc(points, sizeof *predictions->label);
    predictions->class_names = calloc(classes, sizeof *predictions->class_names);
    if (!predictions->label || !predictions->class_names)
        return false;
    for (size_t s = 0; s < points; s++)
        predictions->label[s] = (int)class_of[dc_dataset_class(data, s)];
    for (size_t k = 0; k < classes; k++) {
        predictions->class_names[k] = strdup(class_of_column(data, k));
        if (!predictions->class_names[k])
            return false;
    }
    return true;
}

static dc_status read_logits(double *logits, const dc_dataset *data, const char *name,
                             dc_error *error) {
    size_t classes = dc_dataset_features(data);
    dc_status status = DC_OK;
    mpq_t value;
    mpq_init(value);
    for (size_t s = 0; s < dc_dataset_points(data) && status == DC_OK; s++)
        for (size_t k = 0; k < classes && status == DC_OK; k++) {
            dc_dataset_value(value, data, s, k);
            logits[s * classes + k] = dc_rational_nearest(value);
            if (!isfinite(logits[s * classes + k]))
                status = dc_fail(error, DC_EINPUT,
                                 "%s: row %zu: %s is beyond the doubles", name, s + 1,
                                 dc_dataset_feature_name(data, k));
        }
    mpq_clear(value);
    return status;
}

/* All is checked but the values. */
static dc_status add(dc_predictions *predictions, const dc_dataset *data,
                     const char *name, dc_error *error) {
    size_t size = dc_dataset_points(data) * dc_dataset_features(data);
    size_t models = predictions->models;
    if (models + 1 > SIZE_MAX / sizeof(double) / size)
        return dc_fail_memory(error, "the logits");
    double *logits = realloc(predictions->logits, (models + 1) * size * sizeof *logits);
    if (!logits)
        return dc_fail_memory(error, "the logits");
    predictions->logits = logits;
    dc_status status = read_logits(logits + models * size, data, name, error);
    if (status == DC_OK)
        predictions->models++;
    return status;
}

dc_status dc_predictions_append(dc_predictions *predictions, const dc_dataset *data,
                                const char *name, dc_error *error) {
    dc_status status = check_shape(predictions, data, name, error);
    if (status != DC_OK)
        return status;
    size_t *class_of = calloc(dc_dataset_classes(data), sizeof *class_of);
    if (!class_of)
        return dc_fail_memory(error, "the classes");
    status = match_classes(class_of, data, name, error);
    if (status == DC_OK)
        status = check_labels(predictions, data, class_of, name, error);
    if (status == DC_OK && predictions->models == 0 &&
        !begin(predictions, data, class_of))
        status = dc_fail_memory(error, "the labels");
    if (status == DC_OK)
        status = add(predictions, data, name, error);
    if (status != DC_OK && predictions->models == 0)
        dc_predictions_clear(predictions);
    free(class_of);
    return status == DC_OK ? dc_succeed(error) : status;
}
