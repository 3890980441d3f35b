/* What an adversary goes down: the loss of an affine classifier, less a smooth measure of
 * what it misclassifies. Score l of a point is <theta_l, z>, z its coordinates; floating
 * point only.
 *
 *     F(theta) = loss + sum of w (pull width log(1 + e^(m/width)), if the point is held,
 *                                 - price / (1 + e^(m/width)))
 *
 * with m the margin to the strongest rival, w the weights over their sum.
 */
#ifndef DC_FLOOR_AFFINE_SURROGATE_H
#define DC_FLOOR_AFFINE_SURROGATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The points of an adversary. */
typedef struct dc_terrain {
    size_t points, dims, classes; /* N, d, K */
    const int *label;             /* [N]: 0 to K - 1 */
    const double *mass;           /* [N], of sum 1 */
    const double *z; /* [N][dims]; steps are the same length in all of them */
} dc_terrain;

typedef struct dc_surrogate {
    dc_terrain on;           /* borrowed */
    double *scores, *slopes; /* [N][classes] */
    double price, width, pull;
    bool *held;     /* [N] */
    int lured;      /* the price is for points of that class; -1: for all */
    uint64_t calls; /* passes over the points */
} dc_surrogate;

/* False when memory is out. The caller destroys it in any case. */
bool dc_surrogate_create(dc_surrogate *surrogate, const dc_terrain *terrain);
void dc_surrogate_destroy(dc_surrogate *surrogate);

/* F and its gradient, a dc_smooth of a dc_surrogate. */
double dc_surrogate_value(void *of, const double *theta, double *gradient);

/* Sets scores; returns the mass of the points that are lost by more than their rounding
 * errors, about. */
double dc_surrogate_lost(dc_surrogate *surrogate, const double *theta);

/* The loss, for the scores as they are; no pass is counted. */
double dc_surrogate_plain_loss(dc_surrogate *surrogate);

/* For the scores as they are: the loss of the multiple of theta that has the least, and
 * *length, what it is multiplied by. */
double dc_surrogate_loss(dc_surrogate *surrogate, double *length);

/* Of the strongest rival, for the scores as they are. */
double dc_surrogate_margin(const dc_surrogate *surrogate, size_t s);

#endif
