/* A floor from the JSON that check wrote. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/rational.h>

#include "cli.h"
#include "floor_report.h"

static int refuse(const cli_floor_source *source, const char *path, const char *what) {
    if (source->starved)
        return cli_fail_memory();
    return cli_fail(CLI_BAD, "%s: %s", path, what);
}

static bool read_rational(mpq_t value, const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text && dc_rational_parse(value, text, NULL) == DC_OK;
}

static bool read_text(cli_floor_source *source, char **text, const json_t *object,
                      const char *key) {
    const char *value = json_string_value(json_object_get(object, key));
    *text = value ? strdup(value) : NULL;
    source->starved = source->starved || (value && !*text);
    return *text;
}

static bool read_parameters(dc_parameters *p, const json_t *result) {
    const json_t *object = json_object_get(result, "parameters");
    return read_rational(p->kappa, object, "kappa") &&
           read_rational(p->sigma, object, "sigma") &&
           read_rational(p->delta, object, "delta");
}

static bool read_family(cli_floor_source *source, const json_t *result) {
    static const struct {
        const char *word;
        dc_family_kind kind;
    } words[] = { { "all", DC_FAMILY_ALL },
                  { "width:", DC_FAMILY_WIDTH },
                  { "sparse:", DC_FAMILY_SPARSE },
                  { "axes", DC_FAMILY_AXES },
                  { "directions:", DC_FAMILY_DIRECTIONS } };
    if (!read_text(source, &source->family_text, result, "family"))
        return false;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strncmp(source->family_text, words[k].word, strlen(words[k].word)) == 0) {
            source->family = words[k].kind;
            return words[k].kind != DC_FAMILY_WIDTH ||
                   (dc_rational_parse(source->width,
                                      source->family_text + strlen("width:"),
                                      NULL) == DC_OK &&
                    mpq_sgn(source->width) > 0);
        }
    return false;
}

/* One group's share, and m0 raised to its m*. */
static bool read_group(cli_floor_source *source, const json_t *group) {
    dc_guarantee *g = &source->guarantee;
    mpq_t high;
    mpq_init(high);
    bool read = read_rational(high, json_object_get(group, "critical_mass"), "hi");
    if (read && mpq_cmp(high, g->parameters.m0) > 0)
        mpq_set(g->parameters.m0, high);
    mpq_clear(high);
    json_int_t points = json_integer_value(json_object_get(group, "points"));
    if (!read || points <= 0 || (size_t)points > source->points)
        return false;
    mpq_t *share = g->share + g->group_count++;
    mpq_init(*share);
    mpq_set_ui(*share, (unsigned long)points, source->points);
    mpq_canonicalize(*share);
    return true;
}

static bool read_groups(cli_floor_source *source, const json_t *result) {
    dc_guarantee *g = &source->guarantee;
    const json_t *groups = json_object_get(result, "groups");
    size_t count = json_array_size(groups);
    g->share = malloc((count + 1) * sizeof *g->share);
    mpq_set_ui(g->parameters.m0, 0, 1);
    source->starved = !g->share;
    bool read = g->share && count > 0;
    for (size_t k = 0; k < count && read; k++)
        read = read_group(source, json_array_get(groups, k));
    return read;
}

static bool is_digest(const char *text) {
    enum { DIGITS = 64 };
    return strlen(text) == DIGITS && strspn(text, "0123456789abcdef") == DIGITS;
}

/* Of points that were read from a file; older results have none. */
static bool read_digest(cli_floor_source *source, const json_t *data) {
    return !json_object_get(data, "sha256") ||
           (read_text(source, &source->sha256, data, "sha256") &&
            is_digest(source->sha256));
}

static int read_data(cli_floor_source *source, const json_t *result, const char *path) {
    const json_t *data = json_object_get(result, "data");
    size_t classes = json_array_size(json_object_get(data, "classes"));
    json_int_t points = json_integer_value(json_object_get(data, "points"));
    if (!read_text(source, &source->file, data, "file") || !read_digest(source, data) ||
        points <= 0)
        return refuse(source, path, "not a result of doublecheck check --json");
    source->points = (size_t)points;
    if (json_is_true(json_object_get(data, "weighted")))
        return refuse(source, path,
                      "the points have weights, which a result does not hold: give "
                      "the data instead");
    if (classes < 2 || classes > DC_CLASSES_MOST)
        return refuse(source, path, "a floor needs labels of two classes or more");
    source->guarantee.classes = (unsigned)classes;
    if (classes > 2 && strcmp(source->grouping, "whole") == 0)
        return refuse(source, path,
                      "a floor for more than two classes needs pairs (--groups)");
    return CLI_FINE;
}

static int read_result(cli_floor_source *source, const json_t *result, const char *path) {
    const char *question = json_string_value(json_object_get(result, "question"));
    if (json_integer_value(json_object_get(result, "schema")) != 1 || !question ||
        !read_text(source, &source->grouping, result, "grouping") ||
        !read_text(source, &source->proof, json_object_get(result, "proof"), "state") ||
        !read_family(source, result) ||
        !read_parameters(&source->guarantee.parameters, result))
        return refuse(source, path, "not a result of doublecheck check --json");
    if (strcmp(question, "maximize-sigma") == 0)
        return refuse(source, path, "a result of --maximize sigma has no m*");
    if (json_is_true(json_object_get(result, "decided_only")))
        return refuse(source, path, "not every group was examined (--decide)");
    int code = read_data(source, result, path);
    if (code != CLI_FINE)
        return code;
    if (!read_groups(source, result))
        return refuse(source, path, "a group without points or m*");
    dc_mass_above(source->guarantee.parameters.m0);
    return CLI_FINE;
}

int cli_floor_source_read(cli_floor_source *source, const char *path) {
    json_error_t error;
    memset(source, 0, sizeof *source);
    dc_guarantee_init(&source->guarantee);
    mpq_init(source->width);
    json_t *result = json_load_file(path, 0, &error);
    if (!result)
        return cli_fail(CLI_BAD, "%s: line %d, column %d: %s", path, error.line,
                        error.column, error.text);
    int code = read_result(source, result, path);
    json_decref(result);
    return code;
}

void cli_floor_source_clear(cli_floor_source *source) {
    dc_guarantee_clear(&source->guarantee);
    mpq_clear(source->width);
    free(source->family_text);
    free(source->file);
    free(source->sha256);
    free(source->grouping);
    free(source->proof);
}
