/* What a certificate says before its groups (docs/certificate-format.md, sections
 * 2 and 3). */
#ifndef DC_CERTIFICATE_HEADER_H
#define DC_CERTIFICATE_HEADER_H

#include <doublecheck/check.h>

#include "base/digest.h"
#include "certificate/text.h"
#include "data/dataset.h"

/* The digest of the canonical points. */
dc_status dc_header_points(char hex[DC_DIGEST_HEX], const dc_dataset *data,
                           dc_error *error) DC_MUST_USE;

/* The data: file, columns, and the digest of the canonical points. */
dc_status dc_header_data(dc_text *text, const dc_dataset *data,
                         dc_error *error) DC_MUST_USE;

/* A row of directions as a primitive integer vector: v[features]. */
void dc_header_direction(fmpz *v, const dc_dataset *directions, size_t row);

/* The condition: what is asked, its numbers, and the family with its name. */
void dc_header_condition(dc_text *text, const dc_check_options *options,
                         const char *family_name);

/* How the points are grouped, and how many groups there are. */
void dc_header_groups(dc_text *text, const dc_dataset *data, dc_grouping grouping,
                      size_t count);

#endif
