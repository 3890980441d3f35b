/* What the parts of the doublecheck program share: exit codes, messages, and
 * output that notices when it is lost.
 */
#ifndef DC_CLI_CLI_H
#define DC_CLI_CLI_H

#include <stdio.h>

#include <doublecheck/status.h>

/* The codes of cli_exit_statuses. CLI_FINE is also "the condition holds". */
enum { CLI_FINE = 0, CLI_VIOLATED = 1, CLI_BAD = 2, CLI_UNDECIDED = 3, CLI_INTERNAL = 4 };

/* Writes "doublecheck: MESSAGE", one line whatever the message holds, to
 * standard error; returns code. A run fails with one such message only. */
int cli_fail(int code, const char *format, ...) DC_PRINTF(2, 3);

/* The same for an error of the library: returns the code of its status. */
int cli_fail_status(const dc_error *error);

int cli_fail_memory(void);

/* Flushes standard output; if anything that was written to it is lost, fails.
 * Returns code otherwise. */
int cli_finish_output(int code);

/* Writes text to out with control characters, and bytes that are no UTF-8, each
 * replaced by U+FFFD. */
void cli_print_clean(FILE *out, const char *text);

/* The same into new memory; NULL: memory is out. The caller frees it. */
char *cli_clean(const char *text);

#endif
