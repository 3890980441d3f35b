#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "simulate/reproduce/comparison.h"

enum { SEEDS = 12 };

static dc_reproduce_cell cell_of(double low, double high) {
    dc_reproduce_cell cell = { .count = DC_REPRODUCE_SEEDS_LEAST };
    cell.ratio[DC_RATIO_CLF_PLAIN] = (dc_interval){ 1, low, high };
    for (size_t a = 0; a < DC_ARMS; a++)
        cell.spread[a] = (dc_spread){ 0.5, 0.1, 0, 1, 0 };
    return cell;
}

static void the_interval_decides(void **state) {
    static const struct {
        double low, high;
        dc_steadiness right;
    } rows[] = {
        { 0.1, 0.99, DC_STEADIER },   { 0, 0, DC_STEADIER },
        { 0.1, 1, DC_NO_DIFFERENCE }, { 1, 3, DC_NO_DIFFERENCE },
        { 0.5, 2, DC_NO_DIFFERENCE }, { 0, HUGE_VAL, DC_NO_DIFFERENCE },
        { 1.01, 3, DC_LESS_STEADY },  { HUGE_VAL, HUGE_VAL, DC_LESS_STEADY },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const dc_reproduce_cell cell = cell_of(rows[k].low, rows[k].high);
        if (dc_reproduce_steadiness(&cell) != rows[k].right)
            fail_msg("%g .. %g", rows[k].low, rows[k].high);
    }
}

static void what_has_no_verdict(void **state) {
    dc_reproduce_cell cell = cell_of(0.1, 0.5);
    (void)state;
    cell.count--;
    assert_int_equal(dc_reproduce_steadiness(&cell), DC_TOO_FEW_SEEDS);
    assert_int_equal(dc_reproduce_mean(&cell, 1, false), DC_MEAN_UNDECIDED);
    for (size_t a = 0; a < DC_ARMS; a++) {
        cell = cell_of(0.1, 0.5);
        cell.spread[a].mean = (double)NAN;
        assert_int_equal(dc_reproduce_steadiness(&cell), DC_NOT_FINITE);
        assert_int_equal(dc_reproduce_mean(&cell, 1, false), DC_MEAN_UNDECIDED);
    }
    cell = cell_of(0, HUGE_VAL);
    cell.spread[DC_ARM_PLAIN].deviation = 0;
    assert_int_equal(dc_reproduce_steadiness(&cell), DC_NO_DIFFERENCE);
    cell.spread[DC_ARM_CLF].deviation = 0;
    assert_int_equal(dc_reproduce_steadiness(&cell), DC_NO_SPREAD);
}

static void means(void **state) {
    static const struct {
        double low, high;
        dc_mean_verdict accuracy, error;
    } rows[] = {
        { -0.125, 0.125, DC_MEAN_EQUAL, DC_MEAN_EQUAL },
        { 0.01, 0.02, DC_MEAN_EQUAL, DC_MEAN_EQUAL },
        { 0.01, 0.13, DC_MEAN_BETTER, DC_MEAN_WORSE },
        { -0.13, -0.01, DC_MEAN_WORSE, DC_MEAN_BETTER },
        { -0.13, 0, DC_MEAN_UNDECIDED, DC_MEAN_UNDECIDED },
        { 0, 0.13, DC_MEAN_UNDECIDED, DC_MEAN_UNDECIDED },
        { -1, 1, DC_MEAN_UNDECIDED, DC_MEAN_UNDECIDED },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        dc_reproduce_cell cell = cell_of(0.5, 2);
        cell.difference[DC_ARM_CLF] = (dc_interval){ 0, rows[k].low, rows[k].high };
        if (dc_reproduce_mean(&cell, 0.125, false) != rows[k].accuracy ||
            dc_reproduce_mean(&cell, 0.125, true) != rows[k].error)
            fail_msg("%g .. %g", rows[k].low, rows[k].high);
    }
}

static void names(void **state) {
    (void)state;
    assert_string_equal(dc_steadiness_name(DC_STEADIER), "CLF STEADIER");
    assert_string_equal(dc_steadiness_name(DC_NO_DIFFERENCE), "NO DIFFERENCE SHOWN");
    assert_string_equal(dc_steadiness_name(DC_NOT_FINITE), "NOT FINITE");
    assert_string_equal(dc_mean_name(DC_MEAN_UNDECIDED), "UNDECIDED");
    assert_string_equal(dc_arm_name(DC_ARM_FACTORS), "factors");
}

/* CLF's results are half as far apart; seed 3 lacks one of its runs, and counts for no arm.
 * Margins of regressions are shares of the mean. */
static void cells_are_filled_in(void **state) {
    dc_reproduce_run runs[DC_ARMS][SEEDS];
    dc_reproduce_options options;
    dc_reproduce_cell cell = { .runs = { runs[0], runs[1], runs[2] } };
    (void)state;
    dc_reproduce_options_init(&options);
    options.rounds = 500;
    memset(runs, 0, sizeof runs);
    for (size_t k = 0; k < SEEDS; k++)
        for (size_t a = 0; a < DC_ARMS; a++) {
            double off = (double)(k * 7 % SEEDS) - 5;
            runs[a][k].complete = k != 3 || a != DC_ARM_FACTORS;
            runs[a][k].diverged = k == 3 || (k == 4 && a == DC_ARM_CLF);
            runs[a][k].test = 100 + (a == DC_ARM_CLF ? off / 2 + 0.5 : off);
        }
    assert_true(dc_reproduce_compare(&cell, SEEDS, true, &options, 0.95));
    assert_int_equal(cell.count, SEEDS - 1);
    assert_int_equal(cell.steadiness, DC_STEADIER);
    assert_true(fabs(cell.ratio[DC_RATIO_CLF_PLAIN].high - 0.25) < 1e-12);
    assert_int_equal(cell.spread[DC_ARM_CLF].diverged, 1);
    assert_int_equal(cell.spread[DC_ARM_PLAIN].diverged, 0);
    assert_true(cell.difference[DC_ARM_CLF].high < 1.5);
    options.margin = 0.02;
    assert_true(dc_reproduce_compare(&cell, SEEDS, true, &options, 0.95));
    assert_int_equal(cell.mean, DC_MEAN_EQUAL);
    assert_true(dc_reproduce_compare(&cell, SEEDS, false, &options, 0.95));
    assert_int_not_equal(cell.mean, DC_MEAN_EQUAL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_decides),
        cmocka_unit_test(what_has_no_verdict),
        cmocka_unit_test(means),
        cmocka_unit_test(names),
        cmocka_unit_test(cells_are_filled_in),
    };
    return cmocka_run_group_tests_name("comparison", tests, NULL, NULL);
}
