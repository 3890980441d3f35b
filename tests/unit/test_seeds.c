#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "slopes_of.h"

#include "search/seeds.h"

static bool stop_now(void *user) {
    (void)user;
    return true;
}

static void seed(dc_problem *problem, const scene *s, const dc_check_options *options,
                 bool thorough, bool decide) {
    dc_limits limits = { .options = options, .threads = 1 };
    dc_error error;
    mpq_t width;
    mpq_init(width);
    fmpq_get_mpq(width, s->wide);
    assert_int_equal(dc_problem_create(problem, &s->points, &s->c,
                                       s->width[0] ? width : NULL, &error),
                     DC_OK);
    assert_int_equal(dc_seeds(problem, &limits, thorough, decide, &error), DC_OK);
    mpq_clear(width);
}

/* What is kept is along its direction what a look there finds. */
static void check_kept(const scene *s, const dc_problem *problem, unsigned long round) {
    dc_interval slab;
    dc_condition condition;
    dc_error error;
    bool found;
    if (!problem->found) {
        assert_int_equal(dc_condition_order(&problem->condition, &s->c), 0);
        return;
    }
    dc_interval_init(&slab);
    dc_condition_copy(&condition, &s->c);
    assert_int_equal(dc_problem_look(problem, problem->v, &condition, &slab, &found,
                                     &error),
                     DC_OK);
    bool same = found && dc_condition_order(&condition, &problem->condition) == 0;
    if (s->c.by_ratio)
        same = same &&
               slab.dilated * problem->slab.mass == problem->slab.dilated * slab.mass;
    else
        same = same && slab.mass == problem->slab.mass;
    if (!same) {
        scene_print(s);
        print_direction(problem->v, s->points.dims);
        fail_msg("round %lu: the slab kept is not the one along its direction", round);
    }
    dc_condition_clear(&condition);
    dc_interval_clear(&slab);
}

static void seeds_are_exact_and_never_too_good(void **state) {
    static const dc_check_options options = { 0 };
    dc_random random;
    unsigned long best = 0, total = rounds(60);
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < total; round++) {
        scene s;
        dc_problem problem;
        fmpz *v = _fmpz_vec_init(2);
        scene_random(&s, &random, 7, 2, 4, 0, round % 3 == 0);
        seed(&problem, &s, &options, round % 2, false);
        check_kept(&s, &problem, round);
        slopes_raise_all(v, &s);
        int order = dc_condition_order(&problem.condition, &s.c);
        if (order < 0) {
            scene_print(&s);
            fail_msg("round %lu: better than the best slab", round);
        }
        best += order == 0;
        dc_problem_destroy(&problem);
        _fmpz_vec_clear(v, 2);
        scene_clear(&s);
    }
    if (best < total / 2)
        fail_msg("the best slab was found %lu times of %lu", best, total);
}

static void seeds_take_many_dimensions(void **state) {
    static const dc_check_options options = { 0 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(6); round++) {
        scene s;
        dc_problem problem;
        scene_random(&s, &random, 20, 3 + round % 3, 9, 0, false);
        seed(&problem, &s, &options, false, false);
        check_kept(&s, &problem, round);
        dc_problem_destroy(&problem);
        scene_clear(&s);
    }
}

static void seeds_depend_on_the_points_alone(void **state) {
    static const dc_check_options options = { 0 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < rounds(6); round++) {
        scene s;
        dc_problem problem[2];
        scene_random(&s, &random, 20, 4, 9, 0, false);
        for (int k = 0; k < 2; k++)
            seed(&problem[k], &s, &options, false, false);
        assert_int_equal(problem[0].found, problem[1].found);
        assert_true(_fmpz_vec_equal(problem[0].v, problem[1].v, (slong)s.points.dims));
        for (int k = 0; k < 2; k++)
            dc_problem_destroy(&problem[k]);
        scene_clear(&s);
    }
}

/* decide: one slab is enough. Limits: nothing is looked at. */
static void seeds_stop_early(void **state) {
    static const dc_check_options options = { 0 }, stopped = { .stop = stop_now };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 4);
    for (unsigned long round = 0; round < rounds(20); round++) {
        scene s;
        dc_problem all, one, none;
        scene_random(&s, &random, 20, 3, 9, 0, false);
        seed(&all, &s, &options, false, false);
        seed(&one, &s, &options, false, true);
        seed(&none, &s, &stopped, false, false);
        assert_int_equal(one.found, all.found);
        check_kept(&s, &one, round);
        assert_true(dc_condition_order(&all.condition, &one.condition) <= 0);
        assert_false(none.found);
        dc_problem_destroy(&all);
        dc_problem_destroy(&one);
        dc_problem_destroy(&none);
        scene_clear(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeds_are_exact_and_never_too_good),
        cmocka_unit_test(seeds_take_many_dimensions),
        cmocka_unit_test(seeds_depend_on_the_points_alone),
        cmocka_unit_test(seeds_stop_early),
    };
    return cmocka_run_group_tests_name("seeds", tests, NULL, NULL);
}
