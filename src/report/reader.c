#include "report/reader.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <doublecheck/rational.h>

void report_blame(report_node node, const char *wanted) {
    report_reader *reader = node.reader;
    if (reader->bad)
        return;
    reader->bad = true;
    snprintf(reader->message, sizeof reader->message, "%.200s: %s: wanted %s",
             reader->file, node.path[0] ? node.path : "the whole", wanted);
}

static report_node below(report_node node, const json_t *value, const char *key) {
    report_node found = { .reader = node.reader, .value = value };
    snprintf(found.path, sizeof found.path, "%.80s%s%.32s", node.path,
             node.path[0] && key[0] != '[' ? "." : "", key);
    return found;
}

report_node report_get(report_node object, const char *key) {
    if (!json_is_object(object.value))
        report_blame(object, "an object");
    report_node found = below(object, json_object_get(object.value, key), key);
    if (!found.value)
        report_blame(found, "a value, and there is none");
    return found;
}

report_node report_item(report_node array, size_t index) {
    char key[32];
    snprintf(key, sizeof key, "[%zu]", index);
    report_node found = below(array, json_array_get(array.value, index), key);
    if (!found.value)
        report_blame(found, "a value, and there is none");
    return found;
}

size_t report_size(report_node array) {
    if (!json_is_array(array.value))
        report_blame(array, "an array");
    return array.reader->bad ? 0 : json_array_size(array.value);
}

bool report_has(report_node object, const char *key) {
    const json_t *value = json_object_get(object.value, key);
    return value && !json_is_null(value);
}

bool report_is_null(report_node node) {
    return !node.value || json_is_null(node.value);
}

const char *report_string(report_node node) {
    if (!json_is_string(node.value))
        report_blame(node, "text");
    const char *words = json_string_value(node.value);
    return words ? words : "";
}

bool report_true(report_node node) {
    if (!json_is_boolean(node.value))
        report_blame(node, "true or false");
    return json_is_true(node.value);
}

size_t report_count(report_node node) {
    json_int_t count = json_integer_value(node.value);
    if (!json_is_integer(node.value) || count < 0)
        report_blame(node, "an integer that is not negative");
    return count < 0 ? 0 : (size_t)count;
}

double report_real(report_node node) {
    if (json_is_null(node.value))
        return NAN;
    if (!json_is_number(node.value))
        report_blame(node, "a number");
    return json_number_value(node.value);
}

void report_exact(mpq_t value, report_node node) {
    const char *words = report_string(node);
    mpq_set_ui(value, 0, 1);
    if (dc_rational_parse(value, words, NULL) != DC_OK)
        report_blame(node, "a fraction or decimal, as text");
}

static bool is_infinite(report_node node) {
    const char *words = json_string_value(node.value);
    return words && strcmp(words, "infinity") == 0;
}

int report_compare(report_node a, report_node b) {
    mpq_t values[2];
    if (is_infinite(a) || is_infinite(b))
        return is_infinite(a) - is_infinite(b);
    mpq_inits(values[0], values[1], NULL);
    report_exact(values[0], a);
    report_exact(values[1], b);
    int order = mpq_cmp(values[0], values[1]);
    mpq_clears(values[0], values[1], NULL);
    return order;
}

double report_rational(report_node node) {
    if (is_infinite(node))
        return INFINITY;
    mpq_t value;
    mpq_init(value);
    report_exact(value, node);
    double nearest = dc_rational_nearest(value);
    mpq_clear(value);
    return nearest;
}

double report_finite(report_node node) {
    double value = json_is_string(node.value) ? report_rational(node) : report_real(node);
    if (!(fabs(value) <= REPORT_MOST))
        report_blame(node, "a number that is finite and not huge");
    return value;
}
