/* Which losses memorize, as text for a person, as JSON (docs/memorize.schema.json) and
 * as CSV of every epoch. */
#ifndef DC_CLI_MEMORIZE_REPORT_H
#define DC_CLI_MEMORIZE_REPORT_H

#include <doublecheck/memorize.h>

#include "report.h"

typedef struct cli_memorize_report {
    const cli_arguments *arguments;
    const dc_memorize_options *options;
    const dc_dataset *data;
    const dc_memorization *result;
} cli_memorize_report;

/* --losses and --noise, in memory of their own. */
typedef struct cli_memorize_lists {
    char *text; /* what losses point into */
    const char *losses[DC_MEMORIZE_LIST_MOST];
    double noise[DC_MEMORIZE_LIST_MOST];
    size_t loss_count, noise_count;
} cli_memorize_lists;

/* Reads both. Returns CLI_FINE, or another code after a message. The caller frees text
 * in any case. */
int cli_memorize_lists_read(cli_memorize_lists *lists, const cli_arguments *arguments);

/* The runs of a loss and a noise: their means at the end, and at the epoch at which the
 * mean of J2 is greatest; the first if several are. False if they are not all complete.
 */
typedef struct cli_memorize_row {
    double replaced; /* share of the labels */
    double j1, j2, least_j2, greatest_j2;
    double best_j2;
    size_t best_epoch;
    double deviation; /* the largest from the risk identity; NaN: not known */
    bool rounding;    /* no deviation is more than rounding */
    bool diverged;    /* some run */
} cli_memorize_row;

bool cli_memorize_row_make(cli_memorize_row *row, const cli_memorize_report *report,
                           size_t loss, size_t noise);

/* Is every loss judged? */
bool cli_memorize_is_judged(const dc_memorization *result);

/* A loss that is symmetric, and for which the identity of the theorem does not hold all
 * the same; loss_count: there is none. */
size_t cli_memorize_refuted(const dc_memorization *result);

/* "REFUTED", "UNDECIDED", "RESISTS", "NONE". */
const char *cli_memorize_word(const dc_memorization *result);

/* "RESISTS mae rll:0.1", NONE, UNDECIDED or REFUTED, in a line; of a
 * cli_memorize_report, as all that follows. */
void cli_memorize_print_verdict(FILE *out, const void *of);

/* Text; the last line is the verdict. */
void cli_memorize_text_print(FILE *out, const void *of);

bool cli_memorize_json_print(FILE *out, const void *of);

/* A line for every epoch of every run. */
bool cli_memorize_csv_print(FILE *out, const void *of);

#endif
