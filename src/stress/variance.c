/* Variances as text. */
#include <doublecheck/stress.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include <doublecheck/rational.h>

static const double SLACK = 1e-9; /* of a sum of strengths */

void dc_variance_nominal(dc_variance *x, const dc_stress_space *space) {
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++)
        x->value[k] = space->axis[k].nominal;
}

static bool same(const char *text, size_t length, const char *word) {
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

static dc_status find(size_t *k, const dc_stress_space *space, const char *name,
                      size_t length, dc_error *error) {
    for (*k = 0; *k < DC_STRESS_COORDINATES; ++*k)
        if (same(name, length, space->axis[*k].name))
            break;
    if (*k == DC_STRESS_COORDINATES)
        return dc_fail(error, DC_EUSAGE, "'%.*s' is no coordinate of a variance",
                       (int)length, name);
    if (!space->axis[*k].active)
        return dc_fail(error, DC_EUSAGE, "%s cannot vary here", space->axis[*k].name);
    return DC_OK;
}

static dc_status read_word(double *value, const dc_stress_axis *axis, const char *text,
                           dc_error *error) {
    for (size_t k = 0; k < 4 && axis->words[k]; k++)
        if (strcmp(text, axis->words[k]) == 0) {
            *value = (double)k;
            return DC_OK;
        }
    return dc_fail(error, DC_EUSAGE, "%s=%s: there is no such %s", axis->name, text,
                   axis->name);
}

static bool whole_numbers(size_t k) {
    return k == DC_STRESS_RESEED || k == DC_STRESS_BATCH || k == DC_STRESS_WIDTH;
}

static dc_status read_number(double *value, const dc_stress_axis *axis, size_t k,
                             const char *text, dc_error *error) {
    mpq_t exact;
    mpq_init(exact);
    dc_status status = dc_rational_parse(exact, text, error);
    *value = dc_rational_nearest(exact);
    mpq_clear(exact);
    if (status != DC_OK)
        return dc_fail(error, DC_EUSAGE, "%s=%s: wanted a number", axis->name, text);
    if (whole_numbers(k) && *value != floor(*value))
        return dc_fail(error, DC_EUSAGE, "%s=%s: wanted an integer", axis->name, text);
    if (!(*value >= axis->low && *value <= axis->high))
        return dc_fail(error, DC_EUSAGE, "%s=%s is not in %g .. %g", axis->name, text,
                       axis->low, axis->high);
    return DC_OK;
}

/* "NAME=VALUE" with its zero. seen: bit k for each coordinate that was named. */
static dc_status read_part(dc_variance *x, unsigned *seen, const dc_stress_space *space,
                           const char *part, dc_error *error) {
    const char *equals = strchr(part, '=');
    size_t k;
    if (!equals)
        return dc_fail(error, DC_EUSAGE, "'%s' is not NAME=VALUE", part);
    dc_status status = find(&k, space, part, (size_t)(equals - part), error);
    if (status != DC_OK)
        return status;
    if (*seen >> k & 1)
        return dc_fail(error, DC_EUSAGE, "%s is there twice", space->axis[k].name);
    *seen |= 1u << k;
    const dc_stress_axis *axis = space->axis + k;
    return axis->words[0] ? read_word(x->value + k, axis, equals + 1, error)
                          : read_number(x->value + k, axis, k, equals + 1, error);
}

static dc_status check_budget(const dc_variance *x, const dc_stress_space *space,
                              dc_error *error) {
    double total = 0;
    for (size_t k = 0; k < DC_STRESS_CHANGES; k++)
        total += x->value[k];
    return total <= space->budget + SLACK
               ? dc_succeed(error)
               : dc_fail(error, DC_EUSAGE,
                         "the changes of the data sum to %g: the budget is %g", total,
                         space->budget);
}

dc_status dc_variance_parse(dc_variance *x, const dc_stress_space *space,
                            const char *text, dc_error *error) {
    char *copy = strdup(text), *rest = NULL;
    unsigned seen = 0;
    dc_status status = DC_OK;
    dc_variance_nominal(x, space);
    if (!copy)
        return dc_fail_memory(error, "a variance");
    if (strcmp(text, "nominal") != 0) {
        if (*text == '\0' || *text == ',' || text[strlen(text) - 1] == ',' ||
            strstr(text, ",,"))
            status = dc_fail(error, DC_EUSAGE, "'%s' is not NAME=VALUE,...", text);
        for (char *part = strtok_r(copy, ",", &rest); part && status == DC_OK;
             part = strtok_r(NULL, ",", &rest))
            status = read_part(x, &seen, space, part, error);
    }
    free(copy);
    return status == DC_OK ? check_budget(x, space, error) : status;
}

/* Integers in full; else the fewest digits that are read back to the same bits, with a
 * point whatever the locale. */
static void print_number(char *text, double value) {
    int digits = 0;
    if (value == floor(value) && fabs(value) < 1e15) {
        snprintf(text, DC_STRESS_VALUE_SIZE, "%.0f", value);
        return;
    }
    do
        snprintf(text, DC_STRESS_VALUE_SIZE, "%.*g", ++digits, value);
    while (digits < 17 && strtod(text, NULL) != value);
    for (char *c = text; *c; c++)
        *c = *c == ',' ? '.' : *c;
}

void dc_stress_value_text(char *text, const dc_stress_axis *axis, double value) {
    if (axis->words[0])
        snprintf(text, DC_STRESS_VALUE_SIZE, "%s", axis->words[(size_t)value]);
    else
        print_number(text, value);
}

char *dc_variance_text(const dc_variance *x, const dc_stress_space *space) {
    size_t most = sizeof "nominal";
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++)
        most += strlen(",=") + strlen(space->axis[k].name) + DC_STRESS_VALUE_SIZE;
    char *text = malloc(most), *end = text, value[DC_STRESS_VALUE_SIZE];
    if (!text)
        return NULL;
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++) {
        const dc_stress_axis *axis = space->axis + k;
        if (x->value[k] == axis->nominal)
            continue;
        dc_stress_value_text(value, axis, x->value[k]);
        end += snprintf(end, most - (size_t)(end - text), "%s%s=%s",
                        end == text ? "" : ",", axis->name, value);
    }
    if (end == text)
        memcpy(text, "nominal", sizeof "nominal");
    return text;
}
