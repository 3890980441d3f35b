#include "data/derive.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/size.h"
#include "data/dataset.h"

static dc_status copy_names(dc_names *to, const dc_names *from, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t k = 0; k < from->count && status == DC_OK; k++)
        status = dc_names_add(to, from->texts[k], strlen(from->texts[k]), NULL, error);
    return status;
}

static dc_status name_cells(dc_dataset *to, const size_t *cells, dc_error *error) {
    dc_status status = DC_OK;
    size_t most = 0;
    for (size_t s = 0; s < to->points; s++)
        most = cells[s] > most ? cells[s] : most;
    for (size_t k = 0; k <= most && status == DC_OK; k++) {
        char name[32];
        int length = snprintf(name, sizeof name, "%zu", k + 1);
        status = dc_names_add(&to->cell_names, name, (size_t)length, NULL, error);
    }
    return status;
}

static bool copy_text(char **to, const char *from) {
    *to = from ? strdup(from) : NULL;
    return *to || !from;
}

/* Of the label and the weight. */
static dc_status name_columns(dc_dataset *to, const dc_dataset *data, dc_error *error) {
    to->derived = true;
    return copy_text(&to->label_name, data->label_name) &&
                   copy_text(&to->weight_name, data->weight_name)
               ? DC_OK
               : dc_fail_memory(error, "the names of columns");
}

static dc_status name(dc_dataset *to, const dc_dataset *data,
                      const dc_derivation *derivation, dc_error *error) {
    dc_status status = copy_names(&to->class_names, &data->class_names, error);
    if (status == DC_OK && !derivation->values)
        status = copy_names(&to->feature_names, &data->feature_names, error);
    if (status == DC_OK)
        status = name_columns(to, data, error);
    return status;
}

static dc_status set_double(dc_number *number, dc_number_pool *pool, double x,
                            mpq_t exact, dc_error *error) {
    if (!isfinite(x))
        return dc_fail(error, DC_EINPUT, "a feature %g is not finite", x);
    mpq_set_d(exact, x);
    return dc_number_set(number, pool, exact, error);
}

static dc_status append(dc_dataset *to, const dc_dataset *data, size_t s,
                        const dc_derivation *derivation, dc_number *row, mpq_t exact,
                        dc_error *error) {
    size_t cell = derivation->cells ? derivation->cells[s] : 0;
    dc_number weight = { 1, 1 };
    dc_status status = DC_OK;
    for (size_t l = 0; l < to->features && status == DC_OK; l++) {
        if (derivation->values) {
            status = set_double(row + l, &to->pool,
                                derivation->values[s * to->features + l], exact, error);
            continue;
        }
        dc_dataset_value(exact, data, s, l);
        status = dc_number_set(row + l, &to->pool, exact, error);
    }
    if (status == DC_OK && data->weighted) {
        dc_dataset_weight(exact, data, s);
        status = dc_number_set(&weight, &to->pool, exact, error);
    }
    if (status == DC_OK)
        status = dc_dataset_append(to, row, weight, dc_dataset_class(data, s), cell,
                                   error);
    return status;
}

static dc_status fill(dc_dataset *to, const dc_dataset *data,
                      const dc_derivation *derivation, dc_error *error) {
    dc_number *row = calloc(to->features, sizeof *row);
    dc_status status = row ? name(to, data, derivation, error)
                           : dc_fail_memory(error, "a point");
    mpq_t exact;
    mpq_init(exact);
    for (size_t s = 0; s < data->points && status == DC_OK; s++)
        status = append(to, data, s, derivation, row, exact, error);
    mpq_clear(exact);
    free(row);
    return status;
}

dc_status dc_dataset_derive(dc_dataset **out, const dc_dataset *data,
                            const dc_derivation *derivation, dc_error *error) {
    size_t features = derivation->values ? derivation->features : data->features;
    dc_dataset *to;
    *out = NULL;
    dc_status status = dc_dataset_new(&to, features, data->weighted, data->labelled,
                                      derivation->cells != NULL, 0, error);
    if (status != DC_OK)
        return status;
    status = fill(to, data, derivation, error);
    if (status == DC_OK && derivation->cells)
        status = name_cells(to, derivation->cells, error);
    if (status != DC_OK) {
        dc_dataset_destroy(to);
        return status;
    }
    *out = to;
    return dc_succeed(error);
}

/* Beside its features. */
static size_t bytes_of_rows(const dc_dataset *data) {
    size_t row = 2 * sizeof(uint32_t) + (data->weighted ? sizeof(dc_number) : 0);
    size_t rows = dc_size_times(data->points, row);
    return data->weighted ? dc_size_plus(rows, dc_pool_bytes(&data->pool, 0)) : rows;
}

size_t dc_derivation_bytes(const dc_dataset *data, const dc_derivation *derivation) {
    size_t rows = bytes_of_rows(data), count = data->points * derivation->features;
    return dc_size_plus(rows, derivation->values
                                  ? dc_dataset_doubles_bytes(derivation->values, count)
                                  : dc_dataset_bytes(data));
}
