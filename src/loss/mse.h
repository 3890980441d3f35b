/* Squared error of the softmax, the sum of (f_i - e_ki)^2 (arXiv 2107.09957), for one
 * variant: E = (1 - f_k)^2 + S with S the sum of the other f_j^2. With b = f_k (1 - f_k)
 * - S its derivatives by the logits are -2 f_k E for the label and 2 f_j (f_j + b) for
 * others.
 */
#ifndef DC_LOSS_MSE_H
#define DC_LOSS_MSE_H

#include "loss/softmax.h"

static inline real mse_point(softmax_point *p, real parameter) {
    real own = p->own, wrong = p->wrong;
    real squares = sum_of_squares(p->f, p->stride), value = wrong * wrong + squares;
    (void)parameter;
    derive_others(p, 2, 1, own * wrong - squares);
    p->own = -2 * own * value;
    return value;
}

static double mse(const dc_loss_rows *rows, double parameter) {
    return softmax_losses(rows, mse_point, parameter);
}

#endif
