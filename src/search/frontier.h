/* The boxes that still wait: best first, and depth first when memory is short. */
#ifndef DC_SEARCH_FRONTIER_H
#define DC_SEARCH_FRONTIER_H

#include <stdbool.h>

#include "geometry/box.h"
#include "geometry/condition.h"

/* A box that failed, with what it may hide: its own floor, or ratio. */
typedef struct dc_node {
    dc_box *box;
    dc_mass num, den; /* floor; or the ratio's numerator and denominator */
    bool infinite;
    uint64_t serial; /* order of creation */
    uint32_t place;  /* in the search's tree of boxes */
} dc_node;

typedef struct dc_frontier {
    dc_node *heap;
    size_t count, capacity;
    dc_node *stack; /* used while the budget is exceeded */
    size_t stacked, stack_capacity;
    size_t bytes, budget;
    bool by_ratio;
} dc_frontier;

void dc_frontier_init(dc_frontier *frontier, bool by_ratio, size_t budget);
void dc_frontier_clear(dc_frontier *frontier);

/* Takes ownership of node->box. False (box not taken) when memory is out. */
bool dc_frontier_push(dc_frontier *frontier, const dc_node *node);

/* The most promising node; false if there is none. The caller owns its box. */
bool dc_frontier_pop(dc_frontier *frontier, dc_node *node);

size_t dc_frontier_count(const dc_frontier *frontier);

/* Loosens bound (equal to the best known) to cover every waiting node. */
void dc_frontier_bound(const dc_frontier *frontier, dc_condition *bound);

/* A node's bound as a condition, and back. */
void dc_node_set(dc_node *node, const dc_condition *bound);
void dc_node_get(const dc_node *node, dc_condition *bound);

#endif
