/* Reading the data set that the options describe. */
#ifndef DC_CLI_READ_H
#define DC_CLI_READ_H

#include <doublecheck/dataset.h>

#include "arguments.h"

/* Reads the operand with the options of section "Reading the data". cell: column
 * of the cell ids; NULL: none. max_bytes: as in dc_read_options. Returns CLI_FINE,
 * or prints a message and returns another code. */
int cli_read(dc_dataset **data, const cli_arguments *arguments, const char *cell,
             size_t max_bytes);

/* What these options say, without a bound of memory. */
dc_read_options cli_read_options(const cli_arguments *arguments, const char *cell);

/* As cli_read, of another file than the operand. */
int cli_read_like(dc_dataset **data, const char *path, const cli_arguments *arguments,
                  const char *cell, size_t max_bytes);

/* The same for logits that other software wrote: numbers are labels. */
int cli_read_logits(dc_dataset **data, const char *path, const cli_arguments *arguments,
                    size_t max_bytes);

/* Reads a file of directions: every column is a feature. */
int cli_read_directions(dc_dataset **data, const char *path, size_t max_bytes);

#endif
