/* The result as one JSON object. Every exact number is a string. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/rational.h>

#include "cli.h"
#include "report.h"

/* Takes over value; false if it is NULL or memory is out. */
static bool put(json_t *object, const char *key, json_t *value) {
    return json_object_set_new(object, key, value) == 0;
}

static bool append(json_t *array, json_t *value) {
    return json_array_append_new(array, value) == 0;
}

/* Takes over the object; NULL unless it was filled in whole. */
static json_t *finished(json_t *object, bool whole) {
    if (whole)
        return object;
    json_decref(object);
    return NULL;
}

/* Takes over text from malloc; NULL gives NULL. */
static json_t *owned_text(char *text) {
    json_t *value = text ? json_string(text) : NULL;
    free(text);
    return value;
}

static json_t *plain(const char *text) {
    return owned_text(cli_clean(text));
}

static json_t *rational(const mpq_t value) {
    return owned_text(dc_rational_text(value));
}

static json_t *integer(const mpz_t value) {
    char *text = malloc(mpz_sizeinbase(value, 10) + 2);
    if (text)
        mpz_get_str(text, 10, value);
    return owned_text(text);
}

static json_t *count(uint64_t value) {
    return json_integer((json_int_t)value);
}

static json_t *parameters_of(const dc_parameters *parameters) {
    json_t *object = json_object();
    return finished(object, put(object, "kappa", rational(parameters->kappa)) &&
                                put(object, "sigma", rational(parameters->sigma)) &&
                                put(object, "delta", rational(parameters->delta)) &&
                                put(object, "m0", rational(parameters->m0)));
}

static json_t *names(const dc_dataset *data, size_t total,
                     const char *(*name)(const dc_dataset *, size_t)) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < total && whole; k++)
        whole = append(array, plain(name(data, k)));
    return finished(array, whole);
}

static json_t *data_of(const cli_report *report) {
    const dc_dataset *data = report->data;
    json_t *object = json_object();
    return finished(
        object,
        put(object, "file", plain(report->arguments->operand)) &&
            put(object, "points", count(dc_dataset_points(data))) &&
            put(object, "weighted", json_boolean(dc_dataset_weighted(data))) &&
            put(object, "features",
                names(data, dc_dataset_features(data), dc_dataset_feature_name)) &&
            put(object, "classes",
                names(data, dc_dataset_classes(data), dc_dataset_class_name)));
}

static json_t *bracket_of(const dc_bracket *bracket, dc_stop stop) {
    json_t *object = json_object();
    bool open = cli_stop_is_limit(stop);
    return finished(object, put(object, "lo",
                                bracket->infinite && !open ? json_string("infinity")
                                                           : rational(bracket->lo)) &&
                                put(object, "hi",
                                    bracket->infinite ? json_string("infinity")
                                                      : rational(bracket->hi)));
}

static json_t *witness_of(const dc_witness *witness) {
    json_t *object = json_object(), *v = json_array();
    bool whole = true;
    if (!witness->v) {
        json_decref(object);
        json_decref(v);
        return json_null();
    }
    for (size_t l = 0; l < witness->features && whole; l++)
        whole = append(v, integer(witness->v[l]));
    return finished(object,
                    put(object, "v", finished(v, whole)) &&
                        put(object, "c", rational(witness->c)) &&
                        put(object, "r", rational(witness->r)) &&
                        put(object, "mass", rational(witness->mass)) &&
                        put(object, "dilated_mass", rational(witness->dilated_mass)));
}

static const char *value_key(const cli_report *report) {
    bool dual = report->options->question == DC_MAXIMIZE_SIGMA;
    return dual ? "sigma_star" : "critical_mass";
}

/* Which one it is: positions and names of its columns, or the row. */
static bool put_identity(json_t *object, const dc_subset_result *subset,
                         const dc_dataset *data) {
    if (!subset->features)
        return put(object, "direction", count(subset->direction + 1));
    json_t *indices = json_array(), *features = json_array();
    bool whole = true;
    for (size_t k = 0; k < subset->count && whole; k++) {
        size_t l = subset->features[k];
        whole = append(indices, count(l)) &&
                append(features, plain(dc_dataset_feature_name(data, l)));
    }
    whole = put(object, "indices", finished(indices, whole)) && whole;
    return put(object, "features", finished(features, whole)) && whole;
}

