#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "release_lp.h"
#include "simulation_of.h"

#include <float.h>
#include <math.h>

#include "data/derive.h"
#include "simulate/grounds.h"

enum { RUNS = 4 };

/* Runs that no training made. */
typedef struct scene {
    dc_simulation_options options;
    dc_setting setting;
    dc_run run[RUNS];
    dc_trajectory trajectory[RUNS];
} scene;

static void begin(scene *s, const dc_dataset *data, const char *architecture,
                  const char *activation) {
    memset(s, 0, sizeof *s);
    simulation_options(&s->options, architecture, activation, "armijo");
    for (size_t k = 0; k < RUNS; k++) {
        run_init(s->run + k);
        s->trajectory[k].run = s->run + k;
        s->run[k].slope = 1;
    }
    if (data)
        must_make(&s->setting, data, &s->options);
}

static void start(scene *s, size_t k, double loss) {
    s->run[k].start = 0;
    mpq_set_d(s->run[k].loss, loss);
}

static void settle(scene *s) {
    dc_error error;
    if (dc_grounds_settle(s->trajectory, RUNS, &s->setting,
                          s->options.floor.check.time_limit, &error) != DC_OK)
        fail_msg("%s", error.message);
}

static void end(scene *s) {
    for (size_t k = 0; k < RUNS; k++) {
        dc_trajectory_clear(s->trajectory + k);
        run_clear(s->run + k, true);
    }
    dc_setting_clear(&s->setting);
    dc_simulation_options_clear(&s->options);
}

/* The floor for a loss with constants of its own search. */
static void searched_floor(dc_floor *floor, const scene *s, const dc_dataset *data,
                           dc_grouping grouping, const mpq_t loss, double slope) {
    dc_floor_options options = s->options.floor; /* its numbers are borrowed */
    dc_choice *choice;
    dc_error error;
    mpq_t bound;
    mpq_init(bound);
    mpq_set_d(bound, slope);
    options.slope[0] = bound[0];
    options.check.grouping = grouping;
    if (dc_choice_create(&choice, data, &options, &error) != DC_OK ||
        dc_choice_floor(floor, choice, loss, &error) != DC_OK)
        fail_msg("%s", error.message);
    dc_choice_destroy(choice);
    mpq_clear(bound);
}

static dc_verdict verdict_of(const scene *s, const dc_dataset *data, dc_grouping grouping,
                             const dc_parameters *constants) {
    dc_check_options options = s->options.floor.check; /* its numbers are borrowed */
    dc_result *result;
    dc_error error;
    options.grouping = grouping;
    options.question = DC_DECIDE;
    options.parameters = *constants;
    if (dc_check(&result, data, &options, &error) != DC_OK)
        fail_msg("%s", error.message);
    dc_verdict verdict = result->verdict;
    dc_result_destroy(result);
    return verdict;
}

/* The floor for a loss with the constants of the options, if they hold. */
static void given_floor(dc_floor *floor, const scene *s, const dc_dataset *data,
                        dc_grouping grouping, const mpq_t loss, double slope) {
    const dc_check_options *check = &s->options.floor.check;
    dc_guarantee g;
    dc_error error;
    assert_int_equal(dc_floor_trivial(floor->trivial, loss, &error), DC_OK);
    mpq_set(floor->accuracy, floor->trivial);
    if (verdict_of(s, data, grouping, &check->parameters) != DC_HOLDS)
        return;
    dc_guarantee_init(&g);
    mpq_set(g.parameters.kappa, check->parameters.kappa);
    mpq_set(g.parameters.sigma, check->parameters.sigma);
    mpq_set(g.parameters.delta, check->parameters.delta);
    mpq_set(g.parameters.m0, check->parameters.m0);
    mpq_set(g.loss, loss);
    g.fineness = s->options.floor.fineness;
    if (check->family.kind == DC_FAMILY_WIDTH) {
        mpq_set_d(g.radius, slope / 2);
        mpq_mul(g.radius, g.radius, check->family.width);
    }
    if (dc_guarantee_set_groups(&g, data, grouping, &error) != DC_OK ||
        dc_floor_doubling(floor->accuracy, &g, &error) != DC_OK)
        fail_msg("%s", error.message);
    dc_guarantee_clear(&g);
}

static bool same_constants(const dc_parameters *a, const dc_parameters *b) {
    return mpq_equal(a->kappa, b->kappa) && mpq_equal(a->sigma, b->sigma) &&
           mpq_equal(a->delta, b->delta) && mpq_equal(a->m0, b->m0);
}

