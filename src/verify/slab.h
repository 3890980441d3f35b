/* A group's slab: a lower bound of m*, or an upper one of sigma* (format, section 4). */
#ifndef VERIFY_SLAB_H
#define VERIFY_SLAB_H

#include "group.h"

typedef struct slab {
    bool given;
    mpq_t value; /* claimed */
    mpz_t *v;    /* [features] */
    mpq_t c, r;
    mass inner, outer; /* of the slab and of its dilation */
} slab;

/* Reads the slab and checks all that is said of it. */
void slab_read(slab *s, const claim *c, const data *d, const group *g);
void slab_print(const slab *s, const group *g, size_t features);
void slab_clear(slab *s, size_t features);

#endif
