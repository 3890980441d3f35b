/* Slow oracles for the critical mass m* (D5) and for sigma*(m0) (T1) on tiny point
 * sets, exact and written from the definitions alone: nothing of src/ is used.
 *
 * A sample is taken from every face of the arrangement on which the answer is
 * constant (T3), by cylindrical decomposition: roots of all pairs of forms, then
 * roots above each of them, with one value on, between and beyond all of them.
 *
 *     struct oracle_problem problem;
 *     oracle_problem_init(&problem, 3, 2);          -- kappa 2, sigma 1/4, ...
 *     mpq_set_si(problem.x[1 * 2 + 0], 5, 1);       -- ...
 *     struct oracle_answer answer;
 *     oracle_answer_init(&answer, 2);
 *     oracle_critical_mass(&answer, &problem);      -- answer.value is m*
 *
 * Cost of family all, in the number of points: n = 2 up to 20, n = 3 up to 5;
 * width: n = 2 up to 6, n = 3 only 2. Running out of memory aborts the test.
 */
#ifndef RANDOM_ORACLE_H
#define RANDOM_ORACLE_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

enum oracle_family { ORACLE_ALL, ORACLE_WIDTH, ORACLE_SPARSE, ORACLE_DIRECTIONS };

struct oracle_problem {
    size_t N, n;
    mpq_t *x;      /* [N][n] */
    mpq_t *weight; /* [N] */
    mpq_t kappa, sigma, delta, m0;
    enum oracle_family family;
    mpq_t width;            /* ORACLE_WIDTH */
    size_t sparsity;        /* ORACLE_SPARSE, 1 .. n */
    size_t direction_count; /* ORACLE_DIRECTIONS */
    mpq_t *direction;       /* [direction_count][n]; NULL: none */
};

/* {x : |<v,x> - c| <= r}; inner and outer are mu(S) and mu(kappa S). */
struct oracle_slab {
    size_t n;
    mpq_t *v; /* [n] */
    mpq_t c, r, inner, outer;
};

struct oracle_answer {
    mpq_t value;   /* m*, or sigma* if it is finite */
    bool infinite; /* sigma* only: no slab limits sigma */
    bool found;    /* slab attains value */
    struct oracle_slab slab;
};

/* Memory of the oracles: zeroed, never NULL; and arrays of zeros. */
void *oracle_alloc(size_t count, size_t size);
mpq_t *oracle_mpq_array(size_t count);
void oracle_mpq_free(mpq_t *array, size_t count);
mpz_t *oracle_mpz_array(size_t count);
void oracle_mpz_free(mpz_t *array, size_t count);

/* All points 0, weights 1, kappa 2, sigma 1/4, delta 1/2, m0 1/10, family all. */
void oracle_problem_init(struct oracle_problem *problem, size_t N, size_t n);
void oracle_problem_copy(struct oracle_problem *out,
                         const struct oracle_problem *problem);
void oracle_problem_clear(struct oracle_problem *problem);

/* Replaces the list of directions by count zero rows. */
void oracle_problem_directions(struct oracle_problem *problem, size_t count);

void oracle_answer_init(struct oracle_answer *answer, size_t n);
void oracle_answer_clear(struct oracle_answer *answer);

/* m* and a slab that attains it (found is false, value 0 if none violates). */
void oracle_critical_mass(struct oracle_answer *answer,
                          const struct oracle_problem *problem);

/* sigma*(m0) and a slab that attains it. */
void oracle_sigma_star(struct oracle_answer *answer,
                       const struct oracle_problem *problem);

/* The same two without T2: every slab (v,c,r) is tried. Families all and width. */
void oracle_critical_mass_by_definition(struct oracle_answer *answer,
                                        const struct oracle_problem *problem);
void oracle_sigma_star_by_definition(struct oracle_answer *answer,
                                     const struct oracle_problem *problem);

/* Sets slab->inner and slab->outer, term by term from D2. */
void oracle_slab_weigh(struct oracle_slab *slab, const struct oracle_problem *problem);

/* D5 for the masses of a weighed slab; D4: does the family hold the slab? */
bool oracle_slab_violates(const struct oracle_slab *slab,
                          const struct oracle_problem *problem);
bool oracle_slab_in_family(const struct oracle_slab *slab,
                           const struct oracle_problem *problem);

/* A set of affine forms a_0 + a_1 x_1 + ... + a_d x_d with integer coefficients. */
struct oracle_forms {
    size_t dims, count, room;
    mpz_t **a; /* [count][dims + 1] */
};

void oracle_forms_init(struct oracle_forms *forms, size_t dims);
void oracle_forms_clear(struct oracle_forms *forms);

/* Adds a form, a[dims + 1], up to a factor; constants are left out. */
void oracle_forms_add(struct oracle_forms *forms, const mpq_t *a);

/* Visits at least one point of each face (vertex, edge, ..., cell) of the
 * arrangement whose first `boxed` coordinates lie in [-1,1]; forms x_l = +-1 must
 * then be among the forms. A point is (X_0 : X_1 : ... : X_d), X_0 > 0, and stands
 * for x_l = X_l / X_0. The forms are sorted and stripped of multiples. */
void oracle_forms_sample(struct oracle_forms *forms, size_t boxed,
                         void (*visit)(const mpz_t *point, void *user), void *user);

#endif
