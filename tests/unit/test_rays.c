#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks_of.h"

/* m* over all axes, and the list of axes: each with its own m*, worst first. */
static void axes_are_decided_one_by_one(void **state) {
    dc_random random;
    mpq_t value, most;
    (void)state;
    dc_random_seed(&random, 1);
    mpq_inits(value, most, NULL);
    for (unsigned long round = 0; round < rounds(200); round++) {
        toy t;
        dc_check_options options;
        rule r = rule_random(&random);
        toy_random(&t, &random, 1 + dc_random_below(&random, 10), 3, 4);
        options_of(&options, &r, "1/1000");
        options.family.kind = DC_FAMILY_AXES;
        dc_dataset *data = toy_dataset(&t);
        dc_result *result = must_check(data, &options);
        const dc_group_result *group = result->groups;
        mpq_set_ui(most, 0, 1);
        assert_int_equal(group->subset_total, 3 - group->constant);
        assert_int_equal(group->subset_count, group->subset_total);
        for (size_t k = 0; k < group->subset_count; k++) {
            const dc_subset_result *subset = group->subsets + k;
            int64_t v[3] = { 0, 0, 0 };
            assert_int_equal(subset->count, 1);
            v[subset->features[0]] = 1;
            slow_critical_mass(value, &t, &r, v);
            if (!mpq_equal(value, subset->bracket.lo) ||
                !mpq_equal(value, subset->bracket.hi) ||
                (k > 0 && mpq_cmp(value, subset[-1].bracket.lo) > 0)) {
                toy_print(&t);
                rule_print(&r);
                fail_msg("round %lu: axis %zu", round, subset->features[0]);
            }
            if (mpq_cmp(value, most) > 0)
                mpq_set(most, value);
        }
        assert_true(mpq_equal(group->bracket.lo, most));
        assert_true(mpq_equal(group->bracket.hi, most));
        dc_result_destroy(result);
        dc_dataset_destroy(data);
        dc_check_options_clear(&options);
    }
    mpq_clears(value, most, NULL);
}

static void directions_are_decided_one_by_one(void **state) {
    dc_random random;
    mpq_t value;
    (void)state;
    dc_random_seed(&random, 2);
    mpq_init(value);
    for (unsigned long round = 0; round < rounds(200); round++) {
        toy t, directions = { .N = 4, .n = 2, .w = { 1, 1, 1, 1 } };
        dc_check_options options;
        rule r = rule_random(&random);
        toy_random(&t, &random, 1 + dc_random_below(&random, 10), 2, 4);
        for (size_t k = 0; k < 8; k++)
            directions.x[k] = dc_random_between(&random, -3, 3) + (k % 2 ? 0 : 4);
        options_of(&options, &r, "1/1000");
        options.family.kind = DC_FAMILY_DIRECTIONS;
        options.family.directions = toy_dataset(&directions);
        dc_dataset *data = toy_dataset(&t);
        dc_result *result = must_check(data, &options);
        const dc_group_result *group = result->groups;
        assert_int_equal(group->subset_total, 4);
        assert_int_equal(group->subset_count, 4);
        for (size_t k = 0; k < 4; k++) {
            const dc_subset_result *subset = group->subsets + k;
            slow_critical_mass(value, &t, &r, directions.x + 2 * subset->direction);
            if (!mpq_equal(value, subset->bracket.lo) ||
                (k > 0 && mpq_cmp(value, subset[-1].bracket.lo) > 0)) {
                toy_print(&t);
                rule_print(&r);
                fail_msg("round %lu: direction %zu", round, subset->direction);
            }
            assert_null(subset->features);
        }
        assert_true(mpq_equal(group->bracket.hi, group->subsets[0].bracket.lo));
        dc_result_destroy(result);
        dc_dataset_destroy(data);
        dc_dataset_destroy((dc_dataset *)options.family.directions);
        dc_check_options_clear(&options);
    }
    mpq_clear(value);
}

