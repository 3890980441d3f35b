/* The activation pattern: the piece that each hidden unit is in, for each point. Points that
 * agree in all units share a cell (D6).
 *
 *     dc_pattern pattern = { 0 };
 *     if (dc_pattern_init(&pattern, training)) {
 *         dc_pattern_look(&pattern, training);
 *         count = dc_pattern_number(cell, &pattern);
 *     }
 *     dc_pattern_clear(&pattern);
 */
#ifndef DC_SIMULATE_PATTERN_H
#define DC_SIMULATE_PATTERN_H

#include <doublecheck/network.h>

typedef struct dc_pattern {
    size_t points, units; /* N; of all hidden layers */
    uint8_t *pieces;      /* [N][units] */
    uint8_t *layer;       /* room for the pieces of the widest layer */
} dc_pattern;

/* False if memory is out. The caller clears in any case. */
bool dc_pattern_init(dc_pattern *pattern, const dc_training *training);
void dc_pattern_clear(dc_pattern *pattern);

/* Bytes of two of them, and of numbering one. */
size_t dc_pattern_bytes(size_t points, size_t units, size_t widest);

/* At the present weights. */
void dc_pattern_look(dc_pattern *pattern, dc_training *training);

/* Is point s in the same cell at both times? */
bool dc_pattern_same(const dc_pattern *a, const dc_pattern *b, size_t s);

/* Numbers the cells from 0 on, by first point: cell[N]. Returns how many there are; 0 if
 * memory is out. */
size_t dc_pattern_number(size_t *cell, const dc_pattern *pattern);

#endif
