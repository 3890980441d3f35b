/* dc_check against the oracles, on thousands of tiny instances; and each result's
 * certificate is verified. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cases.h"
#include "engine.h"
#include "prove.h"

typedef const char *judge_function(struct engine_run *run,
                                   const struct oracle_problem *problem);

static const char *say(struct engine_run *run, const char *text) {
    snprintf(run->why, sizeof run->why, "%s", text);
    return run->why;
}

/* The problem inside the coordinates of one subset, or along one direction. */
static void narrow(struct oracle_problem *out, const struct oracle_problem *problem,
                   const dc_subset_result *subset) {
    size_t n = problem->n;
    oracle_problem_copy(out, problem);
    if (problem->family == ORACLE_DIRECTIONS) {
        oracle_problem_directions(out, 1);
        for (size_t l = 0; l < n; l++)
            mpq_set(out->direction[l], problem->direction[subset->direction * n + l]);
        return;
    }
    for (size_t l = 0; l < n; l++) {
        bool kept = false;
        for (size_t i = 0; i < subset->count; i++)
            kept = kept || subset->features[i] == l;
        for (size_t k = 0; k < problem->N && !kept; k++)
            mpq_set_ui(out->x[k * n + l], 0, 1);
    }
}

/* Is the answer of the subset right, and does its v keep to the subset? */
static const char *judge_subset(struct engine_run *run, const dc_subset_result *subset,
                                const struct oracle_problem *problem) {
    struct oracle_problem inside;
    struct oracle_answer answer;
    narrow(&inside, problem, subset);
    oracle_answer_init(&answer, problem->n);
    if (run->options.question == DC_MAXIMIZE_SIGMA)
        oracle_sigma_star(&answer, &inside);
    else
        oracle_critical_mass(&answer, &inside);
    const char *why = engine_compare(run, &subset->bracket, &subset->witness, problem,
                                     &answer);
    if (why == NULL && subset->witness.v != NULL)
        why = engine_weigh(run, &subset->witness, &inside, &answer.slab);
    oracle_answer_clear(&answer);
    oracle_problem_clear(&inside);
    return why;
}

static size_t choose(size_t n, size_t k) {
    size_t value = 1;
    for (size_t i = 0; i < k; i++)
        value = value * (n - i) / (i + 1);
    return value;
}

static const char *judge_subsets(struct engine_run *run,
                                 const struct oracle_problem *problem) {
    const dc_group_result *group = run->group;
    bool listed = problem->family == ORACLE_DIRECTIONS;
    if (!listed && problem->family != ORACLE_SPARSE)
        return NULL;
    size_t total = listed ? problem->direction_count
                          : choose(problem->n, problem->sparsity);
    if (group->subset_total > total)
        return say(run, "subset_total is wrong");
    if (group->subset_count > (total < 10 ? total : 10))
        return say(run, "subset_count is wrong");
    bool least_first = run->options.question == DC_MAXIMIZE_SIGMA;
    for (size_t i = 0; i < group->subset_count; i++) {
        const char *why = judge_subset(run, &group->subsets[i], problem);
        if (why != NULL)
            return why;
        if (i == 0 || group->subsets[i].bracket.infinite)
            continue;
        int order = mpq_cmp(group->subsets[i - 1].bracket.hi,
                            group->subsets[i].bracket.hi);
        if (least_first ? order > 0 : order < 0)
            return say(run, "the worst subset is not first");
    }
    return NULL;
}

/* Run with the question, and proved; file and doubles take turns. */
static const char *ask(struct engine_run *run, const struct oracle_problem *problem,
                       dc_question question) {
    const char *why = engine_prepare(run, problem, question, problem->N % 3 == 0);
    if (why == NULL)
        why = engine_check(run);
    return why == NULL ? engine_prove(run) : why;
}

static dc_verdict verdict_of(const struct oracle_problem *problem,
                             const struct oracle_answer *answer) {
    return mpq_cmp(answer->value, problem->m0) < 0 ? DC_HOLDS : DC_VIOLATED;
}

