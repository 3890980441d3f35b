/* What the fuzz targets of the data readers share: files made of bytes in memory, read
 * options made of an input's first bytes, and what must hold after a file was read or
 * refused. A failed expectation ends the program. */
#ifndef FUZZ_READER_H
#define FUZZ_READER_H

#include <doublecheck/dataset.h>

#include "target.h"

/* An input, taken from its start. */
typedef struct fuzz_input {
    const uint8_t *bytes;
    size_t size;
} fuzz_input;

/* The next byte; 0 past the end. */
uint8_t fuzz_take(fuzz_input *input);

/* A file in memory. */
typedef struct fuzz_file {
    int descriptor;
    char path[256];
} fuzz_file;

fuzz_file fuzz_file_open(const void *bytes, size_t size);
void fuzz_file_close(const fuzz_file *file);

/* Where columns are asked for: a column's name, a list of them, nothing (NULL) or
 * nonsense. 0 is NULL. */
const char *fuzz_column(unsigned choice);

/* How many bytes a dataset may hold; 0 is the largest. */
size_t fuzz_budget(unsigned choice);

/* Options for CSV, made of the next five bytes; *choice is one of them that they leave. */
dc_read_options fuzz_csv_options(fuzz_input *input, unsigned *choice);

/* Reads the bytes. What that gives must be a dataset that is as the header promises and
 * comes back when it is written and read again; or NULL, and then a status and a message
 * of one line in *error. The caller destroys it. */
dc_dataset *fuzz_read_bytes(const void *bytes, size_t size,
                            const dc_read_options *options, dc_error *error);

/* Reads a text, and, for one choice in eight, because it is slow, once more behind a line
 * of blanks, which must not matter: the reader's first window ends in the text then. */
void fuzz_read_text(const uint8_t *bytes, size_t size, const dc_read_options *options,
                    unsigned choice);

/* Values, weights, classes, cells and all names are the same. */
void fuzz_expect_same(const dc_dataset *a, const dc_dataset *b);

#endif
