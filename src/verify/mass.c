#include "mass.h"

#include "stop.h"

mass mass_of(const mpz_t value) {
    if (mpz_sgn(value) < 0 || mpz_sizeinbase(value, 2) > MASS_BITS)
        beyond("%s: weights of more than %d bits", where.data, MASS_BITS);
    mass high = mpz_size(value) > 1 ? (mass)mpz_getlimbn(value, 1) : 0;
    return high << 64 | (mass)mpz_getlimbn(value, 0);
}

void mass_get(mpz_t value, mass m) {
    bool negative = m < 0;
    if (negative)
        m = -m;
    mpz_set_ui(value, (unsigned long)(m >> 64));
    mpz_mul_2exp(value, value, 64);
    mpz_add_ui(value, value, (unsigned long)m);
    if (negative)
        mpz_neg(value, value);
}

void mass_share(mpq_t value, mass m, mass total) {
    mass_get(mpq_numref(value), m);
    mass_get(mpq_denref(value), total);
    mpq_canonicalize(value);
}

static mass product(const mpq_t q, mass total, bool up) {
    mpz_t value;
    mpz_init(value);
    mass_get(value, total);
    mpz_mul(value, value, mpq_numref(q));
    (up ? mpz_cdiv_q : mpz_fdiv_q)(value, value, mpq_denref(q));
    mass m = mass_of(value);
    mpz_clear(value);
    return m;
}

mass mass_floor(const mpq_t q, mass total) {
    return product(q, total, false);
}

mass mass_ceiling(const mpq_t q, mass total) {
    return product(q, total, true);
}

void rule_init(rule *r, mass most, mass enough, const mpq_t ratio, mass total) {
    r->most = most;
    r->enough = enough;
    r->unbounded = mpq_sgn(ratio) == 0;
    mpz_init_set(r->num, mpq_numref(ratio));
    mpz_init_set(r->den, mpq_denref(ratio));
    r->narrow = total >> 62 == 0 && mpz_sizeinbase(r->num, 2) <= 62 &&
                mpz_sizeinbase(r->den, 2) <= 62;
}

void rule_clear(rule *r) {
    mpz_clears(r->num, r->den, NULL);
}

bool rule_grown(const rule *r, mass U, mass L) {
    if (r->narrow)
        return L * (mass)mpz_getlimbn(r->den, 0) >= U * (mass)mpz_getlimbn(r->num, 0);
    mpz_t left, right;
    mpz_inits(left, right, NULL);
    mass_get(left, L);
    mass_get(right, U);
    mpz_mul(left, left, r->den);
    mpz_mul(right, right, r->num);
    bool grown = mpz_cmp(left, right) >= 0;
    mpz_clears(left, right, NULL);
    return grown;
}

size_t rule_first_failing(const rule *r, const mass *below, mass base, mass L,
                          size_t from, size_t count) {
    size_t step = 1;
    while (from + step <= count && rule_passes(r, below[from + step - 1] - base, L)) {
        from += step;
        step *= 2;
    }
    size_t high = from + step <= count ? from + step - 1 : count;
    while (from < high) {
        size_t middle = from + (high - from) / 2;
        if (rule_passes(r, below[middle] - base, L))
            from = middle + 1;
        else
            high = middle;
    }
    return from;
}
