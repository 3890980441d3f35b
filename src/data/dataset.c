#include "data/dataset.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/size.h"

dc_status dc_dataset_new(dc_dataset **out, size_t features, bool weighted, bool labelled,
                         bool celled, size_t max_bytes, dc_error *error) {
    *out = NULL;
    if (features == 0)
        return dc_fail(error, DC_EUSAGE, "a dataset needs at least one feature");
    dc_dataset *data = calloc(1, sizeof *data);
    if (!data)
        return dc_fail_memory(error, "a dataset");
    data->features = features;
    data->weighted = weighted;
    data->labelled = labelled;
    data->celled = celled;
    data->max_bytes = max_bytes;
    *out = data;
    return dc_succeed(error);
}

void dc_dataset_drop_points(dc_dataset *data) {
    free(data->values);
    free(data->weights);
    free(data->classes);
    free(data->cells);
    data->values = data->weights = NULL;
    data->classes = data->cells = NULL;
    dc_number_pool_clear(&data->pool);
}

void dc_dataset_destroy(dc_dataset *data) {
    if (!data)
        return;
    dc_dataset_drop_points(data);
    free(data->source.feature);
    free(data->label_name);
    free(data->weight_name);
    dc_names_clear(&data->feature_names);
    dc_names_clear(&data->class_names);
    dc_names_clear(&data->cell_names);
    free(data);
}

/* Bytes of one point in the four arrays; false on overflow. */
static bool point_bytes(const dc_dataset *data, size_t *bytes) {
    size_t numbers = data->features + (data->weighted ? 1 : 0);
    size_t indices = (size_t)data->labelled + (size_t)data->celled;
    return !__builtin_mul_overflow(numbers, sizeof(dc_number), bytes) &&
           !__builtin_add_overflow(*bytes, indices * sizeof(uint32_t), bytes);
}

size_t dc_pool_bytes(const dc_number_pool *pool, size_t from) {
    size_t bytes = 0;
    for (size_t k = from; k < pool->count; k++) {
        mpq_srcptr value = pool->values[k];
        bytes += sizeof(mpq_t) + sizeof(mp_limb_t) * (mpz_size(mpq_numref(value)) +
                                                      mpz_size(mpq_denref(value)));
    }
    return bytes;
}

static size_t names_bytes(const dc_dataset *data) {
    return data->feature_names.bytes + data->class_names.bytes + data->cell_names.bytes;
}

size_t dc_dataset_bytes(const dc_dataset *data) {
    size_t each = 0;
    bool fits = data->values && point_bytes(data, &each); /* as what is there does */
    return (fits ? data->points * each : 0) + dc_pool_bytes(&data->pool, 0) +
           names_bytes(data);
}

size_t dc_dataset_doubles_bytes(const double *values, size_t count) {
    size_t bytes = 0;
    for (size_t k = 0; k < count; k++)
        bytes = dc_size_plus(bytes, dc_number_bytes(values[k]));
    return bytes;
}

static size_t held_besides_points(dc_dataset *data) {
    data->pool_bytes += dc_pool_bytes(&data->pool, data->pool_counted);
    data->pool_counted = data->pool.count;
    return data->pool_bytes + names_bytes(data);
}

static dc_status over_budget(const dc_dataset *data, dc_error *error) {
    return dc_fail(error, DC_ENOMEM,
                   "the data need more than the %zu bytes of memory they "
                   "are allowed: %zu points were read, and there are more",
                   data->max_bytes, data->points);
}

dc_status dc_dataset_check_budget(dc_dataset *data, dc_error *error) {
    if (data->max_bytes == 0 || held_besides_points(data) <= data->max_bytes)
        return DC_OK;
    return over_budget(data, error);
}

/* How many points max_bytes leaves room for. */
static size_t affordable_points(dc_dataset *data, size_t each) {
    if (data->max_bytes == 0)
        return SIZE_MAX / each;
    size_t besides = held_besides_points(data);
    return besides < data->max_bytes ? (data->max_bytes - besides) / each : 0;
}

/* The array with room for count items, count > 0, if it is wanted and all was good so
 * far. */
static void *resize(void *array, bool wanted, size_t count, size_t item, bool *good) {
    size_t bytes;
    if (!wanted || !*good)
        return array;
    bool fits = !__builtin_mul_overflow(count, item, &bytes) && bytes > 0;
    void *resized = fits ? realloc(array, bytes) : NULL;
    *good = resized != NULL;
    return resized ? resized : array;
}

/* Makes room for one more point. */
static dc_status grow(dc_dataset *data, dc_error *error) {
    size_t each;
    if (!point_bytes(data, &each))
        return dc_fail_memory(error, "a point");
    if (data->max_bytes == 0 && data->points < data->capacity)
        return DC_OK;
    size_t affordable = affordable_points(data, each);
    if (data->points >= affordable)
        return over_budget(data, error);
    if (data->points < data->capacity)
        return DC_OK;
    size_t capacity = data->capacity < 16 ? 16 : 2 * data->capacity;
    if (capacity > affordable)
        capacity = affordable;
    bool good = true;
    data->values = resize(data->values, true, capacity,
                          data->features * sizeof(dc_number), &good);
    data->weights = resize(data->weights, data->weighted, capacity, sizeof(dc_number),
                           &good);
    data->classes = resize(data->classes, data->labelled, capacity, sizeof(uint32_t),
                           &good);
    data->cells = resize(data->cells, data->celled, capacity, sizeof(uint32_t), &good);
    if (!good)
        return dc_fail_memory(error, "the points");
    data->capacity = capacity;
    return DC_OK;
}

