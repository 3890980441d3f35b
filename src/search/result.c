#include "search/result.h"

#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"

static const char *const verdict_names[] = {
    [DC_HOLDS] = "holds",
    [DC_VIOLATED] = "violated",
    [DC_UNDECIDED] = "undecided",
};

static const char *const stop_names[] = {
    [DC_STOP_NONE] = "complete",   [DC_STOP_TIME] = "time",
    [DC_STOP_MEMORY] = "memory",   [DC_STOP_INTERRUPTED] = "interrupted",
    [DC_STOP_DECIDED] = "decided", [DC_STOP_LOST] = "lost",
};

const char *dc_verdict_name(dc_verdict verdict) {
    return verdict_names[verdict];
}

const char *dc_stop_name(dc_stop stop) {
    return stop_names[stop];
}

void dc_bracket_init(dc_bracket *bracket) {
    mpq_init(bracket->lo);
    mpq_init(bracket->hi);
    bracket->infinite = false;
}

void dc_bracket_clear(dc_bracket *bracket) {
    mpq_clear(bracket->lo);
    mpq_clear(bracket->hi);
}

bool dc_bracket_same(const dc_bracket *a, const dc_bracket *b) {
    return a->infinite == b->infinite && mpq_equal(a->lo, b->lo) &&
           mpq_equal(a->hi, b->hi);
}

void dc_witness_init(dc_witness *witness) {
    witness->features = 0;
    witness->v = NULL;
    mpq_inits(witness->c, witness->r, witness->mass, witness->dilated_mass, NULL);
}

void dc_witness_clear(dc_witness *witness) {
    for (size_t l = 0; l < witness->features; l++)
        mpz_clear(witness->v[l]);
    free(witness->v);
    mpq_clears(witness->c, witness->r, witness->mass, witness->dilated_mass, NULL);
}

/* ratio - 1. */
static void sigma_of(mpq_t sigma, const dc_condition *condition) {
    dc_mass_get_mpz(mpq_numref(sigma), condition->ratio_num - condition->ratio_den);
    dc_mass_get_mpz(mpq_denref(sigma), condition->ratio_den);
    mpq_canonicalize(sigma);
}

static void bracket_sigma(dc_bracket *bracket, const dc_condition *known, bool found,
                          const dc_condition *bound) {
    bracket->infinite = !found;
    if (found)
        sigma_of(bracket->hi, known);
    if (!bound->ratio_infinite)
        sigma_of(bracket->lo, bound);
}

void dc_bracket_set(dc_bracket *bracket, const dc_condition *known, bool found,
                    const dc_condition *bound, bool complete) {
    mpq_set_ui(bracket->lo, 0, 1);
    mpq_set_ui(bracket->hi, 0, 1);
    bracket->infinite = false;
    if (known->by_ratio) {
        bracket_sigma(bracket, known, found, complete ? known : bound);
        return;
    }
    if (found)
        dc_mass_fraction(bracket->lo, known->floor, known->total);
    dc_mass_fraction(bracket->hi, complete ? known->floor : bound->floor, known->total);
}

dc_status dc_witness_reserve(dc_witness *witness, size_t features, dc_error *error) {
    mpz_t *v = malloc((features + 1) * sizeof *v);
    if (!v)
        return dc_fail_memory(error, "a witness");
    for (size_t l = 0; l < witness->features; l++)
        mpz_clear(witness->v[l]);
    free(witness->v);
    witness->v = v;
    witness->features = features;
    for (size_t l = 0; l < features; l++)
        mpz_init(v[l]);
    return DC_OK;
}

