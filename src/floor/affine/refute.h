/* Refutes a threshold under decisions: shows that no classifier that fits them, with loss at
 * most Lbar, misclassifies weight >= T. The price k is chosen so that the proof is the
 * strongest; its value is concave in k. */
#ifndef DC_FLOOR_AFFINE_REFUTE_H
#define DC_FLOOR_AFFINE_REFUTE_H

#include "floor/affine/balance.h"

/* Work space of one thread at a time, and what was found last. */
typedef struct dc_refuter {
    dc_descent descent;
    dc_balance balance; /* for rounding only: it has no bases */
    uint8_t *rival;     /* [points][classes]: the decisions */
    dc_toll toll;       /* the price: where to begin, then the best */
    double excess;      /* of the best price; > 0: a proof, but for the correction */
    double lost;        /* mass that the envelope misclassifies there */
} dc_refuter;

bool dc_refuter_create(dc_refuter *refuter, const dc_instance *instance);
void dc_refuter_destroy(dc_refuter *refuter);

/* Looks for the price from refuter->toll and the descent's theta on, until excess > 0 or it
 * cannot be. With `loss_only` the price is 0. descent is at the best price afterwards. */
void dc_refute(dc_refuter *refuter, int64_t threshold, bool loss_only);

#endif
