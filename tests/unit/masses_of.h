/* Random distributions over the rings of T6 that keep the doubling condition at the grid's
 * radii, and what they pay. */
#ifndef MASSES_OF_H
#define MASSES_OF_H

#include "points_of.h"

#include "floor/logs.h"
#include "floor/scenario.h"

enum { MASSES_RINGS = 96, MASSES_TOTAL = 1000 };

/* Over MASSES_TOTAL. */
typedef struct masses {
    long wrong[MASSES_RINGS], right[MASSES_RINGS], D[MASSES_RINGS];
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

/* Mass at random rings; where the condition asks for more, it is taken from the last ring.
 * False if there is too little of it. */
static inline bool random_masses(masses *m, const dc_rings *rings,
                                 const dc_rule *constants, dc_random *random) {
    size_t last = rings->count;
    long spread = dc_random_between(random, 0, 700);
    memset(m, 0, sizeof *m);
    for (long k = 0; k < spread; k += 10) {
        size_t j = dc_random_below(random, last + 1);
        *(dc_random_below(random, 4) ? m->right + j : m->wrong + j) += 10;
    }
    long *most = dc_random_below(random, 8) ? m->right + last : m->wrong + last;
    *most += MASSES_TOTAL - (spread + 9) / 10 * 10;
    for (size_t j = 0; j <= last; j++) {
        m->D[j] = (j ? m->D[j - 1] : 0) + m->wrong[j] + m->right[j];
        long need = j >= rings->period ? wanted(m->D[j - rings->period], constants) : 0;
        if (j == last || m->D[j] >= need)
            continue;
        long more = need - m->D[j];
        if (*most < more)
            return false;
        *most -= more;
        m->right[j] += more;
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

/* A distribution with its rings and constants, where `fits`. */
typedef struct trial {
    dc_rings rings;
    dc_rule constants;
    masses m;
    bool fits;
} trial;

static inline void trial_random(trial *t, dc_random *random) {
    random_rings(&t->rings, random);
    random_rule(&t->constants, random);
    t->fits = random_masses(&t->m, &t->rings, &t->constants, random);
}

static inline void trial_clear(trial *t) {
    dc_rule_clear(&t->constants);
    dc_rings_destroy(&t->rings);
}

/* What all pay, as far as the rings tell, and the misclassified mass. */
static inline void loss_of(fmpq_t loss, fmpq_t wrong, const masses *m,
                           const dc_rings *rings) {
    fmpz_t sum;
    long all = 0;
    fmpz_init(sum);
    for (size_t j = 0; j <= rings->count; j++) {
        fmpz_addmul_ui(sum, rings->wrong + j, (ulong)m->wrong[j]);
        fmpz_addmul_ui(sum, rings->right + j, (ulong)m->right[j]);
        all += m->wrong[j];
    }
    fmpq_set_fmpz(loss, sum);
    fmpq_div_2exp(loss, loss, DC_LOG_BITS);
    fmpz_set_ui(sum, MASSES_TOTAL);
    fmpq_div_fmpz(loss, loss, sum);
    fmpq_set_si(wrong, all, MASSES_TOTAL);
    fmpz_clear(sum);
}

#endif
