#include "network/optimiser.h"

#include <string.h>

#include "base/error.h"

static void descend(const dc_kernel *kernel, const dc_descent *descent) {
    kernel->descend(descent);
}

static void momentum(const dc_kernel *kernel, const dc_descent *descent) {
    kernel->momentum(descent);
}

static void adam(const dc_kernel *kernel, const dc_descent *descent) {
    kernel->adam(descent);
}

static const dc_optimiser optimisers[] = {
    { "armijo", true, true, 0, NULL },   { "gd", true, false, 0, descend },
    { "sgd", false, false, 0, descend }, { "momentum", false, false, 1, momentum },
    { "adam", false, false, 2, adam },
};
enum { OPTIMISERS = sizeof optimisers / sizeof *optimisers };

dc_status dc_optimiser_parse(const dc_optimiser **optimiser, const char *text,
                             dc_error *error) {
    for (size_t k = 0; k < OPTIMISERS; k++) {
        if (strcmp(text, optimisers[k].name) != 0)
            continue;
        *optimiser = optimisers + k;
        return dc_succeed(error);
    }
    return dc_fail(error, DC_EUSAGE,
                   "'%s' is no optimiser: known are armijo, gd, sgd, momentum, adam",
                   text);
}
