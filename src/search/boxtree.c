#include "search/boxtree.h"

#include <stdlib.h>

#include "search/cells.h"

enum { SAYINGS = 16 };

static dc_boxtree *fail(dc_boxtree *tree) {
    dc_boxtree_destroy(tree);
    return NULL;
}

dc_boxtree *dc_boxtree_create(size_t dims, const dc_condition *condition, size_t bytes) {
    dc_boxtree *tree = calloc(1, sizeof *tree);
    if (!tree)
        return NULL;
    size_t most = bytes / sizeof *tree->node;
    dc_condition_copy(&tree->condition, condition);
    tree->most = most < UINT32_MAX ? (uint32_t)most : UINT32_MAX;
    tree->count = tree->capacity = (uint32_t)dims + 1;
    tree->node = calloc(tree->count, sizeof *tree->node);
    return tree->node ? tree : fail(tree);
}

void dc_boxtree_destroy(dc_boxtree *tree) {
    if (!tree)
        return;
    dc_condition_clear(&tree->condition);
    free(tree->node);
    free(tree);
}

size_t dc_boxtree_bytes(const dc_boxtree *tree) {
    return tree ? tree->count * sizeof *tree->node : 0;
}

void dc_boxtree_trim(dc_boxtree *tree) {
    dc_boxtree_node *node = realloc(tree->node, tree->count * sizeof *node);
    tree->node = node ? node : tree->node;
    tree->capacity = node ? tree->count : tree->capacity;
}

uint32_t dc_boxtree_chart(size_t chart) {
    return (uint32_t)chart + 1;
}

uint32_t dc_boxtree_half(const dc_boxtree *tree, uint32_t place) {
    return tree->node[place].half;
}

/* Room for two more nodes; without it they are left out. */
static bool reserve(dc_boxtree *tree) {
    if (tree->count + 2 <= tree->capacity)
        return true;
    uint64_t larger = 2 * (uint64_t)tree->capacity + 2;
    larger = larger < tree->most ? larger : tree->most;
    if (larger < (uint64_t)tree->count + 2)
        return false;
    dc_boxtree_node *node = realloc(tree->node, larger * sizeof *node);
    if (!node)
        return false;
    tree->node = node;
    tree->capacity = (uint32_t)larger;
    return true;
}

uint32_t dc_boxtree_halve(dc_boxtree *tree, uint32_t place) {
    const dc_boxtree_node fresh = { 0, 0, 0 };
    if (place && !tree->node[place].half && reserve(tree)) {
        tree->node[place].half = tree->count;
        tree->node[tree->count++] = fresh;
        tree->node[tree->count++] = fresh;
    }
    return tree->node[place].half;
}

void dc_boxtree_say(dc_boxtree *tree, uint32_t place, dc_saying saying, double heaviest) {
    if (!place)
        return;
    tree->node[place].said = tree->number * SAYINGS + saying;
    tree->node[place].heaviest = (float)heaviest;
}

void dc_boxtree_raise(dc_boxtree *tree, const dc_condition *condition) {
    if (dc_condition_order(condition, &tree->condition) >= 0)
        return;
    dc_condition_assign(&tree->condition, condition);
    tree->number++;
}

/* A cell that failed under a lower floor fails if it is heavier than the floor now; and no
 * failing cell is heavier than the heaviest one and its overshoot. */
static dc_saying under_floor(const dc_condition *condition, double heaviest) {
    const double rounding = 1e-6;
    double floor = (double)condition->floor, enough = (double)condition->enough;
    double hopeless = (double)dc_cells_hopeless_from(condition);
    double least = heaviest * (1 - rounding), most = heaviest * (1 + rounding);
    if (least <= floor)
        return 0;
    if (most * (1 + 1.0 / DC_CELLS_OVERSHOOT) < hopeless || enough <= hopeless)
        return DC_SAID_UNSAFE;
    return least >= hopeless ? DC_SAID_UNSAFE | DC_SAID_HOPELESS : 0;
}

/* What is safe stays so as the condition is raised. */
dc_saying dc_boxtree_said(const dc_boxtree *tree, uint32_t place,
                          const dc_condition *condition) {
    const dc_boxtree_node *node = tree->node + place;
    dc_saying saying = node->said % SAYINGS;
    int order = dc_condition_order(condition, &tree->condition);
    if (order > 0)
        return 0;
    if (saying == DC_SAID_SAFE || (order == 0 && node->said / SAYINGS == tree->number))
        return saying;
    return condition->by_ratio ? 0 : under_floor(condition, node->heaviest);
}
