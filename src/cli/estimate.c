/* doublecheck check DATA --estimate */
#include "estimate.h"

#include "cli.h"
#include "print.h"
#include "progress.h"

/* Seconds from which it is worth while to say what would be quicker. */
static const double is_long = 600;

const unsigned cli_estimate_ranks[CLI_RANKS] = { 1, 2, 4, 8, 16, 32, 64, 128 };

double cli_estimate_seconds(const cli_estimate_report *estimate, const dc_cost *cost,
                            unsigned processes) {
    return cost->thread_seconds /
           dc_estimate_speedup(cost, processes, estimate->estimate->threads);
}

double cli_estimate_scaled(const cli_estimate_report *estimate, const dc_cost *cost,
                           double thread_seconds) {
    return thread_seconds / dc_estimate_speedup(cost, 1, estimate->estimate->threads);
}

static void be_decide(dc_check_options *options) {
    options->question = DC_DECIDE;
}

static void be_sparse(dc_check_options *options) {
    options->family.kind = DC_FAMILY_SPARSE;
    options->family.sparsity = 2;
}

static bool may_decide(const dc_check_options *options, const dc_dataset *data) {
    (void)data;
    return options->question == DC_CRITICAL_MASS;
}

static bool may_be_sparse(const dc_check_options *options, const dc_dataset *data) {
    return options->family.kind == DC_FAMILY_ALL && dc_dataset_features(data) > 2;
}

static const struct {
    const char *how;
    bool (*applies)(const dc_check_options *options, const dc_dataset *data);
    void (*change)(dc_check_options *options);
} easier[CLI_EASIER_MOST] = { { "--decide", may_decide, be_decide },
                              { "--family sparse:2", may_be_sparse, be_sparse } };

static dc_status look_for_easier(cli_estimate_report *report, dc_error *error) {
    const cli_report *asked = &report->report;
    dc_status status = DC_OK;
    for (size_t k = 0; k < CLI_EASIER_MOST && status == DC_OK; k++) {
        dc_check_options options = *asked->options; /* its numbers are borrowed */
        dc_estimate *estimate = NULL;
        if (!easier[k].applies(&options, asked->data))
            continue;
        easier[k].change(&options);
        status = dc_estimate_create(&estimate, asked->data, &options, error);
        if (status == DC_OK)
            report->easier[report->easier_count++] = (cli_easier){ easier[k].how,
                                                                   estimate->total };
        dc_estimate_destroy(estimate);
    }
    return status;
}

static dc_status estimate_all(cli_estimate_report *report, dc_estimate **estimate,
                              dc_error *error) {
    const cli_report *asked = &report->report;
    dc_status status = dc_estimate_create(estimate, asked->data, asked->options, error);
    if (status != DC_OK)
        return status;
    const dc_cost *total = &(*estimate)->total;
    report->estimate = *estimate;
    report->report.result = (*estimate)->result;
    bool takes_long = total->at_least || cli_estimate_seconds(report, total, 1) > is_long;
    return takes_long ? look_for_easier(report, error) : DC_OK;
}

int cli_estimate(dc_check_options *options, const cli_arguments *arguments,
                 const dc_dataset *data) {
    static const cli_forms forms = { cli_estimate_json, cli_estimate_line,
                                     cli_estimate_text };
    dc_estimate *estimate = NULL;
    dc_error error;
    cli_estimate_report report = {
        .report = { .arguments = arguments, .options = options, .data = data }
    };
    cli_progress_begin(options, "estimate ", arguments->given[CLI_QUIET]);
    dc_status status = estimate_all(&report, &estimate, &error);
    cli_progress_end();
    int code = status == DC_OK ? cli_print_report(arguments, &forms, &report, CLI_FINE)
                               : cli_fail_status(&error);
    dc_estimate_destroy(estimate);
    return code;
}
