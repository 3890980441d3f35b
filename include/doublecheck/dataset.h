/* Training sets, read exactly (D1 of proofs/theory.md).
 *
 * A dataset holds N points with n features, each value the rational that its
 * characters spell, and for each point a positive rational weight (default 1),
 * optionally a class and optionally a cell. It does not change once built.
 *
 *     dc_read_options options = DC_READ_DEFAULTS;
 *     options.label = "species";
 *     dc_dataset *data;
 *     if (dc_dataset_read(&data, "iris.csv", &options, &error) != DC_OK) ...
 *     dc_dataset_destroy(data);
 */
#ifndef DOUBLECHECK_DATASET_H
#define DOUBLECHECK_DATASET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <doublecheck/rational.h>
#include <doublecheck/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dc_dataset dc_dataset;

typedef enum dc_header { DC_HEADER_DETECT, DC_HEADER_YES, DC_HEADER_NO } dc_header;

/* How to read a file. Columns are named by their header, or by their number
 * counted from 1 where a name does not match. Lists are separated by commas. */
typedef struct dc_read_options {
    const char *format;      /* "csv", "libsvm", "idx"; NULL: by the file's name */
    dc_header header;        /* csv: is the first record a header? */
    char delimiter;          /* csv: ',', ';' or '\t'; 0: detected */
    const char *label;       /* label column; NULL: the last one; "none": no labels */
    const char *weight;      /* weight column; NULL: every weight is 1 */
    const char *cell;        /* column that holds each point's cell id; NULL: none */
    const char *columns;     /* features to keep; NULL: all that remain */
    const char *drop;        /* columns to leave out; NULL: none */
    const char *labels_file; /* idx: the file of labels; NULL: beside the images,
                              * "images-idx3" replaced by "labels-idx1" in its name */
    size_t max_bytes;        /* refuse to hold more than this; 0: no bound */
    bool numbered_classes;   /* csv: labels are numbers of classes, and no measurement,
                              * however many there are */
} dc_read_options;

#define DC_READ_DEFAULTS \
    { NULL, DC_HEADER_DETECT, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, false }

/* Reads a file; path "-" is standard input. gzip data are decompressed. options may
 * be NULL (defaults). The format follows from the name without ".gz": .libsvm, .svm,
 * .svmlight are libsvm; .idx and names with "-ubyte" are idx; all others csv.
 *
 * csv     RFC 4180: quoted fields, CRLF or LF, UTF-8 byte-order mark. The delimiter
 *         is whichever of ',', ';' and tab the first record has most of outside
 *         quotes, ',' in doubt. Empty lines are skipped; blanks around a field do not
 *         count unless they are quoted. A first record with other text than a number
 *         in a feature column, or with a column name that an option asks for, is a
 *         header; if it has a number as well (or nan, inf, ?) it could be a row with
 *         an error in it, and DC_HEADER_YES or DC_HEADER_NO must tell.
 * libsvm  "label index:value ..." with indices from 1, increasing in a line; "#"
 *         begins a comment. Columns are x1, x2, ... and, last, label.
 * idx     MNIST's format; unsigned bytes; one feature for each pixel: pixel_0_0, ...
 *         (row, column), and, last, label.
 *
 * The label column is by default the last one that is not the weight, the cell or
 * dropped. Labels and cell ids are any text but the empty one. A column of numbers
 * that looks like a measurement is refused as a label: one with more than 50 distinct
 * values (csv, libsvm), and, if it is the label by default only, one with more than
 * half as many as there are rows (csv).
 *
 * *out is owned by the caller. Returns DC_OK, DC_EIO (cannot open or read; a
 * directory), DC_EINPUT (what is wrong, with file, line and column, both counted
 * from 1, and the text), DC_EUSAGE (an option's value; options that contradict one
 * another or have no meaning for the format), DC_ENOMEM (memory or max_bytes).
 * Refused as DC_EINPUT: no data rows, ragged rows, values that are no finite numbers
 * or are too long (rational.h), weights <= 0, unknown columns, NUL bytes, records over
 * 64 MiB, more than 1000000 columns, damaged or truncated gzip data, idx headers that
 * do not fit the file, and labels that look like a measurement.
 * Cost: one pass; 16 bytes a value when numerator and denominator fit in 62 bits. */
DC_API DC_MUST_USE dc_status dc_dataset_read(dc_dataset **out, const char *path,
                                             const dc_read_options *options,
                                             dc_error *error);

/* Builds a dataset from doubles, each taken as the rational it is: values[N][n]
 * row by row, labels[N] (NULL: none; classes are named by their decimal text in
 * order of first appearance), weights[N] (NULL: all 1). N, n >= 1. Copies
 * everything. DC_EINPUT for a non-finite value or a weight <= 0. */
