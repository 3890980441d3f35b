/* doublecheck variability DATA|LOGITS... */
#include <doublecheck/variability.h>

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "output.h"
#include "prepare.h"
#include "print.h"
#include "progress.h"
#include "read.h"
#include "study.h"
#include "training.h"
#include "variability_report.h"

const char *cli_against_word(dc_against against) {
    static const char *const words[] = { [DC_AGAINST_MODELS] = "models_of_pool",
                                         [DC_AGAINST_ENSEMBLES] = "ensembles_of_pool" };
    return words[against];
}

static bool reads_logits(const cli_arguments *arguments) {
    return arguments->operand_count > 1;
}

/* Options that have no meaning for logits: those of trainings, and a few more. */
static bool is_of_training(cli_option_id id) {
    static const cli_option_id more[] = { CLI_SEED,         CLI_SHUFFLE_SEED, CLI_TEST,
                                          CLI_TEST_SHARE,   CLI_SPLIT_SEED,   CLI_WEIGHT,
                                          CLI_WRITE_LOGITS, CLI_LABELS_FILE };
    if (cli_options[id].section == CLI_SECTION_TRAINING)
        return true;
    for (size_t k = 0; k < sizeof more / sizeof *more; k++)
        if (more[k] == id)
            return true;
    return false;
}

static int check_logits(const cli_arguments *arguments) {
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++)
        if (arguments->given[k] && is_of_training((cli_option_id)k))
            return cli_fail(CLI_BAD,
                            "--%s: two files or more are logits, and nothing is trained",
                            cli_options[k].name);
    for (size_t k = 0; k < arguments->operand_count; k++)
        if (strcmp(arguments->operands[k], "-") == 0)
            return cli_fail(CLI_BAD, "-: of several models each has a file of its own");
    if (cli_count(arguments, CLI_CANDIDATES) >= arguments->operand_count)
        return cli_fail(CLI_BAD,
                        "--candidates %s: of %zu models one at least is for the pool",
                        arguments->text[CLI_CANDIDATES], arguments->operand_count);
    return CLI_FINE;
}

static int check_data(const cli_arguments *arguments) {
    if (arguments->given[CLI_CANDIDATES])
        return cli_fail(
            CLI_BAD, "--candidates is for logits, two files or more; --models says how "
                     "many are trained");
    return CLI_FINE;
}

static char *logits_path(const char *prefix, size_t model) {
    char *path = NULL;
    return asprintf(&path, "%s%03zu.csv", prefix, model + 1) < 0 ? NULL : path;
}

/* Can a file of --write-logits be written, and is it none of the others? */
static int check_model_file(const char *path, const cli_arguments *arguments) {
    static const cli_option_id others[] = { CLI_JSON, CLI_CSV };
    const char *test = arguments->text[CLI_TEST];
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (arguments->text[others[k]] &&
            cli_output_same(arguments->text[others[k]], path))
            return cli_fail(CLI_BAD, "--write-logits: --%s names %s, too",
                            cli_options[others[k]].name, path);
    int code = cli_output_check("write-logits", path, arguments->operand);
    return code == CLI_FINE && test ? cli_output_check("write-logits", path, test) : code;
}

static int check_written(const cli_arguments *arguments) {
    const char *prefix = arguments->text[CLI_WRITE_LOGITS];
    size_t models = prefix ? 2 * (size_t)cli_count(arguments, CLI_MODELS) : 0;
    int code = CLI_FINE;
    for (size_t k = 0; k < models && code == CLI_FINE; k++) {
        char *path = logits_path(prefix, k);
        code = path ? check_model_file(path, arguments) : cli_fail_memory();
        free(path);
    }
    return code;
}

/* Outputs must not be one of the files that are read. */
static int check_outputs(const cli_arguments *arguments) {
    const char *json = cli_prepare_json_file(arguments), *csv = arguments->text[CLI_CSV];
    int code = cli_study_outputs(arguments);
    for (size_t k = 1; k < arguments->operand_count && code == CLI_FINE; k++) {
        code = json ? cli_output_check("json", json, arguments->operands[k]) : CLI_FINE;
        if (code == CLI_FINE && csv)
            code = cli_output_check("csv", csv, arguments->operands[k]);
    }
    return code == CLI_FINE ? check_written(arguments) : code;
}

static void prepare(dc_variability_options *options, const cli_arguments *arguments) {
    dc_variability_options_init(options);
    cli_prepare_training(&options->training, arguments);
    options->epochs = cli_count(arguments, CLI_EPOCHS);
    options->models = (size_t)cli_count(arguments, CLI_MODELS);
    options->rounds = (size_t)cli_count(arguments, CLI_ROUNDS);
    options->seed = cli_count(arguments, CLI_RESAMPLE_SEED);
    options->epsilon = cli_double(arguments, CLI_EPSILON);
    options->accept = cli_double(arguments, CLI_ACCEPT);
    cli_study_host(&options->host, arguments);
}

