#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks_of.h"

/* Some columns of a toy. */
static toy columns_of(const toy *t, const size_t *columns, size_t count) {
    toy seen = { .N = t->N, .n = count };
    memcpy(seen.w, t->w, sizeof t->w);
    for (size_t k = 0; k < t->N; k++)
        for (size_t l = 0; l < count; l++)
            seen.x[k * count + l] = t->x[k * t->n + columns[l]];
    return seen;
}

static int compare_fractions(const void *left, const void *right) {
    return mpq_cmp(*(const mpq_t *)right, *(const mpq_t *)left);
}

/* Family all on two of four columns at a time: the six values, the greatest first. */
static void slow_pairs(mpq_t *value, const toy *t, const rule *r) {
    size_t pairs = 0;
    for (size_t a = 0; a < t->n; a++)
        for (size_t b = a + 1; b < t->n; b++) {
            const size_t columns[] = { a, b };
            toy seen = columns_of(t, columns, 2);
            critical_mass(value[pairs++], &seen, r, NULL);
        }
    qsort(value, pairs, sizeof *value, compare_fractions);
}

static void pairs_of_columns_are_solved(void **state) {
    dc_random random;
    mpq_t value, sorted[6];
    (void)state;
    dc_random_seed(&random, 1);
    mpq_init(value);
    for (size_t k = 0; k < 6; k++)
        mpq_init(sorted[k]);
    for (unsigned long round = 0; round < rounds(40); round++) {
        toy t;
        dc_check_options options;
        rule r = rule_random(&random);
        toy_random(&t, &random, 4 + dc_random_below(&random, 5), 4, 3);
        slow_pairs(sorted, &t, &r);
        options_of(&options, &r, "1/1000");
        options.family.kind = DC_FAMILY_SPARSE;
        options.family.sparsity = 2;
        options.top = 1 + round % 7;
        dc_dataset *data = toy_dataset(&t);
        dc_result *result = must_check(data, &options);
        const dc_group_result *group = result->groups;
        bool right = mpq_equal(group->bracket.lo, sorted[0]) &&
                     mpq_equal(group->bracket.hi, sorted[0]);
        right = right && group->subset_count <= options.top;
        right = right && (group->constant > 0 || group->subset_total == 6);
        for (size_t k = 0; k < group->subset_count && right; k++) {
            const dc_subset_result *subset = group->subsets + k;
            toy seen = columns_of(&t, subset->features, subset->count);
            critical_mass(value, &seen, &r, NULL);
            right = mpq_equal(subset->bracket.lo, value) &&
                    mpq_equal(subset->bracket.hi, value) &&
                    mpq_equal(subset->witness.mass, value) &&
                    (group->constant > 0 || mpq_equal(value, sorted[k]));
        }
        for (size_t k = group->subset_count; k < options.top && k < 6; k++)
            right = right && (group->constant > 0 || mpq_sgn(sorted[k]) == 0);
        if (!right) {
            toy_print(&t);
            rule_print(&r);
            fail_msg("round %lu, top %zu", round, options.top);
        }
        dc_result_destroy(result);
        dc_dataset_destroy(data);
        dc_check_options_clear(&options);
    }
    for (size_t k = 0; k < 6; k++)
        mpq_clear(sorted[k]);
    mpq_clear(value);
}

/* With one coordinate the family is that of axes, with all of them it is all. */
static void the_ends_are_other_families(void **state) {
    dc_random random;
    mpq_t a, b;
    (void)state;
    dc_random_seed(&random, 2);
    mpq_inits(a, b, NULL);
    for (unsigned long round = 0; round < rounds(25); round++) {
        toy t;
        rule r = rule_random(&random);
        dc_family axes = { .kind = DC_FAMILY_AXES };
        dc_family sparse = { .kind = DC_FAMILY_SPARSE, .sparsity = 1 };
        toy_random(&t, &random, 2 + dc_random_below(&random, 6), 2, 3);
        critical_mass(a, &t, &r, &axes);
        critical_mass(b, &t, &r, &sparse);
        bool right = mpq_equal(a, b);
        sparse.sparsity = 2;
        critical_mass(a, &t, &r, &sparse);
        critical_mass(b, &t, &r, NULL);
        if (!right || !mpq_equal(a, b)) {
            toy_print(&t);
            rule_print(&r);
            fail_msg("round %lu", round);
        }
    }
    mpq_clears(a, b, NULL);
}

/* No more coordinates count than vary on the group. */
static void sparsity_above_the_dimension(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    static const rule r = { { 2, 1 }, { 1, 4 }, { 1, 1 } };
    dc_check_options options;
    dc_dataset *data = must_read("1,5,0\n2,5,1\n4,5,1\n", &plain);
    (void)state;
    options_of(&options, &r, "1/10");
    options.family.kind = DC_FAMILY_SPARSE;
    options.family.sparsity = 3;
    dc_result *result = must_check(data, &options);
    expect_critical(result->groups, "2/3");
    assert_int_equal(result->groups->subset_total, 1);
    assert_int_equal(result->groups->constant, 1);
    dc_result_destroy(result);
    dc_dataset_destroy(data);
    data = must_read("7,7\n7,7\n", &plain);
    options.family.sparsity = 1;
    result = must_check(data, &options);
    expect_critical(result->groups, "0");
    assert_int_equal(result->groups->subset_total, 0);
    dc_result_destroy(result);
    dc_dataset_destroy(data);
    dc_check_options_clear(&options);
}

/* sigma*: the least of the pairs' own. */
static void sigma_over_pairs_of_columns(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < rounds(8); round++) {
        toy t;
        mpq_t least;
        bool infinite = true;
        dc_check_options options;
        rule r = rule_random(&random);
        toy_random(&t, &random, 6, 3, 9);
        mpq_init(least);
        options_of(&options, &r, "3/10");
        options.question = DC_MAXIMIZE_SIGMA;
        for (size_t left_out = 0; left_out < 3; left_out++) {
            const size_t columns[] = { left_out == 0, left_out == 2 ? 1 : 2 };
            toy seen = columns_of(&t, columns, 2);
            dc_dataset *data = toy_dataset(&seen);
            dc_result *result = must_check(data, &options);
            const dc_bracket *bracket = &result->groups->bracket;
            if (!bracket->infinite && (infinite || mpq_cmp(bracket->hi, least) < 0)) {
                mpq_set(least, bracket->hi);
                infinite = false;
            }
            dc_result_destroy(result);
            dc_dataset_destroy(data);
        }
        options.family.kind = DC_FAMILY_SPARSE;
        options.family.sparsity = 2;
        options.top = 1 + round % 3;
        dc_dataset *data = toy_dataset(&t);
        dc_result *result = must_check(data, &options);
        const dc_bracket *bracket = &result->groups->bracket;
        bool right = bracket->infinite == infinite &&
                     (infinite ||
                      (mpq_equal(bracket->hi, least) && mpq_equal(bracket->lo, least)));
        if (!right) {
            toy_print(&t);
            rule_print(&r);
            fail_msg("round %lu: another sigma", round);
        }
        dc_result_destroy(result);
        dc_dataset_destroy(data);
        dc_check_options_clear(&options);
        mpq_clear(least);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_of_columns_are_solved),
        cmocka_unit_test(the_ends_are_other_families),
        cmocka_unit_test(sparsity_above_the_dimension),
        cmocka_unit_test(sigma_over_pairs_of_columns),
    };
    return cmocka_run_group_tests_name("sparse", tests, NULL, NULL);
}
