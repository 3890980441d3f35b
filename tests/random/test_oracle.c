/* The oracles on examples worked out by hand. */
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

static void expect(solver *solve, const struct oracle_problem *problem,
                   const char *value) {
    struct oracle_answer answer;
    mpq_t expected;
    mpq_init(expected);
    oracle_answer_init(&answer, problem->n);
    solve(&answer, problem);
    if (value == NULL) {
        assert_true(answer.infinite);
    } else {
        set(expected, value);
        if (!mpq_equal(answer.value, expected)) {
            case_print(stderr, problem);
            gmp_fprintf(stderr, "expected %Qd, got %Qd\n", expected, answer.value);
        }
        assert_false(answer.infinite);
        assert_true(mpq_equal(answer.value, expected));
    }
    mpq_clear(expected);
    oracle_answer_clear(&answer);
}

/* Points on a line (n = 1) or the corners of the unit square (n = 2). */
static void line(struct oracle_problem *problem, size_t N, const long *x) {
    oracle_problem_init(problem, N, 1);
    for (size_t k = 0; k < N; k++)
        mpq_set_si(problem->x[k], x[k], 1);
}

static void square(struct oracle_problem *problem) {
    oracle_problem_init(problem, 4, 2);
    for (size_t i = 0; i < 8; i++)
        mpq_set_ui(problem->x[i], i / 2 >> i % 2 & 1, 1);
    set(problem->delta, "1");
}

/* 0, 1, 2, 3. kappa = 2: {0,1,2} dilates to [-1,3], all; {0,1} to [-1/2,3/2], itself.
 * kappa = 3/2: {0,1,2} dilates to [-1/2,5/2], itself. */
static void test_line(void **state) {
    (void)state;
    struct oracle_problem problem;
    line(&problem, 4, (const long[]){ 3, 1, 0, 2 });
    set(problem.delta, "1");
    expect(oracle_critical_mass, &problem, "1/2");
    set(problem.delta, "1/2"); /* {0,1} has 1/2, which is not below delta */
    expect(oracle_critical_mass, &problem, "1/4");
    set(problem.delta, "1");
    set(problem.kappa, "3/2");
    expect(oracle_critical_mass, &problem, "3/4");
    set(problem.kappa, "100");
    expect(oracle_critical_mass, &problem, "1/4");
    set(problem.delta, "1/4"); /* no mass below delta */
    expect(oracle_critical_mass, &problem, "0");
    set(problem.delta, "1");
    mpq_set_ui(problem.weight[1], 3, 1); /* the point 1 has half of the mass */
    expect(oracle_critical_mass, &problem, "1/2");
    oracle_problem_clear(&problem);
}

/* Sigma counts: 0, 1, 2, 3, 4 with kappa = 3: {1,2} -> [0,3], 4 points from 2. */
static void test_line_sigma(void **state) {
    (void)state;
    struct oracle_problem problem;
    line(&problem, 5, (const long[]){ 0, 1, 2, 3, 4 });
    set(problem.delta, "1");
    set(problem.kappa, "3");
    set(problem.sigma, "1/2"); /* {0,1} -> [-1,2], 3 = 3/2 * 2: no violation */
    expect(oracle_critical_mass, &problem, "1/5");
    set(problem.sigma, "3/5"); /* 3 < 8/5 * 2 */
    expect(oracle_critical_mass, &problem, "2/5");
    oracle_problem_clear(&problem);
}

/* 0, 1, 2, 3, 100 with kappa = 3, delta = 4/5: from mass 2/5 on only {0,1} -> [-1,2]
 * and {2,3} -> [1,4] stay below delta, three points from two. */
static void test_sigma_star(void **state) {
    (void)state;
    struct oracle_problem problem;
    line(&problem, 5, (const long[]){ 0, 1, 2, 3, 100 });
    set(problem.kappa, "3");
    set(problem.delta, "4/5");
    set(problem.m0, "2/5");
    expect(oracle_sigma_star, &problem, "1/2");
    set(problem.delta, "1"); /* {0,1,2,3} keeps its 4/5 */
    expect(oracle_sigma_star, &problem, "0");
    set(problem.delta, "4/5");
    set(problem.m0, "3/5"); /* {0,1,2} grows to 4/5 = delta: nothing left */
    expect(oracle_sigma_star, &problem, NULL);
    set(problem.m0, "1/5"); /* single points */
    expect(oracle_sigma_star, &problem, "0");
    oracle_problem_clear(&problem);
}

