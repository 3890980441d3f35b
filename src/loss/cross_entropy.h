/* Cross-entropy of the softmax of scores (D7), for one variant.
 *
 * With M the largest score of a point, at class l*, and e_l = exp(X_l - M): the loss is
 * (M - X_y) + log1p(sum of e_l, l != l*). No term is large where the loss is small, so a
 * loss far below the rounding of 1 is right, and scores of any size do no harm.
 */
#ifndef DC_LOSS_CROSS_ENTROPY_H
#define DC_LOSS_CROSS_ENTROPY_H

#include "loss/softmax.h"

/* The last vectors of a row, in which it is padded. */
enum { LAST_LANES = DC_WIDEST_BYTES / sizeof(real), LAST = LAST_LANES / LANES };

/* All ones where there are classes, zeros in what pads a row. */
static void set_mask(vector_bits *mask, size_t classes, size_t stride) {
    for (size_t l = 0; l < LAST_LANES; l++)
        mask[l / LANES][l % LANES] = stride - LAST_LANES + l < classes ? ~(real_bits)0
                                                                       : 0;
}

/* e[stride] *= share, what pads it 0. */
static inline void scale_row(real *e, size_t stride, real share,
                             const vector_bits *mask) {
    size_t l = 0;
    for (; l < stride - LAST_LANES; l += LANES)
        *(vector *)(e + l) *= share;
    for (size_t k = 0; k < LAST; k++, l += LANES)
        *(vector *)(e + l) = (vector)((vector_bits)(*(const vector *)(e + l) * share) &
                                      mask[k]);
}

/* e[stride] becomes the derivatives by the logits, factor their common factor. Returns
 * the sum of e but for the largest, which is 1. If that is not the label's, the loss is
 * log 2 at least, and the subtraction of 1 loses nothing of it. */
static inline real close_row(real *e, const dc_loss_rows *rows, size_t label, real gap,
                             real factor, const vector_bits *mask) {
    real own = e[label], wrong = 0;
    for (size_t l = 0; l < rows->classes; l++)
        wrong += l == label ? 0 : e[l];
    real share = factor / (own + wrong);
    scale_row(e, rows->stride, share, mask);
    e[label] = -wrong * share;
    return gap == 0 ? wrong : wrong + (own - 1);
}

static double cross_entropy(const dc_loss_rows *rows, double parameter) {
    size_t count = rows->count, stride = rows->stride;
    const real *logits = rows->logits;
    real *e = rows->gradient;
    real *rest = rows->scratch, *gap = rest + (count + LANES - 1) / LANES * LANES;
    vector_bits mask[LAST];
    double sum = 0;
    (void)parameter;
    set_mask(mask, rows->classes, stride);
    for (size_t s = 0; s < count; s++) {
        shift_row(e + s * stride, logits + s * stride, rows->classes, stride);
        gap[s] = -e[s * stride + (size_t)rows->label[s]];
    }
    for (size_t k = 0; k < count * stride; k += LANES)
        *(vector *)(e + k) = vector_exp(*(const vector *)(e + k));
    for (size_t s = 0; s < count; s++)
        rest[s] = close_row(e + s * stride, rows, (size_t)rows->label[s], gap[s],
                            (real)(rows->weight[s] * rows->scale), mask);
    for (size_t s = 0; s < count; s += LANES)
        *(vector *)(rest + s) = vector_log1p(*(const vector *)(rest + s));
    for (size_t s = 0; s < count; s++)
        sum += rows->weight[s] * ((double)gap[s] + (double)rest[s]);
    return sum * rows->scale;
}

#endif
