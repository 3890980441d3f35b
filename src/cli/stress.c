/* doublecheck stress DATA */
#include <doublecheck/stress.h>

#include <string.h>

#include "cli.h"
#include "commands.h"
#include "output.h"
#include "prepare.h"
#include "print.h"
#include "progress.h"
#include "read.h"
#include "stress_report.h"
#include "study.h"
#include "training.h"

/* Inputs; the caller clears all of them. */
typedef struct inputs {
    dc_dataset *data, *directions;
    dc_samples train, test;
} inputs;

static int prepare_condition(dc_stress_options *options, const cli_arguments *arguments) {
    cli_rational(options->parameters.kappa, arguments, CLI_KAPPA);
    cli_rational(options->parameters.sigma, arguments, CLI_SIGMA);
    cli_rational(options->parameters.delta, arguments, CLI_DELTA);
    return cli_prepare_family(&options->family, arguments);
}

static void prepare_search(dc_stress_options *options, const cli_arguments *arguments) {
    options->epochs = cli_integer(arguments, CLI_EPOCHS);
    options->threshold = cli_double(arguments, CLI_T0_ACCURACY);
    options->damage = cli_word_is(arguments, CLI_DAMAGE, "drop") ? DC_DAMAGE_DROP
                                                                 : DC_DAMAGE_FINAL;
    options->budget = cli_double(arguments, CLI_BUDGET);
    options->draw_seed = cli_integer(arguments, CLI_DRAW_SEED);
    options->search_seed = cli_integer(arguments, CLI_SEARCH_SEED);
    options->evaluations = (size_t)cli_integer(arguments, CLI_EVALUATIONS);
    options->repetitions = (size_t)cli_integer(arguments, CLI_REPETITIONS);
    options->sample = (size_t)cli_integer(arguments, CLI_SAMPLE);
    options->cache = arguments->text[CLI_CACHE];
}

/* --cache: a file of its own, which --replay has no use for. */
static int check_cache(const cli_arguments *arguments) {
    const char *cache = arguments->text[CLI_CACHE], *csv = arguments->text[CLI_CSV];
    const char *json = cli_prepare_json_file(arguments);
    if (!cache)
        return CLI_FINE;
    if (arguments->text[CLI_REPLAY])
        return cli_fail(CLI_BAD, "--cache %s: --replay evaluates anew", cache);
    if (strcmp(cache, "-") == 0)
        return cli_fail(CLI_BAD, "--cache -: evaluations go to a file");
    bool is_json = json && cli_output_same(json, cache);
    if (is_json || (csv && cli_output_same(csv, cache)))
        return cli_fail(CLI_BAD, "--cache %s: --%s names the same file", cache,
                        is_json ? "json" : "csv");
    return cli_output_check("cache", cache, arguments->operand);
}

static int prepare(dc_stress_options *options, const cli_arguments *arguments) {
    cli_prepare_training(&options->training, arguments);
    prepare_search(options, arguments);
    int code = prepare_condition(options, arguments);
    if (code == CLI_FINE)
        code = cli_study_outputs(arguments);
    return code == CLI_FINE ? check_cache(arguments) : code;
}

static int read_inputs(inputs *in, dc_stress_options *options,
                       const cli_arguments *arguments) {
    size_t memory = cli_size(arguments, CLI_MEMORY);
    int code = cli_prepare_directions(&in->directions, arguments, memory);
    options->family.directions = in->directions;
    if (code == CLI_FINE)
        code = cli_read(&in->data, arguments, NULL, memory);
    return code == CLI_FINE
               ? cli_study_samples(&in->train, &in->test, in->data, arguments)
               : code;
}

static int fail(const dc_error *error, const cli_arguments *arguments) {
    const char *cache = arguments->text[CLI_CACHE];
    size_t length = cache ? strlen(cache) : 0;
    if (error->status == DC_ESTOPPED)
        return cli_fail(CLI_UNDECIDED, "%s", error->message);
    if (cache && strncmp(error->message, cache, length) == 0)
        return cli_fail(CLI_BAD, "--cache %s", error->message);
    return cli_fail_status(error);
}

static int print(const cli_stress_report *report, int code) {
    static const cli_forms forms = { cli_stress_json_print, cli_stress_text_print_word,
                                     cli_stress_text_print };
    return cli_print_with_file(report->arguments, CLI_CSV, cli_stress_csv_print, &forms,
                               report, code);
}

bool cli_stress_exceeded(const cli_stress_report *report) {
    return report->study ? report->study->exceeded : report->entries->mass.exceeded;
}

static int search(cli_stress_report *report) {
    dc_stress_study *study;
    dc_error error;
    dc_status status = dc_stress(&study, report->train, report->test, report->options,
                                 &error);
    cli_progress_end();
    if (status != DC_OK)
        return fail(&error, report->arguments);
    report->study = study;
    report->space = &study->space;
    report->nominal = &study->nominal;
    report->entries = study->front;
    report->entry_count = study->front_count;
    cli_study_tell_exceeded(cli_stress_exceeded(report), report->arguments);
    int code = print(report, study->interrupted ? CLI_UNDECIDED : CLI_FINE);
    dc_stress_destroy(study);
    return code;
}

static int replay(cli_stress_report *report) {
    dc_stress_entry entry;
    dc_stress_outcome nominal;
    dc_stress_space space;
    dc_variance x;
    dc_error error;
    if (dc_stress_space_init(&space, report->train, report->options, &error) != DC_OK)
        return fail(&error, report->arguments);
    if (dc_variance_parse(&x, &space, report->arguments->text[CLI_REPLAY], &error) !=
        DC_OK)
        return cli_fail(CLI_BAD, "--replay: %s", error.message);
    dc_status status = dc_stress_replay(&entry, &nominal, &x, report->train, report->test,
                                        report->options, &error);
    cli_progress_end();
    if (status != DC_OK)
        return fail(&error, report->arguments);
    report->space = &space;
    report->nominal = &nominal;
    report->entries = &entry;
    report->entry_count = 1;
    cli_study_tell_exceeded(cli_stress_exceeded(report), report->arguments);
    return print(report, CLI_FINE);
}

static int answer(const inputs *in, dc_stress_options *options,
                  const cli_arguments *arguments) {
    cli_stress_report report = { .arguments = arguments,
                                 .options = options,
                                 .data = in->data,
                                 .train = &in->train,
                                 .test = &in->test };
    cli_study_host(&options->host, arguments);
    return arguments->text[CLI_REPLAY] ? replay(&report) : search(&report);
}

int cli_stress_run(const cli_arguments *arguments) {
    dc_stress_options options;
    inputs in = { 0 };
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    dc_stress_options_init(&options);
    int code = prepare(&options, arguments);
    if (code == CLI_FINE)
        code = read_inputs(&in, &options, arguments);
    if (code == CLI_FINE)
        code = answer(&in, &options, arguments);
    dc_dataset_destroy(in.data);
    dc_dataset_destroy(in.directions);
    dc_samples_clear(&in.train);
    dc_samples_clear(&in.test);
    dc_stress_options_clear(&options);
    return code;
}
