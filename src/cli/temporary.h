/* Temporary files. */
#ifndef DC_CLI_TEMPORARY_H
#define DC_CLI_TEMPORARY_H

#include <stdbool.h>

/* Makes an empty file in $TMPDIR or /tmp; its name, which the caller unlinks and
 * frees. NULL, after a message, if that fails. */
char *cli_temporary(void);

/* Makes standard input a file that can be read twice: what comes from a pipe is
 * copied to a temporary one. False, after a message, if that fails. */
bool cli_spool_input(void);

#endif
