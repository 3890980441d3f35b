/* Which column of a file is what: label, weight, cell, feature, or left out.
 *
 * Columns are named by the file, or x1, x2, ... by their place in it; an option
 * gives a name, or a place from 1 where no name matches. */
#ifndef DC_DATA_COLUMNS_H
#define DC_DATA_COLUMNS_H

#include "data/dataset.h"
#include "data/input.h"

typedef struct dc_columns {
    size_t label, weight, cell; /* DC_NO_COLUMN: none */
    bool label_by_default;      /* nobody asked for this label column */
    bool numbered_classes;      /* labels are no measurement */
    size_t features;
    size_t *feature; /* [features] columns, increasing */
} dc_columns;

/* Gives every column of names its part. DC_EINPUT: an unknown or ambiguous name,
 * no feature left; DC_EUSAGE: a column with two parts, an empty name. */
dc_status dc_columns_choose(dc_columns *columns, const dc_names *names,
                            const dc_read_options *options, const dc_input *input,
                            dc_error *error) DC_MUST_USE;

void dc_columns_clear(dc_columns *columns);

/* An empty dataset with these columns' features. */
dc_status dc_columns_dataset(const dc_columns *columns, const dc_names *names,
                             size_t max_bytes, dc_dataset **out,
                             dc_error *error) DC_MUST_USE;

/* Refuses labels that look like a measurement: all numbers, and more than 50
 * different ones, or (by default only) more than half as many as points; unless they are
 * said to number classes. */
dc_status dc_columns_check_label(const dc_columns *columns, const dc_names *names,
                                 const dc_dataset *data, const dc_input *input,
                                 dc_error *error) DC_MUST_USE;

/* True if text[length], blanks around it apart, has the form of a number. */
bool dc_is_number(const char *text, size_t length);

/* The next entry of a comma-separated list, without the blanks around it; false
 * at its end. */
bool dc_list_next(const char **list, const char **entry, size_t *length);

/* An entry as a place: 1 .. count gives *index = 0 .. count-1. */
bool dc_list_place(const char *entry, size_t length, size_t count, size_t *index);

#endif
