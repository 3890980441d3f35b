/* check --estimate: what the answer would cost. */
#ifndef DC_CLI_ESTIMATE_H
#define DC_CLI_ESTIMATE_H

#include <doublecheck/estimate.h>

#include "report.h"

enum { CLI_EASIER_MOST = 2, CLI_RANKS = 8 };

/* A question that is easier than the one asked. */
typedef struct cli_easier {
    const char *how; /* options to add */
    dc_cost cost;    /* of all groups */
} cli_easier;

typedef struct cli_estimate_report {
    cli_report report; /* result: what the estimate has found */
    const dc_estimate *estimate;
    size_t easier_count; /* none, unless the question would take long */
    cli_easier easier[CLI_EASIER_MOST];
} cli_estimate_report;

/* Seconds of the search on so many processes of the estimate's threads each. */
double cli_estimate_seconds(const cli_estimate_report *estimate, const dc_cost *cost,
                            unsigned processes);

/* An end of the range of cost->thread_seconds, in seconds of one such process. */
double cli_estimate_scaled(const cli_estimate_report *estimate, const dc_cost *cost,
                           double thread_seconds);

/* The numbers of processes that are told of: 1, 2, 4, ... */
extern const unsigned cli_estimate_ranks[CLI_RANKS];

/* Estimates, and prints what --json and --quiet ask for. Returns an exit code, after a
 * message if it is not CLI_FINE. */
int cli_estimate(dc_check_options *options, const cli_arguments *arguments,
                 const dc_dataset *data);

/* The forms of a cli_estimate_report: JSON (docs/estimate.schema.json; false if memory is
 * out or writing fails); text, whose last line is the second form:
 * "ESTIMATE 2.1e+06 boxes 35 s". */
bool cli_estimate_json(FILE *out, const void *report);
void cli_estimate_line(FILE *out, const void *of);
void cli_estimate_text(FILE *out, const void *of);

#endif
