/* A proof by points as a tree (docs/data-floor-certificate.md, section 6): what was decided,
 * and why the other way is impossible. */
#ifndef DC_FLOOR_AFFINE_TREE_H
#define DC_FLOOR_AFFINE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "floor/affine/slope.h"

/* A balanced vector: the shares at theta for a price, corrected by a basis. The shares are
 * those for the decisions above its node and the first `known` fixings of it; what was fixed
 * later makes the proof no weaker. */
typedef struct dc_leaf {
    double *theta; /* [rows][dims], owned */
    dc_toll toll;
    size_t basis, known;
} dc_leaf;

/* A margin whose other sign the leaf refutes. */
typedef struct dc_fixing {
    size_t point, rival;
    uint8_t decided; /* DC_RIVAL_POSITIVE or DC_RIVAL_NEGATIVE */
    dc_leaf leaf;
} dc_fixing;

typedef enum dc_ending {
    DC_NODE_OPEN,  /* nothing proved yet */
    DC_NODE_COUNT, /* too few points may be lost */
    DC_NODE_LEAF,
    DC_NODE_SPLIT /* into both signs of a margin */
} dc_ending;

/* Fixings, one after another, and what is true after them. */
typedef struct dc_node {
    size_t count, capacity;
    dc_fixing *fixing; /* [count] */
    dc_ending ending;
    dc_leaf leaf;            /* DC_NODE_LEAF */
    size_t point, rival;     /* DC_NODE_SPLIT */
    struct dc_node *half[2]; /* the margin <= 0, and > 0 */
} dc_node;

/* NULL when memory is out. */
dc_node *dc_node_create(void);
void dc_node_destroy(dc_node *node); /* and all below it; NULL is allowed */

/* Makes a leaf of theta[count], copied. False when memory is out. */
bool dc_leaf_set(dc_leaf *leaf, const double *theta, size_t count, const dc_toll *toll,
                 size_t basis);

/* Appends a fixing, whose leaf becomes the node's. */
bool dc_node_fix(dc_node *node, size_t point, size_t rival, uint8_t decided,
                 dc_leaf *leaf);

#endif
