/* A box that failed and waits to be cut, with what it may hide: its own floor, or ratio. */
#ifndef DC_SEARCH_NODE_H
#define DC_SEARCH_NODE_H

#include "geometry/condition.h"
#include "geometry/way.h"

typedef struct dc_node {
    dc_way way;
    uint64_t num,
        den;         /* floor and 1; or the ratio's, 1 / 0 where it is infinite. Counts of
                        * mass (threshold.h), rounded so that they hide no less */
    uint64_t serial; /* order of creation */
    uint32_t place;  /* in the search's tree of boxes */
} dc_node;

/* A node's bound as a condition, and back. Where mass is counted in units, what comes back
 * may be looser. */
void dc_node_set(dc_node *node, const dc_condition *bound);
void dc_node_get(const dc_node *node, dc_condition *bound);

/* True if a comes before b: the heavier floor, or the smaller ratio; then the newer. */
bool dc_node_before(const dc_node *a, const dc_node *b, bool by_ratio);

/* Room for one more than count in *list[*capacity]. False when memory is out. */
bool dc_nodes_reserve(dc_node **list, size_t *capacity, size_t count);

/* Bytes that a way takes outside its node. */
size_t dc_node_outside(const dc_node *node);

#endif