/* The ground is that of the run's own loss on these data. */
static void expect_ground(const dc_ground *ground, const scene *s, const dc_dataset *data,
                          dc_grouping grouping, const mpq_t loss, double slope) {
    const dc_parameters *given = &s->options.floor.check.parameters;
    bool fixed = s->options.floor.fixed;
    dc_floor floor;
    dc_floor_init(&floor);
    if (fixed)
        given_floor(&floor, s, data, grouping, loss, slope);
    else
        searched_floor(&floor, s, data, grouping, loss, slope);
    bool better = mpq_cmp(floor.accuracy, floor.trivial) > 0;
    dc_verdict verdict = verdict_of(s, data, grouping, &ground->constants);
    assert_true(mpq_equal(ground->floor.trivial, floor.trivial));
    assert_true(mpq_equal(ground->floor.accuracy, floor.accuracy));
    assert_int_equal(ground->standing, better                ? DC_STANDS_BETTER
                                       : verdict == DC_HOLDS ? DC_STANDS
                                                             : DC_FALLS);
    assert_true(verdict == (ground->standing == DC_FALLS ? DC_VIOLATED : DC_HOLDS));
    assert_int_equal(same_constants(&ground->constants, given), fixed || !better);
    dc_floor_clear(&floor);
}

/* The second run has no t0; of the last no floor can be above 0. */
static void losses_have_grounds(bool fixed, unsigned long hundredths, bool better,
                                dc_standing last) {
    const double losses[RUNS] = { 0.25, 0, 0.5, 0.75 };
    dc_dataset *data = row_data(100, false);
    scene s;
    begin(&s, data, "linear", "abs");
    s.options.floor.fixed = fixed;
    mpq_set_ui(s.options.floor.check.parameters.m0, hundredths, 100);
    mpq_canonicalize(s.options.floor.check.parameters.m0);
    for (size_t k = 0; k < RUNS; k++)
        if (losses[k] > 0)
            start(&s, k, losses[k]);
    settle(&s);
    for (size_t k = 0; k < RUNS; k++)
        if (losses[k] > 0)
            expect_ground(&s.run[k].ground, &s, data, DC_GROUPS_AUTO, s.run[k].loss, 1);
    assert_int_equal(mpq_sgn(s.run[1].ground.floor.accuracy), 0);
    assert_int_equal(s.run[0].ground.standing == DC_STANDS_BETTER, better);
    assert_int_equal(s.run[2].ground.standing == DC_STANDS_BETTER, better);
    assert_int_equal(s.run[3].ground.standing, last);
    assert_true(mpq_cmp(s.run[0].ground.floor.accuracy, s.run[2].ground.floor.accuracy) >
                0);
    end(&s);
    dc_dataset_destroy(data);
}

static void fixed_constants_hold_or_not(void **state) {
    (void)state;
    losses_have_grounds(true, 10, false, DC_FALLS);
    losses_have_grounds(true, 17, true, DC_STANDS);
    losses_have_grounds(true, 80, false, DC_STANDS);
}

static void constants_are_searched(void **state) {
    (void)state;
    losses_have_grounds(false, 10, true, DC_FALLS);
}

static void no_run_may_have_started(void **state) {
    dc_dataset *data = row_data(100, false);
    scene s;
    (void)state;
    for (int k = 0; k < 3; k++) {
        begin(&s, data, k ? "2" : "linear", "abs");
        if (k == 2)
            s.setting.coverage = DC_COVERS_FEATURES;
        settle(&s);
        end(&s);
    }
    dc_dataset_destroy(data);
}

static void begin_wide(scene *s, const dc_dataset *data, bool fixed) {
    begin(s, data, "linear", "abs");
    s->options.floor.fixed = fixed;
    s->options.floor.check.family.kind = DC_FAMILY_WIDTH;
    mpq_set_ui(s->options.floor.check.family.width, 1, 2);
    start(s, 0, 0.5);
}

