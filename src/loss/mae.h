/* Mean absolute error of the softmax, the sum of |f_i - e_ki| (arXiv 2107.09957), for
 * one variant: 2 (1 - f_k). Its derivatives by the logits are -2 f_k (1 - f_k) for the
 * label and 2 f_k f_j for others. */
#ifndef DC_LOSS_MAE_H
#define DC_LOSS_MAE_H

#include "loss/softmax.h"

static inline real mae_point(softmax_point *p, real parameter) {
    real own = p->own, wrong = p->wrong;
    (void)parameter;
    derive_others(p, 2 * own, 0, 1);
    p->own = -2 * own * wrong;
    return 2 * wrong;
}

static double mae(const dc_loss_rows *rows, double parameter) {
    return softmax_losses(rows, mae_point, parameter);
}

#endif