/* The bracket holds m* and decides; the witness, if any, attains lo. */
static const char *judge_bracket(struct engine_run *run,
                                 const struct oracle_problem *problem,
                                 struct oracle_answer *answer) {
    const dc_bracket *bracket = &run->group->bracket;
    const dc_witness *witness = &run->group->witness;
    dc_verdict verdict = mpq_cmp(answer->value, problem->m0) < 0 ? DC_HOLDS : DC_VIOLATED;
    if (run->group->verdict != verdict)
        return say(run, "the verdict is wrong");
    if (mpq_cmp(bracket->lo, answer->value) > 0)
        return say(run, "lo > m*");
    if (!bracket->infinite && mpq_cmp(bracket->hi, answer->value) < 0)
        return say(run, "hi < m*");
    if (verdict == DC_VIOLATED && mpq_cmp(bracket->lo, problem->m0) < 0)
        return say(run, "violated, but lo < m0");
    if (verdict == DC_HOLDS && mpq_cmp(bracket->hi, problem->m0) >= 0)
        return say(run, "holds, but hi >= m0");
    if (witness->v == NULL)
        return mpq_sgn(bracket->lo) > 0 ? say(run, "no witness for lo") : NULL;
    const char *why = engine_weigh(run, witness, problem, &answer->slab);
    if (why == NULL && !oracle_slab_violates(&answer->slab, problem))
        why = say(run, "the witness does not violate");
    if (why == NULL && !mpq_equal(answer->slab.inner, bracket->lo))
        why = say(run, "the witness does not attain lo");
    return why;
}

/* m* in full, then the verdict alone. */
static const char *judge_mass(struct engine_run *run,
                              const struct oracle_problem *problem) {
    const char *why = ask(run, problem, DC_CRITICAL_MASS);
    if (why != NULL)
        return why;
    struct oracle_answer answer;
    oracle_answer_init(&answer, problem->n);
    oracle_critical_mass(&answer, problem);
    why = engine_compare(run, &run->group->bracket, &run->group->witness, problem,
                         &answer);
    if (why == NULL && run->group->verdict != verdict_of(problem, &answer))
        why = say(run, "the verdict is wrong");
    if (why == NULL)
        why = judge_subsets(run, problem);
    if (why == NULL) {
        engine_stop(run);
        why = ask(run, problem, DC_DECIDE);
    }
    if (why == NULL)
        why = judge_bracket(run, problem, &answer);
    oracle_answer_clear(&answer);
    return why;
}

static const char *judge_sigma(struct engine_run *run,
                               const struct oracle_problem *problem) {
    const char *why = ask(run, problem, DC_MAXIMIZE_SIGMA);
    if (why != NULL)
        return why;
    struct oracle_answer answer;
    oracle_answer_init(&answer, problem->n);
    oracle_sigma_star(&answer, problem);
    why = engine_compare(run, &run->group->bracket, &run->group->witness, problem,
                         &answer);
    oracle_answer_clear(&answer);
    return why == NULL ? judge_subsets(run, problem) : why;
}

/* Shapes of problems: N in 1 .. points, n; how many by default. */
struct shape {
    enum oracle_family family;
    size_t points, n, sparsity;
    size_t rounds;
};

static void make(struct oracle_problem *problem, const struct shape *shape,
                 uint64_t seed) {
    struct case_random random = { seed };
    size_t kind = (size_t)case_between(&random, 0, (long)case_kind_count() + 5);
    size_t N = (size_t)case_between(&random, 1, (long)shape->points);
    if (kind >= case_kind_count()) /* the last three, the hardest, more often */
        kind = case_kind_count() - 1 - kind % 3;
    case_make(problem, &random, kind, N, shape->n);
    if (shape->family == ORACLE_WIDTH)
        case_width(problem, &random);
    if (shape->family == ORACLE_DIRECTIONS)
        case_directions(problem, &random, (size_t)case_between(&random, 1, 12));
    problem->family = shape->family;
    problem->sparsity = shape->sparsity;
}

