#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulation_of.h"

#include <math.h>

#include "base/clock.h"
#include "simulate/data_floors.h"

enum { RUNS = 5 };

/* Runs that no training made. */
typedef struct scene {
    dc_simulation_options options;
    dc_setting setting;
    dc_run run[RUNS];
    dc_simulation simulation;
} scene;

static void begin(scene *s, const dc_dataset *data, const char *architecture,
                  size_t freeze, const double *losses) {
    memset(s, 0, sizeof *s);
    simulation_options(&s->options, architecture, "leaky_relu:0.7", "armijo");
    s->options.training.freeze = freeze;
    s->options.floors = DC_FLOORS_ALL;
    s->options.runs = RUNS;
    must_make(&s->setting, data, &s->options);
    s->simulation.runs = s->run;
    s->simulation.run_count = RUNS;
    s->simulation.coverage = s->setting.coverage;
    for (size_t k = 0; k < RUNS; k++) {
        run_init(s->run + k);
        s->run[k].seed = s->options.training.seed + k;
        s->run[k].start = losses[k] > 0 ? 0 : SIZE_MAX;
        mpq_set_d(s->run[k].loss, losses[k]);
    }
}

static void settle(scene *s, double limit) {
    dc_error error;
    if (dc_data_floors_settle(&s->simulation, &s->setting, limit, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_string_equal(error.message, "");
}

static void end(scene *s) {
    for (size_t k = 0; k < s->simulation.data_floor_count; k++)
        dc_data_floor_destroy(s->simulation.data_floors[k]);
    free(s->simulation.data_floors);
    for (size_t k = 0; k < RUNS; k++)
        run_clear(s->run + k, true);
    dc_setting_clear(&s->setting);
    dc_simulation_options_clear(&s->options);
}

static void expect_floor(const dc_run *run, const dc_dataset *data) {
    dc_data_floor_options options;
    dc_data_floor *floor;
    dc_error error;
    dc_data_floor_options_init(&options);
    options.time_limit = 0;
    options.threads = 1;
    mpq_set(options.loss, run->loss);
    assert_int_equal(dc_data_floor_create(&floor, data, &options, &error), DC_OK);
    assert_non_null(run->data_floor);
    assert_true(mpq_equal(run->data_floor->least, floor->least));
    assert_true(mpq_equal(run->data_floor->most, floor->most));
    assert_int_equal(run->data_floor->vacuous, floor->vacuous);
    dc_data_floor_destroy(floor);
    dc_data_floor_options_clear(&options);
}

/* Of one Lbar one floor; none without a t0, or from log 2 on. */
static void runs_of_one_loss_share_a_floor(void **state) {
    static const double losses[RUNS] = { 0.5, 0.625, 0, 0.5, 0.7 };
    dc_dataset *data = row_data(40, true);
    scene s;
    (void)state;
    begin(&s, data, "linear", 0, losses);
    settle(&s, 0);
    assert_int_equal(s.simulation.data_floor_count, 2);
    assert_ptr_equal(s.run[0].data_floor, s.run[3].data_floor);
    assert_ptr_not_equal(s.run[0].data_floor, s.run[1].data_floor);
    assert_null(s.run[2].data_floor);
    assert_null(s.run[4].data_floor);
    expect_floor(s.run, data);
    expect_floor(s.run + 1, data);
    assert_true(mpq_cmp(s.run[0].data_floor->least, s.run[1].data_floor->least) > 0);
    end(&s);
    dc_dataset_destroy(data);
}

static void features_are_those_of_the_run(void **state) {
    static const double losses[RUNS] = { 0.5, 0.5, 0, 0.625, 0 };
    dc_dataset *data = row_data(40, true), *features;
    dc_error error;
    scene s;
    (void)state;
    begin(&s, data, "1", 1, losses);
    assert_int_equal(s.setting.coverage, DC_COVERS_FEATURES);
    settle(&s, 0);
    assert_int_equal(s.simulation.data_floor_count, 3);
    for (size_t k = 0; k < RUNS; k++) {
        if (losses[k] == 0)
            continue;
        assert_int_equal(dc_setting_features(&features, &s.setting, k, &error), DC_OK);
        expect_floor(s.run + k, features);
        dc_dataset_destroy(features);
    }
    assert_ptr_not_equal(s.run[0].data_floor, s.run[1].data_floor);
    end(&s);
    dc_dataset_destroy(data);
}

static bool stop(void *user) {
    ++*(size_t *)user;
    return true;
}

/* A limit is for all together; one that stops has what is known at once. */
static void limits_are_shared(void **state) {
    static const double losses[RUNS] = { 0.5, 0.55, 0.6, 0.625, 0.65 };
    dc_dataset *data = fraction_data(3, 60, 4, 3);
    size_t calls = 0;
    scene s;
    (void)state;
    for (int stopped = 0; stopped < 2; stopped++) {
        begin(&s, data, "linear", 0, losses);
        s.options.floor.check.stop = stopped ? stop : NULL;
        s.options.floor.check.user = &calls;
        double start = dc_clock();
        settle(&s, stopped ? 100 : 0.5);
        assert_true(dc_clock() - start < 5);
        assert_int_equal(s.simulation.data_floor_count, RUNS);
        for (size_t k = 0; k < RUNS; k++) {
            const dc_data_floor *f = s.run[k].data_floor;
            assert_true(mpq_cmp(f->least, f->trivial) >= 0);
            assert_true(f->stop == (stopped ? DC_STOP_INTERRUPTED : DC_STOP_TIME) ||
                        (f->optimal && !stopped));
            assert_true(f->seconds < 2);
        }
        end(&s);
    }
    assert_true(calls > 0);
    dc_dataset_destroy(data);
}

static void show(const dc_data_floor_progress *progress, void *user) {
    *(double *)user = progress->least;
}

static void progress_is_told(void **state) {
    static const double losses[RUNS] = { 0.5, 0, 0, 0, 0 };
    dc_dataset *data = fraction_data(3, 60, 4, 3);
    double least = -1;
    scene s;
    (void)state;
    begin(&s, data, "linear", 0, losses);
    s.options.data_progress = show;
    s.options.floor.check.user = &least;
    settle(&s, 0.5);
    assert_true(least >= 0);
    end(&s);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_of_one_loss_share_a_floor),
        cmocka_unit_test(features_are_those_of_the_run),
        cmocka_unit_test(limits_are_shared),
        cmocka_unit_test(progress_is_told),
    };
    return cmocka_run_group_tests_name("data_floors", tests, NULL, NULL);
}
