/* Random distributions over the rings of T6 and T7 that keep the doubling condition at the
 * grid's radii, and what they pay. */
#ifndef MASSES_OF_H
#define MASSES_OF_H

#include "points_of.h"

#include "floor/bound.h"
#include "floor/logs.h"

enum { MASSES_RINGS = 96, MASSES_TOTAL = 1000 };

/* Over MASSES_TOTAL: misclassified and assigned to the group, correct, and free. D counts
 * all three. */
typedef struct masses {
    long wrong[MASSES_RINGS], right[MASSES_RINGS], free[MASSES_RINGS], D[MASSES_RINGS];
} masses;

static inline void set_rule(dc_rule *constants, const long sigma[2], const long delta[2],
                            const long m0[2]) {
    mpq_t q[3];
    const long *const values[] = { sigma, delta, m0 };
    for (size_t k = 0; k < 3; k++) {
        mpq_init(q[k]);
        mpq_set_si(q[k], values[k][0], (unsigned long)values[k][1]);
        mpq_canonicalize(q[k]);
    }
    dc_rule_init(constants, q[0], q[1], q[2]);
    mpq_clears(q[0], q[1], q[2], NULL);
}

static inline void random_rule(dc_rule *constants, dc_random *random) {
    long d = dc_random_between(random, 3, 10), m = dc_random_between(random, 1, 25);
    set_rule(constants, (const long[]){ dc_random_between(random, 1, 10), 10 },
             (const long[]){ d, 10 }, (const long[]){ m, 100 });
}

static inline void random_rings(dc_rings *rings, dc_random *random) {
    fmpq_t kappa, least, most;
    dc_error error;
    fmpq_init(kappa);
    fmpq_init(least);
    fmpq_init(most);
    fmpq_set_si(kappa, dc_random_between(random, 3, 8), 2);
    fmpq_set_si(least, dc_random_between(random, 1, 30), 50);
    fmpq_set_si(most, dc_random_between(random, 1, 12), 1);
    if (fmpq_cmp(most, least) < 0)
        fmpq_swap(most, least);
    assert_int_equal(dc_rings_create(rings, kappa, least, most,
                                     1 + dc_random_below(random, 4), &error),
                     DC_OK);
    assert_true(rings->count + 1 < MASSES_RINGS);
    fmpq_clear(most);
    fmpq_clear(least);
    fmpq_clear(kappa);
}

/* The least number of units that is at least q of them. */
static inline long units(const fmpq_t q) {
    fmpz_t n;
    fmpz_init(n);
    fmpz_mul_ui(n, fmpq_numref(q), MASSES_TOTAL);
    fmpz_cdiv_q(n, n, fmpq_denref(q));
    long value = fmpz_get_si(n);
    fmpz_clear(n);
    return value;
}

/* What D_{j + period} must be: min(delta, growth D_j) if D_j >= m0. */
static inline long wanted(long D, const dc_rule *constants) {
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_si(q, D, MASSES_TOTAL);
    long need = 0;
    if (fmpq_cmp(q, constants->m0) >= 0) {
        fmpq_mul(q, q, constants->growth);
        need = units(fmpq_cmp(q, constants->delta) < 0 ? q : constants->delta);
    }
    fmpq_clear(q);
    return need;
}

/* Where a random portion of ring j goes; nothing is free for K = 2. */
static inline long *random_kind(masses *m, size_t j, unsigned classes,
                                dc_random *random) {
    uint64_t kind = dc_random_below(random, classes > 2 ? 8 : 4);
    return (kind == 0 ? m->wrong : kind < 4 ? m->right : m->free) + j;
}

/* Mass at random rings; where the condition asks for more, it is taken from the last ring.
 * False if there is too little of it. */
static inline bool random_masses(masses *m, const dc_rings *rings,
                                 const dc_rule *constants, unsigned classes,
                                 dc_random *random) {
    size_t last = rings->count;
    long spread = dc_random_between(random, 0, 700);
    memset(m, 0, sizeof *m);
    for (long k = 0; k < spread; k += 10)
        *random_kind(m, dc_random_below(random, last + 1), classes, random) += 10;
    long *most = dc_random_below(random, 8) ? m->right + last : m->wrong + last;
    *most += MASSES_TOTAL - (spread + 9) / 10 * 10;
    for (size_t j = 0; j <= last; j++) {
        m->D[j] = (j ? m->D[j - 1] : 0) + m->wrong[j] + m->right[j] + m->free[j];
        long need = j >= rings->period ? wanted(m->D[j - rings->period], constants) : 0;
        if (j == last || m->D[j] >= need)
            continue;
        long more = need - m->D[j];
        if (*most < more)
            return false;
        *most -= more;
        *(classes > 2 && dc_random_below(random, 2) ? m->free + j : m->right + j) += more;
        m->D[j] = need;
    }
    return true;
}

