/* A group's bound and its proof (format, sections 4 to 10). */
#ifndef VERIFY_PROOF_H
#define VERIFY_PROOF_H

#include "group.h"

typedef struct bound {
    bool infinite;
    mpq_t value;
} bound;

/* Reads the bound and its proof, and checks it. */
void bound_read(bound *b, const claim *c, const group *g);

#endif
