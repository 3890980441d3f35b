/* doublecheck memorize DATA */
#include <doublecheck/memorize.h>

#include <stdlib.h>

#include "cli.h"
#include "commands.h"
#include "memorize_report.h"
#include "print.h"
#include "progress.h"
#include "read.h"
#include "study.h"
#include "training.h"

static void prepare(dc_memorize_options *options, const cli_memorize_lists *lists,
                    const cli_arguments *arguments) {
    dc_memorize_options_init(options);
    cli_prepare_training(&options->training, arguments);
    options->losses = lists->losses;
    options->loss_count = lists->loss_count;
    options->noise = lists->noise;
    options->noise_count = lists->noise_count;
    options->runs = (size_t)cli_integer(arguments, CLI_SEEDS);
    options->noise_seed = cli_integer(arguments, CLI_NOISE_SEED);
    options->epochs = cli_integer(arguments, CLI_EPOCHS);
    options->within = cli_double(arguments, CLI_WITHIN);
}

static bool is_complete(const dc_memorization *result) {
    for (size_t k = 0; k < result->run_count; k++)
        if (!result->runs[k].complete)
            return false;
    return true;
}

static int print(const cli_memorize_report *report) {
    static const cli_forms forms = { cli_memorize_json_print, cli_memorize_print_verdict,
                                     cli_memorize_text_print };
    const dc_memorization *result = report->result;
    int code = is_complete(result) ? CLI_FINE : CLI_UNDECIDED;
    if (cli_memorize_refuted(result) < result->loss_count)
        code = CLI_INTERNAL;
    return cli_print_with_file(report->arguments, CLI_CSV, cli_memorize_csv_print, &forms,
                               report, code);
}

static int answer(dc_memorize_options *options, const cli_arguments *arguments,
                  const dc_dataset *data, const dc_samples *samples) {
    dc_memorization *result = NULL;
    dc_study_host host;
    dc_error error;
    cli_study_fit_batch(&options->training, arguments, samples->points);
    cli_study_host(&host, arguments);
    dc_status status = dc_memorize(&result, samples, options, &host, &error);
    cli_progress_end();
    if (status != DC_OK)
        return cli_fail_status(&error);
    int code = print(&(cli_memorize_report){ arguments, options, data, result });
    dc_memorization_destroy(result);
    return code;
}

static int take_samples(dc_memorize_options *options, const cli_arguments *arguments,
                        dc_dataset *data) {
    dc_samples samples;
    int code = cli_study_take(&samples, data, arguments);
    if (code != CLI_FINE)
        return code;
    if (cli_word_is(arguments, CLI_SCALE, "standard"))
        code = cli_study_scale((dc_samples *[]){ &samples }, 1, &samples);
    if (code == CLI_FINE)
        code = answer(options, arguments, data, &samples);
    dc_samples_clear(&samples);
    return code;
}

int cli_memorize_run(const cli_arguments *arguments) {
    dc_memorize_options options;
    cli_memorize_lists lists = { 0 };
    dc_dataset *data = NULL;
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    int code = cli_study_outputs(arguments);
    if (code == CLI_FINE)
        code = cli_memorize_lists_read(&lists, arguments);
    if (code == CLI_FINE)
        code = cli_read(&data, arguments, NULL, cli_size(arguments, CLI_MEMORY));
    prepare(&options, &lists, arguments);
    if (code == CLI_FINE)
        code = take_samples(&options, arguments, data);
    dc_dataset_destroy(data);
    free(lists.text);
    return code;
}
