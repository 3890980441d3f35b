#include <malloc.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "reading.h"

#include "base/integer.h"
#include "base/random.h"
#include "data/dataset.h"
#include "search/budget.h"
#include "search/piece.h"

enum { MIB = 1 << 20, PROGRAM = 16 * MIB };

static dc_limits limits_of(size_t memory) {
    return (dc_limits){ .memory = memory, .threads = 1 };
}

static void the_parts_fit_beside_the_points(void **state) {
    static const size_t memories[] = { 64, 128, 200, 1024 };
    static const size_t owns[] = { 0, MIB, 40 * MIB };
    (void)state;
    for (size_t m = 0; m < 4; m++)
        for (size_t k = 0; k < 3; k++) {
            dc_limits limits = limits_of(memories[m] * MIB);
            limits.held = 3 * MIB;
            dc_budget budget = dc_budget_of(&limits, owns[k]);
            size_t left = limits.memory - PROGRAM - limits.held - owns[k];
            size_t given = budget.waiting + budget.boxes + budget.rest;
            assert_true(given <= left && given >= left - 16);
            assert_int_equal(budget.waiting, left / 2);
            assert_int_equal(budget.rest, left / 8);
        }
}

/* Coordinates of 8 bytes; in a space also an image of 8 and a double. Points have 32 bytes,
 * and 144 in a thread: intervals, their ranks, an exact look. */
static void points_are_counted(void **state) {
    (void)state;
    assert_int_equal(dc_budget_points(3000, 4, 0, true), 3000 * (4 * (8 + 8 + 8) + 32));
    assert_int_equal(dc_budget_points(3000, 4, 0, false), 3000 * (4 * 8 + 32));
    assert_int_equal(dc_round_most(1000), dc_round_most(4000));
    assert_int_equal(dc_budget_rounds(4000, 4) - dc_budget_rounds(1000, 4), 3000 * 144);
    size_t ranking = sizeof(double) + sizeof(int64_t) + 4 * sizeof(uint32_t);
    size_t bounds = 2 * sizeof(double) + 2 * sizeof(uint32_t) + 2 * ranking;
    size_t look = sizeof(fmpz) + sizeof(size_t) + sizeof(dc_mass);
    assert_true(bounds + look <= 144);
}

/* A round of many points has few pieces. */
static void pieces_are_counted(void **state) {
    size_t few = dc_budget_rounds(1, 1), many = 1 << 22;
    (void)state;
    assert_true(few > 4096 * sizeof(dc_piece) && few < 4 * MIB);
    assert_true(dc_budget_rounds(many, 1) < many * 144 + MIB / 64);
    assert_int_equal(dc_budget_rounds(1, 1001) - few, 4096 * 1000 * sizeof(fmpz));
}

/* From 63 bits on a coordinate takes more, and its image, which is longer, before. */
static void long_integers_are_counted(void **state) {
    (void)state;
    size_t small = dc_budget_points(1000, 1, 50, true);
    size_t image = dc_budget_points(1000, 1, 51, true);
    size_t both = dc_budget_points(1000, 1, 63, true);
    assert_int_equal(small, dc_budget_points(1000, 1, 0, true));
    assert_int_equal(image - small, 48000);
    assert_int_equal(both - image, 48000);
    assert_int_equal(dc_budget_points(1000, 1, 63, false) -
                         dc_budget_points(1000, 1, 62, false),
                     48000);
}

