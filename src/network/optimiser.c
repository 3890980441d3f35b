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
    { .name = "armijo", .all = true, .search = true },
    { .name = "gd", .all = true, .plain = true, .step = descend },
    { .name = "sgd", .plain = true, .step = descend },
    { .name = "momentum", .moments = 1, .step = momentum },
    { .name = "adam", .moments = 2, .step = adam },
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
