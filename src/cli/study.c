#include "study.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "output.h"
#include "prepare.h"
#include "progress.h"
#include "read.h"

void cli_study_host(dc_study_host *host, const cli_arguments *arguments) {
    bool given = arguments->given[CLI_MEMORY];
    *host = (dc_study_host){ .memory = given ? cli_size(arguments, CLI_MEMORY) : 0,
                             .time_limit = cli_double(arguments, CLI_TIME_LIMIT),
                             .threads = (unsigned)cli_count(arguments, CLI_THREADS) };
    cli_progress_of_study(host, arguments->given[CLI_QUIET]);
}

/* An output must be none of the files that are read. */
static int check_output(const char *option, const char *path,
                        const cli_arguments *arguments) {
    const char *test = arguments->text[CLI_TEST];
    int code = cli_output_check(option, path, arguments->operand);
    return code == CLI_FINE && test ? cli_output_check(option, path, test) : code;
}

int cli_study_outputs(const cli_arguments *arguments) {
    const char *json = cli_prepare_json_file(arguments), *csv = arguments->text[CLI_CSV];
    int code = json ? check_output("json", json, arguments) : CLI_FINE;
    if (code != CLI_FINE || !csv)
        return code;
    if (strcmp(csv, "-") == 0)
        return cli_fail(CLI_BAD, "--csv -: raw results go to a file");
    if (json && cli_output_same(json, csv))
        return cli_fail(CLI_BAD, "--csv %s: --json names the same file", csv);
    return check_output("csv", csv, arguments);
}

void cli_study_fit_batch(dc_training_options *training, const cli_arguments *arguments,
                         size_t points) {
    bool all = cli_word_is(arguments, CLI_OPTIMIZER, "armijo") ||
               cli_word_is(arguments, CLI_OPTIMIZER, "gd");
    if (!arguments->given[CLI_BATCH] && (all || training->batch > points))
        training->batch = 0;
}

int cli_study_scale(dc_samples *const *sets, size_t count, const dc_samples *from) {
    double *shift = calloc(from->features, sizeof *shift);
    double *scale = calloc(from->features, sizeof *scale);
    int code = shift && scale ? CLI_FINE : cli_fail_memory();
    if (code == CLI_FINE)
        dc_samples_scaling(shift, scale, from);
    for (size_t k = 0; k < count && code == CLI_FINE; k++)
        dc_samples_scale(sets[k], shift, scale);
    free(shift);
    free(scale);
    return code;
}

int cli_study_take(dc_samples *samples, dc_dataset *data,
                   const cli_arguments *arguments) {
    dc_study_host host;
    dc_error error;
    cli_study_host(&host, arguments);
    if (dc_study_data_fit(&host, data, NULL, &error) != DC_OK ||
        dc_samples_from_dataset(samples, data, &error) != DC_OK)
        return cli_fail_status(&error);
    dc_dataset_drop_points(data);
    return CLI_FINE;
}

void cli_study_tell_exceeded(bool exceeded, const cli_arguments *arguments) {
    if (exceeded && !arguments->given[CLI_QUIET])
        cli_fail(
            CLI_FINE,
            "--memory %s: points to be judged had no room beside what was trained, so they "
            "were not",
            arguments->text[CLI_MEMORY]);
}

static int split(dc_samples *train, dc_samples *test, dc_dataset *data,
                 const cli_arguments *arguments) {
    dc_samples all;
    dc_error error;
    int code = cli_study_take(&all, data, arguments);
    if (code != CLI_FINE)
        return code;
    dc_status status = dc_samples_split(train, test, &all,
                                        cli_double(arguments, CLI_TEST_SHARE),
                                        cli_integer(arguments, CLI_SPLIT_SEED), &error);
    dc_samples_clear(&all);
    return status == DC_OK ? CLI_FINE : cli_fail_status(&error);
}

static int fail_test(const char *path, const dc_error *error) {
    return error->status == DC_EINPUT
               ? cli_fail(CLI_BAD, "--test %s: %s", path, error->message)
               : cli_fail_status(error);
}

static int read_test(dc_samples *train, dc_samples *test, dc_dataset *data,
                     const cli_arguments *arguments) {
    const char *path = arguments->text[CLI_TEST];
    dc_dataset *tested = NULL;
    dc_study_host host;
    dc_error error;
    cli_study_host(&host, arguments);
    int code = cli_study_take(train, data, arguments);
    if (code == CLI_FINE)
        code = cli_read_like(&tested, path, arguments, NULL,
                             cli_size(arguments, CLI_MEMORY));
    if (code == CLI_FINE &&
        (dc_study_data_fit(&host, tested, train, &error) != DC_OK ||
         dc_samples_from_dataset_like(test, tested, data, &error) != DC_OK))
        code = fail_test(path, &error);
    dc_dataset_destroy(tested);
    return code;
}

int cli_study_samples(dc_samples *train, dc_samples *test, dc_dataset *data,
                      const cli_arguments *arguments) {
    *train = *test = (dc_samples){ 0 };
    int code = (arguments->text[CLI_TEST] ? read_test : split)(train, test, data,
                                                               arguments);
    if (code == CLI_FINE && cli_word_is(arguments, CLI_SCALE, "standard"))
        code = cli_study_scale((dc_samples *[]){ test, train }, 2, train);
    if (code != CLI_FINE) {
        dc_samples_clear(train);
        dc_samples_clear(test);
    }
    return code;
}
