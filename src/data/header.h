/* Is the first record of a CSV file a header?
 *
 * Features are numbers, so a first record with other text in a feature column is a
 * header or an error. It is an error if a number (or nan, inf, ?) stands in another
 * feature column, in the label's or in the cells': no row is ever left out silently. */
#ifndef DC_DATA_HEADER_H
#define DC_DATA_HEADER_H

#include "data/columns.h"
#include "data/record.h"

/* Sets *header. DC_EINPUT: the record could be either. */
dc_status dc_header_detect(bool *header, const dc_record *first,
                           const dc_read_options *options, dc_error *error) DC_MUST_USE;

#endif
