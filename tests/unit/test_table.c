#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "choice_of.h"
#include "release_lp.h"

#include <string.h>

#include "floor/chooser.h"

static void sigmas_follow_each_other(void **state) {
    static const char *const sigmas[] = { "1/5", "2/5", "2/3", "9/10" };
    dc_parameters p;
    mpq_t next;
    (void)state;
    dc_parameters_init(&p);
    mpq_init(next);
    mpq_set_ui(p.kappa, 2, 1);
    mpq_set_ui(p.sigma, 1, 100);
    for (size_t k = 0; k < sizeof sigmas / sizeof *sigmas; k++) {
        assert_true(dc_table_next_sigma(next, &p));
        expect_fraction("the next", next, sigmas[k]);
        mpq_set(p.sigma, next);
    }
    assert_false(dc_table_next_sigma(next, &p));
    set(p.sigma, 1, 100);
    set(p.kappa, 5, 2);
    assert_false(dc_table_next_sigma(next, &p));
    mpq_clear(next);
    dc_parameters_clear(&p);
}

/* The table's, or those of the options: both with their own least m0. */
static void constants_are_tried(void **state) {
    dc_dataset *data = line_data(100);
    dc_floor_options options;
    dc_error error;
    (void)state;
    set_options(&options);
    for (int fixed = 0; fixed < 2; fixed++) {
        dc_choice choice = { 0 };
        dc_chooser c;
        options.fixed = fixed;
        dc_chooser_init(&c, &choice, data, &options);
        assert_int_equal(dc_chooser_try_table(&c, &error), DC_OK);
        assert_true(fixed ? choice.count == 1 : choice.count > 10);
        assert_true(c.asked >= choice.count && c.work > 0);
        for (size_t k = 0; k < choice.count; k++) {
            dc_parameters *p = choice.list + k;
            assert_int_equal(verdict_of(data, &options.check, p, 0), DC_HOLDS);
            assert_int_equal(verdict_of(data, &options.check, p, -1), DC_VIOLATED);
            if (fixed)
                assert_int_equal(mpq_cmp_ui(p->sigma, 1, 4), 0);
            dc_parameters_clear(p);
        }
        free(choice.list);
        dc_chooser_clear(&c);
    }
    dc_floor_options_clear(&options);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sigmas_follow_each_other),
        cmocka_unit_test(constants_are_tried),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, release_lp);
}
