/* The boxes that still wait: best first, and depth first when memory is short. */
#ifndef DC_SEARCH_FRONTIER_H
#define DC_SEARCH_FRONTIER_H

#include "base/saving.h"
#include "search/node.h"

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

/* Takes ownership of node->way. False (way not taken) when memory is out. */
bool dc_frontier_push(dc_frontier *frontier, const dc_node *node);

/* The most promising node; false if there is none. The caller owns its way. */
bool dc_frontier_pop(dc_frontier *frontier, dc_node *node);

/* Its nodes in their order, and back into an empty one of the same budget. The reader is bad
 * too when memory is out. */
void dc_put_frontier(dc_saving *saving, const dc_frontier *frontier);
void dc_get_frontier(dc_reader *reader, dc_frontier *frontier);

size_t dc_frontier_count(const dc_frontier *frontier);

/* Loosens bound (equal to the best known) to cover every waiting node. */
void dc_frontier_bound(const dc_frontier *frontier, dc_condition *bound);

#endif
