#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "scene_of.h"

#include "search/branch.h"
#include "search/survey.h"

static const dc_check_options no_options;

/* A problem whose condition is that of its best slab: nothing better is to be found. The tree
 * of its boxes is then what branch and bound examines. */
typedef struct tree {
    scene s;
    dc_problem problem;
    uint64_t boxes, cases;
    dc_pace pace;
} tree;

static void open_problem(dc_problem *problem, const scene *s, const dc_condition *c) {
    dc_error error;
    mpq_t width;
    mpq_init(width);
    fmpq_get_mpq(width, s->wide);
    assert_int_equal(dc_problem_create(problem, &s->points, c, s->width[0] ? width : NULL,
                                       &error),
                     DC_OK);
    mpq_clear(width);
}

static void run_branch(dc_problem *problem, dc_outcome *outcome) {
    dc_limits limits = { .options = &no_options, .threads = 1, .memory = 1 << 30 };
    dc_error error;
    assert_int_equal(dc_branch(problem, &limits, false, outcome, &error), DC_OK);
    assert_int_equal(outcome->stop, DC_STOP_NONE);
}

/* False, and nothing to clear, where no slab can be better than the best: there is no tree. */
static bool tree_random(tree *t, dc_random *random, size_t most, size_t dims,
                        int64_t spread, bool wide) {
    dc_problem first;
    dc_outcome outcome;
    scene_random(&t->s, random, most, dims, spread, 0, wide);
    open_problem(&first, &t->s, &t->s.c);
    run_branch(&first, &outcome);
    dc_outcome_clear(&outcome);
    open_problem(&t->problem, &t->s, &first.condition);
    dc_problem_destroy(&first);
    if (dc_condition_exhausted(&t->problem.condition)) {
        dc_problem_destroy(&t->problem);
        scene_clear(&t->s);
        return false;
    }
    run_branch(&t->problem, &outcome);
    assert_false(t->problem.found);
    t->boxes = outcome.nodes;
    t->cases = outcome.cases;
    t->pace = outcome.pace;
    dc_outcome_clear(&outcome);
    return true;
}

static void tree_clear(tree *t) {
    dc_problem_destroy(&t->problem);
    scene_clear(&t->s);
}

static dc_tally survey_within(tree *t, unsigned threads, uint64_t seed, size_t width,
                              uint64_t most, uint64_t steps) {
    dc_limits limits = {
        .options = &no_options, .threads = threads, .memory = 1 << 30, .most_steps = steps
    };
    dc_tally tally;
    dc_error error;
    assert_int_equal(dc_survey(&tally, &t->problem, &limits, seed, width, most, &error),
                     DC_OK);
    return tally;
}

static dc_tally survey(tree *t, unsigned threads, uint64_t seed, size_t width,
                       uint64_t most) {
    return survey_within(t, threads, seed, width, most, 0);
}

static void a_wide_descent_counts_every_box(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(40); round++) {
        tree t;
        if (!tree_random(&t, &random, 12, 2 + round % 2, 6, round % 5 == 4))
            continue;
        dc_tally tally = survey(&t, 1, round, SIZE_MAX, UINT64_MAX);
        assert_true(tally.whole && !tally.unfinished && !tally.improved);
        assert_int_equal(tally.examined, t.boxes);
        assert_true(tally.boxes == (double)t.boxes);
        assert_true(tally.cases == (double)t.cases);
        assert_true(tally.cut == (double)t.pace.cut);
        assert_true(tally.steps == (double)t.pace.steps);
        assert_int_equal(tally.spent, t.pace.steps);
        assert_true(tally.open >= 0 && tally.open <= tally.boxes);
        assert_true(tally.seconds >= 0);
        tree_clear(&t);
    }
}

/* The mean of many narrow descents: within 5 of its standard errors. */
static void narrow_descents_are_right_in_the_mean(void **state) {
    enum { DESCENTS = 300, TREES = 8 };
    static const size_t widths[] = { 1, 2, 3, 8 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned trees = 0; trees < TREES;) {
        tree t;
        double sum = 0, squares = 0;
        if (!tree_random(&t, &random, 14, 2 + trees % 2, 8, false))
            continue;
        size_t width = widths[trees % 4];
        bool large = t.boxes >= 60 && t.boxes < 600;
        for (uint64_t seed = 0; seed < DESCENTS && large; seed++) {
            dc_tally tally = survey(&t, 1, seed, width, UINT64_MAX);
            sum += tally.boxes;
            squares += tally.boxes * tally.boxes;
            assert_true(tally.examined <= t.boxes);
        }
        double mean = sum / DESCENTS;
        double error = sqrt((squares / DESCENTS - mean * mean) / DESCENTS);
        if (large && fabs(mean - (double)t.boxes) > 5 * error) {
            scene_print(&t.s);
            fail_msg("width %zu: %g +- %g, not %lu boxes", width, mean, error, t.boxes);
        }
        trees += large;
        tree_clear(&t);
    }
}

