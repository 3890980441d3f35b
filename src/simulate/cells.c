#include "simulate/cells.h"

#include <stdlib.h>
#include <string.h>

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

double dc_cells_bytes(const dc_training *training) {
    size_t widest, units = sum_of_units(training, &widest);
    return (double)training->points * (double)(units + widest);
}

bool dc_cells_init(dc_cells *cells, const dc_training *training) {
    size_t widest;
    cells->points = training->points;
    cells->units = sum_of_units(training, &widest);
    cells->pieces = calloc(cells->points, cells->units);
    cells->layer = calloc(cells->points, widest);
    return cells->pieces && cells->layer;
}

void dc_cells_clear(dc_cells *cells) {
    free(cells->pieces);
    free(cells->layer);
    *cells = (dc_cells){ 0 };
}

void dc_cells_look(dc_cells *cells, dc_training *training) {
    size_t done = 0;
    for (size_t l = 0; l < hidden_layers(training); l++) {
        size_t units = dc_training_units(training, l);
        dc_training_pieces(training, l, cells->layer);
        for (size_t s = 0; s < cells->points; s++)
            memcpy(cells->pieces + s * cells->units + done, cells->layer + s * units,
                   units);
        done += units;
    }
}

bool dc_cells_same(const dc_cells *a, const dc_cells *b, size_t s) {
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

size_t dc_cells_number(size_t *cell, const dc_cells *cells) {
    entry *sorted = malloc(cells->points * sizeof *sorted);
    size_t count = 0;
    if (!sorted)
        return 0;
    for (size_t s = 0; s < cells->points; s++)
        sorted[s] = (entry){ cells->pieces + s * cells->units, cells->units, s };
    qsort(sorted, cells->points, sizeof *sorted, compare);
    name_by_first(cell, sorted, cells->points);
    free(sorted);
    /* A first point comes before the others of its cell, and has its number by then. */
    for (size_t s = 0; s < cells->points; s++)
        cell[s] = cell[s] == s ? count++ : cell[cell[s]];
    return count;
}
