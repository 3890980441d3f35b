#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "slopes_of.h"

#include "search/copy.h"

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

static void compare_points(const dc_points *a, const dc_points *b) {
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->dims, b->dims);
    assert_true(_fmpz_vec_equal(a->x, b->x, (slong)(a->count * a->dims)));
    assert_true(_fmpz_vec_equal(a->scale, b->scale, (slong)a->dims));
    assert_memory_equal(a->weight, b->weight, a->count * sizeof *a->weight);
    assert_memory_equal(a->row, b->row, a->count * sizeof *a->row);
    assert_memory_equal(a->feature, b->feature, a->dims * sizeof *a->feature);
    assert_true(a->total == b->total && a->constant == b->constant &&
                a->dependent == b->dependent);
}

static void compare_problems(const dc_problem *a, const dc_problem *b) {
    compare_points(a->points, b->points);
    assert_int_equal(dc_condition_order(&a->condition, &b->condition), 0);
    assert_true(a->condition.by_ratio == b->condition.by_ratio &&
                a->condition.total == b->condition.total &&
                a->condition.enough == b->condition.enough);
    assert_true(mpq_equal(a->condition.kappa, b->condition.kappa));
    assert_true(fmpz_equal(a->condition.h_num, b->condition.h_num) &&
                fmpz_equal(a->condition.h_den, b->condition.h_den));
    assert_int_equal(a->wide, b->wide);
    assert_true(fmpq_equal(a->width, b->width));
    assert_memory_equal(a->space.column, b->space.column,
                        a->space.dims * a->space.count * sizeof *a->space.column);
}

static void problems_come_back(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(200); round++) {
        scene s;
        dc_problem problem;
        dc_copy copy = { 0 };
        dc_bytes bytes = { 0 };
        dc_error error = { 0 };
        scene_random(&s, &random, 6, 2 + round % 3, 3, 0, round % 2);
        problem_of(&problem, &s);
        dc_put_problem(&bytes, &problem);
        dc_reader reader = dc_bytes_reader(&bytes);
        if (dc_get_problem(&reader, &copy, &error) != DC_OK)
            fail_msg("%s", error.message);
        assert_int_equal(reader.left, 0);
        compare_problems(&problem, &copy.problem);
        dc_copy_clear(&copy);

        /* Cut anywhere it is refused, and nothing is lost. */
        reader = dc_reader_over(bytes.at, dc_random_below(&random, bytes.size));
        assert_int_equal(dc_get_problem(&reader, &copy, &error), DC_EINTERNAL);
        dc_copy_clear(&copy);
        dc_bytes_clear(&bytes);
        dc_problem_destroy(&problem);
        scene_clear(&s);
    }
}

/* What a machine with other arithmetic would have told. */
static void another_space_is_refused(void **state) {
    dc_random random;
    scene s;
    dc_problem problem;
    dc_copy copy = { 0 };
    dc_bytes bytes = { 0 };
    dc_error error = { 0 };
    (void)state;
    dc_random_seed(&random, 2);
    scene_random(&s, &random, 6, 2, 3, 0, false);
    problem_of(&problem, &s);
    uint64_t *bits = (uint64_t *)(void *)problem.space.column;
    bits[1] ^= 1;
    dc_put_problem(&bytes, &problem);
    dc_reader reader = dc_bytes_reader(&bytes);
    assert_int_equal(dc_get_problem(&reader, &copy, &error), DC_EUSAGE);
    assert_non_null(strstr(error.message, "one type of CPU"));
    dc_copy_clear(&copy);
    dc_bytes_clear(&bytes);
    dc_problem_destroy(&problem);
    scene_clear(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(problems_come_back),
        cmocka_unit_test(another_space_is_refused),
    };
    return cmocka_run_group_tests_name("copy", tests, NULL, NULL);
}
