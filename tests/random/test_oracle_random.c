/* The oracles against the definitions, against each other and against T1-T4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cases.h"

typedef void solver(struct oracle_answer *answer, const struct oracle_problem *problem);

static void set(mpq_t value, const char *text) {
    assert_int_equal(mpq_set_str(value, text, 10), 0);
    mpq_canonicalize(value);
}

/* Is left <= right (both finite, or right infinite)? */
static bool at_most(const struct oracle_answer *left, const struct oracle_answer *right) {
    if (left->infinite || right->infinite)
        return right->infinite;
    return mpq_cmp(left->value, right->value) <= 0;
}

/* Runs both solvers on the problem and on its variant. */
static void check_pair(solver *left, const struct oracle_problem *problem, solver *right,
                       const struct oracle_problem *variant, bool equal, uint64_t seed) {
    struct oracle_answer a, b;
    oracle_answer_init(&a, problem->n);
    oracle_answer_init(&b, variant->n);
    left(&a, problem);
    right(&b, variant);
    bool good = at_most(&a, &b) && (!equal || at_most(&b, &a));
    if (!good) {
        fprintf(stderr, "seed %lu\n", (unsigned long)seed);
        case_print(stderr, problem);
        case_print(stderr, variant);
        gmp_fprintf(stderr, "%Qd and %Qd\n", a.value, b.value);
    }
    assert_true(good);
    oracle_answer_clear(&a);
    oracle_answer_clear(&b);
}

/* T2 and the narrowest slabs of family width, against all slabs (v,c,r). */
static void check_definition(uint64_t seed, size_t N, size_t n) {
    struct case_random random = { seed };
    struct oracle_problem problem;
    case_make(&problem, &random, seed % case_kind_count(), N, n);
    if (case_between(&random, 0, 1) == 1)
        case_width(&problem, &random);
    check_pair(oracle_critical_mass, &problem, oracle_critical_mass_by_definition,
               &problem, true, seed);
    check_pair(oracle_sigma_star, &problem, oracle_sigma_star_by_definition, &problem,
               true, seed);
    oracle_problem_clear(&problem);
}

static void test_definition(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < rounds(60); seed++)
        check_definition(seed, 1 + seed % 4, 1);
    for (uint64_t seed = 0; seed < rounds(24); seed++)
        check_definition(seed, 2, 2);
    for (uint64_t seed = 0; seed < rounds(2); seed++)
        check_definition(seed, 3, 2);
}

/* T4: every hyperplane through j <= n points in general position. */
static void test_general_position(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < rounds(40); seed++) {
        struct case_random random = { seed };
        struct oracle_problem problem;
        struct oracle_answer answer;
        size_t n = 1 + seed % 2, N = (size_t)case_between(&random, 1, 7);
        mpq_t least, part;
        mpq_inits(least, part, NULL);
        case_make(&problem, &random, 0, N, n);
        for (size_t k = 0; k < N; k++)
            mpq_set_ui(problem.weight[k], 1, 1);
        /* n + 1 points in general position: every subset. */
        for (size_t j = 1; j <= (N <= n + 1 ? N : n); j++) {
            mpq_set_ui(part, j, N);
            mpq_canonicalize(part);
            if (mpq_cmp(part, problem.delta) < 0)
                mpq_set(least, part);
        }
        oracle_answer_init(&answer, n);
        oracle_critical_mass(&answer, &problem);
        if (N <= n + 1)
            assert_true(mpq_equal(answer.value, least));
        assert_true(mpq_cmp(answer.value, least) >= 0);
        oracle_answer_clear(&answer);
        oracle_problem_clear(&problem);
        mpq_clears(least, part, NULL);
    }
}

static void apply(struct oracle_problem *problem, const mpq_t *matrix) {
    size_t n = problem->n;
    mpq_t term, *row = oracle_mpq_array(n);
    mpq_init(term);
    for (size_t k = 0; k < problem->N; k++) {
        for (size_t i = 0; i < n; i++) {
            mpq_set_si(row[i], (long)i + 5, 3); /* translation */
            for (size_t l = 0; l < n; l++) {
                mpq_mul(term, matrix[i * n + l], problem->x[k * n + l]);
                mpq_add(row[i], row[i], term);
            }
        }
        for (size_t i = 0; i < n; i++)
            mpq_set(problem->x[k * n + i], row[i]);
    }
    mpq_clear(term);
    oracle_mpq_free(row, n);
}

