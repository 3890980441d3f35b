/* T6: the doubling floor. */
#include <doublecheck/floor.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "floor/proposal.h"

enum { FINENESS = 4, OCTAVES_BELOW = 8 };

/* Beyond this margin a point pays less than 10^-5. */
static const double FARTHEST = 12;

void dc_guarantee_init(dc_guarantee *guarantee) {
    memset(guarantee, 0, sizeof *guarantee);
    dc_parameters *p = &guarantee->parameters;
    mpq_inits(p->kappa, p->sigma, p->delta, p->m0, guarantee->loss, guarantee->radius,
              NULL);
    mpq_set_ui(p->kappa, 2, 1);
    mpq_set_ui(p->sigma, 1, 4);
    mpq_set_ui(p->delta, 1, 2);
    mpq_set_ui(p->m0, 1, 10);
}

void dc_guarantee_clear(dc_guarantee *guarantee) {
    dc_parameters *p = &guarantee->parameters;
    mpq_clears(p->kappa, p->sigma, p->delta, p->m0, guarantee->loss, guarantee->radius,
               NULL);
}

static dc_status check_guarantee(const dc_guarantee *g, dc_error *error) {
    const dc_parameters *p = &g->parameters;
    if (mpq_cmp_ui(p->kappa, 1, 1) <= 0 || mpq_sgn(p->sigma) <= 0 ||
        mpq_sgn(p->m0) <= 0 || mpq_cmp(p->m0, p->delta) >= 0 ||
        mpq_cmp_ui(p->delta, 1, 1) > 0)
        return dc_fail(error, DC_EUSAGE,
                       "the constants must be kappa > 1, sigma > 0, 0 < m0 < delta <= 1");
    if (mpq_sgn(g->loss) < 0 || mpq_sgn(g->radius) < 0)
        return dc_fail(error, DC_EUSAGE, "neither a loss nor a radius is negative");
    return DC_OK;
}

static void set_rule(dc_rule *rule, const dc_parameters *p) {
    fmpq_init(rule->growth);
    fmpq_init(rule->delta);
    fmpq_init(rule->m0);
    fmpq_init(rule->full);
    fmpq_set_mpq(rule->growth, p->sigma);
    fmpq_add_si(rule->growth, rule->growth, 1);
    fmpq_set_mpq(rule->delta, p->delta);
    fmpq_set_mpq(rule->m0, p->m0);
    fmpq_div(rule->full, rule->delta, rule->growth);
}

static void clear_rule(dc_rule *rule) {
    fmpq_clear(rule->full);
    fmpq_clear(rule->m0);
    fmpq_clear(rule->delta);
    fmpq_clear(rule->growth);
}

/* From so near that mass m0 can grow to delta below margins of order 1, to where nothing
 * is paid any more; but from the given radius on. */
static dc_status set_rings(dc_rings *rings, const dc_guarantee *g, dc_error *error) {
    const dc_parameters *p = &g->parameters;
    double steps = log(mpq_get_d(p->delta) / mpq_get_d(p->m0)) /
                   log1p(mpq_get_d(p->sigma));
    double kappa = mpq_get_d(p->kappa), radius = mpq_get_d(g->radius);
    fmpq_t least, most, factor;
    fmpz_t power;
    if (!(steps < 1e4))
        return dc_fail(error, DC_EUSAGE,
                       "sigma is too small: growth from m0 to delta "
                       "takes %g steps",
                       steps);
    fmpq_init(least);
    fmpq_init(most);
    fmpq_init(factor);
    fmpz_init(power);
    double exponent = -(ceil(steps) * log2(kappa) + OCTAVES_BELOW);
    fmpz_one_2exp(power, (ulong)ceil(-exponent));
    fmpz_one(fmpq_numref(least));
    fmpz_set(fmpq_denref(least), power);
    if (radius > 0) {
        fmpq_set_mpq(factor, g->radius);
        if (fmpq_cmp(factor, least) > 0)
            fmpq_set(least, factor);
    }
    fmpq_set_si(most, (slong)FARTHEST, 1);
    fmpq_set_mpq(factor, p->kappa);
    fmpq_mul(factor, factor, factor);
    fmpq_mul(factor, factor, least);
    if (fmpq_cmp(factor, most) > 0)
        fmpq_set(most, factor);
    fmpq_set_mpq(factor, p->kappa);
    dc_status status = dc_rings_create(rings, factor, least, most,
                                       g->fineness ? g->fineness : FINENESS, error);
    fmpz_clear(power);
    fmpq_clear(factor);
    fmpq_clear(most);
    fmpq_clear(least);
    return status;
}

/* accuracy = 1 - wrong, if that is more. */
static void take_better(mpq_t accuracy, const fmpq_t wrong) {
    mpq_t other, one;
    mpq_inits(other, one, NULL);
    mpq_set_ui(one, 1, 1);
    fmpq_get_mpq(other, wrong);
    mpq_sub(other, one, other);
    if (mpq_cmp(other, accuracy) > 0)
        mpq_set(accuracy, other);
    mpq_clears(other, one, NULL);
}

dc_status dc_floor_doubling(mpq_t accuracy, const dc_guarantee *guarantee,
                            dc_error *error) {
    dc_rings rings;
    dc_rule rule;
    fmpq_t wrong, loss;
    dc_status status = check_guarantee(guarantee, error);
    if (status == DC_OK)
        status = dc_floor_trivial(accuracy, guarantee->loss, error);
    if (status == DC_OK)
        status = set_rings(&rings, guarantee, error);
    if (status != DC_OK)
        return status;
    set_rule(&rule, &guarantee->parameters);
    fmpq_init(wrong);
    fmpq_init(loss);
    fmpq_set_mpq(loss, guarantee->loss);
    status = dc_propose(wrong, &rings, &rule, loss, error);
    if (status == DC_OK)
        take_better(accuracy, wrong);
    fmpq_clear(loss);
    fmpq_clear(wrong);
    clear_rule(&rule);
    dc_rings_destroy(&rings);
    return status == DC_OK ? dc_succeed(error) : status;
}
