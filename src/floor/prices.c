#include "floor/prices.h"

#include <math.h>
#include <nlopt.h>

#include "base/error.h"
#include "floor/proposal.h"

enum { TRIALS = 40 };

/* A price beyond 1 / log 2 of the loss gives no more than T5, nor does a large one of free
 * mass. */
static const double MOST_LOSS = 1.4426950408889634, MOST_FREE = 2;

dc_status dc_prices_value(fmpq_t wrong, const dc_rings *rings, const dc_rule *rule,
                          const dc_prices *prices, const dc_shares *shares,
                          const fmpq_t loss, dc_error *error) {
    dc_status status = DC_OK;
    fmpq_t value, alone;
    fmpz_t price;
    fmpq_init(value);
    fmpq_init(alone);
    fmpz_init_set_si(price, prices->loss);
    fmpq_mul_fmpz(wrong, loss, price);
    fmpq_div_2exp(wrong, wrong, DC_MULTIPLIER_BITS);
    for (size_t k = 0; k < shares->count && status == DC_OK; k++) {
        fmpq_div(alone, loss, shares->least + k);
        status = dc_propose(value, rings, rule, prices, alone, error);
        fmpq_addmul(wrong, value, shares->sum + k);
    }
    fmpz_clear(price);
    fmpq_clear(alone);
    fmpq_clear(value);
    return status;
}

/* What NLopt minimises over (y, t). */
typedef struct choice {
    const dc_rings *rings;
    const dc_rule *rule;
    const dc_shares *shares;
    const fmpq *loss;
    unsigned classes;
    dc_status status;
    dc_error *error;
    nlopt_opt search;
} choice;

static dc_prices prices_at(const choice *c, const double *at) {
    return (dc_prices){ .classes = c->classes,
                        .loss = llround(ldexp(at[0], DC_MULTIPLIER_BITS)),
                        .free = llround(ldexp(at[1], DC_MULTIPLIER_BITS)) };
}

static double value_at(unsigned n, const double *at, double *gradient, void *user) {
    choice *c = user;
    dc_prices prices = prices_at(c, at);
    fmpq_t wrong;
    fmpq_init(wrong);
    (void)n;
    (void)gradient;
    c->status = dc_prices_value(wrong, c->rings, c->rule, &prices, c->shares, c->loss,
                                c->error);
    if (c->status != DC_OK)
        nlopt_force_stop(c->search);
    double value = c->status == DC_OK ? fmpq_get_d(wrong) : INFINITY;
    fmpq_clear(wrong);
    return value;
}

static dc_status minimise(choice *c, double *at) {
    const double upper[] = { MOST_LOSS, MOST_FREE };
    double value;
    c->search = nlopt_create(NLOPT_LN_SBPLX, 2);
    if (!c->search)
        return dc_fail_memory(c->error, "prices");
    nlopt_set_lower_bounds1(c->search, 0);
    nlopt_set_upper_bounds(c->search, upper);
    nlopt_set_min_objective(c->search, value_at, c);
    nlopt_set_initial_step1(c->search, 0.25);
    nlopt_set_xtol_abs1(c->search, 1e-3);
    nlopt_set_maxeval(c->search, TRIALS);
    nlopt_optimize(c->search, at, &value); /* whatever it says, the prices are sound */
    nlopt_destroy(c->search);
    return c->status;
}

dc_status dc_prices_choose(dc_prices *prices, const dc_rings *rings, const dc_rule *rule,
                           const dc_shares *shares, const fmpq_t loss, dc_error *error) {
    choice c = { .rings = rings,
                 .rule = rule,
                 .shares = shares,
                 .loss = loss,
                 .classes = prices->classes,
                 .error = error };
    double at[] = { 0.6, 0.1 };
    prices->loss = prices->free = 0;
    if (prices->classes == 2)
        return DC_OK;
    dc_status status = minimise(&c, at);
    if (status == DC_OK)
        *prices = prices_at(&c, at);
    return status;
}
