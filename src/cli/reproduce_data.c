/* What reproduce trains and tests with. */
#include <stdlib.h>

#include <doublecheck/rational.h>

#include "cli.h"
#include "read.h"
#include "reproduce_report.h"
#include "study.h"

/* Options that mean nothing to a series, and those that mean nothing to anything else. */
static int check_options(const cli_arguments *arguments) {
    static const cli_option_id classes[] = { CLI_TEST,    CLI_SPLIT_SEED,  CLI_LABEL,
                                             CLI_COLUMNS, CLI_LABELS_FILE, CLI_WEIGHT,
                                             CLI_DROP };
    static const cli_option_id series[] = { CLI_WINDOW, CLI_HORIZON };
    bool forecasts = arguments->given[CLI_SERIES];
    const cli_option_id *wrong = forecasts ? classes : series;
    size_t count = forecasts ? sizeof classes / sizeof *classes
                             : sizeof series / sizeof *series;
    for (size_t k = 0; k < count; k++)
        if (arguments->given[wrong[k]])
            return cli_fail(CLI_BAD, "--%s is of no use with%s --series",
                            cli_options[wrong[k]].name, forecasts ? "" : "out");
    return CLI_FINE;
}

static int read_values(double *values, const dc_dataset *data, const char *column) {
    mpq_t value;
    int code = CLI_FINE;
    mpq_init(value);
    for (size_t k = 0; k < dc_dataset_points(data) && code == CLI_FINE; k++) {
        dc_dataset_value(value, data, k, 0);
        values[k] = dc_rational_nearest(value);
        if (values[k] - values[k] != 0)
            code = cli_fail(CLI_BAD, "--series %s: value %zu is beyond the doubles",
                            column, k + 1);
    }
    mpq_clear(value);
    return code;
}

static int make_windows(cli_reproduce_data *data, const double *values,
                        const cli_arguments *arguments) {
    const dc_series_options options = {
        .window = (size_t)cli_integer(arguments, CLI_WINDOW),
        .horizon = (size_t)cli_integer(arguments, CLI_HORIZON),
        .test_share = cli_double(arguments, CLI_TEST_SHARE),
        .standardise = cli_word_is(arguments, CLI_SCALE, "standard")
    };
    dc_error error;
    dc_status status = dc_series_samples(&data->train, &data->test, &data->scaling,
                                         values, dc_dataset_points(data->data), &options,
                                         &error);
    return status == DC_OK ? CLI_FINE : cli_fail_status(&error);
}

static int read_series(cli_reproduce_data *data, const cli_arguments *arguments) {
    const char *column = arguments->text[CLI_SERIES];
    cli_arguments reading = *arguments;
    reading.text[CLI_COLUMNS] = column;
    reading.text[CLI_LABEL] = "none";
    int code = cli_read(&data->data, &reading, NULL, cli_size(arguments, CLI_MEMORY));
    if (code != CLI_FINE)
        return code;
    if (dc_dataset_features(data->data) != 1)
        return cli_fail(CLI_BAD, "--series %s: wanted one column", column);
    double *values = calloc(dc_dataset_points(data->data), sizeof *values);
    code = values ? read_values(values, data->data, column) : cli_fail_memory();
    dc_dataset_drop_points(data->data);
    if (code == CLI_FINE)
        code = make_windows(data, values, arguments);
    free(values);
    return code;
}

int cli_reproduce_read(cli_reproduce_data *data, const cli_arguments *arguments) {
    *data = (cli_reproduce_data){ .forecasts = arguments->given[CLI_SERIES],
                                  .scaling = { .scale = 1 } };
    int code = check_options(arguments);
    if (code == CLI_FINE && data->forecasts)
        return read_series(data, arguments);
    if (code == CLI_FINE)
        code = cli_read(&data->data, arguments, NULL, cli_size(arguments, CLI_MEMORY));
    if (code == CLI_FINE)
        code = cli_study_samples(&data->train, &data->test, data->data, arguments);
    return code;
}

void cli_reproduce_clear(cli_reproduce_data *data) {
    dc_samples_clear(&data->train);
    dc_samples_clear(&data->test);
    dc_dataset_destroy(data->data);
}
