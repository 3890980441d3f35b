/* Floors as text for a person, and as JSON (docs/floor.schema.json). */
#ifndef DC_CLI_FLOOR_REPORT_H
#define DC_CLI_FLOOR_REPORT_H

#include <doublecheck/floor.h>

#include "report.h"

typedef struct cli_floor_row {
    mpq_t loss;
    dc_floor floor;
} cli_floor_row;

typedef struct cli_floor_report {
    const cli_arguments *arguments;
    const dc_floor_options *options;
    const dc_dataset *data;
    const dc_choice *choice;
    cli_floor_row *rows; /* [count]: one, or those of --curve */
    size_t count;
    cli_proof proof; /* of the condition, for the constants of the rows */
} cli_floor_report;

/* Text; the last line is DOUBLING or TRIVIAL, the better of the two floors of the last row. */
void cli_floor_text_print(FILE *out, const cli_floor_report *report);

/* The floor alone, rounded down. */
void cli_floor_text_print_number(FILE *out, const cli_floor_report *report);

/* JSON of a cli_floor_report. */
bool cli_floor_json_print(FILE *out, const void *report);

/* "doubling" or "trivial": the better one. */
const char *cli_floor_better(const dc_floor *floor);

#endif
