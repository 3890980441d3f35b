#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "points_of.h"
#include "release_lp.h"

#include <math.h>

#include "lp/program.h"

enum { MOST = 6 };

static const double CLOSE = 1e-7;

typedef struct toy_program {
    size_t columns, rows;
    double a[MOST][MOST], low[MOST], high[MOST], lower[MOST], upper[MOST], cost[MOST];
} toy_program;

static void set_ends(dc_random *random, double *low, double *high, bool bounded) {
    *low = (double)dc_random_between(random, -5, 3);
    *high = *low + (double)dc_random_between(random, 0, 6);
    if (!bounded && dc_random_below(random, 2))
        *low = -INFINITY;
    if (!bounded && dc_random_below(random, 3) == 0)
        *high = INFINITY;
}

/* Bounded in every column, so that an optimum or a contradiction is there. */
static void toy_program_random(toy_program *t, dc_random *random) {
    t->columns = 1 + dc_random_below(random, MOST);
    t->rows = 1 + dc_random_below(random, MOST);
    for (size_t k = 0; k < t->columns; k++) {
        set_ends(random, t->lower + k, t->upper + k, true);
        t->cost[k] = (double)dc_random_between(random, -4, 4);
    }
    for (size_t r = 0; r < t->rows; r++) {
        set_ends(random, t->low + r, t->high + r, false);
        for (size_t k = 0; k < t->columns; k++)
            t->a[r][k] = (double)dc_random_between(random, -3, 3);
    }
}

static void pose(dc_program *program, const toy_program *t) {
    const size_t index[MOST] = { 0, 1, 2, 3, 4, 5 };
    for (size_t k = 0; k < t->columns; k++) {
        dc_program_bound_column(program, k, t->lower[k], t->upper[k]);
        dc_program_set_cost(program, k, t->cost[k]);
    }
    for (size_t r = 0; r < t->rows; r++) {
        dc_program_bound_row(program, r, t->low[r], t->high[r]);
        assert_true(dc_program_set_row(program, r, index, t->a[r], t->columns));
    }
}

/* A multiplier's share of the dual's value. */
static double end_of(double multiplier, double low, double high) {
    if (fabs(multiplier) < CLOSE)
        return 0;
    double end = multiplier > 0 ? high : low;
    assert_false(isinf(end));
    return multiplier * end;
}

/* A feasible point and multipliers of the same value: both are optimal. */
static void check_optimum(const dc_program *program, const toy_program *t) {
    double value = 0, dual = 0;
    for (size_t k = 0; k < t->columns; k++) {
        double x = dc_program_column(program, k), gain = t->cost[k];
        double reduced = dc_program_column_multiplier(program, k);
        assert_true(x >= t->lower[k] - CLOSE && x <= t->upper[k] + CLOSE);
        for (size_t r = 0; r < t->rows; r++)
            gain -= t->a[r][k] * dc_program_row_multiplier(program, r);
        assert_true(fabs(gain - reduced) < CLOSE);
        dual += end_of(reduced, t->lower[k], t->upper[k]);
        value += t->cost[k] * x;
    }
    for (size_t r = 0; r < t->rows; r++) {
        double sum = 0;
        for (size_t k = 0; k < t->columns; k++)
            sum += t->a[r][k] * dc_program_column(program, k);
        assert_true(sum >= t->low[r] - CLOSE && sum <= t->high[r] + CLOSE);
        dual += end_of(dc_program_row_multiplier(program, r), t->low[r], t->high[r]);
    }
    assert_true(fabs(value - dc_program_value(program)) < CLOSE);
    assert_true(fabs(value - dual) < 1e-6);
}

/* Some corner of the box that keeps all rows, if there is one: then there is an optimum. */
static bool corner_fits(const toy_program *t) {
    for (unsigned corner = 0; corner < 1U << t->columns; corner++) {
        bool fits = true;
        for (size_t r = 0; r < t->rows && fits; r++) {
            double sum = 0;
            for (size_t k = 0; k < t->columns; k++)
                sum += t->a[r][k] * (corner >> k & 1 ? t->upper[k] : t->lower[k]);
            fits = sum >= t->low[r] && sum <= t->high[r];
        }
        if (fits)
            return true;
    }
    return false;
}

static void optima_are_optimal(void **state) {
    dc_random random;
    unsigned long solved = 0;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(2000); round++) {
        toy_program t;
        toy_program_random(&t, &random);
        dc_program *program = dc_program_create(t.columns, t.rows);
        pose(program, &t);
        bool found = dc_program_solve(program);
        assert_true(found || !corner_fits(&t));
        if (found)
            check_optimum(program, &t);
        solved += found;
        dc_program_destroy(program);
    }
    assert_true(solved > rounds(2000) / 4);
}

/* Solved again after its ends and costs have changed. */
static void programs_go_on_from_their_basis(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(100); round++) {
        toy_program t, next;
        toy_program_random(&t, &random);
        dc_program *program = dc_program_create(t.columns, t.rows);
        for (int change = 0; change < 8; change++) {
            pose(program, &t);
            if (dc_program_solve(program)) {
                double value = dc_program_value(program);
                check_optimum(program, &t);
                dc_program_forget(program);
                assert_true(dc_program_solve(program));
                assert_true(fabs(dc_program_value(program) - value) < CLOSE);
            }
            do
                toy_program_random(&next, &random);
            while (next.columns != t.columns || next.rows != t.rows);
            memcpy(next.a, t.a, sizeof t.a);
            t = next;
        }
        dc_program_destroy(program);
    }
    dc_program_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(optima_are_optimal),
        cmocka_unit_test(programs_go_on_from_their_basis),
    };
    return cmocka_run_group_tests_name("program", tests, NULL, release_lp);
}
