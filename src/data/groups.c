#include <doublecheck/groups.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "data/dataset.h"
#include "data/message.h"

enum { MOST_GROUPS = 1000000 };

typedef struct point_set {
    char *name;
    size_t count;
    size_t *points; /* [count] */
} point_set;

struct dc_groups {
    size_t count, capacity;
    point_set *groups;
};

/* Points in the order of a key, increasing where it is the same. */
typedef struct buckets {
    size_t *start;  /* [keys + 1] */
    size_t *points; /* [start[keys]] */
} buckets;

static void clear_buckets(buckets *b) {
    free(b->start);
    free(b->points);
}

/* Sorts points[count] (NULL: 0 .. count-1) by key[point] < keys. */
static dc_status fill_buckets(buckets *b, const size_t *points, size_t count,
                              const uint32_t *key, size_t keys, dc_error *error) {
    b->start = calloc(keys + 2, sizeof *b->start);
    b->points = malloc((count + 1) * sizeof *b->points);
    if (!b->start || !b->points) {
        clear_buckets(b);
        return dc_fail_memory(error, "the groups");
    }
    size_t *next = b->start + 1; /* shifted by one: becomes start while it is filled */
    for (size_t k = 0; k < count; k++)
        next[key[points ? points[k] : k] + 1]++;
    for (size_t k = 0; k < keys; k++)
        next[k + 1] += next[k];
    for (size_t k = 0; k < count; k++) {
        size_t point = points ? points[k] : k;
        b->points[next[key[point]]++] = point;
    }
    return DC_OK;
}

static char *join(const char *cell, const char *a, const char *b) {
    char *name = malloc((cell ? strlen(cell) : 0) + strlen(a) + strlen(b) + 3);
    if (!name)
        return NULL;
    char *end = cell ? stpcpy(stpcpy(name, cell), ":") : name;
    stpcpy(stpcpy(stpcpy(end, a), "|"), b);
    return name;
}

static dc_status too_many(dc_error *error) {
    return dc_fail(error, DC_EINPUT,
                   "the labels and cells make more than %d groups; use "
                   "--label none if these are no labels, or --groups whole",
                   MOST_GROUPS);
}

/* Appends a group; takes name and points over, also on failure. */
static dc_status add_group(dc_groups *groups, char *name, size_t *points, size_t count,
                           dc_error *error) {
    dc_status status = DC_OK;
    if (!name || !points)
        status = dc_fail_memory(error, "a group");
    else if (groups->count == MOST_GROUPS)
        status = too_many(error);
    if (status == DC_OK && groups->count == groups->capacity) {
        size_t capacity = groups->capacity ? 2 * groups->capacity : 16;
        point_set *grown = realloc(groups->groups, capacity * sizeof *grown);
        if (grown) {
            groups->groups = grown;
            groups->capacity = capacity;
        } else {
            status = dc_fail_memory(error, "the groups");
        }
    }
    if (status != DC_OK) {
        free(name);
        free(points);
        return status;
    }
    groups->groups[groups->count++] = (point_set){ name, count, points };
    return DC_OK;
}

/* A group of points[count], or of 0 .. count-1. */
static dc_status add_set(dc_groups *groups, const char *name, const size_t *points,
                         size_t count, dc_error *error) {
    size_t *copy = malloc(count * sizeof *copy);
    for (size_t k = 0; copy && k < count; k++)
        copy[k] = points ? points[k] : k;
    return add_group(groups, strdup(name), copy, count, error);
}

/* The points of two classes, increasing. */
static size_t *merge(const buckets *b, size_t one, size_t other, size_t count) {
    const size_t *p = b->points + b->start[one], *p_end = b->points + b->start[one + 1];
    const size_t *q = b->points + b->start[other],
                 *q_end = b->points + b->start[other + 1];
    size_t *points = malloc(count * sizeof *points);
    for (size_t k = 0; points && k < count; k++)
        points[k] = q == q_end || (p < p_end && *p < *q) ? *p++ : *q++;
    return points;
}

/* The pairs of classes that hold any of points[count] (NULL: all points). */
static dc_status add_pairs(dc_groups *groups, const dc_dataset *data, const char *cell,
                           const size_t *points, size_t count, dc_error *error) {
    size_t K = data->class_names.count;
    buckets b;
    dc_status status = fill_buckets(&b, points, count, data->classes, K, error);
    if (status != DC_OK)
        return status;
    for (size_t one = 0; status == DC_OK && one < K; one++) {
        for (size_t other = one + 1; status == DC_OK && other < K; other++) {
            size_t size = b.start[one + 1] - b.start[one] + b.start[other + 1] -
                          b.start[other];
            if (size == 0)
                continue;
            status = add_group(groups,
                               join(cell, data->class_names.texts[one],
                                    data->class_names.texts[other]),
                               merge(&b, one, other, size), size, error);
        }
    }
    clear_buckets(&b);
    return status;
}

