/* Writing the certificate of a run, and having it checked. */
#ifndef DC_CLI_CERTIFY_H
#define DC_CLI_CERTIFY_H

#include "report.h"

/* True if a run with these arguments may write a certificate. */
bool cli_certify_wanted(const cli_arguments *arguments);

/* How a certificate is checked: the verifier's name, and what runs it on it for the data in
 * a file, as cli_verifier_run does. */
typedef struct cli_verification {
    const char *verifier;
    bool (*run)(int *code, const char *data_path, const void *context);
    const void *context;
} cli_verification;

/* Has a certificate checked against what it speaks of, the data file or the CSV file it
 * converts to, and says in proof what came of it. Returns CLI_FINE, or another code after a
 * message. */
int cli_certify_verify(cli_proof *proof, const cli_verification *verification,
                       const cli_arguments *arguments, const dc_dataset *data);

/* Writes the certificate that --certificate asks for, or that HOLDS needs, has it
 * verified unless --no-verify, and fills in proof. A HOLDS that a signal or a limit kept
 * from being verified becomes undecided. Returns an exit code after a message, or CLI_FINE. */
int cli_certify(cli_proof *proof, dc_result *result, dc_check_options *options,
                const dc_dataset *data, const cli_arguments *arguments);

/* Has the condition proved on data for constants that were found to hold; of options the
 * rest is used. */
int cli_certify_constants(cli_proof *proof, const dc_parameters *constants,
                          const dc_check_options *options, const dc_dataset *data,
                          const cli_arguments *arguments);

#endif
