#include "search/frontier.h"

#include <stdlib.h>
#include <string.h>

void dc_node_set(dc_node *node, const dc_condition *bound) {
    node->num = bound->by_ratio ? bound->ratio_num : bound->floor;
    node->den = bound->by_ratio ? bound->ratio_den : 1;
    node->infinite = bound->ratio_infinite;
}

void dc_node_get(const dc_node *node, dc_condition *bound) {
    if (!bound->by_ratio) {
        bound->floor = node->num;
        return;
    }
    bound->ratio_num = node->num;
    bound->ratio_den = node->den;
    bound->ratio_infinite = node->infinite;
}

void dc_frontier_init(dc_frontier *frontier, bool by_ratio, size_t budget) {
    memset(frontier, 0, sizeof *frontier);
    frontier->by_ratio = by_ratio;
    frontier->budget = budget;
}

void dc_frontier_clear(dc_frontier *frontier) {
    for (size_t k = 0; k < frontier->count; k++)
        free(frontier->heap[k].box);
    for (size_t k = 0; k < frontier->stacked; k++)
        free(frontier->stack[k].box);
    free(frontier->heap);
    free(frontier->stack);
    memset(frontier, 0, sizeof *frontier);
}

/* The heavier bound first (for ratios: the smaller); then the newer. floors and
 * ratios both compare as num / den, with opposite senses; den is 1 for floors. */
static bool before(const dc_node *a, const dc_node *b, bool by_ratio) {
    int order = (int)a->infinite - (int)b->infinite;
    if (order == 0)
        order = dc_mass_compare_products(a->num, b->den, b->num, a->den);
    if (order != 0)
        return by_ratio ? order < 0 : order > 0;
    return a->serial > b->serial;
}

static bool reserve(dc_node **list, size_t *capacity, size_t count) {
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

static size_t node_bytes(const dc_node *node) {
    return sizeof *node + sizeof *node->box + 9 * (size_t)node->box->dims + 16;
}

static void sift_up(dc_frontier *frontier, size_t k, bool by_ratio) {
    dc_node node = frontier->heap[k];
    while (k > 0 && before(&node, frontier->heap + (k - 1) / 2, by_ratio)) {
        frontier->heap[k] = frontier->heap[(k - 1) / 2];
        k = (k - 1) / 2;
    }
    frontier->heap[k] = node;
}

static void sift_down(dc_frontier *frontier, bool by_ratio) {
    dc_node node = frontier->heap[0];
    size_t k = 0;
    for (;;) {
        size_t child = 2 * k + 1;
        if (child >= frontier->count)
            break;
        if (child + 1 < frontier->count &&
            before(frontier->heap + child + 1, frontier->heap + child, by_ratio))
            child++;
        if (!before(frontier->heap + child, &node, by_ratio))
            break;
        frontier->heap[k] = frontier->heap[child];
        k = child;
    }
    frontier->heap[k] = node;
}

bool dc_frontier_push(dc_frontier *frontier, const dc_node *node) {
    bool deep = frontier->bytes >= frontier->budget;
    if (deep) {
        if (!reserve(&frontier->stack, &frontier->stack_capacity, frontier->stacked))
            return false;
        frontier->stack[frontier->stacked++] = *node;
    } else {
        if (!reserve(&frontier->heap, &frontier->capacity, frontier->count))
            return false;
        frontier->heap[frontier->count++] = *node;
        sift_up(frontier, frontier->count - 1, frontier->by_ratio);
    }
    frontier->bytes += node_bytes(node);
    return true;
}

bool dc_frontier_pop(dc_frontier *frontier, dc_node *node) {
    if (frontier->stacked) {
        *node = frontier->stack[--frontier->stacked];
    } else if (frontier->count) {
        *node = frontier->heap[0];
        frontier->heap[0] = frontier->heap[--frontier->count];
        if (frontier->count)
            sift_down(frontier, frontier->by_ratio);
    } else {
        return false;
    }
    frontier->bytes -= node_bytes(node);
    return true;
}

size_t dc_frontier_count(const dc_frontier *frontier) {
    return frontier->count + frontier->stacked;
}

void dc_frontier_bound(const dc_frontier *frontier, dc_condition *bound) {
    dc_node loosest;
    dc_node_set(&loosest, bound);
    loosest.serial = UINT64_MAX;
    if (frontier->count && before(frontier->heap, &loosest, frontier->by_ratio))
        loosest = frontier->heap[0];
    for (size_t k = 0; k < frontier->stacked; k++)
        if (before(frontier->stack + k, &loosest, frontier->by_ratio))
            loosest = frontier->stack[k];
    dc_node_get(&loosest, bound);
}