/* Two small columns and one of 71 bits: what is counted of a problem that is placed. */
static void a_placed_problem_is_counted(void **state) {
    const char *text = "a,b,c\n0,0,0\n1,5,1180591620717411303424\n2,3,1\n7,1,2\n";
    dc_read_options options = DC_READ_DEFAULTS;
    options.label = "none";
    dc_dataset *data = must_read(text, &options);
    size_t rows[] = { 0, 1, 2, 3 }, rounds = dc_budget_rounds(4, 3);
    dc_points points;
    dc_condition condition;
    dc_problem problem;
    dc_parameters p;
    dc_error error;
    (void)state;
    dc_parameters_init(&p);
    assert_int_equal(dc_points_create(&points, data, rows, 4, 0, NULL, &error), DC_OK);
    assert_true(dc_condition_init(&condition, p.kappa, p.sigma, p.delta, points.total));
    dc_problem_open(&problem, &points, &condition, NULL);
    assert_int_equal(dc_budget_own(&problem),
                     dc_budget_points(4, 3, 0, false) + rounds + 48);
    assert_int_equal(dc_problem_place(&problem, NULL, &error), DC_OK);
    size_t images = dc_integer_bytes(problem.space.y, 12);
    assert_true(images >= 48);
    assert_int_equal(dc_budget_own(&problem),
                     dc_budget_points(4, 3, 0, true) + rounds + 48 + images);
    dc_problem_destroy(&problem);
    dc_condition_clear(&condition);
    dc_points_destroy(&points);
    dc_parameters_clear(&p);
    dc_dataset_destroy(data);
}

static void data_and_groups_are_counted(void **state) {
    dc_read_options options = DC_READ_DEFAULTS;
    dc_dataset *data = must_read("a,b,label\n1,2,x\n3,4,y\n5,6,z\n", &options);
    dc_groups *groups = NULL;
    dc_error error;
    (void)state;
    size_t names = sizeof "a" + sizeof "b" + sizeof "x" + sizeof "y" + sizeof "z";
    size_t bytes = dc_dataset_bytes(data), values = 3 * (2 * sizeof(dc_number) + 4);
    assert_true(bytes >= values + names && bytes < values + 4096);
    assert_int_equal(dc_groups_create(&groups, data, DC_GROUPS_PAIRS, &error), DC_OK);
    assert_int_equal(dc_budget_data(data, groups), bytes + (3 + 3 * 2) * sizeof(size_t));
    dc_groups_destroy(groups);
    dc_dataset_destroy(data);
}

/* Four searches hold four times as much, and share what is left. */
static void searches_side_by_side_share(void **state) {
    dc_limits limits = limits_of(116 * MIB);
    (void)state;
    limits.others = 3;
    dc_budget budget = dc_budget_of(&limits, 5 * MIB);
    assert_int_equal(budget.waiting, (100 - 20) * MIB / 4 / 2);
    limits.memory = 0;
    budget = dc_budget_of(&limits, 5 * MIB);
    assert_int_equal(budget.waiting, 160 * MIB / 4 / 2);
}

/* What groups before have said is kept in the place of what is said now. */
static void what_is_kept_counts(void **state) {
    dc_limits limits = limits_of(96 * MIB);
    (void)state;
    limits.kept = 7 * MIB;
    dc_budget budget = dc_budget_of(&limits, 0);
    assert_int_equal(budget.waiting, 40 * MIB);
    assert_int_equal(budget.boxes, (30 - 7) * MIB);
    limits.kept = 31 * MIB;
    assert_int_equal(dc_budget_of(&limits, 0).boxes, 0);
}

/* Boxes of a search without a limit and the program stay below 200 million bytes. */
static void without_a_limit_boxes_have_one(void **state) {
    dc_limits limits = limits_of(0);
    (void)state;
    limits.held = (size_t)1 << 40;
    dc_budget budget = dc_budget_of(&limits, (size_t)1 << 40);
    size_t given = budget.waiting + budget.boxes + budget.rest;
    assert_int_equal(given, 160 * MIB);
    assert_true(given + PROGRAM + dc_budget_rounds(150, 6) < 200000000);
}

/* A small part is given away all the same, and sizes do not wrap around. */
static void too_little_is_no_error(void **state) {
    dc_limits limits = limits_of(MIB);
    (void)state;
    assert_int_equal(dc_budget_points(SIZE_MAX, SIZE_MAX, 0, true), SIZE_MAX);
    assert_int_equal(dc_budget_points(SIZE_MAX / 8, 4, 0, true), SIZE_MAX);
    assert_int_equal(dc_budget_points(2, SIZE_MAX / 16, 0, true), SIZE_MAX);
    limits.others = 1;
    dc_budget budget = dc_budget_of(&limits, SIZE_MAX);
    assert_int_equal(budget.waiting, MIB / 16 / 2 / 2);
    assert_int_equal(budget.boxes, MIB / 16 / 2 / 8 * 3);
}

