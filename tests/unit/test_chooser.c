#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "choice_of.h"
#include "release_lp.h"

#include <string.h>

#include "base/clock.h"
#include "floor/chooser.h"

static bool answer(void *user) {
    return *(bool *)user;
}

static void hosts_limits_and_work_end_it(void **state) {
    bool stop = false;
    dc_dataset *data = line_data(10);
    dc_floor_options options;
    dc_choice choice = { 0 };
    dc_chooser c;
    (void)state;
    set_options(&options);
    options.check.stop = answer;
    options.check.user = &stop;
    dc_chooser_init(&c, &choice, data, &options);
    assert_false(dc_chooser_stops(&c));
    assert_true(c.work > 0 && !dc_chooser_is_over(&c));
    c.work_most = c.work;
    assert_false(dc_chooser_is_over(&c));
    assert_true(dc_chooser_stops(&c) && dc_chooser_is_over(&c));
    assert_int_equal(c.ended, DC_STOP_NONE);
    c.work_most = 0;
    c.deadline = dc_clock();
    assert_true(dc_chooser_stops(&c));
    assert_int_equal(c.ended, DC_STOP_TIME);
    stop = true;
    assert_true(dc_chooser_stops(&c) && dc_chooser_is_over(&c));
    assert_int_equal(c.ended, DC_STOP_INTERRUPTED);
    dc_chooser_clear(&c);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

/* A check ends with the work, and that is no limit of the choice's. */
static void checks_keep_to_the_work(void **state) {
    dc_dataset *data = square_data(200, 3, 2);
    dc_floor_options options;
    dc_choice choice = { 0 };
    dc_chooser c;
    dc_result *result;
    dc_error error;
    (void)state;
    set_options(&options);
    dc_chooser_init(&c, &choice, data, &options);
    c.work_most = 1;
    assert_int_equal(dc_chooser_ask(&c, DC_CRITICAL_MASS, 0, &result, &error), DC_OK);
    assert_int_equal(result->stop, DC_STOP_INTERRUPTED);
    assert_int_equal(choice.stop, DC_STOP_NONE);
    assert_true(c.asked == 1 && c.calls > 0 && c.longest == c.calls);
    dc_result_destroy(result);
    dc_chooser_clear(&c);
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

static void useful_masses_are_kept(void **state) {
    dc_dataset *data = line_data(100);
    dc_floor_options options;
    dc_error error;
    (void)state;
    set_options(&options);
    for (unsigned long loss = 1; loss <= 10; loss += 9) { /* m0 < loss / log 2 */
        dc_choice choice = { 0 };
        dc_chooser c;
        dc_result *result;
        bool kept;
        set(options.loss, loss, 100);
        dc_chooser_init(&c, &choice, data, &options);
        dc_chooser_set_m0(&c);
        assert_true(mpq_cmp(c.check.parameters.m0, c.useful) <= 0);
        assert_int_equal(dc_chooser_ask(&c, DC_CRITICAL_MASS, 0, &result, &error), DC_OK);
        assert_int_equal(dc_chooser_keep(&c, result, &kept, &error), DC_OK);
        assert_int_equal(kept, loss == 10);
        assert_int_equal(choice.count, kept);
        if (kept)
            dc_parameters_clear(choice.list);
        free(choice.list);
        dc_result_destroy(result);
        dc_chooser_clear(&c);
    }
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_limits_and_work_end_it),
        cmocka_unit_test(checks_keep_to_the_work),
        cmocka_unit_test(useful_masses_are_kept),
    };
    return cmocka_run_group_tests_name("chooser", tests, NULL, release_lp);
}
