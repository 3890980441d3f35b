/* What a certificate says before its groups: data, condition, grouping (format, sections 2
 * to 4). */
#ifndef VERIFY_CLAIM_H
#define VERIFY_CLAIM_H

#include "data.h"

typedef enum family { ALL, WIDTH, SPARSE, AXES, DIRECTIONS } family;
typedef enum grouping { WHOLE, PAIRS, CELLS } grouping;

typedef struct claim {
    char file_hash[65], points_hash[65];
    layout columns;
    bool dual; /* the question is sigma*; sigma has no value then */
    mpq_t kappa, sigma, delta, m0;
    family family;
    mpq_t width;       /* WIDTH */
    size_t sparsity;   /* SPARSE; 1 for AXES */
    size_t directions; /* DIRECTIONS */
    mpz_t **direction; /* [directions][features] */
    grouping grouping;
    size_t groups;
} claim;

void claim_read(claim *c);

/* Prints all of it, in words. */
void claim_print(const claim *c, const data *d);

/* What whoever called insists on ("--expect-NAME=TEXT"). False: there is no such name. */
bool expect_set(const char *name, const char *text);

/* Rejects if something else was expected of NAME than this. */
void expect(const char *name, const char *format, ...);

/* Calls expect for all that the claim says. */
void claim_expect(const claim *c);

#endif
