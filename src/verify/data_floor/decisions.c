#include "data_floor.h"

decisions decisions_make(const problem *p) {
    decisions c = { .sign = get(p->count, p->classes),
                    .positive = get(p->count, sizeof *c.positive),
                    .negative = get(p->count, sizeof *c.negative),
                    .unkept = p->weight.sum };
    for (size_t s = 0; s < p->count; s++)
        c.negative[s] = class_of(p, s);
    return c;
}

/* The change when positive[s] passes from one value to the other. */
static void count_positive(decisions *c, const problem *p, size_t s, int change) {
    bool before = c->positive[s] + 1 == p->classes;
    c->positive[s] += (size_t)change;
    bool after = c->positive[s] + 1 == p->classes;
    c->unkept += (before - after) * p->weight.of[s];
}

void decisions_set(decisions *c, const problem *p, size_t s, size_t rival, int sign) {
    c->sign[s * p->classes + rival] = (signed char)sign;
    if (sign > 0)
        count_positive(c, p, s, 1);
    else
        c->negative[s] = rival;
}

void decisions_clear(decisions *c, const problem *p, size_t s, size_t rival) {
    signed char *sign = c->sign + s * p->classes + rival;
    if (*sign > 0)
        count_positive(c, p, s, -1);
    else
        c->negative[s] = class_of(p, s);
    *sign = 0;
}

/* P of one point, with what all the sums h have in common. */
typedef struct mixture {
    const problem *p;
    const char *name; /* of the leaf or cut */
    size_t s, y;
    const long *P;
    long sum;   /* of eta(2 P_j), but for the */
    size_t bad; /* P_j that are not in 0 .. 2^b */
} mixture;

static bool is_bad(const mixture *m, size_t j) {
    return m->P[j] < 0 || m->P[j] > 1L << m->p->eta.bits;
}

static long term(const mixture *m, size_t j) {
    return is_bad(m, j) ? 0 : eta_of(&m->p->eta, 2 * m->P[j]);
}

static mixture mixture_make(const problem *p, size_t s, const long *P, const char *name) {
    mixture m = { p, name, s, class_of(p, s), P, 0, 0 };
    for (size_t j = 0; j < p->classes; j++) {
        m.sum += term(&m, j);
        m.bad += is_bad(&m, j);
    }
    return m;
}

/* As the P_j add up to 2^b, one of them is negative, or the sum of the two that are
 * replaced by their mean. */
__attribute__((noreturn)) static void reject_mixture(const mixture *m) {
    size_t j = 0;
    while (j + 1 < m->p->classes && m->P[j] >= 0)
        j++;
    reject("%s: point %zu has a negative number, %ld, for class %zu", m->name, m->s + 1,
           m->P[j], j + 1);
}

/* h(P_s); or, if it is to be changed, with the mean in place of P_sy and P_sl. */
static long entropy(const mixture *m, size_t l, bool change) {
    if (!change && m->bad == 0)
        return m->sum;
    long both = m->P[m->y] + m->P[l];
    if (!change || both < 0 || m->bad > (size_t)is_bad(m, m->y) + is_bad(m, l))
        reject_mixture(m);
    return m->sum - term(m, m->y) - term(m, l) + 2 * eta_of(&m->p->eta, both);
}

/* h(P^l) and h(P_l). */
static long entropy_below(const mixture *m, size_t l) {
    return entropy(m, l, m->P[l] < m->P[m->y]);
}

static long entropy_above(const mixture *m, size_t l) {
    return entropy(m, l, m->P[l] > m->P[m->y]);
}

/* The positive rival with the largest P_sl; y: there is none. */
static size_t first_positive(const mixture *m, const signed char *sign) {
    size_t best = m->y;
    for (size_t l = 0; l < m->p->classes; l++)
        if (sign[l] > 0 && (best == m->y || m->P[l] > m->P[best]))
            best = l;
    return best;
}

long value_of(const problem *p, const decisions *c, size_t s, const long *P, long price,
              const char *name) {
    const mixture m = mixture_make(p, s, P, name);
    const signed char *sign = c->sign + s * p->classes;
    if (c->negative[s] != m.y)
        return entropy_below(&m, c->negative[s]) - price;
    long least = entropy_above(&m, first_positive(&m, sign));
    for (size_t l = 0; l < p->classes; l++) {
        if (l == m.y || sign[l] != 0)
            continue;
        long value = entropy_below(&m, l) - price;
        least = value < least ? value : least;
    }
    return least;
}

bool enough(const problem *p, mass sum, long price) {
    void *start = mark();
    mpz_t *value = integers(1);
    set_small(*value, sum + (mass)price * p->weight.enough);
    bool more = mpz_cmp(*value, p->budget) > 0;
    release(start);
    return more;
}
