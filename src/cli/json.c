/* The result as one JSON object. */
#include <string.h>

#include "cli.h"
#include "json_parts.h"
#include "report.h"

/* closed: nothing is open, so that an infinite value has no finite lower end. */
static bool put_bracket(json_t *object, const dc_bracket *bracket, bool closed) {
    bool infinite = bracket->infinite;
    return cli_json_put(object, "lo",
                        infinite && closed ? json_string("infinity")
                                           : cli_json_rational(bracket->lo)) &&
           cli_json_put(object, "hi",
                        infinite ? json_string("infinity")
                                 : cli_json_rational(bracket->hi));
}

static json_t *bracket_of(const dc_bracket *bracket, dc_stop stop) {
    json_t *object = json_object();
    return cli_json_finished(object,
                             put_bracket(object, bracket, !cli_stop_is_limit(stop)));
}

static const char *value_key(const cli_report *report) {
    bool dual = report->options->question == DC_MAXIMIZE_SIGMA;
    return dual ? "sigma_star" : "critical_mass";
}

/* Which one it is: positions and names of its columns, or the row. */
static bool put_identity(json_t *object, const dc_subset_result *subset,
                         const dc_dataset *data) {
    if (!subset->features)
        return cli_json_put(object, "direction", cli_json_count(subset->direction + 1));
    json_t *indices = json_array(), *features = json_array();
    bool whole = true;
    for (size_t k = 0; k < subset->count && whole; k++) {
        size_t l = subset->features[k];
        whole = cli_json_append(indices, cli_json_count(l)) &&
                cli_json_append(features,
                                cli_json_plain(dc_dataset_feature_name(data, l)));
    }
    whole = cli_json_put(object, "indices", cli_json_finished(indices, whole)) && whole;
    return cli_json_put(object, "features", cli_json_finished(features, whole)) && whole;
}

static json_t *subset_of(const cli_report *report, const dc_group_result *group,
                         const dc_subset_result *subset) {
    json_t *object = json_object();
    return cli_json_finished(
        object, put_identity(object, subset, report->data) &&
                    cli_json_put(object, value_key(report),
                                 bracket_of(&subset->bracket, group->stop)) &&
                    cli_json_put(object, "witness", cli_json_witness(&subset->witness)));
}

static json_t *subsets_of(const cli_report *report, const dc_group_result *group) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < group->subset_count && whole; k++)
        whole = cli_json_append(array, subset_of(report, group, &group->subsets[k]));
    return cli_json_finished(array, whole);
}

static json_t *entry_of(const dc_trace_entry *entry, bool closed) {
    json_t *object = json_object();
    return cli_json_finished(object,
                             cli_json_put(object, "seconds", json_real(entry->seconds)) &&
                                 cli_json_put(object, "nodes",
                                              cli_json_count(entry->nodes)) &&
                                 put_bracket(object, &entry->bracket, closed));
}

static json_t *trace_of(const dc_group_result *group) {
    json_t *array = json_array();
    bool whole = true, limit = cli_stop_is_limit(group->stop);
    for (size_t k = 0; k < group->trace_count && whole; k++) {
        bool last = k + 1 == group->trace_count;
        whole = cli_json_append(array, entry_of(group->trace + k, last && !limit));
    }
    return cli_json_finished(array, whole);
}

static json_t *group_of(const cli_report *report, const dc_group_result *group) {
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "name", cli_json_plain(group->name)) &&
            cli_json_put(object, "points", cli_json_count(group->points)) &&
            cli_json_put(object, "distinct", cli_json_count(group->distinct)) &&
            cli_json_put(object, "constant", cli_json_count(group->constant)) &&
            cli_json_put(object, "dependent", cli_json_count(group->dependent)) &&
            cli_json_put(object, "dimension", cli_json_count(group->dimension)) &&
            cli_json_put(object, value_key(report),
                         bracket_of(&group->bracket, group->stop)) &&
            cli_json_put(object, "verdict",
                         json_string(dc_verdict_name(group->verdict))) &&
            cli_json_put(object, "stop", json_string(dc_stop_name(group->stop))) &&
            cli_json_put(object, "witness", cli_json_witness(&group->witness)) &&
            cli_json_put(object, "subset_total", cli_json_count(group->subset_total)) &&
            cli_json_put(object, "subsets", subsets_of(report, group)) &&
            cli_json_put(object, "nodes", cli_json_count(group->nodes)) &&
            cli_json_put(object, "cases", cli_json_count(group->cases)) &&
            cli_json_put(object, "seconds", json_real(group->seconds)) &&
            cli_json_put(object, "trace", trace_of(group)));
}

static json_t *groups_of(const cli_report *report) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t g = 0; g < report->result->group_count && whole; g++)
        whole = cli_json_append(array, group_of(report, &report->result->groups[g]));
    return cli_json_finished(array, whole);
}

static json_t *proof_of(const cli_report *report) {
    const cli_proof *proof = &report->proof;
    const char *state = cli_report_proof(report);
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "state", json_string(state ? state : "none")) &&
            cli_json_put(object, "certificate",
                         proof->path ? cli_json_plain(proof->path) : json_null()) &&
            cli_json_put(object, "bytes", cli_json_count(proof->bytes)) &&
            cli_json_put(object, "write_seconds", json_real(proof->write_seconds)) &&
            cli_json_put(object, "verify_seconds", json_real(proof->verify_seconds)));
}

static json_t *checkpoint_of(const cli_report *report) {
    const char *path = cli_report_checkpoint(report);
    json_t *object;
    if (!path)
        return json_null();
    object = json_object();
    return cli_json_finished(object,
                             cli_json_put(object, "file", cli_json_plain(path)) &&
                                 cli_json_put(object, "current",
                                              json_boolean(report->result->resumable)));
}

static json_t *result_of(const cli_report *report) {
    const dc_result *result = report->result;
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put_head(object, NULL) &&
            cli_json_put(object, "verdict",
                         json_string(dc_verdict_name(result->verdict))) &&
            cli_json_put(object, "stop", json_string(dc_stop_name(result->stop))) &&
            cli_json_put(object, "decided_only", json_boolean(result->decided_only)) &&
            cli_json_put(object, "question", json_string(cli_report_question(report))) &&
            cli_json_put(object, "parameters",
                         cli_json_parameters(&report->options->parameters)) &&
            cli_json_put(object, "family",
                         cli_json_plain(report->arguments->text[CLI_FAMILY])) &&
            cli_json_put(object, "grouping", json_string(cli_report_grouping(report))) &&
            cli_json_put(object, "data",
                         cli_json_data(report->data, report->arguments->operand)) &&
            cli_json_put(object, "seconds", json_real(result->seconds)) &&
            cli_json_put(object, "checkpoint", checkpoint_of(report)) &&
            cli_json_put(object, "proof", proof_of(report)) &&
            cli_json_put(object, "groups", groups_of(report)));
}

bool cli_json_print(FILE *out, const void *of) {
    return cli_json_write(out, result_of(of), JSON_REAL_PRECISION(6));
}
