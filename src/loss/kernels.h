/* Every loss for one variant, in the order of the table in loss.c. */
#include "loss/cross_entropy.h"
#include "loss/mae.h"
#include "loss/mse.h"
#include "loss/normalised_mse.h"
#include "loss/rll.h"
#include "loss/squared_error.h"
#include "loss/variants.h"

dc_loss_kernel *const DC_VARIANT_OF(dc_losses)[DC_LOSSES] = {
    [DC_LOSS_CROSS_ENTROPY] = cross_entropy,
    [DC_LOSS_MSE] = mse,
    [DC_LOSS_NORMALISED_MSE] = normalised_mse,
    [DC_LOSS_MAE] = mae,
    [DC_LOSS_RLL] = rll,
    [DC_LOSS_SQUARED_ERROR] = squared_error,
};
