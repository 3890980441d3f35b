/* Branch and bound over which points are lost: proofs that no classifier of C misclassifies
 * weight >= T, and the points that all of C classifies correctly. */
#ifndef DC_FLOOR_AFFINE_BRANCHING_H
#define DC_FLOOR_AFFINE_BRANCHING_H

#include "floor/affine/refute.h"
#include "floor/affine/tree.h"

enum { DC_BRANCHING_SLOTS = 8 }; /* what is tried side by side, whatever the threads */

typedef struct dc_branching {
    const dc_instance *instance;
    unsigned threads;
    dc_halt *halt;
    dc_refuter slot[DC_BRANCHING_SLOTS];
    dc_balance balance; /* all bases */
    double *center;     /* [rows][dims]: where searches begin */
    dc_node *safe;      /* fixings that hold for every threshold */
    uint8_t *settled;   /* [points][classes]: the decisions of safe's fixings */
    dc_node *proof; /* of the last threshold that was proved, after safe's fixings; NULL:
                         * none */
    int64_t proved; /* that threshold; INT64_MAX: none */
    uint64_t nodes; /* sets of decisions that were looked at */
    bool failed;    /* memory ran out */
} dc_branching;

/* center is copied. */
bool dc_branching_create(dc_branching *points, const dc_instance *instance,
                         const double *center, unsigned threads, dc_halt *halt);
void dc_branching_destroy(dc_branching *points);

/* Frees what searches take, once they are over: what was proved stays. */
void dc_branching_rest(dc_branching *points);

/* Weight of the points that cannot be lost, over Q. */
int64_t dc_branching_safe_weight(const dc_branching *points);

/* Finds points that cannot be lost, the likeliest first; not among those marked in
 * `unsafe`[points], to which it adds. Stops early if halted. */
void dc_branching_find_safe(dc_branching *points, bool *unsafe);

/* True if it could prove a threshold with at most so many sets of decisions after the
 * first; with 0, without probing. */
bool dc_branching_prove(dc_branching *points, int64_t threshold, size_t effort);

#endif
