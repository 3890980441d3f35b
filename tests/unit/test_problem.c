#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "slopes_of.h"

#include "search/problem.h"

static void problem_of(dc_problem *problem, const scene *s) {
    dc_error error;
    mpq_t width;
    mpq_init(width);
    fmpq_get_mpq(width, s->wide);
    assert_int_equal(dc_problem_create(problem, &s->points, &s->c,
                                       s->width[0] ? width : NULL, &error),
                     DC_OK);
    mpq_clear(width);
}

/* A look along v finds what the definitions say, on points of small integers. */
static void looks_are_exact(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(300); round++) {
        toy t;
        scene s;
        dc_problem problem;
        dc_error error;
        int64_t v[TOY_DIMS];
        wide_int p[TOY_POINTS];
        bool wide = round % 2, improved;
        long width[2], longest = 0;
        scene_random(&s, &random, 6, 2 + round % 3, 3, 0, wide);
        problem_of(&problem, &s);
        t = (toy){ .N = s.points.count, .n = s.points.dims };
        for (size_t k = 0; k < t.N * t.n; k++)
            t.x[k] = fmpz_get_si(s.points.x + k);
        fmpz *direction = _fmpz_vec_init((slong)t.n);
        for (size_t l = 0; l < t.n; l++) {
            v[l] = dc_random_between(&random, -2, 2) + (l == 0 ? 3 : 0);
            fmpz_set_si(direction + l, v[l]);
            longest = labs((long)v[l]) > longest ? labs((long)v[l]) : longest;
        }
        toy_project(p, &t, v);
        width[0] = s.width[0] * longest;
        width[1] = s.width[1];
        slow_best best = slow_line(p, s.points.weight, t.N, wide ? width : NULL, &s.c,
                                   &s.r);
        assert_int_equal(dc_problem_try_own(&problem, direction, &improved, &error),
                         DC_OK);
        bool right = improved == best.found && problem.found == best.found;
        if (right && best.found)
            right = s.c.by_ratio
                        ? problem.slab.dilated * best.U == best.L * problem.slab.mass
                        : problem.slab.mass == best.U;
        if (right && best.found) {
            dc_condition expected = s.c;
            dc_condition_raise(&expected, problem.slab.mass, problem.slab.dilated);
            right = dc_condition_order(&problem.condition, &expected) == 0 &&
                    _fmpz_vec_equal(problem.v, direction, (slong)t.n);
        }
        if (!right) {
            scene_print(&s);
            print_direction(direction, t.n);
            fail_msg("round %lu: found %d, not %d", round, improved, best.found);
        }
        /* Nothing better is left along the same direction. */
        assert_int_equal(dc_problem_try_own(&problem, direction, &improved, &error),
                         DC_OK);
        assert_false(improved);
        _fmpz_vec_clear(direction, (slong)t.n);
        dc_problem_destroy(&problem);
        scene_clear(&s);
    }
}

/* A direction over the space is mapped to the points' coordinates. */
static void space_directions_are_mapped(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(200); round++) {
        scene s;
        dc_problem problem;
        dc_condition condition;
        dc_interval slab;
        dc_error error;
        bool improved, found;
        scene_random(&s, &random, 8, 2, 5, 0, false);
        problem_of(&problem, &s);
        dc_interval_init(&slab);
        dc_condition_copy(&condition, &s.c);
        fmpz *v = _fmpz_vec_init(2), *own = _fmpz_vec_init(2),
             *mapped = _fmpz_vec_init(2);
        fmpz_set_si(v, dc_random_between(&random, 1, 5));
        fmpz_set_si(v + 1, dc_random_between(&random, -5, 5));
        dc_problem_direction(own, &problem, v);
        dc_space_direction(mapped, &problem.space, v);
        dc_primitive(mapped, 2);
        assert_true(_fmpz_vec_equal(own, mapped, 2));
        assert_int_equal(dc_problem_look(&problem, own, &condition, &slab, &found,
                                         &error),
                         DC_OK);
        assert_false(problem.found);
        assert_int_equal(dc_problem_try(&problem, v, &improved, &error), DC_OK);
        assert_int_equal(improved, found);
        if (found) {
            assert_true(_fmpz_vec_equal(problem.v, own, 2));
            assert_true(problem.slab.mass == slab.mass);
            assert_true(fmpq_equal(problem.slab.a, slab.a));
            assert_int_equal(dc_condition_order(&problem.condition, &condition), 0);
        }
        _fmpz_vec_clear(mapped, 2);
        _fmpz_vec_clear(own, 2);
        _fmpz_vec_clear(v, 2);
        dc_condition_clear(&condition);
        dc_interval_clear(&slab);
        dc_problem_destroy(&problem);
        scene_clear(&s);
    }
}

