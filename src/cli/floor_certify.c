/* --floor-certificate: the proof that the loss guarantees the floor. */
#include <sys/stat.h>
#include <unistd.h>

#include "certify.h"
#include "cli.h"
#include "floor_report.h"
#include "progress.h"
#include "verifier.h"

enum { ALMOST_ONE_BITS = 60 };

/* What the certificate is about. */
typedef struct claim {
    dc_guarantee guarantee;
    mpq_t accuracy;
    dc_grouping grouping;
    const char *path;
} claim;

/* With m0 nearly 1 the condition adds nothing to T5. */
static void set_trivial(dc_parameters *p) {
    mpq_set_ui(p->delta, 1, 1);
    mpq_set_ui(p->m0, 1, 1);
    mpq_div_2exp(p->m0, p->m0, ALMOST_ONE_BITS);
    mpq_sub(p->m0, p->delta, p->m0);
}

static void set_constants(dc_parameters *p, const dc_parameters *constants) {
    mpq_set(p->kappa, constants->kappa);
    mpq_set(p->sigma, constants->sigma);
    mpq_set(p->delta, constants->delta);
    mpq_set(p->m0, constants->m0);
}

static void set_guarantee(dc_guarantee *g, const cli_floor_report *report) {
    const dc_floor_options *options = report->options;
    const dc_parameters *constants = dc_choice_constants(report->choice,
                                                         report->rows->floor.constants);
    if (constants)
        set_constants(&g->parameters, constants);
    else
        set_trivial(&g->parameters);
    mpq_set(g->loss, report->rows->loss);
    dc_guarantee_set_radius(g, options->check.family.width, options->slope);
    g->fineness = options->fineness;
}

static bool run_verifier(int *code, const char *data_path, const void *context) {
    const claim *c = context;
    return cli_verifier_run_floor(code, data_path, c->path, &c->guarantee, c->accuracy,
                                  c->grouping);
}

static int write_claim(claim *c, const cli_floor_report *report) {
    bool quiet = report->arguments->given[CLI_QUIET];
    dc_check_options host = report->options->check;
    dc_error error;
    cli_progress_begin(&host, "", quiet);
    cli_progress_note("writing the floor's proof", quiet);
    c->guarantee.stop = host.stop;
    c->guarantee.user = host.user;
    dc_status status = dc_floor_certificate_write(c->path, c->accuracy, &c->guarantee,
                                                  report->data, c->grouping, &error);
    cli_progress_end();
    if (status == DC_ESTOPPED)
        return cli_fail(CLI_UNDECIDED, "the floor's certificate was interrupted");
    return status == DC_OK ? CLI_FINE : cli_fail_status(&error);
}

static int check_claim(cli_proof *proof, const claim *c, const cli_floor_report *report) {
    const cli_verification verification = { cli_verifier_floor, run_verifier, c };
    struct stat status;
    proof->path = c->path;
    proof->bytes = stat(c->path, &status) == 0 ? (uint64_t)status.st_size : 0;
    proof->state = CLI_PROOF_UNVERIFIED;
    if (report->arguments->given[CLI_NO_VERIFY])
        return CLI_FINE;
    int code = cli_certify_verify(proof, &verification, report->arguments, report->data);
    if (code == CLI_FINE && proof->state == CLI_PROOF_STOPPED)
        code = cli_fail(CLI_UNDECIDED, "the check of the floor's certificate was "
                                       "interrupted, so no floor is certified");
    return code;
}

int cli_floor_certify(cli_floor_report *report) {
    claim c = { .grouping = report->options->check.grouping,
                .path = report->arguments->text[CLI_FLOOR_CERTIFICATE] };
    dc_floor *floor = &report->rows->floor;
    if (!c.path)
        return CLI_FINE;
    dc_guarantee_init(&c.guarantee);
    mpq_init(c.accuracy);
    set_guarantee(&c.guarantee, report);
    int code = write_claim(&c, report);
    if (code == CLI_FINE)
        code = check_claim(&report->floor_proof, &c, report);
    if (floor->constants < dc_choice_count(report->choice))
        mpq_set(floor->accuracy, c.accuracy);
    mpq_clear(c.accuracy);
    dc_guarantee_clear(&c.guarantee);
    return code;
}
