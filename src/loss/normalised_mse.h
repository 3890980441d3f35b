/* Squared error over its sum over all labels, E / (K |f|^2 + K - 2) (arXiv 2107.09957), for
 * one variant. With D the denominator, L = E / D, and S and b as in mse.h the derivatives by
 * the logits are -(2 / D) L f_k (K f_k + K - 2) for the label, and for others
 * (2 / D) f_j ((1 - K L) f_j + b + K L |f|^2). D >= K - 1. */
#ifndef DC_LOSS_NORMALISED_MSE_H
#define DC_LOSS_NORMALISED_MSE_H

#include "loss/softmax.h"

static inline real normalised_mse_point(softmax_point *p, real parameter) {
    real own = p->own, wrong = p->wrong, K = (real)p->classes;
    real others = sum_of_squares(p->f, p->stride), squares = own * own + others;
    real factor = 1 / (K * squares + (K - 2));
    real value = (wrong * wrong + others) * factor;
    (void)parameter;
    derive_others(p, 2 * factor, 1 - K * value,
                  own * wrong - others + K * value * squares);
    p->own = -2 * factor * value * own * (K * own + (K - 2));
    return value;
}

static double normalised_mse(const dc_loss_rows *rows, double parameter) {
    return softmax_losses(rows, normalised_mse_point, parameter);
}

#endif
