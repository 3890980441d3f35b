/* Random shares of the pairs of K classes (T7). */
#ifndef SHARES_OF_H
#define SHARES_OF_H

#include "points_of.h"

#include "floor/shares.h"

enum { SHARES_CLASSES = 16 };

/* Classes of random masses, 1 .. values units each: the pairs' shares, in a random order. */
static inline void random_shares(dc_guarantee *g, dc_random *random, unsigned classes,
                                 int64_t values) {
    unsigned long mass[SHARES_CLASSES], total = 0;
    assert_true(classes <= SHARES_CLASSES && !g->share);
    for (unsigned a = 0; a < classes; a++)
        total += mass[a] = (unsigned long)dc_random_between(random, 1, values);
    g->classes = classes;
    g->share = malloc((size_t)classes * (classes - 1) / 2 * sizeof *g->share);
    assert_non_null(g->share);
    for (unsigned a = 0; a < classes; a++)
        for (unsigned b = 0; b < a; b++) {
            size_t other = dc_random_below(random, g->group_count + 1);
            mpq_t *share = g->share + g->group_count++;
            mpq_init(*share);
            mpq_set_ui(*share, mass[a] + mass[b], total);
            mpq_canonicalize(*share);
            mpq_swap(*share, g->share[other]);
        }
}

#endif
