/* The proof of a group's bound (format, sections 4 to 10). */
#ifndef VERIFY_PROOF_H
#define VERIFY_PROOF_H

#include "group.h"

typedef struct bound {
    bool infinite;
    mpq_t value;
} bound;

/* Reads the bound and its proof, and checks it. */
void bound_read(bound *b, const claim *c, const data *d, const group *g);

#endif
