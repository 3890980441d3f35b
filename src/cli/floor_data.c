/* The data floor (T9): computing it, and having its proof checked. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "certify.h"
#include "cli.h"
#include "clock.h"
#include "floor_report.h"
#include "progress.h"
#include "temporary.h"
#include "verifier.h"

bool cli_floor_wants(const cli_arguments *arguments, const char *which) {
    return cli_word_is(arguments, CLI_ONLY, "all") ||
           cli_word_is(arguments, CLI_ONLY, which);
}

/* One loss, on data whose classifiers are affine on all points. */
bool cli_floor_has_data_floor(const cli_floor_report *report) {
    return report->data && !report->arguments->given[CLI_CURVE] &&
           !report->arguments->given[CLI_ACCURACY] &&
           report->options->check.grouping != DC_GROUPS_CELLS &&
           cli_floor_wants(report->arguments, "data");
}

static int compute(cli_floor_report *report, double end) {
    const dc_check_options *check = &report->options->check;
    bool quiet = report->arguments->given[CLI_QUIET];
    dc_check_options host = *check;
    dc_data_floor_options options;
    dc_error error;
    dc_data_floor_options_init(&options);
    cli_progress_begin(&host, "", quiet);
    mpq_set(options.loss, report->options->loss);
    options.time_limit = end > 0 ? end - cli_seconds() : 0;
    if (end > 0 && options.time_limit <= 0)
        options.time_limit = 1e-3;
    options.memory = check->memory;
    options.threads = check->threads;
    options.stop = host.stop;
    options.user = host.user;
    options.progress = cli_progress_of_data_floor(quiet);
    dc_status status = dc_data_floor_create(&report->data_floor, report->data, &options,
                                            &error);
    cli_progress_end();
    dc_data_floor_options_clear(&options);
    return status == DC_OK ? CLI_FINE : cli_fail_status(&error);
}

/* What a certificate claims. */
typedef struct claim {
    const char *path;
    bool vacuous;
    mpq_t loss, accuracy;
} claim;

static bool run_verifier(int *code, const char *data_path, const void *context) {
    const claim *c = context;
    return cli_verifier_run_data_floor(code, data_path, c->path, c->loss,
                                       c->vacuous ? NULL : &c->accuracy);
}

/* A data floor that is to be proved. */
typedef struct subject {
    dc_data_floor *floor;
    const dc_dataset *data;
    const cli_arguments *arguments;
} subject;

static int write_and_check(cli_proof *proof, const subject *of, claim *c) {
    const cli_verification verification = { cli_verifier_floor, run_verifier, c };
    bool quiet = of->arguments->given[CLI_QUIET];
    struct stat status;
    dc_error error;
    cli_progress_note("writing the data floor's proof", quiet);
    dc_status written = dc_data_floor_certificate_write(c->path, c->accuracy, of->floor,
                                                        of->data, c->loss, &error);
    cli_progress_end();
    if (written != DC_OK)
        return cli_fail_status(&error);
    proof->bytes = stat(c->path, &status) == 0 ? (uint64_t)status.st_size : 0;
    proof->state = CLI_PROOF_UNVERIFIED;
    if (of->arguments->given[CLI_NO_VERIFY])
        return CLI_FINE;
    return cli_certify_verify(proof, &verification, of->arguments, of->data);
}

/* The data floor that is printed is the one that the certificate claims, or T5. */
static void take_over(dc_data_floor *f, const claim *c) {
    if (f->vacuous)
        return;
    mpq_set(f->least, mpq_cmp(c->accuracy, f->trivial) > 0 ? c->accuracy : f->trivial);
}

int cli_certify_data_floor(cli_proof *proof, dc_data_floor *floor, const mpq_t loss,
                           const dc_dataset *data, const cli_arguments *arguments) {
    const subject of = { floor, data, arguments };
    const char *kept = arguments->text[CLI_DATA_CERTIFICATE];
    if (!kept && arguments->given[CLI_NO_VERIFY]) {
        proof->state = CLI_PROOF_UNVERIFIED;
        return CLI_FINE;
    }
    char *temporary = kept ? NULL : cli_temporary();
    if (!kept && !temporary)
        return CLI_BAD;
    claim c = { .path = kept ? kept : temporary, .vacuous = floor->vacuous };
    mpq_inits(c.loss, c.accuracy, NULL);
    mpq_set(c.loss, loss);
    proof->path = kept;
    int code = write_and_check(proof, &of, &c);
    if (code == CLI_FINE && proof->state == CLI_PROOF_STOPPED)
        code = cli_fail(CLI_UNDECIDED, "the check of the data floor's certificate was "
                                       "interrupted, so no floor is certified");
    take_over(floor, &c);
    mpq_clears(c.loss, c.accuracy, NULL);
    if (temporary)
        unlink(temporary);
    free(temporary);
    return code;
}

int cli_floor_fill_data(cli_floor_report *report, double end) {
    if (!cli_floor_has_data_floor(report))
        return CLI_FINE;
    int code = compute(report, end);
    return code == CLI_FINE
               ? cli_certify_data_floor(&report->data_proof, report->data_floor,
                                        report->options->loss, report->data,
                                        report->arguments)
               : code;
}
