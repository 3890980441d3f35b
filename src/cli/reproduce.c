/* doublecheck reproduce DATA */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/rational.h>

#include "cli.h"
#include "commands.h"
#include "output.h"
#include "print.h"
#include "progress.h"
#include "reproduce_report.h"
#include "study.h"
#include "training.h"

enum { NUMBERS_MOST = 100, NUMBER_LENGTH_MOST = 64 };

typedef struct numbers {
    size_t count;
    double value[NUMBERS_MOST];
} numbers;

static bool parse_number(double *value, const char *text, size_t length) {
    char copy[NUMBER_LENGTH_MOST];
    mpq_t exact;
    if (length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    mpq_init(exact);
    bool good = dc_rational_parse(exact, copy, NULL) == DC_OK && mpq_sgn(exact) >= 0;
    if (good)
        *value = dc_rational_nearest(exact);
    mpq_clear(exact);
    return good && isfinite(*value);
}

/* --a or --b: a number, or with --sweep numbers with commas between them. */
static int read_numbers(numbers *list, const cli_arguments *arguments, cli_option_id id,
                        const char *initial) {
    const char *text = arguments->text[id] ? arguments->text[id] : initial;
    bool sweep = arguments->given[CLI_SWEEP];
    list->count = 0;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        if (list->count == NUMBERS_MOST)
            return cli_fail(CLI_BAD, "--%s: more than %d numbers", cli_options[id].name,
                            NUMBERS_MOST);
        if (!parse_number(list->value + list->count++, at, length))
            return cli_fail(CLI_BAD, "--%s %s: '%.*s' is no number >= 0",
                            cli_options[id].name, text, (int)length, at);
        at += length;
        if (*at == '\0')
            break;
    }
    if (list->count > 1 && !sweep)
        return cli_fail(CLI_BAD, "--%s %s: one number, or several with --sweep",
                        cli_options[id].name, text);
    return CLI_FINE;
}

/* Pairs of all a and all b; the caller frees *pairs. */
static int read_pairs(dc_clf_weights **pairs, size_t *count,
                      const cli_arguments *arguments) {
    bool sweep = arguments->given[CLI_SWEEP];
    numbers a, b;
    int code = read_numbers(&a, arguments, CLI_CLF_A, sweep ? "0,0.1,0.5" : "0.1");
    if (code == CLI_FINE)
        code = read_numbers(&b, arguments, CLI_CLF_B, sweep ? "0,0.1,1" : "0.1");
    if (code != CLI_FINE)
        return code;
    *count = a.count * b.count;
    *pairs = calloc(*count, sizeof **pairs);
    if (!*pairs)
        return cli_fail_memory();
    for (size_t i = 0; i < a.count; i++)
        for (size_t j = 0; j < b.count; j++)
            (*pairs)[i * b.count + j] = (dc_clf_weights){ a.value[i], b.value[j] };
    return CLI_FINE;
}

static dc_vary vary_option(const cli_arguments *arguments) {
    if (cli_word_is(arguments, CLI_VARY, "init"))
        return DC_VARY_INIT;
    return cli_word_is(arguments, CLI_VARY, "shuffle") ? DC_VARY_SHUFFLE : DC_VARY_BOTH;
}

static int prepare(dc_reproduce_options *options, const cli_arguments *arguments) {
    dc_reproduce_options_init(options);
    cli_prepare_training(&options->training, arguments);
    cli_study_host(&options->host, arguments);
    options->seeds = (size_t)cli_integer(arguments, CLI_SEEDS);
    options->epochs = (size_t)cli_integer(arguments, CLI_EPOCHS);
    options->vary = vary_option(arguments);
    options->rounds = (size_t)cli_integer(arguments, CLI_RESAMPLES);
    options->bootstrap_seed = cli_integer(arguments, CLI_RESAMPLE_SEED);
    options->margin = cli_double(arguments, CLI_MARGIN);
    if (cli_word_is(arguments, CLI_OPTIMIZER, "armijo"))
        return cli_fail(CLI_BAD, "--optimizer armijo: a loss of the batch as a whole has "
                                 "no line search");
    return cli_study_outputs(arguments);
}

static int print(const cli_reproduce_report *report) {
    static const cli_forms forms = { cli_reproduce_json_print, cli_reproduce_word_print,
                                     cli_reproduce_text_print };
    return cli_print_with_file(report->arguments, CLI_CSV, cli_reproduce_csv_print,
                               &forms, report,
                               report->result->interrupted ? CLI_UNDECIDED : CLI_FINE);
}

static int answer(dc_reproduce_options *options, const cli_arguments *arguments,
                  const cli_reproduce_data *data) {
    dc_reproduction *result;
    dc_error error;
    cli_study_fit_batch(&options->training, arguments, data->train.points);
    options->unit = 1 / data->scaling.scale;
    dc_status status = dc_reproduce(&result, &data->train, &data->test, options, &error);
    cli_progress_end();
    if (status != DC_OK)
        return cli_fail_status(&error);
    const cli_reproduce_report report = { arguments, options, data, result };
    int code = print(&report);
    dc_reproduction_destroy(result);
    return code;
}

int cli_reproduce_run(const cli_arguments *arguments) {
    dc_reproduce_options options;
    cli_reproduce_data data = { 0 };
    dc_clf_weights *pairs = NULL;
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    int code = prepare(&options, arguments);
    if (code == CLI_FINE)
        code = read_pairs(&pairs, &options.weight_count, arguments);
    options.weights = pairs;
    if (code == CLI_FINE)
        code = cli_reproduce_read(&data, arguments);
    if (code == CLI_FINE)
        code = answer(&options, arguments, &data);
    cli_reproduce_clear(&data);
    free(pairs);
    return code;
}
