/* Random tiny instances, with ties on purpose. The same seed gives the same instance
 * on every machine.
 *
 *     struct case_random random = { 7 };
 *     struct oracle_problem problem;
 *     case_make(&problem, &random, kind, 5, 2);
 *     ...
 *     case_print(stderr, &problem);
 *     oracle_problem_clear(&problem);
 */
#ifndef RANDOM_CASES_H
#define RANDOM_CASES_H

#include <stdint.h>
#include <stdio.h>

#include "../rounds.h"
#include "oracle.h"

struct case_random {
    uint64_t state;
};

/* lo .. hi, both included. */
long case_between(struct case_random *random, long lo, long hi);

/* Kinds of point sets, 0 .. count - 1; NULL past the end. */
const char *case_kind_name(size_t kind);
size_t case_kind_count(void);

/* Initialises a problem of family all with points of the kind, weights (all 1, small
 * integers or fractions) and kappa, sigma, delta, m0 < delta from short lists. */
void case_make(struct oracle_problem *problem, struct case_random *random, size_t kind,
               size_t N, size_t n);

/* Sets points, weights and kappa >= 2: so many heavy points around the origin, in a slab
 * of a random direction, then light ones in rings of case_plant_ring(n) along it, just
 * outside its dilation (or on its edge): it is violating (or not) in a narrow cone of
 * directions only. slab: NULL, or set to it (not weighed). */
void case_plant(struct oracle_problem *problem, struct oracle_slab *slab, size_t heavy,
                struct case_random *random);
size_t case_plant_ring(size_t n);

/* delta such that no slab with all the heavy points (weight not 1) and a light one
 * counts; m0 half of it. */
void case_just_above_heavy(struct oracle_problem *problem);

/* Turn the problem into one of another family: a width from the differences of the
 * coordinates; a list of small directions, zero-free. */
void case_width(struct oracle_problem *problem, struct case_random *random);
void case_directions(struct oracle_problem *problem, struct case_random *random,
                     size_t count);

/* A matrix[n][n] of small integers with a non-zero determinant. */
void case_matrix(mpq_t *matrix, struct case_random *random, size_t n);

/* The points as CSV, after a comment line with the options. */
void case_print(FILE *stream, const struct oracle_problem *problem);

#endif
