/* A group's slab: a lower bound of m*, or an upper one of sigma* (format, section 4). */
#ifndef VERIFY_SLAB_H
#define VERIFY_SLAB_H

#include "group.h"

typedef struct slab {
    mpz_t *v; /* [features]; NULL: there is none */
    mpq_t c, r, value;
    mpq_t inner, outer; /* the masses of the slab and of its dilation */
} slab;

/* Reads the slab and checks all that is said of it. */
void slab_read(slab *s, const claim *c, const group *g);
void slab_say(const slab *s, const claim *c);
void slab_clear(slab *s, const claim *c);

/* sum = <v,x>. */
void project(mpq_t sum, mpz_t *v, const point *p, size_t features);

#endif
