/* The commands, and what is written from the tables alone. Each returns an exit
 * code after printing at most one message. */
#ifndef DC_CLI_COMMANDS_H
#define DC_CLI_COMMANDS_H

#include "arguments.h"

int cli_check_run(const cli_arguments *arguments);
int cli_profile_run(const cli_arguments *arguments);
int cli_floor_run(const cli_arguments *arguments);
int cli_simulate_run(const cli_arguments *arguments);
int cli_reproduce_run(const cli_arguments *arguments);
int cli_variability_run(const cli_arguments *arguments);
int cli_memorize_run(const cli_arguments *arguments);
int cli_stress_run(const cli_arguments *arguments);
int cli_report_run(const cli_arguments *arguments);
int cli_generate_run(const cli_arguments *arguments);
int cli_convert_run(const cli_arguments *arguments);

/* --help of the named command, or of the program. */
int cli_help_print(const cli_arguments *arguments);

/* --dump-options. */
int cli_dump_print(const char *what);
void cli_man_print(void);
void cli_bash_print(void);
void cli_zsh_print(void);
void cli_fish_print(void);
void cli_reference_print(void);

#endif