/* T1 and invertible maps. */
static void test_laws(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < rounds(60); seed++) {
        struct case_random random = { seed };
        struct oracle_problem problem, variant;
        size_t n = seed % 20 == 19 ? 3 : 1 + seed % 2;
        size_t N = (size_t)case_between(&random, 1, n == 3 ? 3 : 6);
        mpq_t *matrix = oracle_mpq_array(n * n);
        case_make(&problem, &random, seed % case_kind_count(), N, n);
        oracle_problem_copy(&variant, &problem);
        case_matrix(matrix, &random, n);
        apply(&variant, (const mpq_t *)matrix);
        check_pair(oracle_critical_mass, &problem, oracle_critical_mass, &variant, true,
                   seed);
        check_pair(oracle_sigma_star, &problem, oracle_sigma_star, &variant, true, seed);
        if (N * n <= 8 && seed % 3 == 0)
            case_width(&problem, &random);
        oracle_problem_clear(&variant);
        oracle_problem_copy(&variant, &problem);
        mpq_mul_2exp(variant.sigma, problem.sigma, 1);
        set(variant.delta, "1");
        set(variant.kappa, "21/20");
        check_pair(oracle_critical_mass, &problem, oracle_critical_mass, &variant, false,
                   seed);
        check_pair(oracle_sigma_star, &variant, oracle_sigma_star, &problem, false, seed);
        oracle_problem_clear(&variant);
        oracle_problem_clear(&problem);
        oracle_mpq_free(matrix, n * n);
    }
}

/* A random slab of the family whose ends, or whose dilation's ends, tend to lie on
 * points or right beside them. */
static void random_slab(struct oracle_slab *slab, const struct oracle_problem *problem,
                        struct case_random *random) {
    size_t n = problem->n, nonzero = 0;
    size_t i = (size_t)case_between(random, 0, (long)problem->N - 1);
    size_t j = (size_t)case_between(random, 0, (long)problem->N - 1);
    mpq_t term, a, b, size;
    mpq_inits(term, a, b, size, NULL);
    for (size_t l = 0; l < n; l++) {
        long value = case_between(random, -5, 5);
        if (problem->family == ORACLE_SPARSE && nonzero == problem->sparsity)
            value = 0;
        nonzero += value != 0;
        mpq_set_si(slab->v[l], value, 1);
        mpq_abs(term, slab->v[l]);
        if (mpq_cmp(term, size) > 0)
            mpq_set(size, term);
        mpq_mul(term, slab->v[l], problem->x[i * n + l]);
        mpq_add(a, a, term);
        mpq_mul(term, slab->v[l], problem->x[j * n + l]);
        mpq_add(b, b, term);
    }
    mpq_sub(slab->r, b, a);
    mpq_abs(slab->r, slab->r);
    mpq_div_2exp(slab->r, slab->r, 1);
    mpq_add(slab->c, a, b);
    mpq_div_2exp(slab->c, slab->c, 1);
    mpq_mul(size, size, problem->width);
    mpq_div_2exp(size, size, 1);
    if (problem->family == ORACLE_WIDTH && mpq_cmp(slab->r, size) < 0) {
        mpq_set(slab->r, size); /* one end, or its dilation's, at p_i */
        if (case_between(random, 0, 1) == 1)
            mpq_mul(size, size, problem->kappa);
        mpq_sub(slab->c, a, size);
        mpq_set_si(term, case_between(random, -1, 1), 1000);
        mpq_add(slab->c, slab->c, term);
    }
    mpq_clears(term, a, b, size, NULL);
}

static void check_slabs(struct oracle_problem *problem, struct case_random *random,
                        uint64_t seed) {
    struct oracle_answer mass, star;
    struct oracle_slab *slab = &star.slab;
    mpq_t bound;
    mpq_init(bound);
    oracle_answer_init(&mass, problem->n);
    oracle_answer_init(&star, problem->n);
    oracle_critical_mass(&mass, problem);
    oracle_sigma_star(&star, problem);
    for (int trial = 0; trial < 150; trial++) {
        random_slab(slab, problem, random);
        if (!oracle_slab_in_family(slab, problem))
            continue;
        oracle_slab_weigh(slab, problem);
        bool good = !oracle_slab_violates(slab, problem) ||
                    mpq_cmp(slab->inner, mass.value) <= 0;
        if (mpq_cmp(slab->inner, problem->m0) >= 0 &&
            mpq_cmp(slab->outer, problem->delta) < 0) {
            mpq_mul(bound, slab->inner, star.value);
            mpq_add(bound, bound, slab->inner);
            good = good && !star.infinite && mpq_cmp(slab->outer, bound) >= 0;
        }
        if (!good) {
            case_print(stderr, problem);
            gmp_fprintf(stderr, "seed %lu: m* %Qd, sigma* %Qd, c %Qd r %Qd\n",
                        (unsigned long)seed, mass.value, star.value, slab->c, slab->r);
        }
        assert_true(good);
    }
    oracle_answer_clear(&mass);
    oracle_answer_clear(&star);
    mpq_clear(bound);
}

