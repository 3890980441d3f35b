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
    mpq_t width;       /* WIDTH; else 0 */
    size_t sparsity;   /* SPARSE, AXES; else the number of features */
    size_t directions; /* DIRECTIONS */
    mpz_t **direction; /* [directions][features] */
    grouping grouping;
    size_t groups;
} claim;

/* Reads all this. */
void claim_read(claim *c);

/* Says all of it but the features' names. */
void claim_say(const claim *c);
void claim_say_names(const claim *c, const data *d);

#endif
