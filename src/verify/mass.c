#include "verify.h"

mass mass_of(const mpz_t value) {
    if (mpz_sgn(value) < 0 || mpz_sizeinbase(value, 2) > MASS_BITS)
        beyond("%s: weights of more than %d bits", where.data, MASS_BITS);
    mass high = mpz_size(value) > 1 ? (mass)mpz_getlimbn(value, 1) : 0;
    return high << 64 | (mass)mpz_getlimbn(value, 0);
}

static void set_mass(mpz_t value, mass m) {
    mpz_set_ui(value, (unsigned long)(m >> 64));
    mpz_mul_2exp(value, value, 64);
    mpz_add_ui(value, value, (unsigned long)m);
}

num mass_share(mass m, mass total) {
    num value = whole(0);
    set_mass(mpq_numref(value), m);
    set_mass(mpq_denref(value), total);
    mpq_canonicalize(value);
    return value;
}

mass mass_part(mpq_srcptr q, mass total, rounding *how) {
    void *start = mark();
    mpz_t *value = integers(1);
    set_mass(*value, total);
    mpz_mul(*value, *value, mpq_numref(q));
    how(*value, *value, mpq_denref(q));
    mass part = mass_of(*value);
    release(start);
    return part;
}

rule rule_make(mass most, mass enough, mass total, num share) {
    rule r = { most, enough, total, share, 0, 0 };
    if (share && total >> 62 == 0 && mpz_sizeinbase(mpq_denref(share), 2) <= 62) {
        r.num = mass_of(mpq_numref(share));
        r.den = mass_of(mpq_denref(share));
    }
    return r;
}

mass rule_limit(const rule *r, mass L) {
    if (L >= r->enough)
        return r->total;
    if (L <= 0 || !r->share)
        return r->most;
    mass limit = r->den ? L * r->num / r->den : mass_part(r->share, L, mpz_fdiv_q);
    return limit > r->most ? limit : r->most;
}
