#include "floor/rings.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "floor/logs.h"

enum { STEP_BITS = 30, MOST_RADII = 4096 };

/* least kappa^(i / period), i < period, rounded to multiples of least 2^-STEP_BITS. */
static void first_radius(fmpq_t radius, const fmpq_t least, double kappa, size_t i,
                         size_t period) {
    fmpz_t factor;
    fmpz_init(factor);
    fmpz_set_d(factor, rint(ldexp(pow(kappa, (double)i / (double)period), STEP_BITS)));
    fmpq_mul_fmpz(radius, least, factor);
    fmpq_div_2exp(radius, radius, STEP_BITS);
    fmpz_clear(factor);
}

/* False if kappa is so close to 1 that rounding upsets their order. */
static bool set_radii(dc_rings *rings, const fmpq_t kappa, const fmpq_t least) {
    bool increasing = true;
    for (size_t j = 0; j < rings->count; j++) {
        if (j < rings->period)
            first_radius(rings->radius + j, least, fmpq_get_d(kappa), j, rings->period);
        else
            fmpq_mul(rings->radius + j, rings->radius + j - rings->period, kappa);
        if (j > 0 && fmpq_cmp(rings->radius + j - 1, rings->radius + j) >= 0)
            increasing = false;
    }
    return increasing;
}

static void set_costs(dc_rings *rings) {
    fmpq_t zero;
    fmpq_init(zero);
    for (size_t j = 0; j <= rings->count; j++) {
        dc_log_wrong(rings->wrong + j, j ? rings->radius + j - 1 : zero);
        if (j < rings->count)
            dc_log_right(rings->right + j, rings->radius + j);
    }
    fmpq_clear(zero);
}

dc_status dc_rings_create(dc_rings *rings, const fmpq_t kappa, const fmpq_t least,
                          const fmpq_t most, size_t period, dc_error *error) {
    double octaves = log(fmpq_get_d(most) / fmpq_get_d(least)) / log(fmpq_get_d(kappa));
    double count = ceil(octaves * (double)period) + 1;
    memset(rings, 0, sizeof *rings);
    if (!(count >= 1) || count > MOST_RADII)
        return dc_fail(error, DC_EUSAGE, "a grid of %g radii is too fine: at most %d",
                       count, MOST_RADII);
    rings->count = (size_t)count;
    rings->period = period;
    rings->radius = calloc(rings->count, sizeof *rings->radius);
    if (!rings->radius)
        return dc_fail_memory(error, "the rings");
    for (size_t j = 0; j < rings->count; j++)
        fmpq_init(rings->radius + j);
    rings->wrong = _fmpz_vec_init((slong)rings->count + 1);
    rings->right = _fmpz_vec_init((slong)rings->count + 1);
    if (!set_radii(rings, kappa, least)) {
        dc_rings_destroy(rings);
        return dc_fail(error, DC_EUSAGE, "kappa is too close to 1 for this grid");
    }
    set_costs(rings);
    return DC_OK;
}

void dc_rings_destroy(dc_rings *rings) {
    for (size_t j = 0; j < rings->count && rings->radius; j++)
        fmpq_clear(rings->radius + j);
    free(rings->radius);
    if (rings->wrong)
        _fmpz_vec_clear(rings->wrong, (slong)rings->count + 1);
    if (rings->right)
        _fmpz_vec_clear(rings->right, (slong)rings->count + 1);
    memset(rings, 0, sizeof *rings);
}
