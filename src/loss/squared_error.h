/* Squared error of outputs against targets, the mean over the outputs, for one variant.
 *
 * Differences and sums are in double, whatever the variant's number.
 */
#ifndef DC_LOSS_SQUARED_ERROR_H
#define DC_LOSS_SQUARED_ERROR_H

#include "base/real.h"
#include "loss/loss.h"

static double squared_error(const dc_loss_rows *rows, double parameter) {
    size_t outputs = rows->classes, stride = rows->stride;
    double sum = 0;
    (void)parameter;
    for (size_t s = 0; s < rows->count; s++) {
        const real *z = (const real *)rows->logits + s * stride;
        real *gradient = (real *)rows->gradient + s * stride;
        const double *target = rows->target + s * outputs;
        double share = rows->weight[s] * rows->scale / (double)outputs;
        for (size_t k = 0; k < outputs; k++) {
            double rest = (double)z[k] - target[k];
            gradient[k] = (real)(2 * share * rest);
            sum += share * rest * rest;
        }
        for (size_t k = outputs; k < stride; k++)
            gradient[k] = 0;
    }
    return sum;
}

#endif
