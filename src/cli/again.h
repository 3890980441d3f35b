/* The command of this run, for a report that tells how to do the like. */
#ifndef DC_CLI_AGAIN_H
#define DC_CLI_AGAIN_H

#include <stdio.h>

#include "arguments.h"

/* Prints text as one word of a shell. */
void cli_print_shell_word(FILE *out, const char *text);

/* Prints "doublecheck DATA --option VALUE ...", command (such as "stress ", or "") before the
 * data; without the options that are left out. */
void cli_print_again(FILE *out, const char *command, const cli_arguments *arguments,
                     bool (*left_out)(size_t id));

#endif