/* All runs share the largest slope: r0 = w V / 2. */
static void widths_use_the_largest_slope(void **state) {
    dc_dataset *data = row_data(100, false);
    scene s;
    (void)state;
    for (int fixed = 0; fixed < 2; fixed++) {
        double before = 1;
        for (double slope = 0.01; slope < 1e4; slope *= fixed ? 30 : 100000) {
            begin_wide(&s, data, fixed);
            start(&s, 2, 0.5);
            s.run[2].slope = slope;
            s.run[0].slope = slope / 2;
            s.run[1].slope = s.run[3].slope = 0;
            settle(&s);
            for (size_t k = 0; k < 3; k += 2)
                expect_ground(&s.run[k].ground, &s, data, DC_GROUPS_AUTO, s.run[k].loss,
                              slope);
            double floor = mpq_get_d(s.run[0].ground.floor.accuracy);
            assert_true(floor <= before);
            before = floor;
            end(&s);
        }
        assert_true(before < 0.3);
    }
    dc_dataset_destroy(data);
}

/* A run whose slopes are not finite keeps its trivial floor; if its loss is too large for
 * any floor, the others do not suffer from it. */
static void slopes_without_bound_give_nothing(void **state) {
    dc_dataset *data = row_data(100, false);
    scene s;
    (void)state;
    for (int k = 0; k < 4; k++) {
        bool large = k % 2;
        begin_wide(&s, data, k / 2);
        start(&s, 2, large ? DBL_MAX : 0.5);
        s.run[2].slope = HUGE_VAL;
        settle(&s);
        const dc_floor *own = &s.run[0].ground.floor, *other = &s.run[2].ground.floor;
        assert_true(mpq_equal(other->accuracy, other->trivial));
        assert_int_equal(mpq_cmp(own->accuracy, own->trivial) > 0, large);
        if (large)
            expect_ground(&s.run[0].ground, &s, data, DC_GROUPS_AUTO, s.run[0].loss, 1);
        end(&s);
    }
    dc_dataset_destroy(data);
}

/* Weights of seeds make other features. */
static void features_are_those_of_the_run(void **state) {
    dc_dataset *data = row_data(60, true), *features;
    dc_error error;
    mpq_t first;
    size_t differ = 0;
    scene s;
    (void)state;
    begin(&s, NULL, "3,1", "leaky_relu:0.7");
    s.options.training.freeze = 2;
    s.options.floor.fixed = false;
    mpq_init(first);
    must_make(&s.setting, data, &s.options);
    for (size_t k = 0; k < RUNS; k++)
        start(&s, k, 0.5);
    s.run[1].start = SIZE_MAX;
    settle(&s);
    mpq_set(first, s.run[0].ground.floor.accuracy);
    for (size_t k = 0; k < RUNS; k++) {
        if (k == 1)
            continue;
        assert_int_equal(dc_setting_features(&features, &s.setting, k, &error), DC_OK);
        expect_ground(&s.run[k].ground, &s, features, DC_GROUPS_AUTO, s.run[k].loss, 1);
        differ += !mpq_equal(s.run[k].ground.floor.accuracy, first);
        dc_dataset_destroy(features);
    }
    assert_true(differ > 0);
    mpq_clear(first);
    end(&s);
    dc_dataset_destroy(data);
}

/* How points fall into cells, as many into each: others cost more. */
typedef enum split { NONE, WHOLE, HALVES, EVEN_AND_ODD } split;

static void set_cells(scene *s, size_t k, size_t e, size_t N, split by) {
    size_t *cell = malloc(N * sizeof *cell);
    assert_non_null(cell);
    for (size_t p = 0; p < N; p++)
        cell[p] = by == WHOLE ? 0 : by == HALVES ? p >= N / 2 : p % 2;
    s->trajectory[k].cell[e] = cell;
    s->run[k].evidence[e].look = e;
}

/* A run that has left its cells keeps T5 alone, but what it says of constants is true in
 * the cells of t0. */
