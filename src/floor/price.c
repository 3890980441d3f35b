#include "floor/price.h"

#include <math.h>

#include "base/error.h"

/* A price is as good as the best if its value is less than that above it. */
static const double CLOSE = 1e-9;

enum { STEPS = 40 };

void dc_price_paid(fmpq_t paid, const dc_share_price *price, const fmpq_t loss) {
    fmpz_t factor;
    fmpz_init_set_si(factor, price->loss);
    fmpq_mul_fmpz(paid, loss, factor);
    fmpq_div_2exp(paid, paid, DC_MULTIPLIER_BITS);
    fmpz_clear(factor);
}

/* wrong += sum w_g V_g of one level, as far as it stays below enough; slope as well. */
static dc_status add_level(fmpq_t wrong, double *slope, const dc_rings *rings,
                           const dc_rule *rule, const dc_share_price *price,
                           const dc_shares *shares, size_t k, const fmpq_t loss,
                           const dc_cutoff *cutoff, dc_error *error) {
    double own = 0;
    dc_cutoff rest = cutoff ? *cutoff : (dc_cutoff){ 0 };
    fmpq_t value, alone, left;
    fmpq_init(value);
    fmpq_init(alone);
    fmpq_init(left);
    fmpq_div(alone, loss, shares->least + k);
    if (rest.enough) {
        fmpq_sub(left, rest.enough, wrong);
        fmpq_div(left, left, shares->sum + k);
        rest.enough = left;
    }
    dc_status status = dc_propose(value, rings, rule, price, alone, &rest,
                                  slope ? &own : NULL, NULL, error);
    fmpq_addmul(wrong, value, shares->sum + k);
    if (slope)
        *slope += own * fmpq_get_d(shares->sum + k);
    fmpq_clear(left);
    fmpq_clear(alone);
    fmpq_clear(value);
    return status;
}

dc_status dc_price_value(fmpq_t wrong, double *slope, const dc_rings *rings,
                         const dc_rule *rule, const dc_share_price *price,
                         const dc_shares *shares, const fmpq_t loss,
                         const dc_cutoff *cutoff, dc_error *error) {
    dc_status status = DC_OK;
    dc_price_paid(wrong, price, loss);
    if (slope)
        *slope = fmpq_get_d(loss);
    for (size_t k = 0; k < shares->count && status == DC_OK; k++) {
        if (cutoff && cutoff->enough && fmpq_cmp(wrong, cutoff->enough) >= 0)
            break;
        status = add_level(wrong, slope, rings, rule, price, shares, k, loss, cutoff,
                           error);
    }
    return status;
}

/* The line that a convex function is above, and touches at y. */
typedef struct cut {
    double y, value, slope;
} cut;

static double height(const cut *c, double y) {
    return c->value + c->slope * (y - c->y);
}

static double meet(const cut *low, const cut *high) {
    return low->y + (low->value - height(high, low->y)) / (high->slope - low->slope);
}

/* What is minimised over y: a convex function, but for what proposals miss. */
typedef struct search {
    const dc_rings *rings;
    const dc_rule *rule;
    const dc_shares *shares;
    const fmpq *loss;
    dc_share_price *price; /* the best so far */
    fmpq *wrong;           /* its value */
    dc_cutoff cutoff;      /* its `enough` is for the best price only */
    dc_error *error;
} search;

/* The cut at y; price and wrong are kept if they are better. */
static dc_status look(cut *c, const search *s, double y, bool first) {
    dc_share_price price = { s->price->classes, llround(ldexp(y, DC_MULTIPLIER_BITS)) };
    dc_cutoff in_full = { NULL, s->cutoff.stop, s->cutoff.user };
    fmpq_t wrong;
    fmpq_init(wrong);
    c->y = ldexp((double)price.loss, -DC_MULTIPLIER_BITS);
    dc_status status = dc_price_value(wrong, &c->slope, s->rings, s->rule, &price,
                                      s->shares, s->loss, &in_full, s->error);
    c->value = fmpq_get_d(wrong);
    if (status == DC_OK && (first || fmpq_cmp(wrong, s->wrong) < 0)) {
        fmpq_set(s->wrong, wrong);
        *s->price = price;
    }
    fmpq_clear(wrong);
    return status;
}

/* Where the lowest cuts of either side meet, as long as that is below the best and enough.
 * From y = 0 and, what T5 says, y loss: groups that are correct and far away lose nothing. */
static dc_status minimise(const search *s) {
    double enough = s->cutoff.enough ? fmpq_get_d(s->cutoff.enough) : INFINITY;
    double loss = fmpq_get_d(s->loss);
    cut low, high = { 1 / M_LN2, loss / M_LN2, loss }, next;
    dc_status status = look(&low, s, 0, true);
    for (int step = 0; step < STEPS && status == DC_OK && low.slope < 0; step++) {
        double y = meet(&low, &high), bottom = height(&low, y);
        if (bottom > enough + CLOSE || bottom > fmpq_get_d(s->wrong) - CLOSE)
            break;
        status = look(&next, s, y, false);
        *(next.slope < 0 ? &low : &high) = next;
        if (next.slope == 0)
            break;
    }
    return status;
}

dc_status dc_price_choose(fmpq_t wrong, dc_share_price *price, const dc_rings *rings,
                          const dc_rule *rule, const dc_shares *shares, const fmpq_t loss,
                          const dc_cutoff *cutoff, dc_error *error) {
    search s = { rings, rule, shares, loss, price, wrong, { 0 }, error };
    if (cutoff)
        s.cutoff = *cutoff;
    price->loss = 0;
    if (fmpq_is_one(shares->least))
        return dc_price_value(wrong, NULL, rings, rule, price, shares, loss, cutoff,
                              error);
    return minimise(&s);
}
