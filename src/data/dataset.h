/* Inside a dataset: how readers and the generator build one, and direct access
 * for the modules below the public header. */
#ifndef DC_DATA_DATASET_H
#define DC_DATA_DATASET_H

#include <stdio.h>

#include <doublecheck/dataset.h>

#include "base/digest.h"
#include "base/number.h"
#include "data/names.h"

#define DC_NO_COLUMN SIZE_MAX

/* Where a plain (not compressed) CSV file holds what, columns counted from 0. */
typedef struct dc_source {
    bool header;
    char delimiter;
    size_t label, weight, cell; /* DC_NO_COLUMN: none */
    size_t *feature;            /* [features]; NULL: the data are from no such file */
    char sha256[DC_DIGEST_HEX]; /* of the file's bytes; set by dc_dataset_source */
} dc_source;

struct dc_dataset {
    size_t points, features;
    size_t capacity; /* points that the arrays below have room for */
    bool weighted, labelled, celled;
    dc_number *values;  /* [points][features] */
    dc_number *weights; /* [points] if weighted */
    uint32_t *classes;  /* [points] if labelled */
    uint32_t *cells;    /* [points] if celled */
    dc_source source;
    char sha256[DC_DIGEST_HEX]; /* of the bytes of the file that was read; "": of none */
    dc_number_pool pool;        /* the numbers that do not fit a dc_number */
    dc_names feature_names, class_names, cell_names;
    char *label_name,
        *weight_name; /* of the columns, in a file with a header; NULL: none */
    bool
        derived; /* its columns are written under these names, if they are no features' */
    size_t max_bytes;    /* 0: no bound */
    size_t pool_counted; /* numbers of the pool that pool_bytes includes */
    size_t pool_bytes;
};

/* values[point][feature]. */
static inline dc_number dc_dataset_number(const dc_dataset *data, size_t point,
                                          size_t feature) {
    return data->values[point * data->features + feature];
}

/* Builders. A dataset is created empty, given its feature names (or none: they
 * are then called x1, x2, ...), and appended to point by point. features >= 1. */
dc_status dc_dataset_new(dc_dataset **out, size_t features, bool weighted, bool labelled,
                         bool celled, size_t max_bytes, dc_error *error) DC_MUST_USE;

/* Appends one point; values[features] and weight must come from data's own pool
 * (dc_number_parse(.., &data->pool, ..)). class_index and cell index class_names
 * and cell_names; weight, class_index and cell are ignored where data has none.
 * DC_ENOMEM also when data would hold more than max_bytes. */
dc_status dc_dataset_append(dc_dataset *data, const dc_number *values, dc_number weight,
                            size_t class_index, size_t cell, dc_error *error) DC_MUST_USE;

/* DC_ENOMEM when the long numbers and names alone are over max_bytes; to be asked
 * after each long number, because a few characters (1e4999) can spell thousands of
 * digits. */
dc_status dc_dataset_check_budget(dc_dataset *data, dc_error *error) DC_MUST_USE;

/* Bytes that the data take: numbers, classes, cells and names. */
size_t dc_dataset_bytes(const dc_dataset *data);

/* Bytes that count doubles take as values of a dataset (base/number.h). */
size_t dc_dataset_doubles_bytes(const double *values, size_t count);

/* Bytes of the pool's numbers from number `from` on. */
size_t dc_pool_bytes(const dc_number_pool *pool, size_t from);

/* Writes what dc_dataset_write_csv writes; false when memory is out. The caller
 * looks at ferror(out). */
bool dc_dataset_print_csv(FILE *out, const dc_dataset *data);

/* Where the data stand: in the plain CSV file that they were read from, or else in the one
 * that dc_dataset_write_csv would write. source->feature is owned by the caller.
 * DC_ENOMEM, DC_EIO. */
dc_status dc_dataset_source(dc_source *source, const dc_dataset *data,
                            dc_error *error) DC_MUST_USE;

#endif
