#include "search/node.h"

#include <stdlib.h>

#include "search/threshold.h"

void dc_node_set(dc_node *node, const dc_condition *bound) {
    unsigned unit = dc_count_unit(bound->total);
    if (!bound->by_ratio) {
        node->num = (uint64_t)dc_count_above(bound->floor, unit);
        node->den = 1;
    } else if (bound->ratio_infinite) {
        node->num = 1;
        node->den = 0;
    } else {
        node->num = (uint64_t)dc_count_below(bound->ratio_num, unit);
        node->den = (uint64_t)dc_count_above(bound->ratio_den, unit);
        if (node->num < node->den)
            node->num = node->den;
    }
}

void dc_node_get(const dc_node *node, dc_condition *bound) {
    unsigned unit = dc_count_unit(bound->total);
    if (!bound->by_ratio) {
        bound->floor = (dc_mass)node->num << unit;
        if (bound->floor >= bound->enough)
            bound->floor = bound->enough - 1;
        return;
    }
    bound->ratio_infinite = node->den == 0;
    bound->ratio_num = (dc_mass)node->num << unit;
    bound->ratio_den = (dc_mass)(node->den ? node->den : 1) << unit;
}

/* Floors and ratios both compare as num / den, with opposite senses. */
bool dc_node_before(const dc_node *a, const dc_node *b, bool by_ratio) {
    dc_mass left = (dc_mass)a->num * (dc_mass)b->den;
    dc_mass right = (dc_mass)b->num * (dc_mass)a->den;
    if (left != right)
        return by_ratio ? left < right : left > right;
    return a->serial > b->serial;
}

bool dc_nodes_reserve(dc_node **list, size_t *capacity, size_t count) {
    if (count < *capacity)
        return true;
    size_t larger = *capacity ? 2 * *capacity : 256;
    dc_node *nodes = realloc(*list, larger * sizeof *nodes);
    if (!nodes)
        return false;
    *list = nodes;
    *capacity = larger;
    return true;
}

size_t dc_node_outside(const dc_node *node) {
    enum { OVERHEAD = 16 }; /* of the allocator, for a block */
    return node->way.depth > DC_WAY_INLINE
               ? OVERHEAD + dc_way_words(&node->way) * sizeof(uint64_t)
               : 0;
}
