#include "simulate/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/size.h"
#include "network/training.h"

static size_t hidden_layers(const dc_training *training) {
    return dc_training_layers(training) - 1;
}

static size_t sum_of_units(const dc_training *training, size_t *widest) {
    size_t units = 0;
    *widest = 0;
    for (size_t l = 0; l < hidden_layers(training); l++) {
        size_t own = dc_training_units(training, l);
        units += own;
        *widest = own > *widest ? own : *widest;
    }
    return units;
}

bool dc_pattern_init(dc_pattern *pattern, const dc_training *training) {
    size_t widest;
    pattern->points = training->points;
    pattern->units = sum_of_units(training, &widest);
    pattern->pieces = calloc(pattern->points, pattern->units);
    pattern->layer = calloc(pattern->points, widest);
    return pattern->pieces && pattern->layer;
}

void dc_pattern_clear(dc_pattern *pattern) {
    free(pattern->pieces);
    free(pattern->layer);
    *pattern = (dc_pattern){ 0 };
}

void dc_pattern_look(dc_pattern *pattern, dc_training *training) {
    size_t done = 0;
    for (size_t l = 0; l < hidden_layers(training); l++) {
        size_t units = dc_training_units(training, l);
        dc_training_pieces(training, l, pattern->layer);
        for (size_t s = 0; s < pattern->points; s++)
            memcpy(pattern->pieces + s * pattern->units + done,
                   pattern->layer + s * units, units);
        done += units;
    }
}

bool dc_pattern_same(const dc_pattern *a, const dc_pattern *b, size_t s) {
    return memcmp(a->pieces + s * a->units, b->pieces + s * b->units, a->units) == 0;
}

/* A point with its cell's pieces, for sorting. */
typedef struct entry {
    const uint8_t *pieces;
    size_t units, point;
} entry;

static int compare(const void *left, const void *right) {
    const entry *a = left, *b = right;
    int order = memcmp(a->pieces, b->pieces, a->units);
    return order ? order : (a->point > b->point) - (a->point < b->point);
}

/* Each point's cell is named by its first point. */
static void name_by_first(size_t *cell, const entry *sorted, size_t points) {
    size_t first = 0;
    for (size_t k = 0; k < points; k++) {
        bool new = k == 0 ||
                   memcmp(sorted[k].pieces, sorted[k - 1].pieces, sorted[k].units) != 0;
        first = new ? sorted[k].point : first;
        cell[sorted[k].point] = first;
    }
}

size_t dc_pattern_bytes(size_t points, size_t units, size_t widest) {
    size_t both = dc_size_times(2 * sizeof(uint8_t), dc_size_plus(units, widest));
    return dc_size_times(points,
                         dc_size_plus(both, 2 * sizeof(entry))); /* sorted, twice */
}

size_t dc_pattern_number(size_t *cell, const dc_pattern *pattern) {
    entry *sorted = malloc(pattern->points * sizeof *sorted);
    size_t count = 0;
    if (!sorted)
        return 0;
    for (size_t s = 0; s < pattern->points; s++)
        sorted[s] = (entry){ pattern->pieces + s * pattern->units, pattern->units, s };
    qsort(sorted, pattern->points, sizeof *sorted, compare);
    name_by_first(cell, sorted, pattern->points);
    free(sorted);
    /* A first point comes before the others of its cell, and has its number by then. */
    for (size_t s = 0; s < pattern->points; s++)
        cell[s] = cell[s] == s ? count++ : cell[cell[s]];
    return count;
}
