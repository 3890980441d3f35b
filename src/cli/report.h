/* A result as text for a person, and as JSON (docs/result.schema.json). */
#ifndef DC_CLI_REPORT_H
#define DC_CLI_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include <doublecheck/check.h>

#include "arguments.h"

/* What became of the proof. */
typedef enum cli_proof_state {
    CLI_PROOF_NONE,       /* none was wanted */
    CLI_PROOF_UNVERIFIED, /* --no-verify */
    CLI_PROOF_STOPPED,    /* a signal, or a limit of the verifier's, ended the check */
    CLI_PROOF_VERIFIED
} cli_proof_state;

typedef struct cli_proof {
    cli_proof_state state;
    const char *path; /* of --certificate; NULL: none is kept */
    uint64_t bytes;   /* of the certificate; 0: none was written */
    double write_seconds, verify_seconds;
} cli_proof;

typedef struct cli_report {
    const cli_arguments *arguments;
    const dc_check_options *options;
    const dc_dataset *data;
    const dc_result *result;
    cli_proof proof;
} cli_report;

/* Text; the last line is HOLDS, VIOLATED or UNDECIDED. */
void cli_text_print(FILE *out, const cli_report *report);
void cli_text_print_word(FILE *out, const dc_result *result);

/* The parts of cli_text_print, in order; the first is the beginning of the second, and asks
 * for arguments and data only. */
void cli_text_print_data(FILE *out, const cli_report *report);
void cli_text_print_input(FILE *out, const cli_report *report); /* data, slabs */
void cli_text_print_question(FILE *out, const cli_report *report);
void cli_text_print_group(FILE *out, const cli_report *report,
                          const dc_group_result *group);
void cli_text_print_proof(FILE *out, const cli_report *report);
void cli_text_print_advice(FILE *out, const cli_report *report);

/* Where the search was kept, and the command that goes on with it; nothing for a search that
 * is complete or was not to be kept. */
void cli_text_print_resume(FILE *out, const cli_report *report);

/* The file that keeps the search; NULL: none. */
const char *cli_report_checkpoint(const cli_report *report);

/* JSON of a cli_report to out; false if memory is out or writing fails. */
bool cli_json_print(FILE *out, const void *report);

/* Prints a report as JSON, or what else is for a file; false if it could not. */
typedef bool (*cli_printer)(FILE *out, const void *report);

/* Writes what print does to the file of an option: beside it first, then moves it into
 * place. Returns CLI_FINE, or another code after a message that names the option. */
int cli_output_write(const char *option, const char *path, cli_printer print,
                     const void *report);

/* How the points were grouped ("auto" resolved): "whole", "pairs" or "cells". */
const char *cli_report_grouping(const cli_report *report);

/* "m*" or "sigma*". */
const char *cli_report_symbol(const cli_report *report);

/* "critical-mass", "decide" or "maximize-sigma". */
const char *cli_report_question(const cli_report *report);

/* "verified", "unverified", ...; NULL for CLI_PROOF_NONE. */
const char *cli_report_proof(const cli_report *report);

/* True if a run that was to be complete was cut. */
bool cli_stop_is_limit(dc_stop stop);

#endif
