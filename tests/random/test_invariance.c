/* dc_check against itself: changes of the data that must not change the answer, and
 * changes of the constants that may move it one way only (T1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cases.h"
#include "engine.h"

/* A copy of the problem with N rows and n columns; what is new is 0, weights 1. */
static void resize(struct oracle_problem *out, const struct oracle_problem *problem,
                   size_t N, size_t n) {
    oracle_problem_init(out, N, n);
    for (size_t k = 0; k < N && k < problem->N; k++) {
        mpq_set(out->weight[k], problem->weight[k]);
        for (size_t l = 0; l < problem->n; l++)
            mpq_set(out->x[k * n + l], problem->x[k * problem->n + l]);
    }
    oracle_problem_directions(out, problem->direction_count);
    for (size_t d = 0; d < problem->direction_count; d++)
        for (size_t l = 0; l < problem->n; l++)
            mpq_set(out->direction[d * n + l], problem->direction[d * problem->n + l]);
    mpq_set(out->kappa, problem->kappa);
    mpq_set(out->sigma, problem->sigma);
    mpq_set(out->delta, problem->delta);
    mpq_set(out->m0, problem->m0);
    mpq_set(out->width, problem->width);
    out->family = problem->family;
    out->sparsity = problem->sparsity;
}

static void copy_nothing(struct oracle_problem *out, const struct oracle_problem *problem,
                         struct case_random *random) {
    (void)random;
    oracle_problem_copy(out, problem);
}

/* x = matrix x */
static void change_basis(struct oracle_problem *out, const struct oracle_problem *problem,
                         struct case_random *random) {
    size_t n = problem->n;
    mpq_t term, *matrix = oracle_mpq_array(n * n);
    mpq_init(term);
    oracle_problem_copy(out, problem);
    case_matrix(matrix, random, n);
    for (size_t k = 0; k < problem->N; k++) {
        for (size_t i = 0; i < n; i++) {
            mpq_set_ui(out->x[k * n + i], 0, 1);
            for (size_t l = 0; l < n; l++) {
                mpq_mul(term, matrix[i * n + l], problem->x[k * n + l]);
                mpq_add(out->x[k * n + i], out->x[k * n + i], term);
            }
        }
    }
    mpq_clear(term);
    oracle_mpq_free(matrix, n * n);
}

static void translate(struct oracle_problem *out, const struct oracle_problem *problem,
                      struct case_random *random) {
    mpq_t shift;
    mpq_init(shift);
    oracle_problem_copy(out, problem);
    for (size_t l = 0; l < problem->n; l++) {
        mpq_set_si(shift, case_between(random, -500, 500), 8);
        mpq_canonicalize(shift);
        for (size_t k = 0; k < problem->N; k++)
            mpq_add(out->x[k * problem->n + l], out->x[k * problem->n + l], shift);
    }
    mpq_clear(shift);
}

static void scale(struct oracle_problem *out, const struct oracle_problem *problem,
                  struct case_random *random) {
    mpq_t factor;
    mpq_init(factor);
    oracle_problem_copy(out, problem);
    mpq_set_si(factor, case_between(random, 1, 9), 7);
    mpq_canonicalize(factor);
    mpq_mul(out->width, out->width, factor);
    for (size_t i = 0; i < problem->N * problem->n; i++)
        mpq_mul(out->x[i], out->x[i], factor);
    mpq_clear(factor);
}

static void reweigh(struct oracle_problem *out, const struct oracle_problem *problem,
                    struct case_random *random) {
    mpq_t factor;
    mpq_init(factor);
    oracle_problem_copy(out, problem);
    mpq_set_si(factor, case_between(random, 1, 9), 10);
    mpq_canonicalize(factor);
    for (size_t k = 0; k < problem->N; k++)
        mpq_mul(out->weight[k], out->weight[k], factor);
    mpq_clear(factor);
}

static void shuffle_rows(struct oracle_problem *out, const struct oracle_problem *problem,
                         struct case_random *random) {
    size_t n = problem->n;
    oracle_problem_copy(out, problem);
    for (size_t k = problem->N; k > 1; k--) {
        size_t other = (size_t)case_between(random, 0, (long)k - 1);
        mpq_swap(out->weight[k - 1], out->weight[other]);
        for (size_t l = 0; l < n && other != k - 1; l++)
            mpq_swap(out->x[(k - 1) * n + l], out->x[other * n + l]);
    }
}

