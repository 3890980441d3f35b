#include "loss/loss.h"

#include <string.h>

#include "base/error.h"
#include "loss/variants.h"
#include <doublecheck/rational.h>

static const double LEAST_PARAMETER = 1e-30, MOST_PARAMETER = 1e30;

/* A name, whether ":A" follows it, and whether it takes targets. */
static const struct {
    const char *name;
    bool parameter, targets;
} names[DC_LOSSES] = {
    [DC_LOSS_CROSS_ENTROPY] = { "cross-entropy", false, false },
    [DC_LOSS_MSE] = { "mse", false, false },
    [DC_LOSS_NORMALISED_MSE] = { "normalised-mse", false, false },
    [DC_LOSS_MAE] = { "mae", false, false },
    [DC_LOSS_RLL] = { "rll", true, false },
    [DC_LOSS_SQUARED_ERROR] = { "squared-error", false, true },
};

static dc_loss_kernel *const *const kernels[DC_VARIANTS] = {
    [DC_DOUBLE] = dc_losses_double,
    [DC_SINGLE] = dc_losses_single,
#ifdef DC_HAVE_WIDE
    [DC_DOUBLE_WIDE] = dc_losses_double_wide,
    [DC_SINGLE_WIDE] = dc_losses_single_wide,
#endif
};

/* Of "rll:A", where `text` is ":A". */
static dc_status parse_parameter(dc_loss *loss, const char *text, dc_error *error) {
    mpq_t exact;
    mpq_init(exact);
    bool number = text[0] == ':' && dc_rational_parse(exact, text + 1, NULL) == DC_OK;
    loss->parameter = number ? dc_rational_nearest(exact) : 0;
    mpq_clear(exact);
    if (loss->parameter >= LEAST_PARAMETER && loss->parameter <= MOST_PARAMETER)
        return dc_succeed(error);
    return dc_fail(error, DC_EUSAGE,
                   "loss '%s%s': a number from 1e-30 to 1e30 follows, as in %s:0.1",
                   names[loss->kind].name, text, names[loss->kind].name);
}

dc_status dc_loss_parse(dc_loss *loss, const char *text, dc_error *error) {
    for (size_t k = 0; k < DC_LOSSES; k++) {
        size_t length = names[k].parameter ? strcspn(text, ":") : strlen(text);
        if (length != strlen(names[k].name) || memcmp(text, names[k].name, length) != 0)
            continue;
        *loss = (dc_loss){ .kind = k };
        return names[k].parameter ? parse_parameter(loss, text + length, error)
                                  : dc_succeed(error);
    }
    return dc_fail(error, DC_EUSAGE,
                   "'%s' is no loss: known are cross-entropy, mse, normalised-mse, mae, "
                   "rll:A, squared-error",
                   text);
}

bool dc_loss_takes_targets(const dc_loss *loss) {
    return names[loss->kind].targets;
}

double dc_loss_value(const dc_loss *loss, dc_variant variant, const dc_loss_rows *rows) {
    return kernels[variant][loss->kind](rows, loss->parameter);
}
