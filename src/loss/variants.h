/* The losses' kernels, one table for each variant. */
#ifndef DC_LOSS_VARIANTS_H
#define DC_LOSS_VARIANTS_H

#include "loss/loss.h"

enum {
    DC_LOSS_CROSS_ENTROPY,
    DC_LOSS_MSE,
    DC_LOSS_NORMALISED_MSE,
    DC_LOSS_MAE,
    DC_LOSS_RLL,
    DC_LOSS_SQUARED_ERROR,
    DC_LOSSES
};

extern dc_loss_kernel *const dc_losses_double[DC_LOSSES];
extern dc_loss_kernel *const dc_losses_single[DC_LOSSES];
extern dc_loss_kernel *const dc_losses_double_wide[DC_LOSSES];
extern dc_loss_kernel *const dc_losses_single_wide[DC_LOSSES];

#endif
