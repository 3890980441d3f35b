/* Floors as text for a person, and as JSON (docs/floor.schema.json). */
#ifndef DC_CLI_FLOOR_REPORT_H
#define DC_CLI_FLOOR_REPORT_H

#include <doublecheck/data_floor.h>
#include <doublecheck/floor.h>

#include "report.h"

/* What the JSON of a result of check says, as far as a floor needs it. */
typedef struct cli_floor_source {
    dc_guarantee guarantee; /* with an m0 just above the greatest m* */
    dc_family_kind family;
    mpq_t width; /* family width */
    char *family_text, *file, *grouping, *proof;
    char *sha256; /* of the data; NULL: the result has none */
    size_t points;
    bool starved; /* memory was out while it was read */
} cli_floor_source;

/* Reads it. Returns CLI_FINE, or another code after a message. The caller clears it in any
 * case. */
int cli_floor_source_read(cli_floor_source *source, const char *path);
void cli_floor_source_clear(cli_floor_source *source);

typedef struct cli_floor_row {
    mpq_t loss;
    dc_floor floor;
} cli_floor_row;

typedef struct cli_floor_report {
    const cli_arguments *arguments;
    const dc_floor_options *options;
    const dc_dataset *data;         /* NULL: */
    const cli_floor_source *source; /* a result of check */
    const dc_choice *choice;
    cli_floor_row
        *rows; /* [wanted]: one, or those of --curve; the first `count` are filled */
    size_t count, wanted;
    dc_stop stop;          /* what ended the floors: the last may not be the best then */
    cli_proof proof;       /* of the condition, for the constants of the rows */
    cli_proof floor_proof; /* of --floor-certificate */
    dc_data_floor *data_floor; /* NULL: none was wanted */
    cli_proof data_proof;      /* of the data floor */
} cli_floor_report;

/* Fills the rows of report, whose choice this is, until `end` (0: none) or a signal; at least
 * one, with what was found for it. Returns CLI_FINE, or another code after a message. */
int cli_floor_fill(cli_floor_report *report, dc_choice *choice, double end);

/* Writes the certificate of the floor that --floor-certificate asks for, and has it
 * checked; the row's accuracy becomes what it says. Returns CLI_FINE, or another code
 * after a message. */
int cli_floor_certify(cli_floor_report *report);

/* True if --only asks for this floor. */
bool cli_floor_wants(const cli_arguments *arguments, const char *which);

/* Computes the data floor, if there is to be one, until `end` (0: none) or a signal, and has
 * its proof checked. Returns CLI_FINE, or another code after a message. */
int cli_floor_fill_data(cli_floor_report *report, double end);
/* Has the proof of a data floor checked; the floor becomes what its certificate claims, or
 * T5. Returns CLI_FINE, or another code after a message. */
int cli_certify_data_floor(cli_proof *proof, dc_data_floor *floor, const mpq_t loss,
                           const dc_dataset *data, const cli_arguments *arguments);

bool cli_floor_has_data_floor(const cli_floor_report *report);

/* The best floor of a row. */
const mpq_t *cli_floor_best(const cli_floor_report *report, const cli_floor_row *row);

/* --require: true if it is given, and met. */
bool cli_floor_is_met(const cli_floor_report *report);

/* Text; the last line is cli_floor_best_name of the last row in capitals. */
void cli_floor_text_print(FILE *out, const cli_floor_report *report);

/* The floor alone, rounded down. */
void cli_floor_text_print_number(FILE *out, const cli_floor_report *report);

/* JSON of a cli_floor_report. */
bool cli_floor_json_print(FILE *out, const void *report);

/* "doubling" or "trivial": the better one. */
const char *cli_floor_better(const dc_floor *floor);

/* The same of all floors: "data", too, or "vacuous". */
const char *cli_floor_best_name(const cli_floor_report *report, const cli_floor_row *row);

#endif
