/* The slabs that the failing cells of a box may hide (docs/certificate-format.md,
 * section 10): pairs of points, and stretches of centres for family width. */
#ifndef DC_SEARCH_WORKLIST_H
#define DC_SEARCH_WORKLIST_H

#include "search/cells.h"

typedef struct dc_slab {
    bool centred;
    uint32_t i, j;        /* a pair: its ends */
    double c_low, c_high; /* centred: the centre's range */
} dc_slab;

typedef struct dc_worklist {
    dc_slab *list; /* [count] */
    size_t count, most;
    dc_cell *failing; /* [most_cells + 1] */
    size_t most_cells;
    uint32_t *slot; /* [slots]: pairs listed, by hash: index + 1, or 0 */
    size_t slots;   /* a power of two, at least twice most */
} dc_worklist;

/* Room for the slabs of so many cells. False when memory is out; to be destroyed in
 * any case. */
bool dc_worklist_create(dc_worklist *work, size_t most_cells, size_t most_slabs);
void dc_worklist_destroy(dc_worklist *work);

/* Lists the slabs of the box that cells was last set to, each pair once; sorted: pairs
 * by i and j, then stretches by their lower ends; else as the cells are found. False
 * if there are more cells or slabs than there is room for. */
bool dc_worklist_fill(dc_worklist *work, dc_cells *cells, const dc_condition *condition,
                      bool sorted);

#endif
