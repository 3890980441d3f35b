/* A profile as one JSON object. */
#include <doublecheck/rational.h>

#include "cli.h"
#include "json_parts.h"
#include "profile_report.h"

/* A fraction, and the double nearest to it under another key. */
static bool put_number(json_t *object, const char *key, const char *double_key,
                       const mpq_t value) {
    return cli_json_put(object, key, cli_json_rational(value)) &&
           cli_json_put(object, double_key, json_real(dc_rational_nearest(value)));
}

static json_t *point_of(const cli_profile_report *report, const dc_profile_point *point) {
    const dc_profile *profile = report->profile;
    const dc_profile_options *options = report->options;
    const char *worst = cli_profile_worst(profile, point);
    const dc_witness *witness = &point->groups[point->worst].witness;
    uint64_t nodes = 0;
    double seconds = 0;
    for (size_t g = 0; g < profile->group_count; g++) {
        nodes += point->groups[g].nodes;
        seconds += point->groups[g].seconds;
    }
    json_t *object = json_object();
    return cli_json_finished(
        object,
        put_number(object, "kappa", "kappa_double", options->kappas[point->kappa]) &&
            put_number(object, "sigma", "sigma_double", options->sigmas[point->sigma]) &&
            put_number(object, "lo", "lo_double", point->bracket.lo) &&
            put_number(object, "hi", "hi_double", point->bracket.hi) &&
            cli_json_put(object, "stop",
                         json_string(dc_stop_name(cli_profile_stop(profile, point)))) &&
            cli_json_put(object, "group", worst ? cli_json_plain(worst) : json_null()) &&
            cli_json_put(object, "witness",
                         worst ? cli_json_witness(witness) : json_null()) &&
            cli_json_put(object, "searched",
                         json_boolean(cli_profile_searched(profile, point))) &&
            cli_json_put(object, "nodes", cli_json_count(nodes)) &&
            cli_json_put(object, "seconds", json_real(seconds)));
}

static json_t *points_of(const cli_profile_report *report) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < report->profile->point_count && whole; k++)
        whole = cli_json_append(array, point_of(report, report->profile->points + k));
    return cli_json_finished(array, whole);
}

static json_t *groups_of(const dc_profile *profile) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t g = 0; g < profile->group_count && whole; g++)
        whole = cli_json_append(array, cli_json_plain(profile->group_names[g]));
    return cli_json_finished(array, whole);
}

static json_t *numbers_of(mpq_t *values, size_t count) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < count && whole; k++)
        whole = cli_json_append(array, cli_json_rational(values[k]));
    return cli_json_finished(array, whole);
}

static json_t *profile_of(const cli_profile_report *report) {
    const dc_profile *profile = report->profile;
    const dc_profile_options *options = report->options;
    const cli_arguments *arguments = report->report.arguments;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put_head(object, "profile") &&
            cli_json_put(object, "data",
                         cli_json_data(report->report.data, arguments->operand)) &&
            cli_json_put(object, "family", cli_json_plain(arguments->text[CLI_FAMILY])) &&
            cli_json_put(object, "grouping",
                         json_string(cli_report_grouping(&report->report))) &&
            cli_json_put(object, "groups", groups_of(profile)) &&
            cli_json_put(object, "delta",
                         cli_json_rational(options->check.parameters.delta)) &&
            cli_json_put(object, "kappas",
                         numbers_of(options->kappas, options->kappa_count)) &&
            cli_json_put(object, "sigmas",
                         numbers_of(options->sigmas, options->sigma_count)) &&
            cli_json_put(object, "points", points_of(report)) &&
            cli_json_put(object, "searches", cli_json_count(profile->searches)) &&
            cli_json_put(object, "nodes", cli_json_count(profile->nodes)) &&
            cli_json_put(object, "seconds", json_real(profile->seconds)) &&
            cli_json_put(object, "stop", json_string(dc_stop_name(profile->stop))) &&
            cli_json_put(object, "verdict", json_string(cli_profile_verdict(profile))));
}

bool cli_profile_json_print(FILE *out, const void *of) {
    return cli_json_write(out, profile_of(of), JSON_REAL_PRECISION(17));
}