static void threads_do_not_matter(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < rounds(10); round++) {
        tree t;
        if (!tree_random(&t, &random, 14, 2 + round % 2, 8, false))
            continue;
        dc_tally one = survey(&t, 1, round, 3, UINT64_MAX);
        dc_tally two = survey(&t, 2, round, 3, UINT64_MAX);
        assert_true(one.boxes == two.boxes && one.cases == two.cases);
        assert_true(one.open == two.open && one.examined == two.examined);
        tree_clear(&t);
    }
}

/* From a condition that is too weak the slab is found on the way. */
static void a_better_slab_is_kept(void **state) {
    dc_random random;
    unsigned long improved = 0;
    (void)state;
    dc_random_seed(&random, 4);
    for (unsigned long round = 0; round < rounds(40); round++) {
        dc_limits limits = { .options = &no_options, .threads = 1, .memory = 1 << 30 };
        tree t;
        dc_problem weak;
        dc_tally tally;
        dc_error error;
        if (!tree_random(&t, &random, 12, 2, 6, false))
            continue;
        open_problem(&weak, &t.s, &t.s.c);
        assert_int_equal(dc_survey(&tally, &weak, &limits, 1, SIZE_MAX, 1000000, &error),
                         DC_OK);
        assert_int_equal(tally.improved, weak.found);
        improved += tally.improved;
        /* The best slab is the tree's own, whoever found it. */
        assert_int_equal(dc_condition_order(&weak.condition, &t.problem.condition), 0);
        dc_problem_destroy(&weak);
        tree_clear(&t);
    }
    assert_true(improved > 0);
}

static void a_descent_ends_where_it_is_told(void **state) {
    dc_random random;
    unsigned long cut = 0;
    (void)state;
    dc_random_seed(&random, 5);
    for (unsigned long round = 0; round < rounds(20); round++) {
        tree t;
        if (!tree_random(&t, &random, 14, 2, 8, false))
            continue;
        dc_tally tally = survey(&t, 1, round, SIZE_MAX, 5);
        assert_true(tally.unfinished || tally.examined == t.boxes);
        assert_true(!tally.unfinished || tally.boxes < (double)t.boxes);
        cut += tally.unfinished;
        tree_clear(&t);
    }
    assert_true(cut > 0);
}

/* Where case analysis is cut short the descent says so, and spends little more than it may. */
static void steps_end_a_descent(void **state) {
    dc_random random;
    unsigned long cut = 0;
    (void)state;
    dc_random_seed(&random, 6);
    for (unsigned long round = 0; round < rounds(30); round++) {
        tree t;
        if (!tree_random(&t, &random, 24, 2 + round % 2, 3, false))
            continue;
        dc_tally all = survey_within(&t, 1, round, SIZE_MAX, UINT64_MAX, UINT64_MAX);
        assert_true(!all.unfinished && all.boxes == (double)t.boxes);
        for (uint64_t most = 1; most < t.pace.steps; most = 9 * most + 1) {
            dc_tally tally = survey_within(&t, 1, round, SIZE_MAX, UINT64_MAX, most);
            dc_tally two = survey_within(&t, 2, round, SIZE_MAX, UINT64_MAX, most);
            assert_true(tally.boxes == two.boxes && tally.spent == two.spent);
            /* The last ones may go past it side by side. */
            assert_true(tally.unfinished || tally.boxes == (double)t.boxes);
            assert_true(tally.unfinished || most > 1);
            cut += tally.unfinished;
        }
        tree_clear(&t);
    }
    assert_true(cut > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wide_descent_counts_every_box),
        cmocka_unit_test(narrow_descents_are_right_in_the_mean),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(a_better_slab_is_kept),
        cmocka_unit_test(a_descent_ends_where_it_is_told),
        cmocka_unit_test(steps_end_a_descent),
    };
    return cmocka_run_group_tests_name("survey", tests, NULL, NULL);
}
