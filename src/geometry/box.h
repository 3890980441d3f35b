/* Boxes of directions (theory, section 3).
 *
 * Chart k holds the directions with v_k = 1 and |v_l| <= 1: up to sign and scale,
 * every direction lies in one. A box is the set |v_l - centre[l]| <= 2^-level[l],
 * l != chart, and v_chart = 1; centres are dyadic and exact in doubles while
 * level <= DC_BOX_DEEPEST. */
#ifndef DC_GEOMETRY_BOX_H
#define DC_GEOMETRY_BOX_H

#include <flint/fmpz.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DC_BOX_DEEPEST = 50 };

typedef struct dc_box {
    uint32_t dims, chart;
    uint32_t depth; /* number of halvings since the chart */
    double *centre; /* [dims] */
    uint8_t *level; /* [dims] */
} dc_box;

/* A chart as a box. NULL when memory is out; freed with free(). */
dc_box *dc_box_chart(size_t dims, size_t chart);

/* The lower (side 0) or upper (side 1) half across coordinate l. */
dc_box *dc_box_half(const dc_box *box, size_t l, int side);

/* Makes a box one of its own halves. */
void dc_box_cut(dc_box *box, size_t l, int side);

/* Half-width in coordinate l; 0 for the chart's own. */
double dc_box_radius(const dc_box *box, size_t l);

/* The coordinate to halve next: the one with the greatest radius * spread[l], the
 * first of those; dims if none can be halved any more. */
size_t dc_box_widest(const dc_box *box, const double *spread);

/* Centre and half-widths as integers over 2^scale: centre[dims], radius[dims].
 * Returns scale. */
unsigned dc_box_integers(fmpz *centre, fmpz *radius, const dc_box *box);

#endif
