/* What the oracles share: the problem in integers, the best slab so far, and charts
 * of directions. Internal to the oracles. */
#ifndef RANDOM_ORACLE_SEARCH_H
#define RANDOM_ORACLE_SEARCH_H

#include "oracle.h"

/* Coordinates, width / 2 and kappa width / 2 are multiplied by `scale` to make them
 * integers, weights by a factor of their own. */
struct oracle_search {
    const struct oracle_problem *problem;
    struct oracle_answer *answer;
    bool ratio; /* look for sigma*, not m* */
    mpz_t scale, half_width;
    mpz_t *x;             /* [N][n] */
    mpz_t *weight, total; /* [N] */
    mpz_t least, limit;   /* sigma*: inner >= least; always outer < limit */
    mpz_t inner, outer;   /* masses of the best slab */
    mpz_t *p;             /* [N] projections */
    mpz_t *prefix;        /* [N + 1] weights of the first points in order */
    size_t *order;        /* [N] points by projection */
    mpz_t near, wide, left, right, low, high; /* scratch */
};

void oracle_search_init(struct oracle_search *search, struct oracle_answer *answer,
                        const struct oracle_problem *problem, bool ratio);

/* Sets the answer's value. */
void oracle_search_finish(struct oracle_search *search);

/* Tries every tight slab of direction v[n] (T2); family width: those wide enough. */
void oracle_search_tight(struct oracle_search *search, const mpz_t *v);

/* Tries the slab {scale |<v,x> - c| <= r}: c and r come multiplied by scale. */
void oracle_search_slab(struct oracle_search *search, const mpz_t *v, const mpz_t c,
                        const mpz_t r);

/* Directions v with v_one = X_0 and v_(free[i]) = X_(i+1); the others are 0. boxed:
 * |X_(i+1)| <= X_0. */
struct oracle_chart {
    size_t one, count;
    size_t *free; /* [count] */
    bool boxed;
};

/* Calls visit for the charts that cover the problem's directions up to sign (not for
 * family directions). */
void oracle_charts(const struct oracle_problem *problem,
                   void (*visit)(const struct oracle_chart *chart, void *user),
                   void *user);

/* v[n] at a point of the chart; the form <v,u> + constant in a[0 .. count]. */
void oracle_chart_direction(mpz_t *v, size_t n, const struct oracle_chart *chart,
                            const mpz_t *point);
void oracle_chart_form(mpq_t *a, const struct oracle_chart *chart, const mpq_t *u,
                       const mpq_t constant);

/* Adds X_(i+1) = +-X_0 for every free coordinate of a boxed chart. */
void oracle_chart_edges(struct oracle_forms *forms, const struct oracle_chart *chart);

#endif
