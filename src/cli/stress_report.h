/* A search of variances, or one variance evaluated again, and how it is written. */
#ifndef DC_CLI_STRESS_REPORT_H
#define DC_CLI_STRESS_REPORT_H

#include <doublecheck/stress.h>

#include "report.h"

typedef struct cli_stress_report {
    const cli_arguments *arguments;
    const dc_stress_options *options;
    const dc_dataset *data;
    const dc_samples *train, *test;
    const dc_stress_space *space;
    const dc_stress_outcome *nominal;
    const dc_stress_entry *entries; /* the front, or the one that was replayed */
    size_t entry_count;
    const dc_stress_study *study; /* NULL: a replay */
} cli_stress_report;

bool cli_stress_json_print(FILE *out, const void *of);
bool cli_stress_csv_print(FILE *out, const void *of);
void cli_stress_text_print(FILE *out, const void *of);
void cli_stress_text_print_word(FILE *out, const void *of);

/* Had a search for an m* no room for its points? */
bool cli_stress_exceeded(const cli_stress_report *report);

/* "label-noise 0.12; rate 0.1 -> 0.73"; "nominal". */
void cli_stress_print_words(FILE *out, const dc_stress_space *space,
                            const dc_variance *x);

/* A value of an axis: a word, or the fewest digits that give it back. */
void cli_stress_print_value(FILE *out, const dc_stress_axis *axis, double value);

/* The command that evaluates x again. Returns false if memory is out. */
bool cli_stress_print_command(FILE *out, const cli_stress_report *report,
                              const dc_variance *x);

/* Of the complete repetitions: mean and standard deviation of a score (level
 * DC_STRESS_LEVELS: its volume) of one of the three; and how often that of the search is
 * greater. */
typedef enum cli_side {
    CLI_SIDE_SEARCH,
    CLI_SIDE_UNIFORM,
    CLI_SIDE_NEAR,
    CLI_SIDES
} cli_side;
typedef struct cli_tally {
    size_t complete, wins, ties;
    double mean, deviation;
} cli_tally;
cli_tally cli_stress_tally(const dc_stress_study *study, cli_side side, size_t level);

#endif
