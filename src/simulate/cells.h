/* Which cell each point is in: the pieces of the activation that all hidden units are in.
 *
 *     dc_cells *cells = dc_cells_create(training);
 *     dc_cells_look(cells, training);
 */
#ifndef DC_SIMULATE_CELLS_H
#define DC_SIMULATE_CELLS_H

#include <doublecheck/network.h>

typedef struct dc_cells {
    size_t points, units; /* N; of all hidden layers */
    uint8_t *pieces;      /* [N][units] */
    uint8_t *layer;       /* room for the pieces of the widest layer */
} dc_cells;

/* False if memory is out. The caller clears in any case. */
bool dc_cells_init(dc_cells *cells, const dc_training *training);
void dc_cells_clear(dc_cells *cells);

/* Bytes that dc_cells_init takes. */
double dc_cells_bytes(const dc_training *training);

/* At the present weights. */
void dc_cells_look(dc_cells *cells, dc_training *training);

/* Is point s in the same cell at both times? */
bool dc_cells_same(const dc_cells *a, const dc_cells *b, size_t s);

/* Numbers the cells from 0 on, by first point: cell[N]. Returns how many there are; 0 if
 * memory is out. */
size_t dc_cells_number(size_t *cell, const dc_cells *cells);

#endif
