/* The sweep over cells (src/search/cells.c) against a look at each single cell, on points so
 * many, and weights so large, that neighbours are looked at together and masses rounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "scene_of.h"

enum { MOST = 120, CELLS = MOST * MOST };

typedef struct crowd {
    dc_points points;
    dc_space space;
    dc_condition c;
    dc_box *box;
    dc_cells cells;
} crowd;

/* 1 each, small integers, or numbers of 53 bits between 1 and 2^40. */
static double random_weight(dc_random *random, int kind) {
    if (kind == 0)
        return 1;
    if (kind == 1)
        return (double)dc_random_between(random, 1, 5);
    return ldexp((double)dc_random_between(random, INT64_C(1) << 52, INT64_C(1) << 53),
                 (int)dc_random_below(random, 40) - 52);
}

static void crowd_points(crowd *w, dc_random *random) {
    size_t count = 30 + dc_random_below(random, MOST - 29);
    size_t dims = 2 + dc_random_below(random, 2);
    int kind = (int)dc_random_below(random, 3);
    int64_t spread = dc_random_below(random, 2) ? 9 : 100000;
    double x[3 * MOST], weight[MOST];
    dc_dataset *data;
    dc_error error;
    for (size_t k = 0; k < count * dims; k++)
        x[k] = (double)dc_random_between(random, -spread, spread);
    for (size_t k = 0; k < count; k++)
        weight[k] = random_weight(random, kind);
    assert_int_equal(dc_dataset_from_doubles(&data, count, dims, x, NULL, weight, &error),
                     DC_OK);
    points_of(&w->points, data, 0);
    dc_dataset_destroy(data);
}

static void crowd_random(crowd *w, dc_random *random) {
    dc_error error;
    rule r = rule_random(random);
    crowd_points(w, random);
    assert_int_equal(dc_space_create(&w->space, &w->points, true, NULL, &error), DC_OK);
    rule_condition(&w->c, &r, w->points.total);
    if (dc_random_below(random, 3) == 0)
        make_by_ratio(&w->c, 0);
    w->c.floor = w->points.total / (2 + (dc_mass)dc_random_below(random, 20));
    w->box = random_box(random, w->space.dims, (int)dc_random_below(random, 9));
    assert_int_equal(dc_cells_create(&w->cells, &w->space, w->c.h_num, w->c.h_den, 0,
                                     &error),
                     DC_OK);
    dc_cells_set(&w->cells, w->box, false);
}

/* The exact masses of the slab [a,b], its dilation's end moved outward by so much. */
static void exact_masses(const crowd *w, double a, double b, double outward, dc_mass *U,
                         dc_mass *L) {
    const dc_cells *cells = &w->cells;
    double A = a - cells->h * (b - a) - outward, B = b + cells->h * (b - a) + outward;
    *U = *L = 0;
    for (size_t k = 0; k < w->points.count; k++) {
        dc_mass weight = w->points.weight[k];
        *U += (cells->lo[k] <= b ? weight : 0) - (cells->hi[k] < a ? weight : 0);
        *L += (cells->hi[k] <= B ? weight : 0) - (cells->lo[k] < A ? weight : 0);
    }
}

/* Lets some cell fail by 1, in mass or in its dilation's. */
static void crowd_tighten(crowd *w, dc_random *random) {
    double a = w->cells.high.value[dc_random_below(random, w->points.count)];
    double b = w->cells.low.value[dc_random_below(random, w->points.count)];
    dc_mass U, L;
    exact_masses(w, a, b, 0, &U, &L);
    if (U > 1 && dc_random_below(random, 2))
        w->c.floor = U - 1;
    else if (L > 1)
        w->c.enough = L + 1;
}

static void crowd_clear(crowd *w) {
    dc_cells_destroy(&w->cells);
    free(w->box);
    dc_condition_clear(&w->c);
    dc_space_destroy(&w->space);
    dc_points_destroy(&w->points);
}

/* Of the cell whose corner is [a,b], by exact masses. A sweep may pass over a cell whose
 * dilation is at least that of one which passes, but for the slack of its ends: then it
 * fails, but not clearly. */
static bool exact_fails(const crowd *w, double a, double b, bool clearly) {
    double slack = dc_cells_slack(&w->cells, fabs(a) + fabs(b));
    dc_mass U, L;
    exact_masses(w, a, b, clearly ? slack : -slack, &U, &L);
    return !dc_condition_passes(&w->c, U, L);
}

/* Of equal ends, the first lower and the last upper one stand for all. */
static void every_failing_cell_is_found(void **state) {
    static dc_cell list[CELLS];
    static bool listed[MOST][MOST];
    unsigned long failing = 0, passing = 0, rounded = 0;
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(300); round++) {
        crowd w;
        crowd_random(&w, &random);
        crowd_tighten(&w, &random);
        const double *a = w.cells.high.value, *b = w.cells.low.value;
        size_t count = w.points.count;
        size_t found = dc_cells_failing(&w.cells, &w.c, list, CELLS);
        memset(listed, 0, sizeof listed);
        for (size_t k = 0; k < found; k++)
            listed[list[k].s][list[k].t] = true;
        for (size_t s = 0; s < count; s++)
            for (size_t t = 0; t < count; t++) {
                if ((s > 0 && a[s - 1] == a[s]) || (t + 1 < count && b[t + 1] == b[t]))
                    continue;
                bool fails = exact_fails(&w, a[s], b[t], false);
                if (!listed[s][t] && exact_fails(&w, a[s], b[t], true))
                    fail_msg("round %lu: cell %zu,%zu is missing", round, s, t);
                if (!fails && listed[s][t] && w.cells.unit == 0)
                    fail_msg("round %lu: cell %zu,%zu passes", round, s, t);
                failing += fails;
                passing += !fails;
            }
        dc_condition raised = w.c; /* kappa and h are borrowed */
        assert_true(dc_cells_safe(&w.cells, &raised, NULL) == (found == 0));
        rounded += w.cells.unit > 0;
        crowd_clear(&w);
    }
    assert_true(failing > 1000 && passing > 1000 && rounded > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_failing_cell_is_found) };
    return cmocka_run_group_tests_name("sweeps", tests, NULL, NULL);
}
