/* The lower, or the upper, ends of the points' ranges, sorted. */
#ifndef VERIFY_ENDS_H
#define VERIFY_ENDS_H

#include "mass.h"

typedef struct key {
    long top; /* of an end: divided by 2^shift, rounded down */
    size_t point;
} key;

typedef struct ends {
    size_t count;
    mpz_t *at;             /* [count]: in point order, set by whoever sorts */
    key *sorted, *scratch; /* [count] */
    mass *below;           /* [count + 1]: weight of the first so many */
    mp_bitcnt_t shift;     /* so that tops fit */
    mpz_t bound;
} ends;

void ends_init(ends *e, size_t count);
void ends_free(ends *e);
void ends_sort(ends *e, const mass *weight);

/* How many ends, times scale > 0, are < x, or <= x if inclusive. */
size_t ends_below(ends *e, mpz_t scale, mpz_t x, bool inclusive);

#endif
