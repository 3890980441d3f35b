/* The floors that were asked for, until a limit or a signal ends them. */
#include "cli.h"
#include "clock.h"
#include "floor_report.h"
#include "progress.h"

/* Who may end the floors. */
typedef struct watch {
    dc_check_options host; /* its callback says whether a signal came */
    double end;            /* seconds; 0: none */
    dc_stop stop;
} watch;

static bool is_over(void *user) {
    watch *w = user;
    if (w->host.stop(w->host.user))
        w->stop = DC_STOP_INTERRUPTED;
    else if (w->end > 0 && cli_seconds() > w->end)
        w->stop = DC_STOP_TIME;
    return w->stop != DC_STOP_NONE;
}

static dc_status fill_inverse(cli_floor_report *report, dc_error *error) {
    mpq_t accuracy;
    mpq_init(accuracy);
    cli_rational(accuracy, report->arguments, CLI_ACCURACY);
    dc_status status = dc_choice_loss(report->rows->loss, &report->rows->floor,
                                      report->choice, accuracy, error);
    report->count = 1;
    mpq_clear(accuracy);
    return status;
}

/* Equal steps up to the loss. */
static dc_status fill_rows(cli_floor_report *report, dc_error *error) {
    dc_status status = DC_OK;
    for (size_t k = 0; k < report->wanted && status == DC_OK; k++) {
        cli_floor_row *row = report->rows + k;
        char line[80]; /* both numbers at their longest */
        snprintf(line, sizeof line, "computing floors  row %zu of %zu", k + 1,
                 report->wanted);
        cli_progress_note(line, report->arguments->given[CLI_QUIET]);
        mpq_set_ui(row->loss, k + 1, report->wanted);
        mpq_canonicalize(row->loss);
        mpq_mul(row->loss, row->loss, report->options->loss);
        status = dc_choice_floor(&row->floor, report->choice, row->loss, error);
        report->count = k + 1;
    }
    return status;
}

int cli_floor_fill(cli_floor_report *report, dc_choice *choice, double end) {
    bool inverse = report->arguments->given[CLI_ACCURACY];
    bool quiet = report->arguments->given[CLI_QUIET];
    watch w = { .host = report->options->check, .end = end };
    dc_error error;
    cli_progress_begin(&w.host, "", quiet);
    cli_progress_note("computing floors", quiet);
    dc_choice_listen(choice, is_over, &w);
    dc_status status = inverse ? fill_inverse(report, &error) : fill_rows(report, &error);
    dc_choice_listen(choice, NULL, NULL);
    cli_progress_end();
    report->stop = w.stop;
    return status == DC_OK || status == DC_ESTOPPED ? CLI_FINE : cli_fail_status(&error);
}
