/* What happens while the library works: a line of progress, and Ctrl-C. */
#ifndef DC_CLI_PROGRESS_H
#define DC_CLI_PROGRESS_H

#include <stdbool.h>

#include <doublecheck/data_floor.h>
#include <doublecheck/simulate.h>
#include <doublecheck/study.h>

/* Sets the callbacks of options. The first SIGINT or SIGTERM makes dc_check stop
 * with what it has; the next one kills. Progress is shown if standard error is a
 * terminal, unless quiet, in a line that starts with `begin`. */
void cli_progress_begin(dc_check_options *options, const char *begin, bool quiet);

/* The same for a study. */
void cli_progress_of_study(dc_study_host *host, bool quiet);

/* What shows trainings in the same place, under the same conditions; NULL: they do not
 * hold. */
typedef void cli_show_trainings(const dc_simulation_progress *progress, void *user);
cli_show_trainings *cli_progress_of_trainings(bool quiet);

/* What shows the search for a data floor in the same place, under the same conditions; NULL:
 * they do not hold. */
typedef void cli_show_data_floor(const dc_data_floor_progress *progress, void *user);
cli_show_data_floor *cli_progress_of_data_floor(bool quiet);

/* Shows a line in the same place, under the same conditions. */
void cli_progress_note(const char *line, bool quiet);

/* Clears the line; to be called before anything else is printed. */
void cli_progress_end(void);

#endif