static void run_shapes(const struct shape *shapes, size_t count) {
    static judge_function *const judges[] = { judge_mass, judge_sigma };
    for (size_t i = 0; i < count; i++) {
        for (uint64_t round = 0; round < rounds(shapes[i].rounds); round++) {
            uint64_t seed = round * 1000003 + i;
            struct oracle_problem problem;
            make(&problem, &shapes[i], seed);
            for (size_t j = 0; j < sizeof judges / sizeof *judges; j++) {
                struct engine_run run;
                bool good = judges[j](&run, &problem) == NULL;
                engine_stop(&run);
                if (!good)
                    engine_report(&problem, seed, judges[j]);
                assert_true(good);
            }
            oracle_problem_clear(&problem);
        }
    }
}

/* A slab that the engine is to find, or a heavier one. */
static struct oracle_slab *planted;

static const char *judge_planted(struct engine_run *run,
                                 const struct oracle_problem *problem) {
    const char *why = ask(run, problem, DC_CRITICAL_MASS);
    if (why != NULL)
        return why;
    const dc_bracket *bracket = &run->group->bracket;
    oracle_slab_weigh(planted, problem);
    if (!mpq_equal(bracket->lo, bracket->hi))
        return say(run, "the bracket is open");
    if (!oracle_slab_in_family(planted, problem) ||
        !oracle_slab_violates(planted, problem))
        return NULL;
    if (mpq_cmp(bracket->hi, planted->inner) < 0)
        return say(run, "hi is less than the mass of the planted slab");
    struct oracle_answer mine;
    oracle_answer_init(&mine, problem->n);
    why = engine_weigh(run, &run->group->witness, problem, &mine.slab);
    if (why == NULL && (!oracle_slab_violates(&mine.slab, problem) ||
                        !mpq_equal(mine.slab.inner, bracket->lo)))
        why = say(run, "the witness does not attain lo");
    oracle_answer_clear(&mine);
    return why;
}

/* Width: exactly the planted slab's own, or half of it. */
static void as_wide(struct oracle_problem *problem, const struct oracle_slab *slab,
                    bool half) {
    mpq_t size;
    mpq_init(size);
    for (size_t l = 0; l < slab->n; l++) {
        mpq_abs(problem->width, slab->v[l]);
        if (mpq_cmp(problem->width, size) > 0)
            mpq_set(size, problem->width);
    }
    if (mpq_sgn(slab->r) > 0) {
        problem->family = ORACLE_WIDTH;
        mpq_div(problem->width, slab->r, size);
        if (!half)
            mpq_mul_2exp(problem->width, problem->width, 1);
    }
    mpq_clear(size);
}

/* Larger than what the oracles can do. */
static void run_planted(size_t n, size_t usual, bool wide) {
    struct oracle_answer answer;
    oracle_answer_init(&answer, n);
    planted = &answer.slab;
    for (uint64_t seed = 0; seed < rounds(usual); seed++) {
        struct case_random random = { seed };
        struct oracle_problem problem;
        struct engine_run run;
        size_t heavy = (size_t)case_between(&random, 3, 6);
        size_t rings = (size_t)case_between(&random, 1, n < 3 ? 5 : n == 3 ? 3 : 1);
        case_make(&problem, &random, 0, heavy + 1 + rings * case_plant_ring(n), n);
        for (size_t k = 0; k < problem.N; k++)
            mpq_set_ui(problem.weight[k], 1, 1);
        case_plant(&problem, planted, heavy, &random);
        case_just_above_heavy(&problem);
        if (wide)
            as_wide(&problem, planted, case_between(&random, 0, 1) == 1);
        bool good = judge_planted(&run, &problem) == NULL;
        engine_stop(&run);
        if (!good)
            engine_report(&problem, seed, judge_planted);
        assert_true(good);
        oracle_problem_clear(&problem);
    }
    oracle_answer_clear(&answer);
}

static void test_planted(void **state) {
    (void)state;
    run_planted(2, 400, false);
    run_planted(3, 200, false);
    run_planted(4, 10, false);
    run_planted(1, 100, true);
    run_planted(2, 200, true);
    run_planted(3, 20, true);
}

