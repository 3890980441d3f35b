/* The boxes of a search as trees, with what it said of each: a certificate's boxes are looked
 * at again only where the search has not done so (tiling.h).
 *
 * A box is named by its place: 0 is no place. */
#ifndef DC_SEARCH_BOXTREE_H
#define DC_SEARCH_BOXTREE_H

#include <stddef.h>
#include <stdint.h>

#include "geometry/condition.h"

/* What was said of a box: nothing, that it is safe, or unsafe. */
typedef unsigned dc_saying;
enum {
    DC_SAID_SAFE = 1,
    DC_SAID_UNSAFE = 2,
    DC_SAID_HOPELESS = 4, /* unsafe, and its halves not worth a look (cells.h) */
    DC_SAID_RESISTS = 8   /* unsafe, and case analysis does not close it */
};

/* Unsafe, and closed by case analysis. */
static inline bool dc_said_closed_by_cases(dc_saying said) {
    return (said & DC_SAID_UNSAFE) && !(said & DC_SAID_RESISTS);
}

typedef struct dc_boxtree_node {
    uint32_t half;  /* place of the lower half, the upper one's is the next; or 0 */
    uint32_t said;  /* what, and under which condition */
    float heaviest; /* mass of an unsafe box's heaviest failing cell; 0: not known */
} dc_boxtree_node;

typedef struct dc_boxtree {
    dc_boxtree_node *node; /* [count], by place */
    uint32_t count, capacity, most;
    uint32_t number;        /* how often the condition was raised */
    dc_condition condition; /* the last one, the most demanding */
} dc_boxtree;

/* The charts of a search in dims coordinates. bytes: what the tree may take; boxes beyond
 * have no place. NULL when memory is out. */
dc_boxtree *dc_boxtree_create(size_t dims, const dc_condition *condition, size_t bytes);

void dc_boxtree_destroy(dc_boxtree *tree);

/* Bytes of its nodes; 0 for NULL. Of a tree that is complete room for more is given back. */
size_t dc_boxtree_bytes(const dc_boxtree *tree);
void dc_boxtree_trim(dc_boxtree *tree);

/* The place of a chart. */
uint32_t dc_boxtree_chart(size_t chart);

/* The place of a lower half, 0 if there is none; dc_boxtree_halve makes one if it can. */
uint32_t dc_boxtree_half(const dc_boxtree *tree, uint32_t place);
uint32_t dc_boxtree_halve(dc_boxtree *tree, uint32_t place);

/* Says something of the box at place, as it is under the last condition. */
void dc_boxtree_say(dc_boxtree *tree, uint32_t place, dc_saying saying, double heaviest);

/* The condition became more demanding, if it did. */
void dc_boxtree_raise(dc_boxtree *tree, const dc_condition *condition);

/* What is known to hold of the box at place under a condition. */
dc_saying dc_boxtree_said(const dc_boxtree *tree, uint32_t place,
                          const dc_condition *condition);

#endif
