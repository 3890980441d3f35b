/* Robust log loss of the softmax (arXiv 2107.09957), for one variant: with the parameter
 * a,
 *     log((a + 1) / a) - log(a + f_k) + (sum of log(a + f_j), j != k) / (K - 1),
 * computed as log1p((1 - f_k) / (a + f_k)) + (sum of log1p(f_j / a)) / (K - 1), whose
 * terms are not negative. With h = f / (a + f) and H = (sum of h_j) / (K - 1) its
 * derivatives by the logits are -(h_k (1 - f_k) + f_k H) for the label and h_j / (K - 1)
 * + f_j (h_k - H) for others. */
#ifndef DC_LOSS_RLL_H
#define DC_LOSS_RLL_H

#include "loss/softmax.h"

static inline real rll_point(softmax_point *p, real a) {
    real own = p->own, wrong = p->wrong, each = 1 / (real)(p->classes - 1);
    real own_share = own / (a + own);
    vector logs = { 0 }, shares = { 0 };
    for (size_t l = 0; l < p->stride; l += LANES) {
        vector f = *(const vector *)(p->f + l);
        logs += vector_log1p(f / a);
        shares += f / (a + f);
    }
    real others = each * sum_lanes(shares), slope = own_share - others;
    for (size_t l = 0; l < p->stride; l += LANES) {
        vector *f = (vector *)(p->f + l);
        *f = each * (*f / (a + *f)) + slope * *f;
    }
    p->own = -(own_share * wrong + own * others);
    return vector_log1p(vector_of(wrong / (a + own)))[0] + each * sum_lanes(logs);
}

static double rll(const dc_loss_rows *rows, double parameter) {
    return softmax_losses(rows, rll_point, parameter);
}

#endif
