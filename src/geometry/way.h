/* A box of directions named by the way to it: its chart, and which half was taken at each
 * halving across the widest coordinate (dc_box_widest). A few bytes, where the box itself
 * takes nine for each coordinate. */
#ifndef DC_GEOMETRY_WAY_H
#define DC_GEOMETRY_WAY_H

#include "geometry/box.h"

enum { DC_WAY_INLINE = 64 };

typedef struct dc_way {
    uint32_t chart, depth; /* depth: number of halvings */
    union {
        uint64_t bits;  /* bit k: the side taken at halving k */
        uint64_t *word; /* depth > DC_WAY_INLINE: [(depth + 63) / 64], owned */
    } side;
} dc_way;

dc_way dc_way_to_chart(size_t chart);
void dc_way_clear(dc_way *way);

/* Number of 64-bit words, at least one, and where they stand. */
size_t dc_way_words(const dc_way *way);
const uint64_t *dc_way_word(const dc_way *way);

/* The way to a half (side 0 lower, 1 upper), of its own. False when memory is out. */
bool dc_way_to_half(dc_way *half, const dc_way *way, int side);

/* A way from its words. False when memory is out. */
bool dc_way_of(dc_way *way, uint32_t chart, uint32_t depth, const uint64_t *word);

/* The box at its end; spread[dims] is that of the space. NULL when memory is out, or for a
 * way that halves what cannot be halved. Freed with free(). */
dc_box *dc_way_box(const dc_way *way, size_t dims, const double *spread);

#endif
