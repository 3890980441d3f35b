#include "loss/loss.h"

#include <string.h>

#include "base/error.h"
#include "loss/variants.h"

static const char *const names[DC_LOSSES] = {
    [DC_LOSS_CROSS_ENTROPY] = "cross-entropy",
    [DC_LOSS_SQUARED_ERROR] = "squared-error",
};

static const bool takes_targets[DC_LOSSES] = { [DC_LOSS_SQUARED_ERROR] = true };

static dc_loss_kernel *const *const kernels[DC_VARIANTS] = {
    [DC_DOUBLE] = dc_losses_double,
    [DC_SINGLE] = dc_losses_single,
#ifdef DC_HAVE_WIDE
    [DC_DOUBLE_WIDE] = dc_losses_double_wide,
    [DC_SINGLE_WIDE] = dc_losses_single_wide,
#endif
};

dc_status dc_loss_parse(dc_loss *loss, const char *text, dc_error *error) {
    for (size_t k = 0; k < DC_LOSSES; k++) {
        if (strcmp(text, names[k]) != 0)
            continue;
        *loss = (dc_loss){ .kind = k };
        return dc_succeed(error);
    }
    return dc_fail(error, DC_EUSAGE,
                   "'%s' is no loss: known are cross-entropy, squared-error", text);
}

bool dc_loss_takes_targets(const dc_loss *loss) {
    return takes_targets[loss->kind];
}

double dc_loss_value(const dc_loss *loss, dc_variant variant, const dc_loss_rows *rows) {
    return kernels[variant][loss->kind](rows, loss->parameter);
}