static void cells_are_groups(void **state) {
    enum { N = 100 };
    static const split splits[RUNS][DC_EVIDENCES] = { { EVEN_AND_ODD, WHOLE },
                                                      { WHOLE, HALVES },
                                                      { NONE, NONE },
                                                      { WHOLE, EVEN_AND_ODD } };
    dc_dataset *data = row_data(N, true), *cells;
    dc_error error;
    size_t better = 0;
    scene s;
    (void)state;
    begin(&s, data, "2", "abs");
    mpq_set_ui(s.options.floor.check.parameters.m0, 9, 25);
    for (size_t k = 0; k < RUNS; k++) {
        if (splits[k][0] == NONE)
            continue;
        start(&s, k, 0.375);
        s.run[k].moved = k == 3;
        for (size_t e = 0; e < DC_EVIDENCES; e++)
            if (splits[k][e] != NONE)
                set_cells(&s, k, e, N, splits[k][e]);
    }
    settle(&s);
    for (size_t k = 0; k < RUNS; k++) {
        const dc_run *run = s.run + k;
        if (run->start == SIZE_MAX)
            continue;
        for (size_t e = 0; e < DC_EVIDENCES && s.trajectory[k].cell[e]; e++) {
            const dc_derivation derivation = { .cells = s.trajectory[k].cell[e] };
            assert_int_equal(dc_dataset_derive(&cells, data, &derivation, &error), DC_OK);
            expect_ground(&run->evidence[e].ground, &s, cells, DC_GROUPS_CELLS, run->loss,
                          1);
            if (e == 0 && run->ground.standing == DC_STANDS_BETTER)
                assert_int_equal(verdict_of(&s, cells, DC_GROUPS_CELLS,
                                            &run->ground.constants),
                                 DC_HOLDS);
            dc_dataset_destroy(cells);
        }
        const dc_ground *at = &run->evidence[0].ground;
        assert_int_equal(run->ground.standing, at->standing);
        assert_true(same_constants(&run->ground.constants, &at->constants));
        assert_true(mpq_equal(run->ground.floor.trivial, at->floor.trivial));
        assert_true(mpq_equal(run->ground.floor.accuracy,
                              run->moved ? at->floor.trivial : at->floor.accuracy));
        better += mpq_cmp(at->floor.accuracy, at->floor.trivial) > 0;
    }
    assert_int_equal(s.run[3].ground.standing, DC_STANDS_BETTER);
    assert_true(better > 1);
    end(&s);
    dc_dataset_destroy(data);
}

/* Too many directions for any time: neither is known whether the constants of the options
 * hold, nor, where they do not, whether there are others. */
static void limits_leave_it_open(void **state) {
    enum { N = 300, DIMS = 8 };
    double *x = malloc(sizeof *x * N * DIMS);
    int64_t labels[N];
    dc_random random;
    dc_dataset *data;
    dc_error error;
    scene s;
    (void)state;
    assert_non_null(x);
    dc_random_seed(&random, 1);
    for (size_t k = 0; k < (size_t)N * DIMS; k++)
        x[k] = (double)dc_random_between(&random, -100000, 100000);
    for (size_t k = 0; k < N; k++)
        labels[k] = (int64_t)k % 2;
    assert_int_equal(dc_dataset_from_doubles(&data, N, DIMS, x, labels, NULL, &error),
                     DC_OK);
    for (int k = 0; k < 2; k++) {
        begin(&s, data, "linear", "abs");
        s.options.floor.fixed = false;
        s.options.floor.check.time_limit = 0.1;
        mpq_set_d(s.options.floor.check.parameters.m0, k ? 0.001 : 0.45);
        mpq_set_d(s.options.floor.check.parameters.delta, 0.5);
        start(&s, 0, 0.5);
        settle(&s);
        assert_int_equal(s.run[0].ground.standing, DC_OPEN);
        assert_true(
            mpq_equal(s.run[0].ground.floor.accuracy, s.run[0].ground.floor.trivial));
        end(&s);
    }
    dc_dataset_destroy(data);
    free(x);
}

static void refusals_are_passed_on(void **state) {
    dc_dataset *data = row_data(20, false);
    dc_error error;
    scene s;
    (void)state;
    begin(&s, data, "linear", "abs");
    mpq_set_ui(s.options.floor.check.parameters.kappa, 1, 1);
    start(&s, 0, 0.5);
    assert_int_equal(dc_grounds_settle(s.trajectory, RUNS, &s.setting, 0, &error),
                     DC_EUSAGE);
    assert_non_null(strstr(error.message, "kappa"));
    end(&s);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_constants_hold_or_not),
        cmocka_unit_test(constants_are_searched),
        cmocka_unit_test(no_run_may_have_started),
        cmocka_unit_test(widths_use_the_largest_slope),
        cmocka_unit_test(slopes_without_bound_give_nothing),
        cmocka_unit_test(features_are_those_of_the_run),
        cmocka_unit_test(cells_are_groups),
        cmocka_unit_test(limits_leave_it_open),
        cmocka_unit_test(refusals_are_passed_on),
    };
    return cmocka_run_group_tests_name("grounds", tests, NULL, release_lp);
}
