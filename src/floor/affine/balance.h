/* Proofs by balanced shares (docs/data-floor-certificate.md, section 6): exact, in
 * integers.
 *
 * Shares that floating point proposes are rounded to integers, which leaves them a little out
 * of balance. A basis, d points for each of K - 1 classes, sets that right: the exact
 * correction exists, and lies in known intervals. */
#ifndef DC_FLOOR_AFFINE_BALANCE_H
#define DC_FLOOR_AFFINE_BALANCE_H

#include <gmp.h>

#include "base/mass.h"
#include "floor/affine/descent.h"

typedef struct dc_basis {
    unsigned bits;    /* r */
    size_t *point;    /* [rows][dims] */
    int64_t *inverse; /* [rows][dims][dims]: R */
    mpz_t *skew;      /* [rows]: 2^(r+1) phi of each block */
} dc_basis;

/* The bases of an instance, and the room that checks need; for one thread at a time. */
typedef struct dc_balance {
    const dc_instance *instance;
    size_t count, capacity;
    dc_basis *basis;                      /* [count] */
    int32_t *shares;                      /* [points][classes] */
    int64_t *e;                           /* [points] */
    dc_mass *form;                        /* [dims] */
    mpz_t *rho, *radius, *middle, *width; /* [dims] */
    bool starved;                         /* memory ran out for a basis */
    mpz_t sum;                            /* of W e, the points of the basis left out */
} dc_balance;

bool dc_balance_create(dc_balance *balance, const dc_instance *instance);
void dc_balance_destroy(dc_balance *balance);

/* Rounds the shares of descent, and the price k of its decisions. */
void dc_balance_round(dc_balance *balance, const dc_descent *descent);
int64_t dc_balance_price(const dc_toll *toll);

/* How far sum of W e + k T is above loss Q 2^48, in units of the loss, about, without a
 * correction. -INFINITY if a share is negative where it may not be. */
double dc_balance_excess(dc_balance *balance, const dc_decisions *decisions,
                         int64_t threshold);

/* True if the rounded shares, corrected by a basis, prove that no classifier that fits the
 * decisions and the loss misclassifies weight >= threshold: *used is the basis, a new one
 * if the others do not do. After dc_balance_excess. */
bool dc_balance_proves(dc_balance *balance, size_t *used, const dc_decisions *decisions,
                       int64_t threshold);

#endif
