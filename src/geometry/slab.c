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

/* Room for distances over a denominator that grows as the data ask for it. */
typedef struct distances {
    mpz_t value, denominator, factor; /* value / denominator = |<v,x> - c| */
    mpq_t x;
} distances;

/* Makes the denominator a multiple of q, and factor the quotient. */
static void make_divisible(distances *d, const mpz_t q) {
    if (!mpz_divisible_p(d->denominator, q)) {
        mpz_lcm(d->factor, d->denominator, q);
        mpz_divexact(d->denominator, d->factor, d->denominator);
        mpz_mul(d->value, d->value, d->denominator);
        mpz_set(d->denominator, d->factor);
    }
    mpz_divexact(d->factor, d->denominator, q);
}

static void set_distance(distances *d, const dc_dataset *data, size_t point,
                         const mpz_t *v, const mpq_t c) {
    mpz_set_ui(d->value, 0);
    make_divisible(d, mpq_denref(c));
    mpz_submul(d->value, d->factor, mpq_numref(c));
    for (size_t l = 0; l < dc_dataset_features(data); l++) {
        if (mpz_sgn(v[l]) == 0)
            continue;
        dc_dataset_value(d->x, data, point, l);
        make_divisible(d, mpq_denref(d->x));
        mpz_mul(d->factor, d->factor, v[l]);
        mpz_addmul(d->value, d->factor, mpq_numref(d->x));
    }
    mpz_abs(d->value, d->value);
}

static bool at_most(distances *d, const mpq_t r) {
    mpz_mul(d->factor, d->value, mpq_denref(r));
    mpz_submul(d->factor, d->denominator, mpq_numref(r));
    return mpz_sgn(d->factor) <= 0;
}

dc_status dc_slab_masses(mpq_t mass, mpq_t dilated, const dc_dataset *data,
                         const size_t *points, size_t count, const mpz_t *v,
                         const mpq_t c, const mpq_t r, const mpq_t kappa,
                         dc_error *error) {
    dc_status status = check_slab(data, count, v, r, kappa, error);
    if (status != DC_OK)
        return status;
    distances d;
    mpq_t total, weight, outer;
    mpz_inits(d.value, d.factor, NULL);
    mpz_init_set_ui(d.denominator, 1);
    mpq_inits(total, weight, outer, d.x, NULL);
    mpq_mul(outer, r, kappa);
    mpq_set_ui(mass, 0, 1);
    mpq_set_ui(dilated, 0, 1);
    for (size_t k = 0; k < count; k++) {
        dc_dataset_weight(weight, data, points[k]);
        set_distance(&d, data, points[k], v, c);
        mpq_add(total, total, weight);
        if (at_most(&d, r))
            mpq_add(mass, mass, weight);
        if (at_most(&d, outer))
            mpq_add(dilated, dilated, weight);
    }
    mpq_div(mass, mass, total);
    mpq_div(dilated, dilated, total);
    mpz_clears(d.value, d.denominator, d.factor, NULL);
    mpq_clears(total, weight, outer, d.x, NULL);
    return DC_OK;
}