/* kappa = 2: v = (1,1) has p = 0,1,1,2, and {p <= 1} dilates to [-1/2,3/2]: 3/4.
 * kappa = 3: three corners have p = 0,a,b and a+b is the fourth, 0 < a <= b;
 * [0,b] dilates to [-b,2b], all. Two corners on a line remain.
 * Axes: p = 0,0,1,1: half. */
static void test_square(void **state) {
    (void)state;
    struct oracle_problem problem;
    square(&problem);
    expect(oracle_critical_mass, &problem, "3/4");
    set(problem.kappa, "3");
    expect(oracle_critical_mass, &problem, "1/2");
    set(problem.kappa, "2");
    problem.family = ORACLE_SPARSE;
    expect(oracle_critical_mass, &problem, "1/2");
    problem.sparsity = 2;
    expect(oracle_critical_mass, &problem, "3/4");
    problem.family = ORACLE_DIRECTIONS;
    oracle_problem_directions(&problem, 1);
    set(problem.direction[0], "2/3");
    set(problem.direction[1], "2/3");
    expect(oracle_critical_mass, &problem, "3/4");
    set(problem.direction[1], "0");
    expect(oracle_critical_mass, &problem, "1/2");
    set(problem.direction[1], "2"); /* p = 0, 2/3, 2, 8/3: [0,2] -> [-1,3], all */
    expect(oracle_critical_mass, &problem, "1/2");
    oracle_problem_clear(&problem);
}

/* 0, 1, 2, 3 with kappa = 2. Width 3/2: c = 1/4 has [-1/2,1] -> [-5/4,7/4], {0,1}
 * both times. Width 2: [c-1,c+1] -> [c-2,c+2] gains a point whatever c is, and three
 * points or more dilate to all. */
static void test_line_width(void **state) {
    (void)state;
    struct oracle_problem problem;
    line(&problem, 4, (const long[]){ 0, 1, 2, 3 });
    set(problem.delta, "1");
    problem.family = ORACLE_WIDTH;
    expect(oracle_critical_mass, &problem, "1/2");
    set(problem.width, "3/2");
    expect(oracle_critical_mass, &problem, "1/2");
    expect(oracle_critical_mass_by_definition, &problem, "1/2");
    set(problem.width, "2");
    expect(oracle_critical_mass, &problem, "0");
    expect(oracle_critical_mass_by_definition, &problem, "0");
    oracle_problem_clear(&problem);
}

/* -13, 0 (twice the weight), 9 with width 10 and kappa = 2: [c-5,c+5] -> [c-10,c+10]
 * holds 0 alone, and so does its dilation, for -3 < c < -1 only. {-13,0} has 3/4. */
static void test_width_window(void **state) {
    (void)state;
    struct oracle_problem problem;
    line(&problem, 3, (const long[]){ 0, -13, 9 });
    mpq_set_ui(problem.weight[0], 2, 1);
    set(problem.delta, "3/4");
    set(problem.width, "10");
    problem.family = ORACLE_WIDTH;
    expect(oracle_critical_mass, &problem, "1/2");
    mpq_set_si(problem.x[1], -11, 1); /* none is left */
    expect(oracle_critical_mass, &problem, "1/4");
    oracle_problem_clear(&problem);
}

/* The square with width w, kappa = 3. w = 1/2: |x_1| <= 1/4 dilates to 3/4 and holds
 * the side x_1 = 0 alone, so 1/2. w = 1: take v = (1,s), 0 <= s <= 1, the others by
 * symmetry: p = 0,s,1,1+s, [c-1/2,c+1/2] -> [c-3/2,c+3/2]. If it holds 0 then c >= -1/2,
 * and the dilation reaches 1: three points; if it holds s too, then 1+s: all. It
 * cannot hold s alone. Wider ones hold three points, and dilate to all. */
static void test_square_width(void **state) {
    (void)state;
    struct oracle_problem problem;
    square(&problem);
    set(problem.kappa, "3");
    problem.family = ORACLE_WIDTH;
    set(problem.width, "1/2");
    expect(oracle_critical_mass, &problem, "1/2");
    set(problem.width, "1");
    expect(oracle_critical_mass, &problem, "0");
    expect(oracle_critical_mass_by_definition, &problem, "0");
    oracle_problem_clear(&problem);
}