/* A direction in fractions is scaled to integers; a witness is a multiple of it. */
static void directions_may_be_fractions(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    static const rule r = { { 2, 1 }, { 1, 4 }, { 1, 2 } };
    dc_check_options options;
    dc_dataset *data = must_read("0,0\n3,-1\n6,-2\n50,2\n70,9\n99,-7\n11,40\n", &plain);
    dc_dataset *directions = must_read("1/6,0.5\n-1,0\n", &plain);
    (void)state;
    options_of(&options, &r, "1/10");
    options.family.kind = DC_FAMILY_DIRECTIONS;
    options.family.directions = directions;
    dc_result *result = must_check(data, &options);
    expect_critical(result->groups, "3/7");
    assert_int_equal(mpz_cmp_ui(result->groups->witness.v[0], 1), 0);
    assert_int_equal(mpz_cmp_ui(result->groups->witness.v[1], 3), 0);
    expect_fraction("c", result->groups->witness.c, "0");
    expect_fraction("r", result->groups->witness.r, "0");
    dc_result_destroy(result);
    dc_dataset_destroy(directions);
    dc_dataset_destroy(data);
    dc_check_options_clear(&options);
}

static void zero_directions_are_refused(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    static const rule r = { { 2, 1 }, { 1, 4 }, { 1, 2 } };
    dc_check_options options;
    dc_result *result;
    dc_error error;
    dc_dataset *data = must_read("0,0\n3,-1\n6,-2\n", &plain);
    dc_dataset *directions = must_read("1,2\n0,0\n", &plain);
    (void)state;
    options_of(&options, &r, "1/10");
    options.family.kind = DC_FAMILY_DIRECTIONS;
    options.family.directions = directions;
    assert_int_equal(dc_check(&result, data, &options, &error), DC_EINPUT);
    assert_null(result);
    assert_string_equal(error.message, "direction 2 is zero");
    dc_dataset_destroy(directions);
    dc_dataset_destroy(data);
    dc_check_options_clear(&options);
}

static bool later(void *user) {
    int *left = user;
    return (*left)-- <= 0;
}

/* What was not looked at may hide anything lighter than delta. */
static void a_stopped_list_has_an_open_bracket(void **state) {
    static const rule r = { { 2, 1 }, { 1, 4 }, { 1, 2 } };
    toy t = { .N = 4, .n = 5, .w = { 1, 1, 1, 1 } };
    int left = 3; /* before the group, and before each of two axes */
    dc_check_options options;
    (void)state;
    for (size_t k = 0; k < 20; k++)
        t.x[k] = (int64_t)(k * k * k % 17);
    dc_dataset *data = toy_dataset(&t);
    options_of(&options, &r, "1/10");
    options.family.kind = DC_FAMILY_AXES;
    options.stop = later;
    options.user = &left;
    dc_result *result = must_check(data, &options);
    assert_int_equal(result->stop, DC_STOP_INTERRUPTED);
    assert_int_equal(result->groups->subset_count, 2);
    assert_int_equal(result->groups->subset_total, 5);
    expect_fraction("hi", result->groups->bracket.hi, "1/4");
    dc_result_destroy(result);
    dc_dataset_destroy(data);
    dc_check_options_clear(&options);
}

static void top_cuts_the_list(void **state) {
    static const rule r = { { 2, 1 }, { 1, 4 }, { 1, 1 } };
    dc_random random;
    dc_check_options options;
    toy t;
    (void)state;
    dc_random_seed(&random, 3);
    toy_random(&t, &random, 20, 5, 3);
    dc_dataset *data = toy_dataset(&t);
    options_of(&options, &r, "1/10");
    options.family.kind = DC_FAMILY_AXES;
    dc_result *all = must_check(data, &options);
    options.top = 2;
    dc_result *two = must_check(data, &options);
    assert_int_equal(all->groups->subset_count, 5);
    assert_int_equal(two->groups->subset_count, 2);
    for (size_t k = 0; k < 2; k++)
        assert_int_equal(two->groups->subsets[k].features[0],
                         all->groups->subsets[k].features[0]);
    dc_result_destroy(two);
    dc_result_destroy(all);
    dc_dataset_destroy(data);
    dc_check_options_clear(&options);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(axes_are_decided_one_by_one),
        cmocka_unit_test(directions_are_decided_one_by_one),
        cmocka_unit_test(directions_may_be_fractions),
        cmocka_unit_test(zero_directions_are_refused),
        cmocka_unit_test(a_stopped_list_has_an_open_bracket),
        cmocka_unit_test(top_cuts_the_list),
    };
    return cmocka_run_group_tests_name("rays", tests, NULL, NULL);
}
