#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "points_of.h"
#include "release_lp.h"

#include "lp/guard.h"

/* max x, x <= 3. */
static void solve(void *context) {
    double *x = context;
    glp_prob *lp = glp_create_prob();
    glp_set_obj_dir(lp, GLP_MAX);
    glp_add_cols(lp, 1);
    glp_set_col_bnds(lp, 1, GLP_UP, 0, 3);
    glp_set_obj_coef(lp, 1, 1);
    if (dc_glpk_simplex(lp, GLP_PRIMAL, 100) == 0)
        *x = glp_get_col_prim(lp, 1);
    glp_delete_prob(lp);
}

/* There is no row 7. */
static void break_glpk(void *context) {
    glp_prob *lp = glp_create_prob();
    glp_set_row_bnds(lp, 7, GLP_FR, 0, 0);
    *(double *)context = -1;
}

static void internal_errors_are_caught(void **state) {
    double x = 0;
    (void)state;
    for (int turn = 0; turn < 3; turn++) {
        assert_true(dc_glpk_run(solve, &x));
        assert_true(x == 3);
        assert_false(dc_glpk_run(break_glpk, &x));
        assert_true(x == 3);
        x = 0;
    }
}

static void the_terminal_setting_stays(void **state) {
    double x;
    (void)state;
    for (int flag = 0; flag < 2; flag++) {
        glp_term_out(flag);
        assert_true(dc_glpk_run(solve, &x));
        assert_int_equal(glp_term_out(GLP_OFF), flag);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(internal_errors_are_caught),
        cmocka_unit_test(the_terminal_setting_stays),
    };
    return cmocka_run_group_tests_name("guard", tests, NULL, release_lp);
}
