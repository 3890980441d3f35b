/* The processes of a run that mpirun or srun has started. */
#ifndef DC_CLI_TEAM_H
#define DC_CLI_TEAM_H

#include <stdbool.h>

#include "arguments.h"

/* True if this process is to run the command: it is alone, or leads the others. Else *code is
 * what it ends with: it has served, or they cannot work together. */
bool cli_team_begin(int *code);

/* Warns, in the first of several processes that srun has started and that have not found one
 * another, where all of them would write the files that the arguments name. */
void cli_team_warn(const cli_arguments *arguments);

/* Ends the team; the exit code, given that of the command. */
int cli_team_end(int code);

#endif
