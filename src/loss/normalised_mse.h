/* Squared error over its sum over all labels, L = E / D with D = K |f|^2 + K - 2 >= K -
 * 1 (arXiv 2107.09957), for one variant; E, S and b as in mse.h. Its derivatives by the
 * logits are -(2 / D) L f_k (K f_k + K - 2) for the label and (2 / D) f_j (c f_j + f_k -
 * c |f|^2) for others, with c = 1 - K L = 2 (K f_k - 1) / D. f_k - c |f|^2 is b + K L
 * |f|^2, too; one of the two loses few digits: that where f_k < 1/2, this elsewhere. */
#ifndef DC_LOSS_NORMALISED_MSE_H
#define DC_LOSS_NORMALISED_MSE_H

#include "loss/softmax.h"

static inline real normalised_mse_point(softmax_point *p, real parameter) {
    real own = p->own, wrong = p->wrong, K = (real)p->classes;
    real others = sum_of_squares(p->f, p->stride), squares = own * own + others;
    real factor = 1 / (K * squares + (K - 2));
    real value = (wrong * wrong + others) * factor;
    (void)parameter;
    real slope = 2 * (K * own - 1) * factor;
    real offset = own < (real)0.5 ? own - slope * squares
                                  : own * wrong - others + K * value * squares;
    derive_others(p, 2 * factor, slope, offset);
    p->own = -2 * factor * value * own * (K * own + (K - 2));
    return value;
}

static double normalised_mse(const dc_loss_rows *rows, double parameter) {
    return softmax_losses(rows, normalised_mse_point, parameter);
}

#endif
