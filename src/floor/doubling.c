/* T6 and T7: the doubling floor. */
#include "floor/doubling.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

/* Beyond margin FARTHEST a point pays less than 10^-5. */
enum { LEVELS = 6, OCTAVES_BELOW = 8, FARTHEST = 12, KAPPA_MOST = 1000000000 };

/* Every point lies in K - 1 groups. */
static bool shares_fit(const dc_guarantee *g) {
    mpq_t sum;
    bool positive = true;
    if (!g->share)
        return true;
    mpq_init(sum);
    for (size_t k = 0; k < g->group_count; k++) {
        positive = positive && mpq_sgn(g->share[k]) > 0;
        mpq_add(sum, sum, g->share[k]);
    }
    bool fit = positive && mpq_cmp_ui(sum, g->classes - 1, 1) == 0;
    mpq_clear(sum);
    return fit;
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
    if (g->classes < 2 || g->classes > DC_CLASSES_MOST)
        return dc_fail(error, DC_EUSAGE, "%u classes: a floor needs 2 to %d", g->classes,
                       DC_CLASSES_MOST);
    if (!shares_fit(g))
        return dc_fail(error, DC_EUSAGE,
                       "the shares of %zu groups are not positive with sum %u",
                       g->group_count, g->classes - 1);
    return DC_OK;
}

/* From so near that mass m0 can grow to delta below margins of order 1, but not nearer than
 * the given radius, to where nothing is paid any more. */
static dc_status set_rings(dc_rings *rings, const dc_guarantee *g, size_t fineness,
                           dc_error *error) {
    const dc_parameters *p = &g->parameters;
    double steps = log(mpq_get_d(p->delta) / mpq_get_d(p->m0)) /
                   log1p(mpq_get_d(p->sigma));
    if (!(steps < 1e4))
        return dc_fail(error, DC_EUSAGE,
                       "sigma is too small: growth from m0 to delta takes %g steps",
                       steps);
    if (mpq_cmp_ui(p->kappa, KAPPA_MOST, 1) > 0)
        return dc_fail(error, DC_EUSAGE, "kappa is too large for a grid: at most %d",
                       KAPPA_MOST);
    double octaves = ceil(steps) * log2(mpq_get_d(p->kappa)) + OCTAVES_BELOW;
    fmpq_t kappa, least, most, other;
    fmpq_init(kappa);
    fmpq_init(least);
    fmpq_init(most);
    fmpq_init(other);
    fmpq_set_mpq(kappa, p->kappa);
    fmpq_one(least);
    fmpq_div_2exp(least, least, (ulong)ceil(octaves));
    fmpq_set_mpq(other, g->radius);
    if (fmpq_cmp(other, least) > 0)
        fmpq_set(least, other);
    fmpq_set_si(most, FARTHEST, 1);
    fmpq_mul(other, kappa, kappa);
    fmpq_mul(other, other, least);
    if (fmpq_cmp(other, most) > 0)
        fmpq_set(most, other);
    dc_status status = dc_rings_create(rings, kappa, least, most, fineness, error);
    fmpq_clear(other);
    fmpq_clear(most);
    fmpq_clear(least);
    fmpq_clear(kappa);
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

dc_status dc_floor_plan_create(dc_floor_plan *plan, const dc_guarantee *g,
                               dc_error *error) {
    const dc_parameters *p = &g->parameters;
    dc_status status = check_guarantee(g, error);
    memset(plan, 0, sizeof *plan);
    if (status != DC_OK)
        return status;
    dc_rule_init(&plan->rule, p->sigma, p->delta, p->m0);
    fmpq_init(plan->loss);
    fmpq_set_mpq(plan->loss, g->loss);
    plan->price.classes = g->classes;
    status = set_rings(&plan->rings, g, g->fineness ? g->fineness : DC_FINENESS, error);
    if (status == DC_OK)
        status = dc_shares_create(&plan->shares, g, LEVELS, error);
    if (status != DC_OK)
        dc_floor_plan_destroy(plan);
    return status;
}

void dc_floor_plan_destroy(dc_floor_plan *plan) {
    dc_shares_destroy(&plan->shares);
    dc_rings_destroy(&plan->rings);
    fmpq_clear(plan->loss);
    dc_rule_clear(&plan->rule);
}

dc_status dc_doubling_raise(mpq_t accuracy, const dc_guarantee *guarantee,
                            dc_error *error) {
    dc_floor_plan plan;
    fmpq_t wrong, enough;
    dc_cutoff cutoff = { enough, guarantee->stop, guarantee->user };
    dc_status status = dc_floor_plan_create(&plan, guarantee, error);
    if (status != DC_OK)
        return status;
    fmpq_init(wrong);
    fmpq_init(enough);
    fmpq_set_mpq(enough, accuracy);
    fmpq_sub_si(enough, enough, 1);
    fmpq_neg(enough, enough);
    status = dc_price_choose(wrong, &plan.price, &plan.rings, &plan.rule, &plan.shares,
                             plan.loss, &cutoff, error);
    if (status == DC_OK)
        take_better(accuracy, wrong);
    fmpq_clear(enough);
    fmpq_clear(wrong);
    dc_floor_plan_destroy(&plan);
    return status;
}

dc_status dc_floor_doubling(mpq_t accuracy, const dc_guarantee *guarantee,
                            dc_error *error) {
    dc_status status = check_guarantee(guarantee, error);
    if (status == DC_OK)
        status = dc_floor_trivial(accuracy, guarantee->loss, error);
    if (status == DC_OK)
        status = dc_doubling_raise(accuracy, guarantee, error);
    return status == DC_OK ? dc_succeed(error) : status;
}
