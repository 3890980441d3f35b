#include "search/worklist.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool dc_worklist_create(dc_worklist *work, size_t most_cells, size_t most_slabs) {
    memset(work, 0, sizeof *work);
    work->most = most_slabs;
    work->most_cells = most_cells;
    work->slots = 4;
    while (work->slots < 2 * most_slabs)
        work->slots *= 2;
    work->list = malloc((most_slabs + 1) * sizeof *work->list);
    work->failing = malloc((most_cells + 1) * sizeof *work->failing);
    work->slot = calloc(work->slots, sizeof *work->slot);
    return work->list && work->failing && work->slot;
}

void dc_worklist_destroy(dc_worklist *work) {
    free(work->list);
    free(work->failing);
    free(work->slot);
    memset(work, 0, sizeof *work);
}

/* False if there is no room. A pair is listed once. */
static bool add_slab(dc_worklist *work, dc_slab s) {
    uint64_t key = (uint64_t)s.i << 32 | s.j;
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (work->slots - 1);
    for (; !s.centred && work->slot[at]; at = (at + 1) & (work->slots - 1)) {
        const dc_slab *known = work->list + work->slot[at] - 1;
        if (known->i == s.i && known->j == s.j)
            return true;
    }
    if (work->count == work->most)
        return false;
    work->list[work->count++] = s;
    if (!s.centred)
        work->slot[at] = (uint32_t)work->count;
    return true;
}

/* Pairs of points that may be the ends of a slab: i with a projection in [a_low, a_high],
 * j in [b_low, b_high]. */
static bool add_pairs(dc_worklist *work, const dc_cells *cells, double a_low,
                      double a_high, double b_low, double b_high) {
    uint32_t *lower = cells->scratch, *upper = lower + cells->space->count + 1;
    size_t lowers = dc_cells_between(lower, cells, a_low, a_high);
    size_t uppers = dc_cells_between(upper, cells, b_low, b_high);
    for (size_t i = 0; i < lowers; i++)
        for (size_t j = 0; j < uppers; j++)
            if (!add_slab(work, (dc_slab){ false, lower[i], upper[j], 0, 0 }))
                return false;
    return true;
}

/* A failing cell holds the tight slabs whose ends lie at hi[s] and lo[t]. Failing
 * centres stand for themselves, and for tight slabs a little wider around them. */
static bool add_cell(dc_worklist *work, const dc_cells *cells, const dc_cell *cell) {
    if (!cell->centred) {
        double a = cells->high.value[cell->s], b = cells->low.value[cell->t];
        return add_pairs(work, cells, a, a, b, b);
    }
    if (!isfinite(cell->c_low) || !isfinite(cell->c_high))
        return false;
    double r = cells->width / 2;
    double slack = dc_cells_slack(cells, fmax(fabs(cell->c_low), fabs(cell->c_high)));
    dc_slab s = { true, 0, 0, cell->c_low, cell->c_high };
    return add_slab(work, s) &&
           add_pairs(work, cells, cell->c_low - r - slack, cell->c_high - r + slack,
                     cell->c_low + r - slack, cell->c_high + r + slack);
}

/* Pairs by i, then j; then stretches by their lower ends. */
static int compare_slabs(const void *left, const void *right) {
    const dc_slab *a = left, *b = right;
    if (a->centred != b->centred)
        return (int)a->centred - (int)b->centred;
    if (a->centred)
        return (a->c_low > b->c_low) - (a->c_low < b->c_low);
    if (a->i != b->i)
        return a->i < b->i ? -1 : 1;
    return (a->j > b->j) - (a->j < b->j);
}

bool dc_worklist_fill(dc_worklist *work, dc_cells *cells, const dc_condition *condition,
                      bool sorted) {
    size_t count = dc_cells_failing(cells, condition, work->failing, work->most_cells);
    if (count > work->most_cells)
        return false;
    for (size_t k = 0; k < count; k++)
        if (!add_cell(work, cells, work->failing + k))
            return false;
    if (sorted)
        qsort(work->list, work->count, sizeof *work->list, compare_slabs);
    return true;
}
