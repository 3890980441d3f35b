#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks_of.h"

#include <doublecheck/estimate.h>

static dc_estimate *must_estimate(const dc_dataset *data,
                                  const dc_check_options *options) {
    dc_estimate *estimate;
    dc_error error;
    if (dc_estimate_create(&estimate, data, options, &error) != DC_OK)
        fail_msg("estimate: %s", error.message);
    return estimate;
}

/* What ends while it is measured needs just so many boxes. */
static void small_searches_are_known(void **state) {
    static const dc_family_kind kinds[] = { DC_FAMILY_ALL, DC_FAMILY_WIDTH,
                                            DC_FAMILY_AXES };
    static const dc_question questions[] = { DC_CRITICAL_MASS, DC_DECIDE,
                                             DC_MAXIMIZE_SIGMA };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(18); round++) {
        toy t;
        dc_check_options options;
        rule r = rule_random(&random);
        toy_random(&t, &random, 8, 3, 4);
        options_of(&options, &r, "1/5");
        options.family.kind = kinds[round % 3];
        mpq_set_ui(options.family.width, 1, 1);
        options.question = questions[round / 3 % 3];
        dc_dataset *data = toy_dataset(&t);
        dc_estimate *estimate = must_estimate(data, &options);
        dc_result *result = must_check(data, &options);
        assert_int_equal(estimate->group_count, 1);
        assert_true(estimate->total.known && !estimate->total.at_least);
        assert_true(estimate->total.boxes == (double)result->groups[0].nodes);
        assert_true(estimate->total.cases == (double)result->groups[0].cases ||
                    kinds[round % 3] == DC_FAMILY_AXES);
        assert_true(mpq_equal(estimate->result->groups[0].bracket.lo,
                              result->groups[0].bracket.lo));
        dc_result_destroy(result);
        dc_estimate_destroy(estimate);
        dc_dataset_destroy(data);
        dc_check_options_clear(&options);
    }
}

static bool at_once(void *user) {
    (void)user;
    return true;
}

static void what_is_cut_is_a_lower_bound(void **state) {
    dc_random random;
    toy t;
    dc_check_options options;
    (void)state;
    dc_random_seed(&random, 2);
    rule r = rule_random(&random);
    toy_random(&t, &random, 12, 3, 9);
    options_of(&options, &r, "1/5");
    options.stop = at_once;
    dc_dataset *data = toy_dataset(&t);
    dc_estimate *estimate = must_estimate(data, &options);
    assert_true(estimate->total.at_least && !estimate->total.known);
    dc_estimate_destroy(estimate);
    dc_dataset_destroy(data);
    dc_check_options_clear(&options);
}

static void what_check_refuses_is_refused(void **state) {
    dc_random random;
    toy t;
    dc_check_options options;
    dc_estimate *estimate;
    dc_error error;
    (void)state;
    dc_random_seed(&random, 3);
    rule r = rule_random(&random);
    toy_random(&t, &random, 5, 2, 3);
    options_of(&options, &r, "1/5");
    options.family.kind = DC_FAMILY_SPARSE;
    options.family.sparsity = 3;
    dc_dataset *data = toy_dataset(&t);
    assert_int_equal(dc_estimate_create(&estimate, data, &options, &error), DC_EUSAGE);
    assert_null(estimate);
    dc_estimate_destroy(NULL);
    dc_dataset_destroy(data);
    dc_check_options_clear(&options);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_searches_are_known),
        cmocka_unit_test(what_is_cut_is_a_lower_bound),
        cmocka_unit_test(what_check_refuses_is_refused),
    };
    return cmocka_run_group_tests_name("estimate", tests, NULL, NULL);
}