dc_status dc_witness_set(dc_witness *witness, const dc_problem *problem, size_t features,
                         dc_error *error) {
    const dc_points *points = problem->points;
    dc_status status = dc_witness_reserve(witness, features, error);
    if (status != DC_OK)
        return status;
    fmpz *v = _fmpz_vec_init((slong)features);
    fmpq_t sum, difference;
    fmpz_t content;
    fmpq_init(sum);
    fmpq_init(difference);
    fmpz_init(content);
    for (size_t l = 0; l < points->dims; l++)
        fmpz_mul(v + points->feature[l], problem->v + l, points->scale + l);
    _fmpz_vec_content(content, v, (slong)features);
    dc_primitive(v, features);
    for (size_t l = 0; l < points->dims; l++) {
        /* dc_primitive may have turned the direction round. */
        int before = fmpz_sgn(problem->v + l), after = fmpz_sgn(v + points->feature[l]);
        if (before == 0)
            continue;
        if (before != after)
            fmpz_neg(content, content);
        break;
    }
    fmpq_add(sum, problem->slab.a, problem->slab.b);
    fmpq_sub(difference, problem->slab.b, problem->slab.a);
    fmpq_div_2exp(sum, sum, 1);
    fmpq_div_2exp(difference, difference, 1);
    fmpq_div_fmpz(sum, sum, content);
    fmpz_abs(content, content);
    fmpq_div_fmpz(difference, difference, content);
    fmpq_get_mpq(witness->c, sum);
    fmpq_get_mpq(witness->r, difference);
    for (size_t l = 0; l < features; l++)
        fmpz_get_mpz(witness->v[l], v + l);
    dc_mass_fraction(witness->mass, problem->slab.mass, points->total);
    dc_mass_fraction(witness->dilated_mass, problem->slab.dilated, points->total);
    fmpz_clear(content);
    fmpq_clear(difference);
    fmpq_clear(sum);
    _fmpz_vec_clear(v, (slong)features);
    return DC_OK;
}

dc_status dc_witness_copy(dc_witness *copy, const dc_witness *witness, dc_error *error) {
    dc_status status = dc_witness_reserve(copy, witness->features, error);
    if (status != DC_OK)
        return status;
    for (size_t l = 0; l < witness->features; l++)
        mpz_set(copy->v[l], witness->v[l]);
    mpq_set(copy->c, witness->c);
    mpq_set(copy->r, witness->r);
    mpq_set(copy->mass, witness->mass);
    mpq_set(copy->dilated_mass, witness->dilated_mass);
    return DC_OK;
}

/* 2 r >= width |v|_inf. */
static bool wide_enough(const dc_witness *witness, const mpq_t width) {
    mpq_t least, across;
    mpq_inits(least, across, NULL);
    for (size_t l = 0; l < witness->features; l++)
        if (mpz_cmpabs(witness->v[l], mpq_numref(least)) > 0)
            mpz_abs(mpq_numref(least), witness->v[l]);
    mpq_mul(least, least, width);
    mpq_mul_2exp(across, witness->r, 1);
    bool enough = mpq_cmp(across, least) >= 0;
    mpq_clears(least, across, NULL);
    return enough;
}

bool dc_masses_violate(const mpq_t mass, const mpq_t dilated, const dc_parameters *p) {
    mpq_t grown;
    mpq_init(grown);
    mpq_mul(grown, p->sigma, mass);
    mpq_add(grown, grown, mass);
    bool violate = mpq_cmp(dilated, p->delta) < 0 && mpq_cmp(dilated, grown) < 0;
    mpq_clear(grown);
    return violate;
}

dc_status dc_witness_check(const dc_witness *witness, const dc_dataset *data,
                           const size_t *points, size_t count,
                           const dc_check_options *options, dc_error *error) {
    const dc_parameters *p = &options->parameters;
    mpq_t mass, dilated;
    mpq_inits(mass, dilated, NULL);
    dc_status status = dc_slab_masses(mass, dilated, data, points, count,
                                      (const mpz_t *)witness->v, witness->c, witness->r,
                                      p->kappa, error);
    if (status == DC_OK) {
        bool violates = options->question == DC_MAXIMIZE_SIGMA
                            ? mpq_cmp(dilated, p->delta) < 0
                            : dc_masses_violate(mass, dilated, p);
        bool member = options->family.kind != DC_FAMILY_WIDTH ||
                      wide_enough(witness, options->family.width);
        if (!violates || !member || !mpq_equal(mass, witness->mass) ||
            !mpq_equal(dilated, witness->dilated_mass))
            status = dc_fail(error, DC_EINTERNAL,
                             "a witness does not have the masses that were found for it");
    }
    mpq_clears(mass, dilated, NULL);
    return status;
}
