#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene_of.h"

#include "search/seeds.h"
#include "search/simplify.h"

/* A look along the new direction, from the condition before any slab was known,
 * finds a slab at least as good as the one before. */
static void simpler_slabs_are_as_good(void **state) {
    static const dc_check_options options = { 0 };
    const dc_limits limits = { .options = &options, .threads = 1 };
    dc_random random;
    unsigned long shorter = 0;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(150); round++) {
        scene s;
        dc_problem problem;
        dc_condition before, looked;
        dc_interval slab;
        dc_error error;
        mpq_t width;
        bool found;
        scene_random(&s, &random, 12, 2 + round % 3, round % 2 ? 5 : 1000000, 0,
                     round % 5 == 0);
        mpq_init(width);
        fmpq_get_mpq(width, s.wide);
        assert_int_equal(dc_problem_create(&problem, &s.points, &s.c,
                                           s.width[0] ? width : NULL, &error),
                         DC_OK);
        assert_int_equal(dc_seeds(&problem, &limits, false, false, &error), DC_OK);
        dc_condition_copy(&before, &problem.condition);
        dc_condition_copy(&looked, &s.c);
        dc_interval_init(&slab);
        bool had = problem.found;
        slong dims = (slong)s.points.dims,
              bits = labs(_fmpz_vec_max_bits(problem.v, dims));
        assert_int_equal(dc_problem_simplify(&problem, &error), DC_OK);
        assert_int_equal(problem.found, had);
        if (had) {
            slong now = labs(_fmpz_vec_max_bits(problem.v, dims));
            assert_int_equal(dc_problem_look(&problem, problem.v, &looked, &slab, &found,
                                             &error),
                             DC_OK);
            if (!found || dc_condition_order(&problem.condition, &before) > 0 ||
                dc_condition_order(&looked, &problem.condition) != 0) {
                scene_print(&s);
                print_direction(problem.v, s.points.dims);
                fail_msg("round %lu: the simpler slab is worse", round);
            }
            shorter += now < bits;
        } else {
            assert_int_equal(dc_condition_order(&problem.condition, &s.c), 0);
        }
        dc_interval_clear(&slab);
        dc_condition_clear(&looked);
        dc_condition_clear(&before);
        dc_problem_destroy(&problem);
        mpq_clear(width);
        scene_clear(&s);
    }
    assert_true(shorter > 5);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(simpler_slabs_are_as_good) };
    return cmocka_run_group_tests_name("simplify", tests, NULL, NULL);
}