static dc_status default_names(dc_dataset *data, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t l = 0; status == DC_OK && l < data->features; l++) {
        char name[32];
        int length = snprintf(name, sizeof name, "x%zu", l + 1);
        status = dc_names_add(&data->feature_names, name, (size_t)length, NULL, error);
    }
    return status;
}

dc_status dc_dataset_append(dc_dataset *data, const dc_number *values, dc_number weight,
                            size_t class_index, size_t cell, dc_error *error) {
    if (data->feature_names.count == 0) {
        dc_status status = default_names(data, error);
        if (status != DC_OK)
            return status;
    }
    if (data->feature_names.count != data->features)
        return dc_fail(error, DC_EINTERNAL, "%zu names for %zu features",
                       data->feature_names.count, data->features);
    dc_status status = grow(data, error);
    if (status != DC_OK)
        return status;
    memcpy(data->values + data->points * data->features, values,
           data->features * sizeof *values);
    if (data->weighted)
        data->weights[data->points] = weight;
    if (data->labelled)
        data->classes[data->points] = (uint32_t)class_index;
    if (data->celled)
        data->cells[data->points] = (uint32_t)cell;
    data->points++;
    return DC_OK;
}

static dc_status number_from_double(dc_number *number, dc_number_pool *pool, double value,
                                    dc_error *error) {
    mpq_t exact;
    mpq_init(exact);
    mpq_set_d(exact, value);
    dc_status status = dc_number_set(number, pool, exact, error);
    mpq_clear(exact);
    return status;
}

/* Appends one row of dc_dataset_from_doubles; row[n] is room for its numbers. */
static dc_status append_doubles(dc_dataset *data, dc_number *row, const double *values,
                                const int64_t *label, const double *weight,
                                dc_error *error) {
    dc_number exact_weight = { 1, 1 };
    size_t class_index = 0;
    dc_status status = DC_OK;
    for (size_t l = 0; status == DC_OK && l < data->features; l++) {
        if (!isfinite(values[l]))
            return dc_fail(error, DC_EINPUT, "point %zu, feature %zu: %g is not finite",
                           data->points, l, values[l]);
        status = number_from_double(row + l, &data->pool, values[l], error);
    }
    if (status == DC_OK && weight) {
        if (!isfinite(*weight) || *weight <= 0)
            return dc_fail(error, DC_EINPUT,
                           "point %zu: the weight %g is not positive "
                           "and finite",
                           data->points, *weight);
        status = number_from_double(&exact_weight, &data->pool, *weight, error);
    }
    if (status == DC_OK && label) {
        char name[32];
        int length = snprintf(name, sizeof name, "%" PRId64, *label);
        status = dc_names_intern(&data->class_names, name, (size_t)length, &class_index,
                                 error);
    }
    if (status == DC_OK)
        status = dc_dataset_append(data, row, exact_weight, class_index, 0, error);
    return status;
}

dc_status dc_dataset_from_doubles(dc_dataset **out, size_t N, size_t n,
                                  const double *values, const int64_t *labels,
                                  const double *weights, dc_error *error) {
    *out = NULL;
    if (N == 0 || n == 0)
        return dc_fail(error, DC_EUSAGE,
                       "%zu points with %zu features: both must be "
                       "at least 1",
                       N, n);
    dc_dataset *data;
    dc_status status = dc_dataset_new(&data, n, weights != NULL, labels != NULL, false, 0,
                                      error);
    if (status != DC_OK)
        return status;
    dc_number *row = calloc(n, sizeof *row);
    if (!row)
        status = dc_fail_memory(error, "a point");
    for (size_t k = 0; status == DC_OK && k < N; k++)
        status = append_doubles(data, row, values + k * n, labels ? labels + k : NULL,
                                weights ? weights + k : NULL, error);
    free(row);
    if (status != DC_OK) {
        dc_dataset_destroy(data);
        return status;
    }
    *out = data;
    return dc_succeed(error);
}

size_t dc_dataset_points(const dc_dataset *data) {
    return data->points;
}

size_t dc_dataset_features(const dc_dataset *data) {
    return data->features;
}

size_t dc_dataset_classes(const dc_dataset *data) {
    return data->labelled ? data->class_names.count : 0;
}

size_t dc_dataset_cells(const dc_dataset *data) {
    return data->celled ? data->cell_names.count : 0;
}

static const char *name_at(const dc_names *names, size_t index) {
    return index < names->count ? names->texts[index] : NULL;
}

const char *dc_dataset_feature_name(const dc_dataset *data, size_t feature) {
    return name_at(&data->feature_names, feature);
}

const char *dc_dataset_class_name(const dc_dataset *data, size_t class_index) {
    return name_at(&data->class_names, class_index);
}

const char *dc_dataset_cell_name(const dc_dataset *data, size_t cell) {
    return name_at(&data->cell_names, cell);
}

size_t dc_dataset_class(const dc_dataset *data, size_t point) {
    return data->labelled ? data->classes[point] : 0;
}

size_t dc_dataset_cell(const dc_dataset *data, size_t point) {
    return data->celled ? data->cells[point] : 0;
}

void dc_dataset_value(mpq_t value, const dc_dataset *data, size_t point, size_t feature) {
    dc_number_get(value, dc_dataset_number(data, point, feature), &data->pool);
}

void dc_dataset_weight(mpq_t value, const dc_dataset *data, size_t point) {
    if (data->weighted)
        dc_number_get(value, data->weights[point], &data->pool);
    else
        mpq_set_ui(value, 1, 1);
}

bool dc_dataset_weighted(const dc_dataset *data) {
    return data->weighted;
}