static void points_that_do_not_fit_are_refused(void **state) {
    dc_limits limits = limits_of(40 * MIB);
    dc_error error;
    (void)state;
    limits.held = 5 * MIB;
    assert_int_equal(dc_budget_check(&limits, 19 * MIB, &error), DC_OK);
    assert_int_equal(dc_budget_check(&limits, 19 * MIB + 1, &error), DC_ENOMEM);
    assert_string_equal(error.message,
                        "the points alone need about 40.1 MiB of memory, the program "
                        "included, and 40 MiB are allowed");
    assert_int_equal(dc_budget_check(&limits, SIZE_MAX, &error), DC_ENOMEM);
    limits.memory = 0;
    assert_int_equal(dc_budget_check(&limits, SIZE_MAX, &error), DC_OK);
}

static void who_asks_is_told_and_loses_nothing(void **state) {
    bool exceeded = false;
    dc_check_options options = { .exceeded = &exceeded };
    dc_limits limits = { .options = &options, .memory = 40 * MIB, .held = 5 * MIB };
    dc_error error;
    (void)state;
    assert_int_equal(dc_budget_check(&limits, 19 * MIB, &error), DC_OK);
    assert_false(exceeded);
    assert_int_equal(dc_budget_check(&limits, 25 * MIB, &error), DC_ESTOPPED);
    assert_true(exceeded);
    assert_true(limits.exceeded);
    assert_int_equal(limits.memory, 40 * MIB);
}

/* Long integers, which FLINT would keep for others like them, are given back. */
static void memory_is_given_back(void **state) {
    enum { POINTS = 20000, DIMS = 2 };
    double *values = malloc(POINTS * DIMS * sizeof *values);
    dc_check_options options;
    dc_dataset *data = NULL;
    dc_result *result = NULL;
    dc_random random;
    dc_error error;
    (void)state;
    dc_random_seed(&random, 3);
    for (size_t k = 0; k < (size_t)POINTS * DIMS; k++)
        values[k] = ldexp(dc_random_unit(&random), (int)(k % 40));
    assert_int_equal(dc_dataset_from_doubles(&data, POINTS, DIMS, values, NULL, NULL,
                                             &error),
                     DC_OK);
    dc_check_options_init(&options);
    options.family.kind = DC_FAMILY_AXES;
    options.question = DC_DECIDE;
    options.threads = 1;
    options.memory = 64 * MIB;
    size_t before = mallinfo2().uordblks;
    assert_int_equal(dc_check(&result, data, &options, &error), DC_OK);
    assert_int_equal(result->groups[0].distinct, POINTS);
    dc_result_destroy(result);
    assert_true(mallinfo2().uordblks < before + MIB / 2);
    dc_check_options_clear(&options);
    dc_dataset_destroy(data);
    free(values);
}

static void threads_have_room(void **state) {
    dc_limits limits = limits_of(116 * MIB); /* 12.5 MiB of rest */
    (void)state;
    limits.threads = 64;
    assert_int_equal(dc_budget_threads(&limits, 0, 30000), 4);
    assert_int_equal(dc_budget_threads(&limits, 0, 1000000), 1);
    assert_int_equal(dc_budget_threads(&limits, 0, 10), 64);
    limits.memory = 0;
    assert_int_equal(dc_budget_threads(&limits, 0, 1000000), 64);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parts_fit_beside_the_points),
        cmocka_unit_test(points_are_counted),
        cmocka_unit_test(pieces_are_counted),
        cmocka_unit_test(long_integers_are_counted),
        cmocka_unit_test(a_placed_problem_is_counted),
        cmocka_unit_test(data_and_groups_are_counted),
        cmocka_unit_test(searches_side_by_side_share),
        cmocka_unit_test(what_is_kept_counts),
        cmocka_unit_test(without_a_limit_boxes_have_one),
        cmocka_unit_test(too_little_is_no_error),
        cmocka_unit_test(points_that_do_not_fit_are_refused),
        cmocka_unit_test(who_asks_is_told_and_loses_nothing),
        cmocka_unit_test(memory_is_given_back),
        cmocka_unit_test(threads_have_room),
    };
    return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
