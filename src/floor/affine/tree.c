#include "floor/affine/tree.h"

#include <stdlib.h>
#include <string.h>

dc_node *dc_node_create(void) {
    return calloc(1, sizeof(dc_node));
}

static void clear(dc_node *node) {
    for (size_t k = 0; k < node->count; k++)
        free(node->fixing[k].leaf.theta);
    free(node->fixing);
    free(node->leaf.theta);
}

/* Depth first, with the halves that wait linked through half[1]. */
void dc_node_destroy(dc_node *node) {
    while (node) {
        dc_node *left = node->half[0], *right = node->half[1],
                *next = left ? left : right;
        if (left && right) {
            dc_node *last = left;
            while (last->half[1] || last->half[0])
                last = last->half[1] ? last->half[1] : last->half[0];
            last->half[1] = right;
        }
        clear(node);
        free(node);
        node = next;
    }
}

bool dc_leaf_set(dc_leaf *leaf, const double *theta, size_t count, const dc_toll *toll,
                 size_t basis) {
    leaf->theta = malloc(count * sizeof *theta);
    if (!leaf->theta)
        return false;
    memcpy(leaf->theta, theta, count * sizeof *theta);
    leaf->toll = *toll;
    leaf->basis = basis;
    return true;
}

bool dc_node_fix(dc_node *node, size_t point, size_t rival, uint8_t decided,
                 dc_leaf *leaf) {
    if (node->count == node->capacity) {
        size_t capacity = 2 * node->capacity + 8;
        dc_fixing *more = realloc(node->fixing, capacity * sizeof *more);
        if (!more)
            return false;
        node->fixing = more;
        node->capacity = capacity;
    }
    node->fixing[node->count++] = (dc_fixing){ point, rival, decided, *leaf };
    leaf->theta = NULL;
    return true;
}
