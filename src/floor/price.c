#include "floor/price.h"

#include <math.h>

#include "base/error.h"
#include "floor/proposal.h"

enum { STEPS = 18 }; /* of the golden section: 1 / log 2 to 2 10^-4 */

void dc_price_paid(fmpq_t paid, const dc_share_price *price, const fmpq_t loss) {
    fmpz_t factor;
    fmpz_init_set_si(factor, price->loss);
    fmpq_mul_fmpz(paid, loss, factor);
    fmpq_div_2exp(paid, paid, DC_MULTIPLIER_BITS);
    fmpz_clear(factor);
}

/* wrong += sum w_g V_g of one level, as far as it stays below enough. */
static dc_status add_level(fmpq_t wrong, const dc_rings *rings, const dc_rule *rule,
                           const dc_share_price *price, const dc_shares *shares, size_t k,
                           const fmpq_t loss, const fmpq *enough, dc_error *error) {
    fmpq_t value, alone, left;
    fmpq_init(value);
    fmpq_init(alone);
    fmpq_init(left);
    fmpq_div(alone, loss, shares->least + k);
    if (enough) {
        fmpq_sub(left, enough, wrong);
        fmpq_div(left, left, shares->sum + k);
    }
    dc_status status = dc_propose(value, rings, rule, price, alone, enough ? left : NULL,
                                  NULL, error);
    fmpq_addmul(wrong, value, shares->sum + k);
    fmpq_clear(left);
    fmpq_clear(alone);
    fmpq_clear(value);
    return status;
}

dc_status dc_price_value(fmpq_t wrong, const dc_rings *rings, const dc_rule *rule,
                         const dc_share_price *price, const dc_shares *shares,
                         const fmpq_t loss, const fmpq *enough, dc_error *error) {
    dc_status status = DC_OK;
    dc_price_paid(wrong, price, loss);
    for (size_t k = 0; k < shares->count && status == DC_OK; k++) {
        if (enough && fmpq_cmp(wrong, enough) >= 0)
            break;
        status = add_level(wrong, rings, rule, price, shares, k, loss, enough, error);
    }
    return status;
}

/* What is minimised over y: a convex function, but for what proposals miss. */
typedef struct choice {
    const dc_rings *rings;
    const dc_rule *rule;
    const dc_shares *shares;
    const fmpq *loss;
    dc_share_price *price;
    dc_error *error;
} choice;

static dc_status value_at(double *value, const choice *c, double y) {
    fmpq_t wrong;
    fmpq_init(wrong);
    c->price->loss = llround(ldexp(y, DC_MULTIPLIER_BITS));
    dc_status status = dc_price_value(wrong, c->rings, c->rule, c->price, c->shares,
                                      c->loss, NULL, c->error);
    *value = fmpq_get_d(wrong);
    fmpq_clear(wrong);
    return status;
}

/* By golden sections of [0, 1 / log 2]: a higher price gives no more than T5. */
static dc_status minimise(const choice *c) {
    const double golden = (sqrt(5) - 1) / 2;
    double low = 0, high = 1 / M_LN2;
    double a = high - golden * high, b = golden * high, at_a = 0, at_b = 0;
    dc_status status = value_at(&at_a, c, a);
    if (status == DC_OK)
        status = value_at(&at_b, c, b);
    for (int step = 0; step < STEPS && status == DC_OK; step++) {
        if (at_a <= at_b) {
            high = b;
            b = a;
            at_b = at_a;
            a = high - golden * (high - low);
            status = value_at(&at_a, c, a);
        } else {
            low = a;
            a = b;
            at_a = at_b;
            b = low + golden * (high - low);
            status = value_at(&at_b, c, b);
        }
    }
    c->price->loss = llround(ldexp(at_a <= at_b ? a : b, DC_MULTIPLIER_BITS));
    return status;
}

dc_status dc_price_choose(dc_share_price *price, const dc_rings *rings,
                          const dc_rule *rule, const dc_shares *shares, const fmpq_t loss,
                          dc_error *error) {
    choice c = { rings, rule, shares, loss, price, error };
    price->loss = 0;
    return fmpq_is_one(shares->least) ? DC_OK : minimise(&c);
}
