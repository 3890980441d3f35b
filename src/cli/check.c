/* doublecheck check DATA */
#include <stdio.h>
#include <stdlib.h>

#include <doublecheck/check.h>

#include "certify.h"
#include "cli.h"
#include "commands.h"
#include "estimate.h"
#include "output.h"
#include "prepare.h"
#include "print.h"
#include "progress.h"
#include "report.h"

static int prepare_question(dc_check_options *options, const cli_arguments *arguments) {
    bool decide = arguments->given[CLI_DECIDE], maximize = arguments->given[CLI_MAXIMIZE];
    if (decide && maximize)
        return cli_fail(CLI_BAD, "--decide and --maximize exclude each other");
    if (arguments->given[CLI_ESTIMATE] && arguments->given[CLI_CERTIFICATE])
        return cli_fail(CLI_BAD, "--estimate proves nothing: no --certificate with it");
    if (arguments->given[CLI_ESTIMATE] &&
        (arguments->given[CLI_CHECKPOINT] || arguments->given[CLI_RESUME]))
        return cli_fail(CLI_BAD, "--estimate takes no --checkpoint and no --resume");
    if (decide)
        options->question = DC_DECIDE;
    if (maximize)
        options->question = DC_MAXIMIZE_SIGMA;
    return CLI_FINE;
}

static void warn(const char *message, void *user) {
    (void)user;
    cli_progress_end();
    cli_fail(CLI_FINE, "%s", message);
}

static void prepare_checkpoint(dc_check_options *options,
                               const cli_arguments *arguments) {
    options->checkpoint = arguments->text[CLI_CHECKPOINT];
    options->checkpoint_every = cli_double(arguments, CLI_CHECKPOINT_EVERY);
    options->resume = arguments->text[CLI_RESUME];
    options->warn = warn;
}

/* Is a file that the run reads or writes the checkpoint, or one that is kept beside it? */
static int check_use(cli_option_id id, const char *path, const cli_arguments *arguments) {
    const char *others[] = { arguments->operand, cli_prepare_json_file(arguments),
                             arguments->text[CLI_CERTIFICATE],
                             cli_word_rest(arguments, CLI_FAMILY, "directions") };
    for (size_t o = 0; o < sizeof others / sizeof *others; o++)
        if (others[o] && cli_output_same(path, others[o]))
            return cli_fail(CLI_BAD, "--%s %s: the file %s has another use",
                            cli_options[id].name, arguments->text[id], path);
    return CLI_FINE;
}

/* Files of this run that would overwrite one another, or the data. */
static int check_checkpoint(const cli_arguments *arguments) {
    static const cli_option_id kept[] = { CLI_CHECKPOINT, CLI_RESUME };
    static const char *const suffixes[] = { "", ".new", ".previous", ".previous.new" };
    int code = CLI_FINE;
    for (size_t k = 0; k < 2; k++)
        for (size_t s = 0; s < 4 && arguments->text[kept[k]] && code == CLI_FINE; s++) {
            char *path;
            if (asprintf(&path, "%s%s", arguments->text[kept[k]], suffixes[s]) < 0)
                return cli_fail_memory();
            code = check_use(kept[k], path, arguments);
            free(path);
        }
    return code;
}

static int prepare(dc_check_options *options, const cli_arguments *arguments) {
    int code = cli_prepare_constants(&options->parameters, arguments);
    if (code == CLI_FINE)
        code = cli_prepare_family(&options->family, arguments);
    if (code == CLI_FINE)
        code = prepare_question(options, arguments);
    if (code == CLI_FINE)
        code = cli_prepare_outputs(arguments);
    if (code == CLI_FINE)
        code = check_checkpoint(arguments);
    prepare_checkpoint(options, arguments);
    options->grouping = cli_prepare_grouping(arguments);
    cli_prepare_limits(options, arguments);
    return code;
}

static void print_word(FILE *out, const void *of) {
    const cli_report *report = of;
    cli_text_print_word(out, report->result);
}

static void print_text(FILE *out, const void *report) {
    cli_text_print(out, report);
}

static int print_result(const cli_report *report) {
    static const cli_forms forms = { cli_json_print, print_word, print_text };
    static const int codes[] = { [DC_HOLDS] = CLI_FINE,
                                 [DC_VIOLATED] = CLI_VIOLATED,
                                 [DC_UNDECIDED] = CLI_UNDECIDED };
    return cli_print_report(report->arguments, &forms, report,
                            codes[report->result->verdict]);
}

static int answer(dc_check_options *options, const cli_arguments *arguments,
                  const dc_dataset *data) {
    dc_result *result = NULL;
    dc_error error;
    cli_prepare_note(options, arguments, data);
    cli_progress_begin(options, "", arguments->given[CLI_QUIET]);
    dc_status status = dc_check(&result, data, options, &error);
    cli_progress_end();
    if (status != DC_OK)
        return cli_fail_status(&error);
    cli_report report = {
        .arguments = arguments, .options = options, .data = data, .result = result
    };
    int code = cli_certify(&report.proof, result, options, data, arguments);
    if (code == CLI_FINE)
        code = print_result(&report);
    dc_result_destroy(result);
    return code;
}

int cli_check_run(const cli_arguments *arguments) {
    dc_check_options options;
    dc_dataset *data = NULL, *directions = NULL;
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    dc_check_options_init(&options);
    int code = prepare(&options, arguments);
    if (code == CLI_FINE)
        code = cli_prepare_inputs(&data, &directions, arguments);
    options.family.directions = directions;
    if (code == CLI_FINE)
        code = arguments->given[CLI_ESTIMATE] ? cli_estimate(&options, arguments, data)
                                              : answer(&options, arguments, data);
    dc_dataset_destroy(data);
    dc_dataset_destroy(directions);
    dc_check_options_clear(&options);
    return code;
}
