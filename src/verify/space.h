/* From the data to the integer points that boxes are about (format, sections 5 and 6). */
#ifndef VERIFY_SPACE_H
#define VERIFY_SPACE_H

#include "claim.h"
#include "mass.h"

/* One problem's features, of the points of a group. */
typedef struct table {
    size_t count, features;
    const size_t *feature; /* [features]: their numbers, increasing, from 1 */
    mpq_srcptr *x;         /* [count][features] */
    const mass *weight;    /* [count] */
} table;

/* Points with integer coordinates, equal ones merged. */
typedef struct space {
    size_t count, dims;
    mpz_t *y;     /* [count][dims] */
    mass *weight; /* [count] */
    mass total;
    bool wide;   /* family width: */
    mpq_t width; /* in units of y; else 0 */
} space;

/* Reads what is kept, the relations and the space, and checks them. The space has no
 * dimension if nothing was kept. */
void space_read(space *s, const table *t, const claim *c);
void space_clear(space *s);

#endif
