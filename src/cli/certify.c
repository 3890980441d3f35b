#include "certify.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <doublecheck/certificate.h>

#include "cli.h"
#include "clock.h"
#include "progress.h"
#include "temporary.h"
#include "verifier.h"

bool cli_certify_wanted(const cli_arguments *arguments) {
    return arguments->given[CLI_CERTIFICATE] || !arguments->given[CLI_NO_VERIFY];
}

static uint64_t file_size(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? (uint64_t)status.st_size : 0;
}

/* DC_ESTOPPED is no failure here. */
static int write_certificate(cli_proof *proof, const char *path, const dc_result *result,
                             dc_check_options *options, const dc_dataset *data,
                             bool quiet) {
    dc_error error;
    double start = cli_seconds();
    cli_progress_begin(options, "writing the proof  ", quiet);
    dc_status status = dc_certificate_write(path, result, data, options, &error);
    cli_progress_end();
    proof->write_seconds = cli_seconds() - start;
    if (status == DC_ESTOPPED)
        proof->state = CLI_PROOF_STOPPED;
    else if (status != DC_OK)
        return cli_fail_status(&error);
    else
        proof->bytes = file_size(path);
    return CLI_FINE;
}

/* Verified; or ended by a limit, or by whoever sends signals; any other answer has found an
 * error of this program. */
static int judge(cli_proof *proof, const char *verifier, int code) {
    static const int ended[] = { 3, 128 + SIGINT, 128 + SIGTERM, 128 + SIGHUP,
                                 128 + SIGKILL };
    proof->state = code == 0 ? CLI_PROOF_VERIFIED : CLI_PROOF_STOPPED;
    for (size_t k = 0; k < sizeof ended / sizeof *ended; k++)
        if (code == 0 || code == ended[k])
            return CLI_FINE;
    return cli_fail(
        CLI_INTERNAL,
        "internal error: %s did not accept the certificate (exit status %d), so "
        "nothing is proved",
        verifier, code);
}

static int verify(cli_proof *proof, const cli_verification *v, const char *data_path,
                  bool quiet) {
    double start = cli_seconds();
    int code;
    char line[80];
    snprintf(line, sizeof line, "%s is checking the proof", v->verifier);
    cli_progress_note(line, quiet);
    bool run = v->run(&code, data_path, v->context);
    cli_progress_end();
    if (!run)
        return CLI_BAD;
    proof->verify_seconds = cli_seconds() - start;
    return judge(proof, v->verifier, code);
}

int cli_certify_verify(cli_proof *proof, const cli_verification *v,
                       const cli_arguments *arguments, const dc_dataset *data) {
    bool quiet = arguments->given[CLI_QUIET];
    dc_error error;
    if (dc_dataset_plain_csv(data))
        return verify(proof, v, arguments->operand, quiet);
    char *csv = cli_temporary();
    if (!csv)
        return CLI_BAD;
    int code = dc_dataset_write_csv(data, csv, &error) == DC_OK
                   ? verify(proof, v, csv, quiet)
                   : cli_fail_status(&error);
    unlink(csv);
    free(csv);
    return code;
}

/* context: a report, with the path of its certificate. */
static bool run_verifier(int *code, const char *data_path, const void *context) {
    const cli_report *r = context;
    return cli_verifier_run(code, data_path, r->proof.path, r->arguments, r->options,
                            r->result, cli_report_grouping(r));
}

static int certify_to(cli_proof *proof, const char *path, const cli_arguments *arguments,
                      dc_check_options *options, const dc_result *result,
                      const dc_dataset *data) {
    const cli_report report = { arguments, options, data, result, { .path = path } };
    const cli_verification verification = { cli_verifier, run_verifier, &report };
    proof->state = CLI_PROOF_UNVERIFIED;
    int code = write_certificate(proof, path, result, options, data,
                                 arguments->given[CLI_QUIET]);
    if (code == CLI_FINE && proof->state == CLI_PROOF_UNVERIFIED &&
        !arguments->given[CLI_NO_VERIFY])
        code = cli_certify_verify(proof, &verification, arguments, data);
    return code;
}

int cli_certify(cli_proof *proof, dc_result *result, dc_check_options *options,
                const dc_dataset *data, const cli_arguments *arguments) {
    const char *kept = arguments->text[CLI_CERTIFICATE];
    bool holds = result->verdict == DC_HOLDS, check = !arguments->given[CLI_NO_VERIFY];
    *proof = (cli_proof){ .state = CLI_PROOF_NONE, .path = kept };
    if (!kept && !holds)
        return CLI_FINE;
    if (!kept && !check) {
        proof->state = CLI_PROOF_UNVERIFIED;
        return CLI_FINE;
    }
    char *temporary = kept ? NULL : cli_temporary();
    if (!kept && !temporary)
        return CLI_BAD;
    int code = certify_to(proof, kept ? kept : temporary, arguments, options, result,
                          data);
    if (temporary)
        unlink(temporary);
    free(temporary);
    if (proof->state == CLI_PROOF_STOPPED && holds)
        result->verdict = DC_UNDECIDED;
    return code;
}

int cli_certify_constants(cli_proof *proof, const dc_parameters *constants,
                          const dc_check_options *options, const dc_dataset *data,
                          const cli_arguments *arguments) {
    dc_check_options check = *options; /* its numbers are borrowed */
    dc_result *result = NULL;
    bool exceeded = false;
    dc_error error;
    check.parameters = *constants;
    check.question = DC_DECIDE;
    check.time_limit = 0;
    check.exceeded = &exceeded;
    cli_progress_begin(&check, "constants  ", arguments->given[CLI_QUIET]);
    dc_status status = dc_check(&result, data, &check, &error);
    cli_progress_end();
    if (status != DC_OK)
        return cli_fail_status(&error);
    int code = exceeded
                   ? cli_fail(CLI_UNDECIDED, "in the memory that is allowed the points "
                                             "have no room for a proof of the "
                                             "condition, so no floor is certified")
                   : cli_certify(proof, result, &check, data, arguments);
    if (code == CLI_FINE && result->verdict != DC_HOLDS)
        code = proof->state == CLI_PROOF_STOPPED || result->stop != DC_STOP_NONE
                   ? cli_fail(CLI_UNDECIDED,
                              "the proof of the condition was interrupted, "
                              "so no floor is certified")
                   : cli_fail(CLI_INTERNAL, "internal error: constants that held do not");
    dc_result_destroy(result);
    return code;
}
