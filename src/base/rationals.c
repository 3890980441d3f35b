#include "base/rationals.h"

#include <stdlib.h>

mpq_t *dc_rationals_create(size_t count) {
    mpq_t *x = malloc((count + !count) * sizeof *x);
    for (size_t k = 0; x && k < count; k++)
        mpq_init(x[k]);
    return x;
}

void dc_rationals_destroy(mpq_t *x, size_t count) {
    for (size_t k = 0; x && k < count; k++)
        mpq_clear(x[k]);
    free(x);
}