static void expect_primitive(long a, long b, long c, long x, long y, long z) {
    fmpz v[3] = { a, b, c };
    dc_primitive(v, 3);
    if (v[0] != x || v[1] != y || v[2] != z)
        fail_msg("(%ld, %ld, %ld) became (%ld, %ld, %ld)", a, b, c, (long)v[0],
                 (long)v[1], (long)v[2]);
}

static void directions_become_primitive(void **state) {
    (void)state;
    expect_primitive(0, 0, 0, 0, 0, 0);
    expect_primitive(4, -6, 0, 2, -3, 0);
    expect_primitive(0, -6, 3, 0, 2, -1);
    expect_primitive(-5, 0, 0, 1, 0, 0);
    expect_primitive(-2, 3, 7, 2, -3, -7);
}

/* The width in the file's units, in those of the points, and in those of the space's
 * columns, whatever their size. */
static void widths_follow_the_scale(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    static const rule r = { { 2, 1 }, { 1, 4 }, { 1, 1 } };
    static const struct {
        const char *text, *scale;
        bool shifted;
    } files[] = {
        { "0.5,1\n2,0.25\n3,7\n", "4", false },
        { "1e40,1\n2e40,5e39\n3,7\n", "1", true },
        { "1e-9,1\n2,0.25\n3,7\n", "1000000000", false },
    };
    mpq_t width, scale;
    (void)state;
    mpq_inits(width, scale, NULL);
    mpq_set_ui(width, 3, 7);
    for (size_t k = 0; k < 3; k++) {
        dc_dataset *data = must_read(files[k].text, &plain);
        dc_points points;
        dc_condition c;
        dc_problem problem;
        dc_error error;
        fmpq_t expected;
        points_of(&points, data, DC_POINTS_COMMON_SCALE);
        rule_condition(&c, &r, 3);
        assert_int_equal(dc_problem_create(&problem, &points, &c, width, &error), DC_OK);
        assert_true(problem.wide);
        mpq_set_str(scale, files[k].scale, 10);
        mpq_mul(scale, scale, width);
        fmpq_init(expected);
        fmpq_set_mpq(expected, scale);
        assert_true(fmpq_equal(problem.width, expected));
        fmpq_clear(expected);
        assert_int_equal(problem.space.shift > 0, files[k].shifted);
        double got = dc_problem_width(&problem);
        for (long bit = 0; bit < problem.space.shift; bit++)
            got *= 2;
        double exact = mpq_get_d(scale);
        if (!(got > exact * (1 - 1e-15) && got < exact * (1 + 1e-15)))
            fail_msg("width %g, not %g", got, exact);
        dc_problem_destroy(&problem);
        dc_condition_clear(&c);
        dc_points_destroy(&points);
        dc_dataset_destroy(data);
    }
    mpq_clears(width, scale, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_are_exact),
        cmocka_unit_test(space_directions_are_mapped),
        cmocka_unit_test(directions_become_primitive),
        cmocka_unit_test(widths_follow_the_scale),
    };
    return cmocka_run_group_tests_name("problem", tests, NULL, NULL);
}
