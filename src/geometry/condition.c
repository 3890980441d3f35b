#include "geometry/condition.h"

/* q W as an integer: rounded up; the largest below it; or rounded down. */
enum rounding { UP, BELOW, DOWN };

static dc_mass mass_of_quotient(const mpq_t q, dc_mass total, enum rounding rounding) {
    mpz_t value;
    dc_mass mass = 0;
    mpz_init(value);
    dc_mass_get_mpz(value, total);
    mpz_mul(value, value, mpq_numref(q));
    (rounding == DOWN ? mpz_fdiv_q : mpz_cdiv_q)(value, value, mpq_denref(q));
    if (rounding == BELOW && mpz_sgn(value) > 0)
        mpz_sub_ui(value, value, 1);
    if (!dc_mass_set_mpz(&mass, value))
        mass = (dc_mass)1 << DC_MASS_BITS;
    mpz_clear(value);
    return mass;
}

dc_mass dc_mass_below(const mpq_t q, dc_mass total) {
    return mass_of_quotient(q, total, BELOW);
}

dc_mass dc_mass_most(const mpq_t q, dc_mass total) {
    return mass_of_quotient(q, total, DOWN);
}

bool dc_condition_init(dc_condition *condition, const mpq_t kappa, const mpq_t sigma,
                       const mpq_t delta, dc_mass total) {
    mpz_t sum;
    condition->by_ratio = false;
    condition->ratio_infinite = false;
    condition->total = total;
    condition->enough = mass_of_quotient(delta, total, UP);
    condition->floor = 0;
    mpz_init(sum);
    mpz_add(sum, mpq_numref(sigma), mpq_denref(sigma));
    bool fits = dc_mass_set_mpz(&condition->ratio_num, sum) &&
                dc_mass_set_mpz(&condition->ratio_den, mpq_denref(sigma));
    mpz_clear(sum);
    mpq_init(condition->kappa);
    mpq_set(condition->kappa, kappa);
    fmpz_init(condition->h_num);
    fmpz_init(condition->h_den);
    mpq_t h;
    mpq_init(h);
    mpq_set_si(h, 1, 1);
    mpq_sub(h, kappa, h);
    mpq_div_2exp(h, h, 1);
    fmpz_set_mpz(condition->h_num, mpq_numref(h));
    fmpz_set_mpz(condition->h_den, mpq_denref(h));
    mpq_clear(h);
    return fits;
}

void dc_condition_copy(dc_condition *copy, const dc_condition *condition) {
    *copy = *condition;
    mpq_init(copy->kappa);
    mpq_set(copy->kappa, condition->kappa);
    fmpz_init_set(copy->h_num, condition->h_num);
    fmpz_init_set(copy->h_den, condition->h_den);
}

/* kappa and h are the same in all copies of a condition; the rest is plain. */
void dc_condition_assign(dc_condition *copy, const dc_condition *condition) {
    copy->by_ratio = condition->by_ratio;
    copy->total = condition->total;
    copy->enough = condition->enough;
    copy->floor = condition->floor;
    copy->ratio_infinite = condition->ratio_infinite;
    copy->ratio_num = condition->ratio_num;
    copy->ratio_den = condition->ratio_den;
}

void dc_condition_clear(dc_condition *condition) {
    fmpz_clear(condition->h_den);
    fmpz_clear(condition->h_num);
    mpq_clear(condition->kappa);
}

dc_mass dc_condition_allows(const dc_condition *condition, dc_mass L) {
    const dc_mass narrow = (dc_mass)1 << 62;
    dc_mass low = condition->floor, high = condition->total;
    if (L >= condition->enough)
        return high;
    if (L < 0 || condition->ratio_infinite)
        return low;
    if (L < narrow && condition->ratio_den < narrow) {
        dc_mass product = L * condition->ratio_den, allowed;
        if (product <= (dc_mass)INT64_MAX && condition->ratio_num <= (dc_mass)INT64_MAX)
            allowed = (int64_t)product / (int64_t)condition->ratio_num;
        else
            allowed = product / condition->ratio_num;
        return allowed > low ? allowed : low;
    }
    while (low < high) {
        dc_mass middle = low + (high - low + 1) / 2;
        if (dc_condition_passes(condition, middle, L))
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

void dc_condition_raise(dc_condition *condition, dc_mass U, dc_mass L) {
    if (!condition->by_ratio) {
        condition->floor = U;
        return;
    }
    condition->ratio_infinite = false;
    condition->ratio_num = L > U ? L : U;
    condition->ratio_den = U;
}

void dc_condition_loosen(dc_condition *bound) {
    if (bound->by_ratio) {
        bound->ratio_infinite = false;
        bound->ratio_num = bound->ratio_den = 1;
    } else {
        bound->floor = bound->enough - 1;
    }
}

bool dc_condition_exhausted(const dc_condition *condition) {
    if (condition->by_ratio && !condition->ratio_infinite &&
        condition->ratio_num <= condition->ratio_den)
        return true;
    return condition->floor + 1 >= condition->enough;
}

int dc_condition_order(const dc_condition *a, const dc_condition *b) {
    if (!a->by_ratio)
        return (a->floor < b->floor) - (a->floor > b->floor);
    if (a->ratio_infinite || b->ratio_infinite)
        return (int)a->ratio_infinite - (int)b->ratio_infinite;
    return dc_mass_compare_products(a->ratio_num, b->ratio_den, b->ratio_num,
                                    a->ratio_den);
}
