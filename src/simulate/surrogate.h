/* What an adversary goes down: the loss of an affine classifier, less a smooth measure of
 * what it misclassifies. Score l of a point is <theta_l, z>, z the whitened features with
 * their constant; floating point only.
 *
 *     F(theta) = loss + sum of w (pull width log(1 + e^(m/width)), if the point is held,
 *                                 - price / (1 + e^(m/width)))
 *
 * with m the margin to the strongest rival, w the weights over their sum.
 */
#ifndef DC_SIMULATE_SURROGATE_H
#define DC_SIMULATE_SURROGATE_H

#include <doublecheck/network.h>

typedef struct dc_surrogate {
    size_t points, dims, classes; /* N, n + 1, K */
    const int *label;             /* [N], borrowed */
    double *mass;                 /* [N] */
    double *z;                    /* [N][dims] */
    double *whitener;        /* [dims][dims], lower triangular: z = whitener (1, x) */
    double *scores, *slopes; /* [N][classes] */
    double price, width, pull;
    bool *held;     /* [N] */
    int lured;      /* the price is for points of that class; -1: for all */
    uint64_t calls; /* passes over the points */
} dc_surrogate;

/* samples are borrowed. False when memory is out. The caller destroys it in any case. */
bool dc_surrogate_create(dc_surrogate *surrogate, const dc_samples *samples);
void dc_surrogate_destroy(dc_surrogate *surrogate);

/* theta[classes][dims] of weights[classes][n] and biases[classes], and back. */
void dc_surrogate_enter(const dc_surrogate *surrogate, double *theta,
                        const double *weights, const double *biases);
void dc_surrogate_leave(const dc_surrogate *surrogate, double *weights, double *biases,
                        const double *theta);

/* F and its gradient, a dc_smooth of a dc_surrogate. */
double dc_surrogate_value(void *of, const double *theta, double *gradient);

/* Sets scores; returns the mass of the points that are lost by more than their rounding
 * errors, about. */
double dc_surrogate_lost(dc_surrogate *surrogate, const double *theta);

/* For the scores as they are: the loss of the multiple of theta that has the least, and
 * *length, what it is multiplied by. */
double dc_surrogate_loss(dc_surrogate *surrogate, double *length);

/* Of the strongest rival, for the scores as they are. */
double dc_surrogate_margin(const dc_surrogate *surrogate, size_t s);

#endif