static void rotate_columns(struct oracle_problem *out,
                           const struct oracle_problem *problem,
                           struct case_random *random) {
    size_t n = problem->n, by = (size_t)case_between(random, 0, (long)n - 1);
    oracle_problem_copy(out, problem);
    for (size_t k = 0; k < problem->N; k++)
        for (size_t l = 0; l < n; l++)
            mpq_set(out->x[k * n + l], problem->x[k * n + (l + by) % n]);
    for (size_t d = 0; d < problem->direction_count; d++)
        for (size_t l = 0; l < n; l++)
            mpq_set(out->direction[d * n + l], problem->direction[d * n + (l + by) % n]);
}

/* One point becomes two equal ones that share its weight. */
static void split_point(struct oracle_problem *out, const struct oracle_problem *problem,
                        struct case_random *random) {
    size_t n = problem->n, last = problem->N;
    size_t split = (size_t)case_between(random, 0, (long)last - 1);
    mpq_t part;
    mpq_init(part);
    resize(out, problem, last + 1, n);
    mpq_set_ui(part, 1, 4);
    mpq_mul(out->weight[last], problem->weight[split], part);
    mpq_sub(out->weight[split], problem->weight[split], out->weight[last]);
    for (size_t l = 0; l < n; l++)
        mpq_set(out->x[last * n + l], problem->x[split * n + l]);
    mpq_clear(part);
}

static void add_constant(struct oracle_problem *out, const struct oracle_problem *problem,
                         struct case_random *random) {
    size_t n = problem->n + 1;
    long value = case_between(random, -3, 3);
    resize(out, problem, problem->N, n);
    for (size_t k = 0; k < problem->N; k++)
        mpq_set_si(out->x[k * n + n - 1], value, 1);
}

/* A new column that is an affine function of the others. */
static void add_dependent(struct oracle_problem *out,
                          const struct oracle_problem *problem,
                          struct case_random *random) {
    size_t n = problem->n + 1;
    mpq_t factor, term;
    mpq_inits(factor, term, NULL);
    resize(out, problem, problem->N, n);
    for (size_t k = 0; k < problem->N; k++)
        mpq_set_si(out->x[k * n + n - 1], 5, 2);
    for (size_t l = 0; l < problem->n; l++) {
        mpq_set_si(factor, case_between(random, -3, 3), 2);
        mpq_canonicalize(factor);
        for (size_t k = 0; k < problem->N; k++) {
            mpq_mul(term, factor, out->x[k * n + l]);
            mpq_add(out->x[k * n + n - 1], out->x[k * n + n - 1], term);
        }
    }
    mpq_clears(factor, term, NULL);
}

/* These only take away from m*. */
static void raise_kappa(struct oracle_problem *out, const struct oracle_problem *problem,
                        struct case_random *random) {
    mpq_t more;
    mpq_init(more);
    oracle_problem_copy(out, problem);
    mpq_set_si(more, case_between(random, 1, 8), 4);
    mpq_canonicalize(more);
    mpq_add(out->kappa, out->kappa, more);
    mpq_clear(more);
}

static void lower_sigma(struct oracle_problem *out, const struct oracle_problem *problem,
                        struct case_random *random) {
    oracle_problem_copy(out, problem);
    mpq_div_2exp(out->sigma, out->sigma, (unsigned long)case_between(random, 1, 3));
}

static void lower_delta(struct oracle_problem *out, const struct oracle_problem *problem,
                        struct case_random *random) {
    (void)random;
    oracle_problem_copy(out, problem);
    mpq_add(out->delta, out->delta, out->m0); /* halfway to m0 */
    mpq_div_2exp(out->delta, out->delta, 1);
}

static void raise_width(struct oracle_problem *out, const struct oracle_problem *problem,
                        struct case_random *random) {
    (void)random;
    oracle_problem_copy(out, problem);
    mpq_mul(out->width, out->width, out->kappa);
}

static void lower_sparsity(struct oracle_problem *out,
                           const struct oracle_problem *problem,
                           struct case_random *random) {
    (void)random;
    oracle_problem_copy(out, problem);
    out->sparsity = problem->sparsity > 1 ? problem->sparsity - 1 : 1;
}

static void to_width(struct oracle_problem *out, const struct oracle_problem *problem,
                     struct case_random *random) {
    oracle_problem_copy(out, problem);
    case_width(out, random);
}

