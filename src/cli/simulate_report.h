/* Trainings held against the floor, as text for a person, as JSON (docs/simulate.schema.json)
 * and as CSV of what was looked at. */
#ifndef DC_CLI_SIMULATE_REPORT_H
#define DC_CLI_SIMULATE_REPORT_H

#include <doublecheck/simulate.h>

#include "report.h"

typedef struct cli_simulate_report {
    const cli_arguments *arguments;
    const dc_simulation_options *options;
    const dc_dataset *data;
    const dc_simulation *simulation;
    cli_proof_state state; /* of the proofs of the condition, for the runs' constants */
    size_t proofs;
    double proof_seconds;       /* of their verification */
    cli_proof_state data_state; /* the same of the data floors */
    size_t data_proofs;
    double data_seconds;
} cli_simulate_report;

/* Text; the last line is CONFIRMED, NOT COVERED or REFUTED. */
void cli_simulate_text_print(FILE *out, const cli_simulate_report *report);

/* The parts of it that --floor all and --adversary add: the cells of a run in the table; the
 * adversaries' table and their summary; what to know. */
void cli_simulate_text_print_floors(FILE *out, const dc_run *run);
void cli_simulate_text_print_adversaries(FILE *out, const dc_simulation *simulation);
void cli_simulate_text_print_floor_notes(FILE *out, const cli_simulate_report *report);

/* The largest floor that applies to a run that has a t0; *name: "data", "doubling" or
 * "trivial". */
const mpq_t *cli_simulate_best(const char **name, const dc_simulation *simulation,
                               const dc_run *run);

/* Does the floor of the condition apply? */
bool cli_simulate_has_doubling(const dc_run *run);

/* JSON of a cli_simulate_report. */
bool cli_simulate_json_print(FILE *out, const void *report);

/* A line for every look at every run. */
bool cli_simulate_csv_print(FILE *out, const void *report);

/* Of a hypothesis that fails: a word for JSON, and a few for people. */
const char *cli_hypothesis_word(dc_hypothesis hypothesis);
const char *cli_hypothesis_text(dc_hypothesis hypothesis);

/* Does it speak of constants that hold, for a run or for its evidence? */
bool cli_ground_stands(const dc_ground *ground);

#endif
