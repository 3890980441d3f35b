/* Files that a run writes beside its output: --json, --certificate. */
#ifndef DC_CLI_OUTPUT_H
#define DC_CLI_OUTPUT_H

#include <stdbool.h>

/* Do two paths name one file, whatever the words? Of files that are not there yet: one name in
 * one folder. Devices and pipes are the same only by their words. */
bool cli_output_same(const char *a, const char *b);

/* Before a run: can the file be written? Prints a message if not, which names the option;
 * data, the data file, must be another one. */
int cli_output_check(const char *option, const char *path, const char *data);

/* "cannot write", with the reason, an errno. */
int cli_output_refuse(const char *option, const char *path, int reason);

#endif
