#include "json_parts.h"

#include <math.h>
#include <stdio.h>

#include <stdlib.h>

#include <doublecheck/rational.h>

#include "cli.h"

bool cli_json_put(json_t *object, const char *key, json_t *value) {
    return json_object_set_new(object, key, value) == 0;
}

bool cli_json_append(json_t *array, json_t *value) {
    return json_array_append_new(array, value) == 0;
}

json_t *cli_json_finished(json_t *object, bool whole) {
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

size_t cli_json_next_look(size_t k, size_t count) {
    size_t next = k + (count + CLI_LOOKS_KEPT - 1) / CLI_LOOKS_KEPT;
    return next < count || k == count - 1 ? next : count - 1;
}

json_t *cli_json_plain(const char *text) {
    return owned_text(cli_clean(text));
}

json_t *cli_json_rational(const mpq_t value) {
    return owned_text(dc_rational_text(value));
}

static json_t *integer_of(const mpz_t value) {
    char *text = malloc(mpz_sizeinbase(value, 10) + 2);
    if (text)
        mpz_get_str(text, 10, value);
    return owned_text(text);
}

json_t *cli_json_count(uint64_t value) {
    return json_integer((json_int_t)value);
}

bool cli_json_put_head(json_t *object, const char *command) {
    char program[64] = "doublecheck";
    if (command)
        snprintf(program, sizeof program, "doublecheck %s", command);
    return cli_json_put(object, "schema", json_integer(1)) &&
           cli_json_put(object, "program", json_string(program)) &&
           cli_json_put(object, "version", json_string(dc_version()));
}

bool cli_json_write(FILE *out, json_t *result, size_t flags) {
    bool written = result && json_dumpf(result, out, JSON_INDENT(2) | flags) == 0;
    json_decref(result);
    return written && putc('\n', out) != EOF;
}

json_t *cli_json_real(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *cli_json_seed(uint64_t seed) {
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)seed);
    return json_string(text);
}

bool cli_json_put_training(json_t *object, const dc_training_options *training) {
    size_t batch = training->batch;
    return cli_json_put(object, "architecture", cli_json_plain(training->architecture)) &&
           cli_json_put(object, "activation", cli_json_plain(training->activation)) &&
           cli_json_put(object, "optimizer", cli_json_plain(training->optimiser)) &&
           cli_json_put(object, "rate", cli_json_real(training->rate)) &&
           cli_json_put(object, "momentum", cli_json_real(training->momentum)) &&
           cli_json_put(object, "batch", batch ? cli_json_count(batch) : json_null()) &&
           cli_json_put(object, "float32", json_boolean(training->single));
}

json_t *cli_json_parameters(const dc_parameters *parameters) {
    json_t *object = json_object();
    return cli_json_finished(
        object, cli_json_put(object, "kappa", cli_json_rational(parameters->kappa)) &&
                    cli_json_put(object, "sigma", cli_json_rational(parameters->sigma)) &&
                    cli_json_put(object, "delta", cli_json_rational(parameters->delta)) &&
                    cli_json_put(object, "m0", cli_json_rational(parameters->m0)));
}

json_t *cli_json_witness(const dc_witness *witness) {
    json_t *object = json_object(), *v = json_array();
    bool whole = true;
    if (!witness->v) {
        json_decref(object);
        json_decref(v);
        return json_null();
    }
    for (size_t l = 0; l < witness->features && whole; l++)
        whole = cli_json_append(v, integer_of(witness->v[l]));
    return cli_json_finished(
        object, cli_json_put(object, "v", cli_json_finished(v, whole)) &&
                    cli_json_put(object, "c", cli_json_rational(witness->c)) &&
                    cli_json_put(object, "r", cli_json_rational(witness->r)) &&
                    cli_json_put(object, "mass", cli_json_rational(witness->mass)) &&
                    cli_json_put(object, "dilated_mass",
                                 cli_json_rational(witness->dilated_mass)));
}

static json_t *names(const dc_dataset *data, size_t total,
                     const char *(*name)(const dc_dataset *, size_t)) {
    json_t *array = json_array();
    bool whole = true;
    for (size_t k = 0; k < total && whole; k++)
        whole = cli_json_append(array, cli_json_plain(name(data, k)));
    return cli_json_finished(array, whole);
}

bool cli_json_put_digest(json_t *object, const char *digest) {
    return !digest || cli_json_put(object, "sha256", json_string(digest));
}

json_t *cli_json_data(const dc_dataset *data, const char *file) {
    json_t *object = json_object();
    return cli_json_finished(
        object,
        cli_json_put(object, "file", cli_json_plain(file)) &&
            cli_json_put_digest(object, dc_dataset_sha256(data)) &&
            cli_json_put(object, "points", cli_json_count(dc_dataset_points(data))) &&
            cli_json_put(object, "weighted", json_boolean(dc_dataset_weighted(data))) &&
            cli_json_put(object, "features",
                         names(data, dc_dataset_features(data),
                               dc_dataset_feature_name)) &&
            cli_json_put(object, "classes",
                         names(data, dc_dataset_classes(data), dc_dataset_class_name)));
}
