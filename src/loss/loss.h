/* Losses of scores, and their gradients (D7 of proofs/theory.md).
 *
 *     dc_loss loss;
 *     if (dc_loss_parse(&loss, "cross-entropy", &error) == DC_OK)
 *         value = dc_loss_value(&loss, variant, &rows);
 *
 * A loss is a row of the table in loss.c and a body in a header of its own, which
 * kernels.h includes and which is compiled for each variant (base/variant.h).
 */
#ifndef DC_LOSS_LOSS_H
#define DC_LOSS_LOSS_H

#include <doublecheck/status.h>

#include "base/variant.h"

/* Points, their scores and where the gradient goes. `real` is the variant's number; all
 * arrays are borrowed. */
typedef struct dc_loss_rows {
    size_t count, classes;
    size_t stride;        /* numbers in a row, padded: dc_variant_padded(classes) */
    const void *logits;   /* real [count][stride] */
    void *gradient;       /* real [count][stride]; what pads a row becomes 0 */
    void *scratch;        /* real [2 * padded(count)] */
    const int *label;     /* [count], in 0 .. classes - 1 */
    const double *weight; /* [count], > 0 */
    const double *target; /* [count][classes], of losses that take targets; else NULL */
    double scale;         /* 1 / the sum of the weights for a mean */
} dc_loss_rows;

/* The sum of weight * loss, times scale; sets gradient to its derivatives by the
 * logits. */
typedef double dc_loss_kernel(const dc_loss_rows *rows, double parameter);

typedef struct dc_loss {
    size_t kind;      /* row of the table */
    double parameter; /* of losses that have one */
} dc_loss;

/* Does it compare outputs with targets, and not with labels? */
bool dc_loss_takes_targets(const dc_loss *loss);

/* "cross-entropy", "mse", "normalised-mse", "mae", or "rll:A" with 10^-30 <= A <= 10^30,
 * the nearest double; "squared-error". DC_EUSAGE for another word; the message lists them, or
 * tells what is wrong with A. */
DC_MUST_USE dc_status dc_loss_parse(dc_loss *loss, const char *text, dc_error *error);

/* Cost: one pass; sums are in double and in the order of the points. Not finite where a
 * logit is not. */
double dc_loss_value(const dc_loss *loss, dc_variant variant, const dc_loss_rows *rows);

#endif
