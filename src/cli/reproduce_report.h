/* A reproduction study as text for a person, as JSON (docs/reproduce.schema.json) and as CSV
 * of its runs. */
#ifndef DC_CLI_REPRODUCE_REPORT_H
#define DC_CLI_REPRODUCE_REPORT_H

#include <doublecheck/reproduce.h>

#include "report.h"

/* What is trained and tested with. */
typedef struct cli_reproduce_data {
    dc_dataset *data;
    dc_samples train, test;
    bool forecasts; /* --series */
    dc_series_scaling scaling;
} cli_reproduce_data;

typedef struct cli_reproduce_report {
    const cli_arguments *arguments;
    const dc_reproduce_options *options;
    const cli_reproduce_data *data;
    const dc_reproduction *result;
} cli_reproduce_report;

/* Reads DATA, and --test or --series. The caller clears it, whatever comes back: CLI_FINE, or
 * another code after a message. */
int cli_reproduce_read(cli_reproduce_data *data, const cli_arguments *arguments);
void cli_reproduce_clear(cli_reproduce_data *data);

/* Text; the last line is the verdict, or with --sweep how many there are of each. */
void cli_reproduce_text_print(FILE *out, const void *of);
void cli_reproduce_word_print(FILE *out, const void *of);

/* The part of it for --sweep, and its last line. */
void cli_reproduce_sweep_print(FILE *out, const cli_reproduce_report *report);
void cli_reproduce_sweep_word(FILE *out, const cli_reproduce_report *report);

/* A number in a column, "-" where there is none; a ratio, with few digits; an interval. */
void cli_reproduce_print_number(FILE *out, int width, int digits, double value);
void cli_reproduce_print_ratio(FILE *out, double value);
void cli_reproduce_print_interval(FILE *out, const dc_interval *interval);

bool cli_reproduce_json_print(FILE *out, const void *of);

/* A line for each complete run. */
bool cli_reproduce_csv_print(FILE *out, const void *of);

#endif
