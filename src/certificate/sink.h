/* The file that a certificate goes to: tokens, wrapped into lines. */
#ifndef DC_CERTIFICATE_SINK_H
#define DC_CERTIFICATE_SINK_H

#include "base/target.h"
#include "certificate/text.h"

typedef struct dc_sink {
    dc_target target;
    size_t column; /* characters on the line so far */
} dc_sink;

/* To a file ("-": standard output). DC_EIO: nothing is open then. */
dc_status dc_sink_open(dc_sink *sink, const char *path, dc_error *error) DC_MUST_USE;

/* Closes what was opened. Returns status unless it is DC_OK; then DC_EIO if anything that was
 * written is lost. Unless it returns DC_OK the file is as it was before (base/target.h). */
dc_status dc_sink_close(dc_sink *sink, dc_status status, dc_error *error) DC_MUST_USE;

/* Writes the tokens of a text, separated by blanks, from where the line is, and
 * empties the text. Line ends in it are kept. DC_ENOMEM if the text had failed;
 * DC_EIO. */
dc_status dc_sink_put(dc_sink *sink, dc_text *text, dc_error *error) DC_MUST_USE;

#endif
