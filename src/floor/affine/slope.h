/* Shares of a point that suit its scores, in floating point: what a proof is made of.
 *
 * A point's loss, less k where it is misclassified, has a convex envelope over its scores; the
 * envelope's slopes are the shares that prove most (T9). Jumps of the slopes are smoothed over
 * DC_SLOPE_WIDTH, and decisions that scores contradict push them back. Nothing here
 * decides: any shares give a true inequality. */
#ifndef DC_FLOOR_AFFINE_SLOPE_H
#define DC_FLOOR_AFFINE_SLOPE_H

#include "floor/affine/point.h"

/* The price k of being misclassified, in units of the loss. */
typedef struct dc_toll {
    double k;
    double share;  /* K = 2: of the rival, where a point may be lost or not */
    double margin; /* K = 2: it may be lost below that */
} dc_toll;

dc_toll dc_toll_of(double k);

/* How shares change with the scores: plain times the softmax's way, and pair (X_own - X_rival)
 * from the rival to the own. */
typedef struct dc_slope {
    double plain, pair;
    size_t rival;
} dc_slope;

/* shares[classes], which add up to 1, at scores[classes]. */
dc_slope dc_slope_of(double *shares, dc_standpoint point, const double *scores,
                     const dc_toll *toll);

/* How much of the point the envelope counts as misclassified, 0 .. 1. */
double dc_slope_lost(dc_standpoint point, const double *scores, const dc_toll *toll);

#endif
