#include "search/prior.h"

#include "search/result.h"

void dc_prior_init(dc_prior *prior) {
    prior->bounded = prior->found = false;
    mpq_init(prior->hi);
    dc_witness_init(&prior->witness);
}

void dc_prior_clear(dc_prior *prior) {
    mpq_clear(prior->hi);
    dc_witness_clear(&prior->witness);
}

void dc_prior_bound(dc_prior *prior, const mpq_t hi) {
    if (!prior->bounded || mpq_cmp(hi, prior->hi) < 0)
        mpq_set(prior->hi, hi);
    prior->bounded = true;
}

static dc_status keep(dc_prior *prior, const dc_witness *slab, const mpq_t mass,
                      const mpq_t dilated, dc_error *error) {
    dc_status status = dc_witness_copy(&prior->witness, slab, error);
    if (status != DC_OK)
        return status;
    mpq_set(prior->witness.mass, mass);
    mpq_set(prior->witness.dilated_mass, dilated);
    prior->found = true;
    return DC_OK;
}

dc_status dc_prior_try(dc_prior *prior, const dc_witness *slab,
                       const dc_parameters *parameters, const dc_dataset *data,
                       const size_t *rows, size_t count, dc_error *error) {
    mpq_t mass, dilated;
    mpq_inits(mass, dilated, NULL);
    dc_status status = dc_slab_masses(mass, dilated, data, rows, count,
                                      (const mpz_t *)slab->v, slab->c, slab->r,
                                      parameters->kappa, error);
    if (status == DC_OK && dc_masses_violate(mass, dilated, parameters) &&
        (!prior->found || mpq_cmp(mass, prior->witness.mass) > 0))
        status = keep(prior, slab, mass, dilated, error);
    mpq_clears(mass, dilated, NULL);
    return status;
}

bool dc_prior_closes(const dc_prior *prior) {
    return prior->bounded && (prior->found ? mpq_cmp(prior->witness.mass, prior->hi) >= 0
                                           : mpq_sgn(prior->hi) == 0);
}