/* No slab beats the answers. */
static void test_slabs(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < rounds(120); seed++) {
        struct case_random random = { seed };
        struct oracle_problem problem;
        size_t n = seed % 30 == 29 ? 3 : 1 + seed % 2, most = n == 3 ? 4 : 8;
        long family = case_between(&random, 0, 3);
        size_t kind = (size_t)case_between(&random, 0, (long)case_kind_count() - 1);
        if (family == 0)
            most = n == 3 ? 2 : 5;
        case_make(&problem, &random, kind, (size_t)case_between(&random, 1, (long)most),
                  n);
        if (family == 0)
            case_width(&problem, &random);
        if (family == 1)
            problem.family = ORACLE_SPARSE;
        check_slabs(&problem, &random, seed);
        oracle_problem_clear(&problem);
    }
}

/* Turns direction d perpendicular to x_k - (1+h) x_i + h x_j and off by part of it. */
static void aim(struct oracle_problem *listed, size_t d, const size_t triple[3],
                int off) {
    const mpq_t *x = (const mpq_t *)listed->x;
    mpq_t h, term, u[2];
    mpq_inits(h, term, u[0], u[1], NULL);
    set(h, "1");
    mpq_sub(h, listed->kappa, h);
    mpq_div_2exp(h, h, 1);
    for (size_t l = 0; l < 2; l++) {
        mpq_sub(u[l], x[triple[1] * 2 + l], x[triple[0] * 2 + l]);
        mpq_mul(u[l], u[l], h);
        mpq_sub(u[l], u[l], x[triple[0] * 2 + l]);
        mpq_add(u[l], u[l], x[triple[2] * 2 + l]);
    }
    for (size_t l = 0; l < 2; l++) {
        mpq_set_si(term, off, 1000000000000000000);
        mpq_canonicalize(term);
        mpq_mul(term, term, u[l]);
        if (l == 0)
            mpq_sub(term, term, u[1]);
        else
            mpq_add(term, term, u[0]);
        mpq_set(listed->direction[d * 2 + l], term);
    }
    if (mpq_sgn(u[0]) == 0 && mpq_sgn(u[1]) == 0)
        set(listed->direction[d * 2], "1");
    mpq_clears(h, term, u[0], u[1], NULL);
}

/* n = 2: right and left of each critical direction there is every cell. */
static void test_cells(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < rounds(40); seed++) {
        struct case_random random = { seed };
        struct oracle_problem problem, listed;
        size_t N = 6, count = 0, kinds = case_kind_count();
        case_make(&problem, &random, seed % 4 != 0 ? kinds - 1 : seed / 4 % kinds, N, 2);
        oracle_problem_copy(&listed, &problem);
        oracle_problem_directions(&listed, 2 * N * N * N);
        listed.family = ORACLE_DIRECTIONS;
        for (size_t t = 0; t < N * N * N; t++)
            for (int off = -1; off <= 1; off += 2)
                aim(&listed, count++, (const size_t[]){ t % N, t / N % N, t / N / N },
                    off);
        check_pair(oracle_critical_mass, &problem, oracle_critical_mass, &listed, true,
                   seed);
        check_pair(oracle_sigma_star, &problem, oracle_sigma_star, &listed, true, seed);
        oracle_problem_clear(&listed);
        oracle_problem_clear(&problem);
    }
}

/* sigma* and m* answer each other: for sigma slightly off sigma*, m* is on the other
 * side of m0. */
static void test_duality(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < rounds(100); seed++) {
        struct case_random random = { seed };
        struct oracle_problem problem;
        struct oracle_answer star, mass;
        size_t n = 1 + seed % 2, N = (size_t)case_between(&random, 1, 6);
        case_make(&problem, &random, seed % case_kind_count(), N, n);
        oracle_answer_init(&star, n);
        oracle_answer_init(&mass, n);
        oracle_sigma_star(&star, &problem);
        if (star.infinite || mpq_sgn(star.value) > 0) {
            if (star.infinite)
                set(problem.sigma, "1000000");
            else
                mpq_set(problem.sigma, star.value);
            oracle_critical_mass(&mass, &problem);
            assert_true(mpq_cmp(mass.value, problem.m0) < 0);
        }
        if (!star.infinite) {
            set(problem.sigma, "1/1000000");
            mpq_add(problem.sigma, problem.sigma, star.value);
            oracle_critical_mass(&mass, &problem);
            assert_true(mpq_cmp(mass.value, problem.m0) >= 0);
        }
        oracle_answer_clear(&star);
        oracle_answer_clear(&mass);
        oracle_problem_clear(&problem);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definition), cmocka_unit_test(test_general_position),
        cmocka_unit_test(test_laws),       cmocka_unit_test(test_slabs),
        cmocka_unit_test(test_cells),      cmocka_unit_test(test_duality),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
