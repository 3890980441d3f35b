/* A slab evaluated from its definition (D2), on the file's own numbers. */
#include <doublecheck/check.h>

#include "base/error.h"

static dc_status check_slab(const dc_dataset *data, size_t count, const mpz_t *v,
                            const mpq_t r, const mpq_t kappa, dc_error *error) {
    size_t l = 0;
    while (l < dc_dataset_features(data) && mpz_sgn(v[l]) == 0)
        l++;
    if (l == dc_dataset_features(data))
        return dc_fail(error, DC_EUSAGE, "the slab's direction is zero");
    if (mpq_sgn(r) < 0)
        return dc_fail(error, DC_EUSAGE, "the slab's half-width is negative");
    if (mpq_cmp_ui(kappa, 1, 1) <= 0)
        return dc_fail(error, DC_EUSAGE, "kappa must be greater than 1");
    if (count == 0)
        return dc_fail(error, DC_EUSAGE, "a group without points has no masses");
    return DC_OK;
}

/* distance = |<v,x> - c|. */
static void distance_to(mpq_t distance, const dc_dataset *data, size_t point,
                        const mpz_t *v, const mpq_t c) {
    mpq_t value, factor;
    mpq_init(value);
    mpq_init(factor);
    mpq_neg(distance, c);
    for (size_t l = 0; l < dc_dataset_features(data); l++) {
        if (mpz_sgn(v[l]) == 0)
            continue;
        dc_dataset_value(value, data, point, l);
        mpq_set_z(factor, v[l]);
        mpq_mul(value, value, factor);
        mpq_add(distance, distance, value);
    }
    mpq_abs(distance, distance);
    mpq_clear(factor);
    mpq_clear(value);
}

dc_status dc_slab_masses(mpq_t mass, mpq_t dilated, const dc_dataset *data,
                         const size_t *points, size_t count, const mpz_t *v,
                         const mpq_t c, const mpq_t r, const mpq_t kappa,
                         dc_error *error) {
    dc_status status = check_slab(data, count, v, r, kappa, error);
    if (status != DC_OK)
        return status;
    mpq_t total, weight, distance, outer;
    mpq_inits(total, weight, distance, outer, NULL);
    mpq_mul(outer, r, kappa);
    mpq_set_ui(mass, 0, 1);
    mpq_set_ui(dilated, 0, 1);
    for (size_t k = 0; k < count; k++) {
        dc_dataset_weight(weight, data, points[k]);
        distance_to(distance, data, points[k], v, c);
        mpq_add(total, total, weight);
        if (mpq_cmp(distance, r) <= 0)
            mpq_add(mass, mass, weight);
        if (mpq_cmp(distance, outer) <= 0)
            mpq_add(dilated, dilated, weight);
    }
    mpq_div(mass, mass, total);
    mpq_div(dilated, dilated, total);
    mpq_clears(total, weight, distance, outer, NULL);
    return DC_OK;
}