static dc_status add_cells(dc_groups *groups, const dc_dataset *data, dc_error *error) {
    buckets b;
    dc_status status = fill_buckets(&b, NULL, data->points, data->cells,
                                    data->cell_names.count, error);
    if (status != DC_OK)
        return status;
    for (size_t c = 0; status == DC_OK && c < data->cell_names.count; c++) {
        const size_t *points = b.points + b.start[c];
        size_t count = b.start[c + 1] - b.start[c];
        const char *name = data->cell_names.texts[c];
        if (count == 0)
            continue;
        status = data->labelled ? add_pairs(groups, data, name, points, count, error)
                                : add_set(groups, name, points, count, error);
    }
    clear_buckets(&b);
    return status;
}

/* Enough classes, and not so many that it is plain before counting: each of `cells`
 * cells makes at least K - 1 groups. */
static dc_status check_labels(const dc_dataset *data, size_t cells, dc_error *error) {
    char quote[DC_QUOTE_SIZE];
    size_t K = data->class_names.count;
    if (!data->labelled)
        return dc_fail(error, DC_EINPUT,
                       "pairs of classes need labels: name their column "
                       "with --label, or use --groups whole");
    if (K < 2)
        return dc_fail(error, DC_EINPUT,
                       "every point has the label %s, so there is no pair "
                       "of classes: use --groups whole or --label none",
                       dc_quote(quote, data->class_names.texts[0],
                                strlen(data->class_names.texts[0])));
    if (K - 1 > 2 * (size_t)MOST_GROUPS / K || cells > MOST_GROUPS / (K - 1))
        return too_many(error);
    return DC_OK;
}

static dc_grouping resolve(const dc_dataset *data, dc_grouping grouping) {
    if (grouping == DC_GROUPS_AUTO)
        return data->labelled ? DC_GROUPS_PAIRS : DC_GROUPS_WHOLE;
    return grouping;
}

const char *dc_grouping_name(const dc_dataset *data, dc_grouping grouping) {
    static const char *const names[] = { [DC_GROUPS_WHOLE] = "whole",
                                         [DC_GROUPS_PAIRS] = "pairs",
                                         [DC_GROUPS_CELLS] = "cells" };
    return names[resolve(data, grouping)];
}

static dc_status fill(dc_groups *groups, const dc_dataset *data, dc_grouping grouping,
                      dc_error *error) {
    dc_status status = DC_OK;
    grouping = resolve(data, grouping);
    if (grouping == DC_GROUPS_WHOLE)
        return add_set(groups, "whole", NULL, data->points, error);
    if (grouping == DC_GROUPS_CELLS && !data->celled)
        return dc_fail(error, DC_EINPUT,
                       "groups by cell need cell ids: name their column "
                       "with --cell");
    if (grouping == DC_GROUPS_PAIRS || data->labelled)
        status = check_labels(data,
                              grouping == DC_GROUPS_CELLS ? data->cell_names.count : 1,
                              error);
    if (status != DC_OK)
        return status;
    return grouping == DC_GROUPS_CELLS
               ? add_cells(groups, data, error)
               : add_pairs(groups, data, NULL, NULL, data->points, error);
}

dc_status dc_groups_create(dc_groups **out, const dc_dataset *data, dc_grouping grouping,
                           dc_error *error) {
    *out = NULL;
    if ((unsigned)grouping > DC_GROUPS_CELLS)
        return dc_fail(error, DC_EUSAGE, "%d is no grouping", (int)grouping);
    dc_groups *groups = calloc(1, sizeof *groups);
    if (!groups)
        return dc_fail_memory(error, "the groups");
    dc_status status = fill(groups, data, grouping, error);
    if (status != DC_OK) {
        dc_groups_destroy(groups);
        return status;
    }
    *out = groups;
    return dc_succeed(error);
}

void dc_groups_destroy(dc_groups *groups) {
    if (!groups)
        return;
    for (size_t g = 0; g < groups->count; g++) {
        free(groups->groups[g].name);
        free(groups->groups[g].points);
    }
    free(groups->groups);
    free(groups);
}

size_t dc_groups_count(const dc_groups *groups) {
    return groups->count;
}

const char *dc_groups_name(const dc_groups *groups, size_t group) {
    return groups->groups[group].name;
}

size_t dc_groups_size(const dc_groups *groups, size_t group) {
    return groups->groups[group].count;
}

const size_t *dc_groups_points(const dc_groups *groups, size_t group) {
    return groups->groups[group].points;
}
