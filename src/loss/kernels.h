/* Every loss for one variant, in the order of the table in loss.c. */
#include "loss/cross_entropy.h"
#include "loss/squared_error.h"
#include "loss/variants.h"

dc_loss_kernel *const DC_VARIANT_OF(dc_losses)[DC_LOSSES] = {
    [DC_LOSS_CROSS_ENTROPY] = cross_entropy,
    [DC_LOSS_SQUARED_ERROR] = squared_error,
};