static void to_axes(struct oracle_problem *out, const struct oracle_problem *problem,
                    struct case_random *random) {
    (void)random;
    oracle_problem_copy(out, problem);
    out->family = ORACLE_SPARSE;
    out->sparsity = 1;
}

static void to_directions(struct oracle_problem *out,
                          const struct oracle_problem *problem,
                          struct case_random *random) {
    oracle_problem_copy(out, problem);
    case_directions(out, random, 30);
}

/* This one takes away from sigma*. */
static void lower_m0(struct oracle_problem *out, const struct oracle_problem *problem,
                     struct case_random *random) {
    oracle_problem_copy(out, problem);
    mpq_div_2exp(out->m0, out->m0, (unsigned long)case_between(random, 1, 3));
}

enum { IN_ALL = 1, IN_WIDTH = 2, IN_SPARSE = 4, IN_DIRECTIONS = 8, IN_EVERY = 15 };

/* Of the changed value to the old one; SAME: the witness, too. */
enum relation { EQUAL, AT_MOST, AT_LEAST, SAME };

static const struct law {
    const char *name;
    void (*change)(struct oracle_problem *out, const struct oracle_problem *problem,
                   struct case_random *random);
    int families;
    enum relation mass, sigma;
    unsigned threads;
} laws[] = {
    { "basis", change_basis, IN_ALL, EQUAL, EQUAL, 1 },
    { "translate", translate, IN_EVERY, EQUAL, EQUAL, 1 },
    { "scale", scale, IN_EVERY, EQUAL, EQUAL, 1 },
    { "reweigh", reweigh, IN_EVERY, EQUAL, EQUAL, 1 },
    { "rows", shuffle_rows, IN_EVERY, EQUAL, EQUAL, 1 },
    { "columns", rotate_columns, IN_EVERY, EQUAL, EQUAL, 1 },
    { "split", split_point, IN_EVERY, EQUAL, EQUAL, 1 },
    { "constant", add_constant, IN_EVERY, EQUAL, EQUAL, 1 },
    { "dependent", add_dependent, IN_ALL, EQUAL, EQUAL, 1 },
    { "again", copy_nothing, IN_EVERY, SAME, SAME, 1 },
    { "threads", copy_nothing, IN_EVERY, SAME, SAME, 2 },
    { "kappa", raise_kappa, IN_EVERY, AT_MOST, AT_LEAST, 1 },
    { "sigma", lower_sigma, IN_EVERY, AT_MOST, EQUAL, 1 },
    { "delta", lower_delta, IN_EVERY, AT_MOST, AT_LEAST, 1 },
    { "m0", lower_m0, IN_EVERY, EQUAL, AT_MOST, 1 },
    { "sparsity", lower_sparsity, IN_SPARSE, AT_MOST, AT_LEAST, 1 },
    { "width", raise_width, IN_WIDTH, AT_MOST, AT_LEAST, 1 },
    { "to width", to_width, IN_ALL, AT_MOST, AT_LEAST, 1 },
    { "to axes", to_axes, IN_ALL, AT_MOST, AT_LEAST, 1 },
    { "to directions", to_directions, IN_ALL, AT_MOST, AT_LEAST, 1 },
};

/* An infinite value compares as larger than all others. */
static int compare(const dc_bracket *a, const dc_bracket *b) {
    if (a->infinite || b->infinite)
        return a->infinite - b->infinite;
    return mpq_cmp(a->hi, b->hi);
}

static bool same_witness(const dc_witness *a, const dc_witness *b) {
    if (a->v == NULL || b->v == NULL)
        return a->v == b->v;
    for (size_t l = 0; l < a->features; l++)
        if (mpz_cmp(a->v[l], b->v[l]) != 0)
            return false;
    return mpq_equal(a->c, b->c) && mpq_equal(a->r, b->r) &&
           mpq_equal(a->mass, b->mass) && mpq_equal(a->dilated_mass, b->dilated_mass);
}

static bool related(const struct engine_run *old, const struct engine_run *changed,
                    enum relation relation) {
    int order = compare(&changed->group->bracket, &old->group->bracket);
    if (relation == AT_MOST)
        return order <= 0;
    if (relation == AT_LEAST)
        return order >= 0;
    return order == 0 && (relation == EQUAL ||
                          same_witness(&old->group->witness, &changed->group->witness));
}

