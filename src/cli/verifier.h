/* doublecheck-verify and doublecheck-verify-floor, the separate programs. */
#ifndef DC_CLI_VERIFIER_H
#define DC_CLI_VERIFIER_H

#include <doublecheck/floor.h>

#include "arguments.h"

extern const char cli_verifier[], cli_verifier_floor[]; /* their names */

/* doublecheck verify: becomes the verifier of the certificate, by its first line, with these
 * arguments (argv[0] is "verify"). Returns, an exit code, only if that fails. */
int cli_verifier_become(char **argv);

/* Has doublecheck-verify check a certificate of the data (paths; data "-": standard
 * input from its beginning) for exactly what was asked: condition, family, groups, and
 * the verdict. *code is its exit code, 128 + N if signal N ended it. Its messages go to
 * standard error. False, after a message, if it could not be run. */
bool cli_verifier_run(int *code, const char *data, const char *certificate,
                      const cli_arguments *arguments, const dc_check_options *options,
                      const dc_result *result, const char *grouping);

/* The same with doublecheck-verify-floor, for the constants, radius and loss of a
 * guarantee, at least that accuracy, and groups. */
bool cli_verifier_run_floor(int *code, const char *data, const char *certificate,
                            const dc_guarantee *guarantee, const mpq_t accuracy,
                            dc_grouping grouping);

/* The same for a data floor: the loss, and at least that accuracy; NULL: that no classifier has
 * such a loss. */
bool cli_verifier_run_data_floor(int *code, const char *data, const char *certificate,
                                 const mpq_t loss, const mpq_t *accuracy);

#endif