static json_t *subset_of(const cli_report *report, const dc_group_result *group,
                         const dc_subset_result *subset) {
    json_t *object = json_object();
    return finished(object, put_identity(object, subset, report->data) &&
                                put(object, value_key(report),
                                    bracket_of(&subset->bracket, group->stop)) &&
                                put(object, "witness", witness_of(&subset->witness)));
}

static json_t *subsets_of(const cli_report *report, const dc_group_result *group) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < group->subset_count && whole; k++)
        whole = append(array, subset_of(report, group, &group->subsets[k]));
    return finished(array, whole);
}

static json_t *group_of(const cli_report *report, const dc_group_result *group) {
    json_t *object = json_object();
    return finished(object,
                    put(object, "name", plain(group->name)) &&
                        put(object, "points", count(group->points)) &&
                        put(object, "distinct", count(group->distinct)) &&
                        put(object, "constant", count(group->constant)) &&
                        put(object, "dependent", count(group->dependent)) &&
                        put(object, "dimension", count(group->dimension)) &&
                        put(object, value_key(report),
                            bracket_of(&group->bracket, group->stop)) &&
                        put(object, "verdict",
                            json_string(dc_verdict_name(group->verdict))) &&
                        put(object, "stop", json_string(dc_stop_name(group->stop))) &&
                        put(object, "witness", witness_of(&group->witness)) &&
                        put(object, "subset_total", count(group->subset_total)) &&
                        put(object, "subsets", subsets_of(report, group)) &&
                        put(object, "nodes", count(group->nodes)) &&
                        put(object, "cases", count(group->cases)) &&
                        put(object, "seconds", json_real(group->seconds)));
}

static json_t *groups_of(const cli_report *report) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t g = 0; g < report->result->group_count && whole; g++)
        whole = append(array, group_of(report, &report->result->groups[g]));
    return finished(array, whole);
}

static json_t *proof_of(const cli_report *report) {
    const cli_proof *proof = &report->proof;
    const char *state = cli_report_proof(report);
    json_t *object = json_object();
    return finished(object,
                    put(object, "state", json_string(state ? state : "none")) &&
                        put(object, "certificate",
                            proof->path ? plain(proof->path) : json_null()) &&
                        put(object, "bytes", count(proof->bytes)) &&
                        put(object, "write_seconds", json_real(proof->write_seconds)) &&
                        put(object, "verify_seconds", json_real(proof->verify_seconds)));
}

static json_t *result_of(const cli_report *report) {
    static const char *const questions[] = { [DC_CRITICAL_MASS] = "critical-mass",
                                             [DC_DECIDE] = "decide",
                                             [DC_MAXIMIZE_SIGMA] = "maximize-sigma" };
    const dc_result *result = report->result;
    json_t *object = json_object();
    return finished(
        object,
        put(object, "schema", json_integer(1)) &&
            put(object, "program", json_string("doublecheck")) &&
            put(object, "version", json_string(dc_version())) &&
            put(object, "verdict", json_string(dc_verdict_name(result->verdict))) &&
            put(object, "stop", json_string(dc_stop_name(result->stop))) &&
            put(object, "decided_only", json_boolean(result->decided_only)) &&
            put(object, "question", json_string(questions[report->options->question])) &&
            put(object, "parameters", parameters_of(&report->options->parameters)) &&
            put(object, "family", plain(report->arguments->text[CLI_FAMILY])) &&
            put(object, "grouping", json_string(cli_report_grouping(report))) &&
            put(object, "data", data_of(report)) &&
            put(object, "seconds", json_real(result->seconds)) &&
            put(object, "proof", proof_of(report)) &&
            put(object, "groups", groups_of(report)));
}

bool cli_json_print(FILE *out, const cli_report *report) {
    json_t *object = result_of(report);
    size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(6);
    bool written = object && json_dumpf(object, out, flags) == 0;
    json_decref(object);
    return written && putc('\n', out) != EOF;
}
