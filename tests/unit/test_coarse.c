#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "choice_of.h"
#include "release_lp.h"

#include <math.h>
#include <string.h>

#include "floor/coarse.h"

static const unsigned long kappas[][2] = { { 3, 2 }, { 2, 1 }, { 3, 1 }, { 4, 1 } };

enum { KAPPAS = sizeof kappas / sizeof *kappas };

/* For `classes` classes; constants with the k-th kappa, sigma 1/4, delta 1/2, m0 1/20. */
static void set_up(dc_choice *choice, dc_parameters *p, size_t k, unsigned classes) {
    memset(choice, 0, sizeof *choice);
    dc_guarantee_init(&choice->guarantee);
    choice->guarantee.classes = classes;
    dc_parameters_init(p);
    set(p->kappa, kappas[k][0], kappas[k][1]);
    set(p->m0, 1, 20);
}

static double floor_of(const dc_choice *choice, const dc_parameters *p, const mpq_t loss,
                       bool coarse) {
    dc_guarantee g = choice->guarantee;
    dc_error error;
    mpq_t accuracy;
    mpq_init(accuracy);
    g.parameters = *p;
    g.loss[0] = loss[0];
    if (coarse)
        assert_int_equal(dc_coarse_raise(accuracy, choice, p, loss, &error), DC_OK);
    else
        assert_int_equal(dc_floor_doubling(accuracy, &g, &error), DC_OK);
    double value = mpq_get_d(accuracy);
    mpq_clear(accuracy);
    return value;
}

static double gain_of(const dc_choice *choice, const dc_parameters *p, const mpq_t loss,
                      double gain) {
    dc_error error;
    assert_int_equal(dc_coarse_raise_gain(&gain, choice, p, loss, &error), DC_OK);
    return gain;
}

/* The coarse floor is below the fine one, which is about what is expected. */
static void fine_floors_are_expected(void **state) {
    mpq_t loss;
    (void)state;
    mpq_init(loss);
    set(loss, 3, 10);
    for (size_t k = 0; k < KAPPAS; k++) {
        dc_choice choice;
        dc_parameters p;
        set_up(&choice, &p, k, 2);
        double coarse = floor_of(&choice, &p, loss, true), trivial = 1 - 0.3 / M_LN2;
        double fine = floor_of(&choice, &p, loss, false);
        double gain = gain_of(&choice, &p, loss, 0);
        double growth = dc_coarse_growth(&choice, p.kappa);
        assert_true(coarse > trivial && coarse <= fine);
        assert_true(growth > 1 && growth < 1.3);
        assert_true(fabs(gain - growth * (coarse - trivial)) < 1e-9);
        if (fabs(gain - (fine - trivial)) > 0.1 * (fine - trivial))
            fail_msg("kappa %.2f: a gain of %.6f, not %.6f", mpq_get_d(p.kappa),
                     fine - trivial, gain);
        dc_parameters_clear(&p);
        dc_guarantee_clear(&choice.guarantee);
    }
    mpq_clear(loss);
}

static void gains_are_raised_only(void **state) {
    dc_choice choice;
    dc_parameters p;
    mpq_t loss;
    (void)state;
    mpq_init(loss);
    set(loss, 3, 10);
    set_up(&choice, &p, 1, 2);
    double gain = gain_of(&choice, &p, loss, 0);
    assert_true(gain > 0 && gain_of(&choice, &p, loss, gain / 2) == gain);
    assert_true(gain_of(&choice, &p, loss, 2 * gain) == 2 * gain);
    dc_parameters_clear(&p);
    dc_guarantee_clear(&choice.guarantee);
    /* Five classes that share the loss. */
    set_up(&choice, &p, 1, 5);
    set(loss, 12, 10);
    assert_true(fabs(gain_of(&choice, &p, loss, 0) - gain) < 1e-9);
    dc_parameters_clear(&p);
    dc_guarantee_clear(&choice.guarantee);
    mpq_clear(loss);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fine_floors_are_expected),
        cmocka_unit_test(gains_are_raised_only),
    };
    return cmocka_run_group_tests_name("coarse", tests, NULL, release_lp);
}