/* (+-100,0) of weight 5 and (0,+-20) of weight 1, delta so that only the heavy ones
 * together count, width 10, kappa = 2: a slab around them needs v = (s,1) with s small;
 * v = (1,s) has them 200 apart and the light ones in between. */
static void test_width_charts(void **state) {
    (void)state;
    struct oracle_problem problem;
    oracle_problem_init(&problem, 4, 2);
    for (size_t turn = 0; turn < 2; turn++) {
        for (size_t k = 0; k < 4; k++) {
            long sign = k % 2 == 0 ? 1 : -1;
            mpq_set_si(problem.weight[k], k < 2 ? 5 : 1, 1);
            mpq_set_si(problem.x[k * 2 + turn], k < 2 ? 100 * sign : 0, 1);
            mpq_set_si(problem.x[k * 2 + 1 - turn], k < 2 ? 0 : 20 * sign, 1);
        }
        set(problem.delta, "11/12");
        set(problem.width, "10");
        problem.family = ORACLE_WIDTH;
        expect(oracle_critical_mass, &problem, "5/6");
    }
    oracle_problem_clear(&problem);
}

/* Three coordinate axes' unit points and the origin: every subset is cut out. */
static void test_simplex(void **state) {
    (void)state;
    struct oracle_problem problem;
    oracle_problem_init(&problem, 4, 3);
    for (size_t k = 0; k < 3; k++)
        mpq_set_ui(problem.x[k * 3 + k], 1, 1);
    expect(oracle_critical_mass, &problem, "1/4");
    set(problem.delta, "1");
    expect(oracle_critical_mass, &problem, "3/4");
    set(problem.kappa, "3");
    expect(oracle_critical_mass, &problem, "3/4");
    oracle_problem_clear(&problem);
}

/* Random affine forms; every point has its sign vector among the samples'. */
struct signs {
    const struct oracle_forms *forms;
    const mpz_t *target;
    bool found;
};

static bool same_sign(const struct signs *signs, size_t form, const mpz_t *point) {
    mpz_t here, there;
    mpz_inits(here, there, NULL);
    for (size_t l = 0; l <= signs->forms->dims; l++) {
        mpz_addmul(here, signs->forms->a[form][l], point[l]);
        mpz_addmul(there, signs->forms->a[form][l], signs->target[l]);
    }
    bool same = mpz_sgn(here) == mpz_sgn(there);
    mpz_clears(here, there, NULL);
    return same;
}

static void compare_signs(const mpz_t *point, void *user) {
    struct signs *signs = user;
    for (size_t i = 0; i < signs->forms->count && !signs->found; i++)
        if (!same_sign(signs, i, point))
            return;
    signs->found = true;
}

static void test_arrangement(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < rounds(300); seed++) {
        struct case_random random = { seed };
        size_t dims = (size_t)case_between(&random, 1, 3);
        struct oracle_forms forms;
        mpq_t *a = oracle_mpq_array(dims + 1);
        mpz_t *target = oracle_mpz_array(dims + 1);
        oracle_forms_init(&forms, dims);
        for (long i = case_between(&random, 0, 7 - (long)dims); i > 0; i--) {
            for (size_t l = 0; l <= dims; l++)
                mpq_set_si(a[l], case_between(&random, -2, 2), 1);
            oracle_forms_add(&forms, (const mpq_t *)a);
        }
        for (int trial = 0; trial < 8; trial++) {
            struct signs signs = { &forms, (const mpz_t *)target, false };
            mpz_set_si(target[0], case_between(&random, 1, 3));
            for (size_t l = 1; l <= dims; l++)
                mpz_set_si(target[l], case_between(&random, -6, 6));
            oracle_forms_sample(&forms, 0, compare_signs, &signs);
            if (!signs.found)
                fprintf(stderr, "seed %lu trial %d\n", (unsigned long)seed, trial);
            assert_true(signs.found);
        }
        oracle_forms_clear(&forms);
        oracle_mpq_free(a, dims + 1);
        oracle_mpz_free(target, dims + 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),         cmocka_unit_test(test_line_sigma),
        cmocka_unit_test(test_sigma_star),   cmocka_unit_test(test_square),
        cmocka_unit_test(test_line_width),   cmocka_unit_test(test_width_window),
        cmocka_unit_test(test_square_width), cmocka_unit_test(test_width_charts),
        cmocka_unit_test(test_simplex),      cmocka_unit_test(test_arrangement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