/* Few points, but details far smaller than the whole: found slow or given up once. */
static void test_tiny_width(void **state) {
    (void)state;
    static const struct {
        const char *kappa, *sigma, *delta, *width, *rows[4];
    } cases[] = {
        { "3/2",
          "1/2",
          "1/2",
          "31/1500000",
          { "115/4 75/4 5/4", "-15999961/800000 -15999969/800000 1",
            "-20000009749961/1000000000000 -20000007749969/1000000000000 1" } },
        { "2",
          "1/10",
          "1/3",
          "2",
          { "-695063659452 166054329413 1/5", "107077017032 -412642473091 6" } },
        { "3",
          "1/1000",
          "1/2",
          "1/100000000000000000",
          { "-14 7 3",
            "-14000000000000000011/1000000000000000000 "
            "1400000000000000001/200000000000000000 3",
            "8 -3 5", "8 -3 1" } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct oracle_problem problem;
        struct engine_run run;
        size_t N = 0;
        while (N < 4 && cases[i].rows[N] != NULL)
            N++;
        oracle_problem_init(&problem, N, 2);
        for (size_t k = 0; k < N; k++)
            assert_int_equal(3,
                             gmp_sscanf(cases[i].rows[k], "%Qd %Qd %Qd", problem.x[2 * k],
                                        problem.x[2 * k + 1], problem.weight[k]));
        problem.family = ORACLE_WIDTH;
        mpq_set_str(problem.kappa, cases[i].kappa, 10);
        mpq_set_str(problem.sigma, cases[i].sigma, 10);
        mpq_set_str(problem.delta, cases[i].delta, 10);
        mpq_set_str(problem.width, cases[i].width, 10);
        bool good = judge_mass(&run, &problem) == NULL && run.group->nodes < 5000;
        engine_stop(&run);
        if (!good)
            engine_report(&problem, i, judge_mass);
        assert_true(good);
        oracle_problem_clear(&problem);
    }
}

static void test_all(void **state) {
    (void)state;
    static const struct shape shapes[] = {
        { ORACLE_ALL, 10, 1, 0, 200 }, { ORACLE_ALL, 6, 2, 0, 300 },
        { ORACLE_ALL, 10, 2, 0, 200 }, { ORACLE_ALL, 14, 2, 0, 10 },
        { ORACLE_ALL, 4, 3, 0, 60 },   { ORACLE_ALL, 5, 3, 0, 10 },
    };
    run_shapes(shapes, sizeof shapes / sizeof *shapes);
}

static void test_width(void **state) {
    (void)state;
    static const struct shape shapes[] = {
        { ORACLE_WIDTH, 8, 1, 0, 200 },
        { ORACLE_WIDTH, 4, 2, 0, 60 },
        { ORACLE_WIDTH, 6, 2, 0, 30 },
        { ORACLE_WIDTH, 2, 3, 0, 10 },
    };
    run_shapes(shapes, sizeof shapes / sizeof *shapes);
}

static void test_sparse(void **state) {
    (void)state;
    static const struct shape shapes[] = {
        { ORACLE_SPARSE, 12, 4, 1, 200 }, { ORACLE_SPARSE, 8, 2, 1, 200 },
        { ORACLE_SPARSE, 6, 3, 2, 100 },  { ORACLE_SPARSE, 5, 6, 2, 20 },
        { ORACLE_SPARSE, 4, 3, 3, 10 },   { ORACLE_SPARSE, 3, 4, 3, 10 },
    };
    run_shapes(shapes, sizeof shapes / sizeof *shapes);
}

static void test_directions(void **state) {
    (void)state;
    static const struct shape shapes[] = {
        { ORACLE_DIRECTIONS, 12, 1, 0, 100 },
        { ORACLE_DIRECTIONS, 12, 2, 0, 200 },
        { ORACLE_DIRECTIONS, 16, 5, 0, 200 },
    };
    run_shapes(shapes, sizeof shapes / sizeof *shapes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planted), cmocka_unit_test(test_tiny_width),
        cmocka_unit_test(test_all),     cmocka_unit_test(test_width),
        cmocka_unit_test(test_sparse),  cmocka_unit_test(test_directions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