/* As the definition says. */
static inline dc_scenario scenario_of(const masses *m, const dc_rings *rings,
                                      const dc_rule *constants) {
    dc_scenario s = { rings->count, rings->count };
    long m0 = units(constants->m0), full = units(constants->full);
    for (size_t j = rings->count; j-- > 0;) {
        if (m->D[j] >= m0)
            s.first = j;
        if (m->D[j] >= full)
            s.full = j;
    }
    s.full = s.full < s.first ? s.first : s.full;
    return s;
}

/* A distribution with its rings, constants and place among K classes, where `fits`. */
typedef struct trial {
    dc_rings rings;
    dc_rule constants;
    dc_share_price price;
    masses m;
    bool fits;
} trial;

/* K = 2 and price 0. */
static inline void trial_random(trial *t, dc_random *random) {
    random_rings(&t->rings, random);
    random_rule(&t->constants, random);
    t->price = (dc_share_price){ .classes = 2 };
    t->fits = random_masses(&t->m, &t->rings, &t->constants, 2, random);
}

/* K in 2 .. 6, and mostly a price up to 1.6. */
static inline dc_share_price random_price(dc_random *random) {
    dc_share_price price = { .classes = 2 + (unsigned)dc_random_below(random, 5) };
    if (dc_random_below(random, 6))
        price.loss = dc_random_between(random, 0, (int64_t)8 << DC_MULTIPLIER_BITS) / 5;
    return price;
}

static inline void trial_random_classes(trial *t, dc_random *random) {
    random_rings(&t->rings, random);
    random_rule(&t->constants, random);
    t->price = random_price(random);
    t->fits = random_masses(&t->m, &t->rings, &t->constants, t->price.classes, random);
}

static inline void trial_clear(trial *t) {
    dc_rule_clear(&t->constants);
    dc_rings_destroy(&t->rings);
}

/* Sums over the rings: what the masses of one kind pay. */
static inline void paid_by(fmpq_t loss, const long *mass, const fmpz *cost,
                           const dc_rings *rings) {
    fmpz_t sum;
    fmpz_init(sum);
    for (size_t j = 0; j <= rings->count; j++)
        fmpz_addmul_si(sum, cost + j, mass[j]);
    fmpq_set_fmpz(loss, sum);
    fmpq_div_2exp(loss, loss, DC_LOG_BITS);
    fmpz_set_si(sum, MASSES_TOTAL);
    fmpq_div_fmpz(loss, loss, sum);
    fmpz_clear(sum);
}

static inline void total_of(fmpq_t total, const long *mass, const dc_rings *rings) {
    long all = 0;
    for (size_t j = 0; j <= rings->count; j++)
        all += mass[j];
    fmpq_set_si(total, all, MASSES_TOTAL);
}

/* As far as the rings tell: what the group alone pays (F2 (3)), and the value that T7's V
 * bounds, which for K = 2 and price 0 is the misclassified mass. */
static inline void loss_of(fmpq_t loss, fmpq_t value, const masses *m,
                           const dc_rings *rings, const dc_share_price *price) {
    fmpq_t part, shared;
    fmpz_t factor;
    fmpq_init(part);
    fmpq_init(shared);
    fmpz_init(factor);
    paid_by(loss, m->wrong, rings->wrong, rings);
    paid_by(part, m->right, rings->right, rings);
    fmpz_set_ui(factor, price->classes - 1);
    fmpq_div_fmpz(shared, part, factor);
    fmpq_add(shared, shared, loss);
    fmpq_add(loss, loss, part);

    total_of(part, m->free, rings);
    dc_log_two(factor);
    fmpq_mul_fmpz(part, part, factor);
    fmpq_div_2exp(part, part, DC_LOG_BITS);
    fmpq_add(loss, loss, part);

    total_of(value, m->wrong, rings);
    fmpz_set_si(factor, price->loss);
    fmpq_mul_fmpz(shared, shared, factor);
    fmpq_div_2exp(shared, shared, DC_MULTIPLIER_BITS);
    fmpq_sub(value, value, shared);
    fmpz_clear(factor);
    fmpq_clear(shared);
    fmpq_clear(part);
}

#endif