DC_API DC_MUST_USE dc_status dc_dataset_from_doubles(dc_dataset **out, size_t N, size_t n,
                                                     const double *values,
                                                     const int64_t *labels,
                                                     const double *weights,
                                                     dc_error *error);

/* Points as a host has them in memory. */
typedef struct dc_rows {
    size_t points, features;          /* N, n >= 1 */
    const char *const *texts;         /* [N][n] row by row, each a number as
                                       * dc_rational_parse takes it; NULL: */
    const double *doubles;            /* [N][n], each the rational that it is */
    const char *const *feature_names; /* [n]; NULL: x1, x2, ... */
    const char *const *weights;       /* [N] numbers > 0; NULL: every weight is 1 */
    const char *const *labels;        /* [N] the class of each point, any text but the
                                       * empty one; NULL: none */
    const char *const *cells;         /* [N] cell ids, as labels; NULL: none */
    size_t max_bytes;                 /* refuse to hold more than this; 0: no bound */
} dc_rows;

/* Builds a dataset from points in memory; copies everything. Classes and cells are
 * numbered in order of first appearance. *out is owned by the caller. DC_EUSAGE for N or n
 * of 0, for more than 1000000 features, and for neither or both of texts and doubles;
 * DC_EINPUT for what is no finite number or is too long (rational.h), a weight <= 0, and an
 * empty label or cell id: the message names row and column, counted from 0, and the text;
 * DC_ENOMEM (memory or max_bytes). */
DC_API DC_MUST_USE dc_status dc_dataset_from_rows(dc_dataset **out, const dc_rows *rows,
                                                  dc_error *error);

/* Destroys a dataset; NULL is allowed. */
DC_API void dc_dataset_destroy(dc_dataset *data);

/* Frees what is known of single points: nobody may ask for it, or use the dataset for more
 * than its sizes and names, from then on. */
DC_API void dc_dataset_drop_points(dc_dataset *data);

/* N, n, K (0 without labels) and the number of cells (0 without cells). */
DC_API size_t dc_dataset_points(const dc_dataset *data);
DC_API size_t dc_dataset_features(const dc_dataset *data);
DC_API size_t dc_dataset_classes(const dc_dataset *data);
DC_API size_t dc_dataset_cells(const dc_dataset *data);

/* Names, owned by the dataset; NULL past the last one. Without a header column k of
 * the file is called "x<k>", counted from 1. */
DC_API const char *dc_dataset_feature_name(const dc_dataset *data, size_t feature);
DC_API const char *dc_dataset_class_name(const dc_dataset *data, size_t class_index);
DC_API const char *dc_dataset_cell_name(const dc_dataset *data, size_t cell);

/* Class and cell of a point, counted from 0 in order of first appearance in the
 * file; 0 where there are none. */
DC_API size_t dc_dataset_class(const dc_dataset *data, size_t point);
DC_API size_t dc_dataset_cell(const dc_dataset *data, size_t point);

/* Sets value (initialised) to a coordinate, or to a point's weight. */
DC_API void dc_dataset_value(mpq_t value, const dc_dataset *data, size_t point,
                             size_t feature);
DC_API void dc_dataset_weight(mpq_t value, const dc_dataset *data, size_t point);

/* True if the dataset was read with a weight column. */
DC_API bool dc_dataset_weighted(const dc_dataset *data);

/* True if the dataset was read from a CSV file that was not compressed, and was no pipe or
 * device: that file is what a certificate speaks of. Else it is the one that
 * dc_dataset_write_csv writes. */
DC_API bool dc_dataset_plain_csv(const dc_dataset *data);

/* SHA-256, as 64 hexadecimal digits, of the bytes of the file that the dataset was read from,
 * decompressed (idx: of the file of images); NULL: it was not read from a file. Owned by the
 * dataset. */
DC_API const char *dc_dataset_sha256(const dc_dataset *data);

/* Writes the dataset as plain CSV with a header, to standard output if path is "-":
 * the features, then "weight" if weighted, "cell" if it has cells, "label" if it has
 * labels. (Of dc_simulation_features the columns of weights and labels are called as in
 * the data, if these have a header and no feature is called so.) Every number is written
 * as an integer, a finite decimal or p/q, exactly, so that reading the file again, with
 * DC_HEADER_YES and these columns named, gives the same dataset. The file takes its place when
 * it is whole, as that of dc_certificate_write does. DC_EIO if writing fails, DC_ENOMEM. */
DC_API DC_MUST_USE dc_status dc_dataset_write_csv(const dc_dataset *data,
                                                  const char *path, dc_error *error);

#ifdef __cplusplus
}
#endif
#endif
