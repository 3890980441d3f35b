/* doublecheck profile DATA */
#include <doublecheck/profile.h>

#include "cli.h"
#include "commands.h"
#include "prepare.h"
#include "print.h"
#include "profile_report.h"
#include "progress.h"
#include "study.h"

bool cli_profile_is_exact(const dc_profile_point *point) {
    return mpq_equal(point->bracket.lo, point->bracket.hi) != 0;
}

size_t cli_profile_open(const dc_profile *profile) {
    size_t open = 0;
    for (size_t k = 0; k < profile->point_count; k++)
        open += !cli_profile_is_exact(profile->points + k);
    return open;
}

const char *cli_profile_verdict(const dc_profile *profile) {
    return cli_profile_open(profile) == 0 ? "EXACT" : "UNDECIDED";
}

dc_stop cli_profile_stop(const dc_profile *profile, const dc_profile_point *point) {
    dc_stop stop = DC_STOP_NONE;
    for (size_t g = 0; g < profile->group_count && stop == DC_STOP_NONE; g++)
        stop = point->groups[g].stop;
    return stop;
}

bool cli_profile_searched(const dc_profile *profile, const dc_profile_point *point) {
    bool searched = false;
    for (size_t g = 0; g < profile->group_count; g++)
        searched = searched || point->groups[g].searched;
    return searched;
}

const char *cli_profile_worst(const dc_profile *profile, const dc_profile_point *point) {
    bool found = mpq_sgn(point->bracket.lo) > 0;
    return found ? profile->group_names[point->worst] : NULL;
}

static int prepare(dc_profile_options *options, const cli_arguments *arguments) {
    dc_check_options *check = &options->check;
    cli_rational(check->parameters.delta, arguments, CLI_DELTA);
    check->grouping = cli_prepare_grouping(arguments);
    cli_prepare_limits(check, arguments);
    int code = cli_profile_lists_read(options, arguments);
    if (code == CLI_FINE)
        code = cli_prepare_family(&check->family, arguments);
    return code == CLI_FINE ? cli_study_outputs(arguments) : code;
}

static int print(const cli_profile_report *report) {
    static const cli_forms forms = { cli_profile_json_print, cli_profile_word_print,
                                     cli_profile_text_print };
    return cli_print_with_file(report->report.arguments, CLI_CSV, cli_profile_csv_print,
                               &forms, report,
                               cli_profile_open(report->profile) == 0 ? CLI_FINE
                                                                      : CLI_UNDECIDED);
}

static int answer(dc_profile_options *options, const cli_arguments *arguments,
                  const dc_dataset *data) {
    dc_profile *profile = NULL;
    dc_error error;
    cli_prepare_note(&options->check, arguments, data);
    cli_progress_begin(&options->check, "profile ", arguments->given[CLI_QUIET]);
    dc_status status = dc_profile_create(&profile, data, options, &error);
    cli_progress_end();
    if (status != DC_OK)
        return cli_fail_status(&error);
    const cli_profile_report report = {
        .report = { .arguments = arguments, .options = &options->check, .data = data },
        .options = options,
        .profile = profile
    };
    int code = print(&report);
    dc_profile_destroy(profile);
    return code;
}

int cli_profile_run(const cli_arguments *arguments) {
    dc_profile_options options;
    dc_dataset *data = NULL, *directions = NULL;
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    dc_profile_options_init(&options);
    int code = prepare(&options, arguments);
    if (code == CLI_FINE)
        code = cli_prepare_inputs(&data, &directions, arguments);
    options.check.family.directions = directions;
    if (code == CLI_FINE)
        code = answer(&options, arguments, data);
    dc_dataset_destroy(data);
    dc_dataset_destroy(directions);
    cli_profile_lists_free(&options);
    dc_profile_options_clear(&options);
    return code;
}
