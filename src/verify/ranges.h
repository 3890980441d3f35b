/* Ranges of the points over a box, and the cells and centres that they leave unsafe
 * (format, sections 7 to 9). */
#ifndef VERIFY_RANGES_H
#define VERIFY_RANGES_H

#include "box.h"
#include "ends.h"
#include "space.h"

typedef struct ranges {
    const space *space;
    const rule *rule;
    mpz_t h_n, h_d, k_n, k_d, w_n, w_d; /* h, kappa, w in lowest terms */
    const box *box;
    ends lo, hi;       /* of the ranges, times 2^K */
    mpz_t *event;      /* [4 count]: family width */
    mpz_t left, right; /* for whoever needs them */
    /* Family width: centres c times 2^K centre_scale are integers, and so are events and
     * what lies halfway between them; half and reach are w / 2 and kappa w / 2 likewise. */
    mpz_t centre_scale, half, reach;
} ranges;

void ranges_init(ranges *e, const space *s, const rule *r, const mpq_t kappa);
void ranges_free(ranges *e);

/* Measures the box, and sets the ranges. */
void ranges_set(ranges *e, box *b);

/* Tells of each unsafe cell (s,t), counted from 0, and for family width of all centres that
 * do not pass: all c in [from, to], or in it but for its ends; times 2^K centre_scale. What
 * it is told it may keep until it returns. */
typedef struct visitor {
    void (*cell)(void *context, size_t s, size_t t);
    void (*centres)(void *context, mpz_t from, mpz_t to);
    void *context;
} visitor;

void ranges_visit(ranges *e, const visitor *v);

#endif
