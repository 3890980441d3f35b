#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "slopes_of.h"

#include "search/branch.h"
#include "search/budget.h"
#include "search/piece.h"

static int stops_left;

static bool stop_later(void *user) {
    (void)user;
    return stops_left-- <= 0;
}

typedef struct run {
    dc_problem problem;
    dc_outcome outcome;
} run;

static void run_start(run *q, const scene *s, const dc_check_options *options,
                      unsigned threads, size_t memory, bool decide) {
    dc_limits limits = { .options = options, .threads = threads, .memory = memory };
    dc_error error;
    mpq_t width;
    mpq_init(width);
    fmpq_get_mpq(width, s->wide);
    assert_int_equal(dc_problem_create(&q->problem, &s->points, &s->c,
                                       s->width[0] ? width : NULL, &error),
                     DC_OK);
    assert_int_equal(dc_branch(&q->problem, &limits, decide, &q->outcome, &error), DC_OK);
    mpq_clear(width);
}

static void run_end(run *q) {
    dc_outcome_clear(&q->outcome);
    dc_problem_destroy(&q->problem);
}

/* Without any seed the search ends at the best slab, from any condition. */
static void branching_finds_the_best(uint64_t seed, unsigned long count, bool wide) {
    static const dc_check_options options = { 0 };
    dc_random random;
    dc_random_seed(&random, seed);
    for (unsigned long round = 0; round < count; round++) {
        scene s;
        run q;
        fmpz *v = _fmpz_vec_init(2);
        scene_random(&s, &random, 6, 2, 4, 0, wide);
        run_start(&q, &s, &options, 1, (size_t)1 << 30, false);
        bool found = slopes_raise_all(v, &s);
        if (q.outcome.stop != DC_STOP_NONE || q.problem.found != found ||
            dc_condition_order(&q.problem.condition, &s.c) != 0 ||
            dc_condition_order(&q.outcome.bound, &s.c) != 0) {
            scene_print(&s);
            fail_msg("round %lu: found %d, %lx %lx, not %d; stop %d", round,
                     q.problem.found, (unsigned long)q.problem.slab.mass,
                     (unsigned long)q.problem.slab.dilated, found, (int)q.outcome.stop);
        }
        run_end(&q);
        _fmpz_vec_clear(v, 2);
        scene_clear(&s);
    }
}

static void branching_in_the_plane(void **state) {
    (void)state;
    branching_finds_the_best(1, rounds(60), false);
}

static void branching_for_width(void **state) {
    (void)state;
    branching_finds_the_best(2, rounds(25), true);
}

/* The budget for waiting boxes changes their order, not the answer. */
static void a_small_memory_is_enough(void **state) {
    static const dc_check_options options = { 0 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < rounds(15); round++) {
        scene s;
        run large, small;
        scene_random(&s, &random, 7, 2, 4, 0, false);
        run_start(&large, &s, &options, 1, (size_t)1 << 30, false);
        run_start(&small, &s, &options, 1, 1, false);
        assert_int_equal(dc_condition_order(&large.problem.condition,
                                            &small.problem.condition),
                         0);
        run_end(&small);
        run_end(&large);
        scene_clear(&s);
    }
}

/* What the problem's own points take is not for boxes. */
static void points_are_no_room_for_boxes(void **state) {
    static const dc_check_options options = { 0 };
    const size_t memory = (size_t)64 << 20;
    dc_limits limits = { .options = &options, .threads = 1, .memory = memory };
    dc_random random;
    scene s;
    run q;
    (void)state;
    dc_random_seed(&random, 6);
    scene_random(&s, &random, 7, 2, 4, 0, false);
    run_start(&q, &s, &options, 1, memory, false);
    size_t own = dc_budget_own(&q.problem), boxes = dc_budget_of(&limits, own).boxes;
    assert_true(own > 4096 * sizeof(dc_piece));
    assert_int_equal(q.outcome.boxes->most, boxes / sizeof(dc_boxtree_node));
    run_end(&q);
    scene_clear(&s);
}

/* A search that goes depth first cuts few boxes in a round, or its stack would grow fast. */
static void deep_rounds_are_short(void **state) {
    enum { NODES = 8000, DEEP = 64 };
    static const dc_check_options options = { 0 };
    dc_limits limits = { .options = &options, .threads = 1, .memory = 1 };
    dc_random random;
    dc_error error;
    scene s;
    run q;
    (void)state;
    dc_random_seed(&random, 7);
    scene_random(&s, &random, 40, 5, 1000, 0, false);
    while (s.points.count < 36) {
        scene_clear(&s);
        scene_random(&s, &random, 40, 5, 1000, 0, false);
    }
    limits.most_nodes = NODES;
    assert_int_equal(dc_problem_create(&q.problem, &s.points, &s.c, NULL, &error), DC_OK);
    assert_int_equal(dc_branch(&q.problem, &limits, false, &q.outcome, &error), DC_OK);
    assert_int_equal(q.outcome.stop, DC_STOP_TIME);
    assert_in_range(q.outcome.nodes, NODES, NODES + DC_PIECES_MOST * DEEP);
    run_end(&q);
    scene_clear(&s);
}

