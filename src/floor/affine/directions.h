/* Boxes of directions of theta, for two classes and few dimensions (docs/
 * data-floor-certificate.md, section 7). Which points are lost depends on the direction alone;
 * of the length only the loss. Boxes are halved, level by level, until each is outside the cone
 * of C by one of its cuts, or too few points may be lost in it. */
#ifndef DC_FLOOR_AFFINE_DIRECTIONS_H
#define DC_FLOOR_AFFINE_DIRECTIONS_H

#include "floor/affine/balance.h"

/* A box that waits: centre and half-widths over 2^DC_DIRECTION_BITS; the fixed coordinate
 * has half-width 0. */
typedef struct dc_direction_box {
    int32_t centre[DC_FEW_DIMS], half[DC_FEW_DIMS];
    uint32_t node;    /* in the tree */
    uint32_t cut;     /* one that nearly did */
    int64_t may_lose; /* weight, after it was looked at */
} dc_direction_box;

enum { DC_DIRECTION_BITS = 30 };

/* On C <rho,theta> > 0, up to radius in each coordinate. */
typedef struct dc_cut {
    dc_mass rho[DC_FEW_DIMS], radius[DC_FEW_DIMS];
    int32_t *shares; /* [points], of the rival: owned */
} dc_cut;

/* How a node of the tree ends: the index of its first half, or one of these. */
enum { DC_DIRECTION_OPEN = 0, DC_DIRECTION_COUNT = -1, DC_DIRECTION_CUT = -2 };

typedef struct dc_directions {
    const dc_instance *instance;
    unsigned threads;
    size_t memory; /* bytes */
    dc_halt *halt;
    size_t cut_count, cut_capacity;
    dc_cut *cut;
    size_t box_count, box_capacity;
    dc_direction_box *box; /* those that wait */
    size_t node_count, node_capacity;
    int32_t *tree; /* [node_count]; -2 - c for cut c. The charts are the first 2 dims */
    int64_t threshold;
    uint64_t nodes;
    bool failed, full; /* memory ran out; or boxes cannot be halved, or do not fit */
    /* Called, in the calling thread, with a direction (not its length) at which weight >=
     * threshold may be lost at a loss of at most Lbar, about; returns the threshold from now
     * on. `ties`: through up to dims - 1 points, which are then lost if their margins are 0
     * exactly. */
    int64_t (*found)(void *user, const double *v, const size_t *ties, size_t tie_count);
    void *user;
} dc_directions;

/* The first boxes. The instance has two classes, at most DC_FEW_DIMS dimensions, and a loss
 * less than log 2. */
bool dc_directions_create(dc_directions *directions, const dc_instance *instance,
                          int64_t threshold, unsigned threads, size_t memory,
                          dc_halt *halt);
void dc_directions_destroy(dc_directions *directions);

/* Looks at all boxes that wait, once. False at the end: none waits, or it was halted. */
bool dc_directions_level(dc_directions *directions);

/* The least threshold that the boxes prove, those that wait by what they may lose. */
int64_t dc_directions_bound(const dc_directions *directions);

/* Loss along v, in coordinates u, at its best length, which *length is set to; *wrong: the mass
 * that is misclassified, what may tie included if `ties`. Below 0 when memory is out. */
double dc_direction_loss(const dc_instance *instance, const double *v, bool ties,
                         double *length, double *wrong);

#endif