static int write_logits(const cli_variability_report *report) {
    const char *prefix = report->arguments->text[CLI_WRITE_LOGITS];
    int code = CLI_FINE;
    for (size_t k = 0; prefix && k < report->predictions->models && code == CLI_FINE;
         k++) {
        const cli_model_logits logits = { report, k };
        char *path = logits_path(prefix, k);
        code = path ? cli_output_write("write-logits", path, cli_variability_logits_print,
                                       &logits)
                    : cli_fail_memory();
        free(path);
    }
    return code;
}

static int print(const cli_variability_report *report) {
    static const cli_forms forms = { cli_variability_json_print,
                                     cli_variability_text_print_word,
                                     cli_variability_text_print };
    bool cut = report->predictions->interrupted || report->variability->interrupted;
    int code = write_logits(report);
    return code == CLI_FINE ? cli_print_with_file(report->arguments, CLI_CSV,
                                                  cli_variability_csv_print, &forms,
                                                  report, cut ? CLI_UNDECIDED : CLI_FINE)
                            : code;
}

static int fail(const dc_error *error) {
    if (error->status == DC_ESTOPPED)
        return cli_fail(CLI_UNDECIDED, "%s", error->message);
    if (error->status == DC_ENOMEM)
        return cli_fail(CLI_BAD, "%s (--memory SIZE allows more)", error->message);
    return cli_fail_status(error);
}

/* The time limit is that of the trainings, if there were any; and what is left over when they
 * are cut is not cut again. */
static int answer(const dc_predictions *predictions, dc_variability_options *options,
                  const cli_arguments *arguments, const dc_dataset *data) {
    dc_variability *variability = NULL;
    dc_error error;
    if (data)
        options->host.time_limit = 0;
    if (predictions->interrupted && options->host.stop(options->host.user))
        options->host.stop = NULL;
    dc_status status = dc_variability_measure(&variability, predictions, options, &error);
    cli_progress_end();
    if (status != DC_OK)
        return fail(&error);
    const cli_variability_report report = { .arguments = arguments,
                                            .options = options,
                                            .data = data,
                                            .predictions = predictions,
                                            .variability = variability };
    int code = print(&report);
    dc_variability_destroy(variability);
    return code;
}

static int train(dc_predictions *predictions, dc_dataset *data,
                 const dc_variability_options *options, const cli_arguments *arguments) {
    dc_samples learned, tested;
    dc_error error;
    int code = cli_study_samples(&learned, &tested, data, arguments);
    if (code != CLI_FINE)
        return code;
    dc_status status = dc_predictions_train(predictions, &learned, &tested, options,
                                            &error);
    cli_progress_end();
    dc_samples_clear(&learned);
    dc_samples_clear(&tested);
    return status == DC_OK ? CLI_FINE : fail(&error);
}

static int run_data(const cli_arguments *arguments) {
    dc_variability_options options;
    dc_predictions predictions = { 0 };
    dc_dataset *data = NULL;
    int code = check_data(arguments);
    if (code == CLI_FINE)
        code = check_outputs(arguments);
    if (code == CLI_FINE)
        code = cli_read(&data, arguments, NULL, cli_size(arguments, CLI_MEMORY));
    if (code == CLI_FINE) {
        prepare(&options, arguments);
        code = train(&predictions, data, &options, arguments);
    }
    if (code == CLI_FINE)
        code = answer(&predictions, &options, arguments, data);
    dc_predictions_clear(&predictions);
    dc_dataset_destroy(data);
    return code;
}

static int read_model(dc_predictions *predictions, const char *path,
                      const cli_arguments *arguments) {
    dc_dataset *data = NULL;
    dc_error error;
    int code = cli_read_logits(&data, path, arguments, cli_size(arguments, CLI_MEMORY));
    if (code == CLI_FINE &&
        dc_predictions_append(predictions, data, path, &error) != DC_OK)
        code = cli_fail_status(&error);
    dc_dataset_destroy(data);
    return code;
}

static int run_logits(const cli_arguments *arguments) {
    dc_variability_options options;
    dc_predictions predictions = { 0 };
    int code = check_logits(arguments);
    if (code == CLI_FINE)
        code = check_outputs(arguments);
    for (size_t k = 0; k < arguments->operand_count && code == CLI_FINE; k++)
        code = read_model(&predictions, arguments->operands[k], arguments);
    predictions.candidates = arguments->given[CLI_CANDIDATES]
                                 ? (size_t)cli_count(arguments, CLI_CANDIDATES)
                                 : predictions.models / 2;
    if (code == CLI_FINE) {
        prepare(&options, arguments);
        code = answer(&predictions, &options, arguments, NULL);
    }
    dc_predictions_clear(&predictions);
    return code;
}

int cli_variability_run(const cli_arguments *arguments) {
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    return reads_logits(arguments) ? run_logits(arguments) : run_data(arguments);
}
