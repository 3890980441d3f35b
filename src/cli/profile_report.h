/* A profile as text for a person, as JSON (docs/profile.schema.json) and as CSV. */
#ifndef DC_CLI_PROFILE_REPORT_H
#define DC_CLI_PROFILE_REPORT_H

#include <doublecheck/profile.h>

#include "report.h"

typedef struct cli_profile_report {
    cli_report report; /* of the options that all points share; result: NULL */
    const dc_profile_options *options;
    const dc_profile *profile;
} cli_profile_report;

/* --kappas and --sigmas into options. Returns CLI_FINE, or another code after a message.
 * cli_profile_lists_free in any case. */
int cli_profile_lists_read(dc_profile_options *options, const cli_arguments *arguments);
void cli_profile_lists_free(dc_profile_options *options);

/* True if m* of a point, the largest of its groups, is known: lo = hi. That of another group,
 * which is not larger, may be open still. */
bool cli_profile_is_exact(const dc_profile_point *point);

/* How many points are brackets. */
size_t cli_profile_open(const dc_profile *profile);

/* EXACT if none is, else UNDECIDED. */
const char *cli_profile_verdict(const dc_profile *profile);

/* What cut the first group of a point that was cut; DC_STOP_NONE: none was. */
dc_stop cli_profile_stop(const dc_profile *profile, const dc_profile_point *point);

/* True if a group was searched at a point. */
bool cli_profile_searched(const dc_profile *profile, const dc_profile_point *point);

/* The name of the group that attains a point's lower end; NULL: that is 0. */
const char *cli_profile_worst(const dc_profile *profile, const dc_profile_point *point);

/* The verdict in a line; of a cli_profile_report, as all that follows. */
void cli_profile_word_print(FILE *out, const void *of);
void cli_profile_text_print(FILE *out, const void *of);
bool cli_profile_json_print(FILE *out, const void *of);
bool cli_profile_csv_print(FILE *out, const void *of);

#endif
