/* The file formats that can be read: one row in a table, one file for each. */
#ifndef DC_DATA_FORMATS_H
#define DC_DATA_FORMATS_H

#include "data/dataset.h"
#include "data/input.h"

/* Reads an open file into a new dataset. */
typedef dc_status dc_reader(dc_dataset **out, dc_input *input, const char *path,
                            const dc_read_options *options, dc_error *error);

typedef struct dc_format {
    const char *name;
    const char *endings[4]; /* of file names without ".gz", in lower case */
    const char *infix;      /* or a name that holds this; NULL: none */
    bool columns;     /* --weight, --cell, --delimiter and --header mean something */
    bool labels_file; /* --labels-file does */
    dc_reader *read;
} dc_format;

/* The format of that name, or, name NULL, of the file's name: csv unless the name
 * says otherwise. NULL for an unknown name. */
const dc_format *dc_format_find(const char *name, const char *path);

dc_reader dc_read_csv, dc_read_libsvm, dc_read_idx;

#endif
