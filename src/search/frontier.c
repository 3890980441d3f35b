#include "search/frontier.h"

#include <stdlib.h>
#include <string.h>

#include "search/pack.h"

void dc_frontier_init(dc_frontier *frontier, bool by_ratio, size_t budget) {
    memset(frontier, 0, sizeof *frontier);
    frontier->by_ratio = by_ratio;
    frontier->budget = budget;
}

void dc_frontier_clear(dc_frontier *frontier) {
    for (size_t k = 0; k < frontier->count; k++)
        dc_way_clear(&frontier->heap[k].way);
    for (size_t k = 0; k < frontier->stacked; k++)
        dc_way_clear(&frontier->stack[k].way);
    free(frontier->heap);
    free(frontier->stack);
    memset(frontier, 0, sizeof *frontier);
}

static size_t node_bytes(const dc_node *node) {
    return sizeof *node + dc_node_outside(node);
}

static void sift_up(dc_frontier *frontier, size_t k, bool by_ratio) {
    dc_node node = frontier->heap[k];
    while (k > 0 && dc_node_before(&node, frontier->heap + (k - 1) / 2, by_ratio)) {
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
            dc_node_before(frontier->heap + child + 1, frontier->heap + child, by_ratio))
            child++;
        if (!dc_node_before(frontier->heap + child, &node, by_ratio))
            break;
        frontier->heap[k] = frontier->heap[child];
        k = child;
    }
    frontier->heap[k] = node;
}

bool dc_frontier_push(dc_frontier *frontier, const dc_node *node) {
    bool deep = frontier->bytes >= frontier->budget;
    if (deep) {
        if (!dc_nodes_reserve(&frontier->stack, &frontier->stack_capacity,
                              frontier->stacked))
            return false;
        frontier->stack[frontier->stacked++] = *node;
    } else {
        if (!dc_nodes_reserve(&frontier->heap, &frontier->capacity, frontier->count))
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

static void cover(const dc_node *node, dc_condition *bound) {
    dc_condition own = *bound; /* kappa and h are borrowed */
    dc_node_get(node, &own);
    if (dc_condition_order(&own, bound) < 0)
        dc_condition_assign(bound, &own);
}

/* The first of the heap covers the rest of it. */
void dc_frontier_bound(const dc_frontier *frontier, dc_condition *bound) {
    if (frontier->count)
        cover(frontier->heap, bound);
    for (size_t k = 0; k < frontier->stacked; k++)
        cover(frontier->stack + k, bound);
}

static void put_list(dc_saving *saving, const dc_node *list, size_t count) {
    dc_bytes_put_u64(&saving->bytes, count);
    for (size_t k = 0; k < count; k++) {
        dc_put_node(&saving->bytes, list + k);
        dc_saving_flow(saving);
    }
}

void dc_put_frontier(dc_saving *saving, const dc_frontier *frontier) {
    put_list(saving, frontier->heap, frontier->count);
    put_list(saving, frontier->stack, frontier->stacked);
}

static void get_list(dc_reader *reader, dc_frontier *frontier, dc_node **list,
                     size_t *capacity, size_t *count) {
    size_t wanted = dc_get_count(reader, sizeof(uint64_t));
    while (*count < wanted && !reader->bad) {
        dc_node node;
        dc_get_node(reader, &node);
        if (reader->bad || !dc_nodes_reserve(list, capacity, *count)) {
            dc_way_clear(&node.way);
            dc_reader_lose(reader);
            return;
        }
        (*list)[(*count)++] = node;
        frontier->bytes += node_bytes(&node);
    }
}

/* A heap that is read in its own order is one. */
static bool is_heap(const dc_frontier *frontier) {
    for (size_t k = 1; k < frontier->count; k++)
        if (dc_node_before(frontier->heap + k, frontier->heap + (k - 1) / 2,
                           frontier->by_ratio))
            return false;
    return true;
}

void dc_get_frontier(dc_reader *reader, dc_frontier *frontier) {
    get_list(reader, frontier, &frontier->heap, &frontier->capacity, &frontier->count);
    get_list(reader, frontier, &frontier->stack, &frontier->stack_capacity,
             &frontier->stacked);
    if (!is_heap(frontier))
        reader->bad = true;
}
