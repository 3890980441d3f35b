/* Losses that are functions of the softmax of scores, for one variant: what they share.
 *
 * With M the largest score of a point and e_l = exp(X_l - M), f_l = e_l / (sum of e).
 * The label is k, and 1 - f_k is always the sum of the others: no digits are lost where
 * f_k is nearly 1. Derivatives by the logits sum to 0; where the f of a class other than
 * k is above 1/2, its own is minus the sum of the others', which loses nothing where
 * that f is nearly 1.
 */
#ifndef DC_LOSS_SOFTMAX_H
#define DC_LOSS_SOFTMAX_H

#include "loss/elementary.h"
#include "loss/loss.h"

/* e[stride] = logits - M; what pads the row has any value. */
static inline void shift_row(real *e, const real *logits, size_t classes, size_t stride) {
    real most = logits[0];
    for (size_t l = 1; l < classes; l++)
        most = logits[l] > most ? logits[l] : most;
    for (size_t l = 0; l < stride; l += LANES)
        *(vector *)(e + l) = *(const vector *)(logits + l) - most;
}

static inline real sum_lanes(vector x) {
    real sum = 0;
    for (size_t l = 0; l < LANES; l++)
        sum += x[l];
    return sum;
}

static inline real sum_row(const real *row, size_t stride) {
    vector sum = { 0 };
    for (size_t l = 0; l < stride; l += LANES)
        sum += *(const vector *)(row + l);
    return sum_lanes(sum);
}

static inline real sum_of_squares(const real *row, size_t stride) {
    vector sum = { 0 };
    for (size_t l = 0; l < stride; l += LANES)
        sum += *(const vector *)(row + l) * *(const vector *)(row + l);
    return sum_lanes(sum);
}

/* 0, or no number if a score is none or infinite. */
static inline real check_row(const real *logits, size_t stride) {
    vector sum = { 0 };
    for (size_t l = 0; l < stride; l += LANES)
        sum += *(const vector *)(logits + l) * 0;
    return sum_lanes(sum);
}

/* A point as a loss sees it. */
typedef struct softmax_point {
    real *f; /* [stride]: f_j of the other classes; 0 for k, and in what pads it */
    size_t classes, stride;
    real own, wrong; /* f_k, 1 - f_k */
} softmax_point;

/* The loss of a point. f and own become the derivatives by the logits: f_j's, where it is
 * at most 1/2, and f_k's; those of 0 stay 0. */
typedef real softmax_loss(softmax_point *point, real parameter);

/* f_j = factor f_j (slope f_j + offset), the form that most derivatives have. */
static inline void derive_others(const softmax_point *point, real factor, real slope,
                                 real offset) {
    for (size_t l = 0; l < point->stride; l += LANES) {
        vector *f = (vector *)(point->f + l);
        *f = factor * *f * (slope * *f + offset);
    }
}

static inline void scale_all(real *row, size_t stride, real factor) {
    for (size_t l = 0; l < stride; l += LANES)
        *(vector *)(row + l) *= factor;
}

/* The class of the largest score; the label, if it is one of them. */
static inline size_t find_top(const real *e, size_t classes, size_t label) {
    size_t top = label;
    for (size_t l = 0; l < classes && e[label] < 1; l++)
        if (e[l] == 1)
            return l;
    return top;
}

/* e becomes factor times the derivatives. */
static inline __attribute__((always_inline)) real close_point(real *e, size_t classes,
                                                              size_t stride, size_t label,
                                                              real factor,
                                                              softmax_loss *loss,
                                                              real parameter) {
    size_t top = find_top(e, classes, label);
    real own = e[label];
    e[label] = 0;
    real wrong = sum_row(e, stride), share = 1 / (own + wrong);
    scale_all(e, stride, share);
    softmax_point point = { e, classes, stride, own * share, wrong * share };
    real value = loss(&point, parameter);
    e[label] = point.own;
    if (top != label && 2 * share > 1) {
        e[top] = 0;
        e[top] = -sum_row(e, stride);
    }
    scale_all(e, stride, factor);
    return value;
}

static inline __attribute__((always_inline)) double softmax_losses(
    const dc_loss_rows *rows, softmax_loss *loss, double parameter) {
    size_t count = rows->count, classes = rows->classes, stride = rows->stride;
    const real *logits = rows->logits;
    real *gradient = rows->gradient;
    double sum = 0;
    for (size_t s = 0; s < count; s++) {
        real *e = gradient + s * stride;
        shift_row(e, logits + s * stride, classes, stride);
        for (size_t l = classes; l < stride; l++)
            e[l] = 2 * LEAST_EXPONENT;
    }
    for (size_t k = 0; k < count * stride; k += LANES)
        *(vector *)(gradient + k) = vector_exp(*(const vector *)(gradient + k));
    for (size_t s = 0; s < count; s++) {
        real factor = (real)(rows->weight[s] * rows->scale);
        real value = close_point(gradient + s * stride, classes, stride,
                                 (size_t)rows->label[s], factor, loss, (real)parameter);
        sum += rows->weight[s] * (double)(value + check_row(logits + s * stride, stride));
    }
    return sum * rows->scale;
}

#endif