static const char *ask(struct engine_run *run, const struct oracle_problem *problem,
                       dc_question question, unsigned threads) {
    const char *why = engine_prepare(run, problem, question, false);
    run->options.threads = threads;
    if (why == NULL)
        why = engine_check(run);
    if (why == NULL && !run->group->bracket.infinite &&
        !mpq_equal(run->group->bracket.lo, run->group->bracket.hi))
        why = "the bracket is open";
    return why;
}

static void report(const struct engine_run *run, const struct oracle_problem *problem,
                   const char *why) {
    case_print(stderr, problem);
    if (why != NULL)
        fprintf(stderr, "%s\n", why);
    else if (run->group->bracket.infinite)
        fprintf(stderr, "infinite\n");
    else
        gmp_fprintf(stderr, "%Qd\n", run->group->bracket.hi);
}

static void check_law(const struct law *law, const struct engine_run *old,
                      const struct oracle_problem *problem, uint64_t seed) {
    struct case_random random = { seed };
    struct oracle_problem variant;
    struct engine_run changed;
    dc_question question = old->options.question;
    law->change(&variant, problem, &random);
    const char *why = ask(&changed, &variant, question, law->threads);
    bool good = why == NULL &&
                related(old, &changed,
                        question == DC_CRITICAL_MASS ? law->mass : law->sigma);
    if (!good) {
        fprintf(stderr, "seed %llu, law %s, %s\n", (unsigned long long)seed, law->name,
                question == DC_CRITICAL_MASS ? "m*" : "sigma*");
        report(old, problem, NULL);
        report(&changed, &variant, why);
    }
    engine_stop(&changed);
    oracle_problem_clear(&variant);
    assert_true(good);
}

/* One question on one problem, and all laws that speak about its family. */
static void check_laws(const struct oracle_problem *problem, dc_question question,
                       uint64_t seed) {
    struct engine_run run;
    const char *why = ask(&run, problem, question, 1);
    if (why != NULL) {
        fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
        report(&run, problem, why);
    }
    assert_null(why);
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++)
        if (laws[i].families >> problem->family & 1)
            check_law(&laws[i], &run, problem, seed);
    engine_stop(&run);
}

/* N points in n dimensions; size grows with the seed. */
static void check_family(enum oracle_family family, size_t n, size_t most, size_t usual) {
    for (uint64_t seed = 0; seed < rounds(usual); seed++) {
        struct case_random random = { seed };
        struct oracle_problem problem;
        size_t kind = (size_t)case_between(&random, 0, (long)case_kind_count() + 5);
        if (kind >= case_kind_count()) /* the last three, the hardest, more often */
            kind = case_kind_count() - 1 - kind % 3;
        case_make(&problem, &random, kind, (size_t)case_between(&random, 1, (long)most),
                  n);
        if (family == ORACLE_WIDTH)
            case_width(&problem, &random);
        if (family == ORACLE_DIRECTIONS)
            case_directions(&problem, &random, (size_t)case_between(&random, 1, 15));
        problem.family = family;
        problem.sparsity = (n + 1) / 2;
        check_laws(&problem, DC_CRITICAL_MASS, seed);
        check_laws(&problem, DC_MAXIMIZE_SIGMA, seed);
        oracle_problem_clear(&problem);
    }
}

static void test_all(void **state) {
    (void)state;
    check_family(ORACLE_ALL, 1, 30, 20);
    check_family(ORACLE_ALL, 2, 20, 30);
    check_family(ORACLE_ALL, 3, 8, 10);
    check_family(ORACLE_ALL, 4, 4, 3);
}

static void test_width(void **state) {
    (void)state;
    check_family(ORACLE_WIDTH, 1, 20, 20);
    check_family(ORACLE_WIDTH, 2, 12, 15);
    check_family(ORACLE_WIDTH, 3, 5, 5);
}

static void test_sparse(void **state) {
    (void)state;
    check_family(ORACLE_SPARSE, 2, 40, 20);
    check_family(ORACLE_SPARSE, 4, 12, 10);
}

static void test_directions(void **state) {
    (void)state;
    check_family(ORACLE_DIRECTIONS, 2, 40, 20);
    check_family(ORACLE_DIRECTIONS, 6, 40, 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_sparse),
        cmocka_unit_test(test_directions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