static void threads_do_not_matter(void **state) {
    static const dc_check_options options = { 0 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 4);
    for (unsigned long round = 0; round < rounds(8); round++) {
        scene s;
        run one, two;
        scene_random(&s, &random, 12, 2 + round % 2, round % 2 ? 4 : 9, 0, false);
        run_start(&one, &s, &options, 1, (size_t)1 << 30, false);
        run_start(&two, &s, &options, 2, (size_t)1 << 30, false);
        assert_int_equal(one.problem.found, two.problem.found);
        assert_true(_fmpz_vec_equal(one.problem.v, two.problem.v, (slong)s.points.dims));
        assert_true(fmpq_equal(one.problem.slab.a, two.problem.slab.a));
        assert_true(fmpq_equal(one.problem.slab.b, two.problem.slab.b));
        assert_int_equal(one.outcome.nodes, two.outcome.nodes);
        assert_true(one.outcome.nodes > 0);
        assert_int_equal(one.outcome.cases, two.outcome.cases);
        run_end(&two);
        run_end(&one);
        scene_clear(&s);
    }
}

/* Stopped at any moment: what is known is at most the best, the bound at least. */
static void a_stopped_search_brackets(void **state) {
    static const dc_check_options options = { 0 }, stopped = { .stop = stop_later };
    dc_random random;
    unsigned long open = 0;
    (void)state;
    dc_random_seed(&random, 5);
    for (unsigned long round = 0; round < rounds(30); round++) {
        scene s;
        run whole, part;
        scene_random(&s, &random, 12, 2 + round % 2, 6, 0, false);
        run_start(&whole, &s, &options, 1, (size_t)1 << 30, false);
        stops_left = (int)dc_random_below(&random, 6);
        run_start(&part, &s, &stopped, 1, (size_t)1 << 30, false);
        const dc_condition *best = &whole.problem.condition;
        if (dc_condition_order(&part.problem.condition, best) < 0 ||
            dc_condition_order(&part.outcome.bound, best) > 0) {
            scene_print(&s);
            fail_msg("round %lu: the bracket does not hold the answer", round);
        }
        open += part.outcome.stop == DC_STOP_INTERRUPTED;
        run_end(&part);
        run_end(&whole);
        scene_clear(&s);
    }
    assert_true(open > 0);
}

/* decide: the first slab ends the search, whose bound still covers the rest. */
static void deciding_keeps_a_true_bound(void **state) {
    static const dc_check_options options = { 0 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 6);
    for (unsigned long round = 0; round < rounds(120); round++) {
        scene s;
        run whole, one;
        scene_random(&s, &random, 12, 2, 6, 0, false);
        run_start(&whole, &s, &options, 1, (size_t)1 << 30, false);
        run_start(&one, &s, &options, 1, (size_t)1 << 30, true);
        assert_int_equal(whole.problem.found, one.problem.found);
        if (dc_condition_order(&one.outcome.bound, &whole.problem.condition) > 0) {
            scene_print(&s);
            fail_msg("round %lu: the bound leaves a slab out", round);
        }
        if (one.outcome.stop == DC_STOP_NONE &&
            dc_condition_order(&one.problem.condition, &whole.problem.condition) != 0) {
            scene_print(&s);
            fail_msg("round %lu: complete, but not the best slab", round);
        }
        run_end(&one);
        run_end(&whole);
        scene_clear(&s);
    }
}

/* What an estimate is told of a search; steps end it where boxes would. */
static void a_search_tells_its_pace(void **state) {
    static const dc_check_options options = { 0 };
    dc_random random;
    unsigned ended = 0;
    (void)state;
    dc_random_seed(&random, 7);
    for (unsigned long round = 0; round < rounds(40); round++) {
        scene s;
        run q;
        scene_random(&s, &random, 12, 2, 6, 0, false);
        run_start(&q, &s, &options, 1, (size_t)1 << 30, false);
        dc_pace pace = q.outcome.pace;
        uint64_t nodes = q.outcome.nodes;
        assert_true(pace.cut <= nodes && nodes <= DC_PIECES_MOST * pace.cut + 2);
        assert_true(pace.rounds <= pace.cut && (pace.cut > 0) == (pace.rounds > 0));
        assert_true(pace.cutting >= 0 && pace.between >= 0 && !pace.cut_short);
        run_end(&q);
        if (pace.steps > 1) {
            dc_limits limits = { .options = &options,
                                 .threads = 1,
                                 .memory = (size_t)1 << 30,
                                 .most_steps = 1 };
            dc_error error;
            assert_int_equal(dc_problem_create(&q.problem, &s.points, &s.c, NULL, &error),
                             DC_OK);
            assert_int_equal(dc_branch(&q.problem, &limits, false, &q.outcome, &error),
                             DC_OK);
            assert_true(q.outcome.pace.cut_short);
            assert_int_equal(q.outcome.stop, DC_STOP_TIME);
            assert_true(q.outcome.nodes <= nodes);
            ended++;
            run_end(&q);
        }
        scene_clear(&s);
    }
    assert_true(ended > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(branching_in_the_plane),
        cmocka_unit_test(branching_for_width),
        cmocka_unit_test(a_small_memory_is_enough),
        cmocka_unit_test(points_are_no_room_for_boxes),
        cmocka_unit_test(deep_rounds_are_short),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(a_stopped_search_brackets),
        cmocka_unit_test(deciding_keeps_a_true_bound),
        cmocka_unit_test(a_search_tells_its_pace),
    };
    return cmocka_run_group_tests_name("branch", tests, NULL, NULL);
}
