/* What commands that check data share: options made of arguments, and inputs. Each returns
 * CLI_FINE, or another code after a message, where it can fail. */
#ifndef DC_CLI_PREPARE_H
#define DC_CLI_PREPARE_H

#include <doublecheck/check.h>

#include "arguments.h"

/* --kappa, --sigma, --delta, --m0. */
int cli_prepare_constants(dc_parameters *parameters, const cli_arguments *arguments);

/* --family, but for its file of directions. */
int cli_prepare_family(dc_family *family, const cli_arguments *arguments);

/* --groups. */
dc_grouping cli_prepare_grouping(const cli_arguments *arguments);

/* --time-limit, --memory (0: not given), --threads, --top. */
void cli_prepare_limits(dc_check_options *options, const cli_arguments *arguments);

/* The file of --json; NULL: there is none, or it is standard output. */
const char *cli_prepare_json_file(const cli_arguments *arguments);

/* Can --json, --certificate and --floor-certificate be written? A certificate is read again:
 * it cannot go to a pipe. */
int cli_prepare_outputs(const cli_arguments *arguments);

/* Reads the directions of --family, if it has some (else left as they are). The caller
 * destroys them. */
int cli_prepare_directions(dc_dataset **directions, const cli_arguments *arguments,
                           size_t max_bytes);

/* Reads the data, and the directions of --family (else left as they are), each as far as
 * --memory goes. The caller destroys both, whatever comes back. */
int cli_prepare_inputs(dc_dataset **data, dc_dataset **directions,
                       const cli_arguments *arguments);

/* Says on stderr, unless --quiet, what memory a search of large data will take. */
void cli_prepare_note(const dc_check_options *options, const cli_arguments *arguments,
                      const dc_dataset *data);

#endif
