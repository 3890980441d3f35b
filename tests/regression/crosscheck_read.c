/* Input of crosscheck: decimals, lines of options. */
#include "crosscheck.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LINE = 4096, MAX_DECIMALS = 9 };

void give_up(const char *what, const char *where) {
    fprintf(stderr, "crosscheck: %s: %s\n", what, where);
    exit(2);
}

/* Digits with at most one point: the integer without the point. */
static bool read_decimal(const char *text, size_t length, int64_t *value, int *decimals) {
    bool negative = length && *text == '-', point = false;
    size_t digits = 0;
    *value = 0;
    *decimals = 0;
    for (size_t l = negative; l < length; l++) {
        if (text[l] == '.' && !point) {
            point = true;
            continue;
        }
        if (!isdigit((unsigned char)text[l]) || ++digits > 15)
            return false;
        *value = 10 * *value + (text[l] - '0');
        *decimals += point;
    }
    if (negative)
        *value = -*value;
    return digits > 0;
}

static int64_t power_of_ten(int exponent) {
    return exponent ? 10 * power_of_ten(exponent - 1) : 1;
}

bool read_ratio(const char *text, ratio *value) {
    const char *slash = strchr(text, '/');
    size_t length = slash ? (size_t)(slash - text) : strlen(text);
    int decimals, none = 0;
    value->den = 1;
    if (!read_decimal(text, length, &value->num, &decimals))
        return false;
    if (slash && !read_decimal(slash + 1, strlen(slash + 1), &value->den, &none))
        return false;
    value->den *= power_of_ten(decimals);
    return none == 0 && value->den > 0 && value->num >= 0 && value->num < 1000000 &&
           value->den < 1000000;
}

/* The cells of a line, cut off at the ends. */
static int split(char *line, char **cells, int limit) {
    int count = 0;
    for (char *cell = line; cell && count < limit; count++) {
        cells[count] = cell;
        cell = strchr(cell, ',');
        if (cell)
            *cell++ = '\0';
    }
    return count;
}

static bool in_group(const char *group, const char *label) {
    size_t length = strlen(label), total = strlen(group);
    const char *bar = strchr(group, '|');
    if (!strcmp(group, "whole"))
        return true;
    if (!bar)
        give_up("unknown group", group);
    return ((size_t)(bar - group) == length && !strncmp(group, label, length)) ||
           (total - (size_t)(bar + 1 - group) == length && !strcmp(bar + 1, label));
}

static void read_row(char *line, bool labelled, const char *group, points *data,
                     int (*decimals)[MAX_DIMS]) {
    char *cells[MAX_DIMS + 2];
    int count = split(line, cells, MAX_DIMS + 2) - labelled;
    if (data->count == MAX_POINTS || count != data->dims)
        give_up("too many points, or a row of another length", cells[0]);
    if (labelled && !in_group(group, cells[count]))
        return;
    for (int l = 0; l < count; l++) {
        if (!read_decimal(cells[l], strlen(cells[l]), &data->x[data->count][l],
                          &decimals[data->count][l]) ||
            decimals[data->count][l] > MAX_DECIMALS)
            give_up("not a short decimal", cells[l]);
    }
    data->count++;
}

void read_points(const char *path, bool labelled, const char *group, points *data) {
    static int decimals[MAX_POINTS][MAX_DIMS];
    char line[MAX_LINE], *cells[MAX_DIMS + 2];
    int most = 0;
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, sizeof line, file))
        give_up("cannot be read", path);
    data->dims = split(line, cells, MAX_DIMS + 2) - labelled;
    data->count = 0;
    if (data->dims < 1 || data->dims > MAX_DIMS)
        give_up("too few columns or too many", path);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        read_row(line, labelled, group, data, decimals);
    }
    fclose(file);
    for (int k = 0; k < data->count; k++)
        for (int l = 0; l < data->dims; l++)
            most = decimals[k][l] > most ? decimals[k][l] : most;
    data->scale = power_of_ten(most);
    for (int k = 0; k < data->count; k++)
        for (int l = 0; l < data->dims; l++)
            data->x[k][l] *= power_of_ten(most - decimals[k][l]);
    if (!data->count)
        give_up("no points in the group", path);
}

static bool set_family(question *asked, const char *family) {
    if (!strcmp(family, "all"))
        return true;
    if (!strcmp(family, "axes") || !strncmp(family, "sparse:", 7)) {
        asked->sparse = *family == 'a' ? 1 : atoi(family + 7);
        return asked->sparse > 0;
    }
    return !strncmp(family, "width:", 6) && read_ratio(family + 6, &asked->width) &&
           asked->width.num > 0;
}

static bool set_option(question *asked, const char *name, const char *value) {
    const struct {
        const char *name;
        ratio *value;
    } numbers[] = { { "--kappa", &asked->kappa },
                    { "--sigma", &asked->sigma },
                    { "--delta", &asked->delta },
                    { "--m0", &asked->m0 } };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!strcmp(name, numbers[i].name))
            return read_ratio(value, numbers[i].value);
    if (!strcmp(name, "--family"))
        return set_family(asked, value);
    if (!strcmp(name, "--label"))
        return asked->labelled = false, !strcmp(value, "none");
    if (!strcmp(name, "--maximize"))
        return asked->maximize = true, !strcmp(value, "sigma");
    return !strcmp(name, "--groups");
}

void read_question(const char *options, const char *value, question *asked) {
    char line[MAX_LINE];
    *asked = (question){ .kappa = { 2, 1 },
                         .sigma = { 1, 4 },
                         .delta = { 1, 2 },
                         .m0 = { 1, 10 },
                         .width = { 0, 1 },
                         .labelled = true };
    snprintf(line, sizeof line, "%s", options);
    for (char *name = strtok(line, " "); name; name = strtok(NULL, " ")) {
        char *argument = strtok(NULL, " ");
        if (!argument || !set_option(asked, name, argument))
            give_up("unknown option", options);
    }
    asked->infinite = asked->maximize && !strcmp(value, "infinity");
    if (!asked->infinite && !read_ratio(value, &asked->value))
        give_up("no exact value", value);
    if (asked->kappa.num <= asked->kappa.den)
        give_up("kappa is not greater than 1", options);
}
