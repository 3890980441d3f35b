/* Where a report goes. */
#ifndef DC_CLI_PRINT_H
#define DC_CLI_PRINT_H

#include "report.h"

/* Three forms of one kind of report. */
typedef struct cli_forms {
    cli_printer json;
    void (*brief)(FILE *out, const void *report); /* --quiet */
    void (*text)(FILE *out, const void *report);
} cli_forms;

/* Prints a report as --json and --quiet ask for. Returns code, or another after a message. */
int cli_print_report(const cli_arguments *arguments, const cli_forms *forms,
                     const void *report, int code);

/* The same after the file of an option, if it is given, is written. */
int cli_print_with_file(const cli_arguments *arguments, cli_option_id id,
                        cli_printer file, const cli_forms *forms, const void *report,
                        int code);

#endif
