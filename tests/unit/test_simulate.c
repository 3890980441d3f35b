#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/dataset.h"
#include "release_lp.h"
#include "simulation_of.h"

#include <math.h>

static void options_have_defaults(void **state) {
    dc_simulation_options options;
    (void)state;
    dc_simulation_options_init(&options);
    assert_true(options.standardise && options.runs == 20 && options.steps == 1000);
    assert_true(options.every == 0 && options.threshold == 0.95 && !options.progress);
    assert_string_equal(options.training.architecture, "linear");
    assert_string_equal(options.training.optimiser, "armijo");
    assert_false(options.floor.fixed);
    assert_true(options.floor.check.time_limit == 60);
    dc_simulation_options_clear(&options);
    dc_simulation_destroy(NULL);
}

static void findings_have_names(void **state) {
    (void)state;
    assert_string_equal(dc_finding_name(DC_CONFIRMED), "CONFIRMED");
    assert_string_equal(dc_finding_name(DC_NOT_COVERED), "NOT COVERED");
    assert_string_equal(dc_finding_name(DC_REFUTED), "REFUTED");
}

static void drops_are_from_t0_on(void **state) {
    dc_look looks[] = { { .accuracy = 1 }, { .accuracy = 0.75 }, { .accuracy = 0.25 } };
    dc_run run = { .looks = looks, .look_count = 3, .start = 1, .worst = 2 };
    (void)state;
    assert_true(dc_run_drop(&run) == 0.5);
    run.worst = 1;
    assert_true(dc_run_drop(&run) == 0);
    run.start = SIZE_MAX;
    assert_true(dc_run_drop(&run) == 0);
}

/* Of a row: constants raise the floors of the first two runs, and hold in vain for the
 * third, whose loss at t0 is too large; others do not hold. */
static void runs_are_held_against_their_floors(void **state) {
    dc_dataset *data = row_data(100, false);
    dc_simulation_options options;
    (void)state;
    simulation_options(&options, "linear", "abs", "armijo");
    for (int holds = 1; holds >= 0; holds--) {
        if (!holds)
            mpq_set_ui(options.floor.check.parameters.m0, 1, 10);
        dc_simulation *simulation = must_simulate(data, &options);
        assert_int_equal(simulation->coverage, DC_COVERS_POINTS);
        assert_int_equal(simulation->run_count, 3);
        assert_int_equal(simulation->finding, holds ? DC_CONFIRMED : DC_NOT_COVERED);
        assert_true(!simulation->interrupted && simulation->seconds > 0);
        for (size_t k = 0; k < 3; k++) {
            const dc_run *run = simulation->runs + k;
            int better = mpq_cmp(run->ground.floor.accuracy, run->ground.floor.trivial);
            assert_int_equal(run->seed, 1 + k);
            assert_int_equal(run->finding, simulation->finding);
            assert_int_equal(run->fails, holds ? 0 : 1u << DC_NEEDS_CONDITION);
            assert_true(run->start != SIZE_MAX);
            assert_true(run->looks[run->start].accuracy >= 0.95);
            assert_int_equal(better > 0, holds && k < 2);
        }
        dc_simulation_destroy(simulation);
    }
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

static void expect_same_ground(const dc_ground *a, const dc_ground *b) {
    assert_int_equal(a->standing, b->standing);
    assert_true(a->floor.constants == b->floor.constants);
    assert_true(mpq_equal(a->floor.accuracy, b->floor.accuracy));
    assert_true(mpq_equal(a->floor.trivial, b->floor.trivial));
    assert_true(mpq_equal(a->constants.kappa, b->constants.kappa));
    assert_true(mpq_equal(a->constants.sigma, b->constants.sigma));
    assert_true(mpq_equal(a->constants.delta, b->constants.delta));
    assert_true(mpq_equal(a->constants.m0, b->constants.m0));
}

static void expect_same_run(const dc_run *a, const dc_run *b) {
    assert_int_equal(a->seed, b->seed);
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->look_count, b->look_count);
    assert_memory_equal(a->looks, b->looks, a->look_count * sizeof *a->looks);
    assert_true(a->start == b->start && a->worst == b->worst && a->highest == b->highest);
    assert_true(mpq_equal(a->loss, b->loss));
    assert_true(a->slope == b->slope && a->fits == b->fits && a->moved == b->moved);
    assert_true(a->fails == b->fails && a->finding == b->finding);
    assert_true(a->attacked == b->attacked && a->lacks == b->lacks);
    assert_memory_equal(&a->adversary, &b->adversary, sizeof a->adversary);
    assert_true(!a->data_floor == !b->data_floor);
    if (a->data_floor)
        assert_true(mpq_equal(a->data_floor->least, b->data_floor->least) &&
                    mpq_equal(a->data_floor->most, b->data_floor->most));
    expect_same_ground(&a->ground, &b->ground);
    for (size_t e = 0; e < DC_EVIDENCES; e++) {
        assert_true(a->evidence[e].look == b->evidence[e].look);
        assert_int_equal(a->evidence[e].cells, b->evidence[e].cells);
        assert_true(a->evidence[e].moved == b->evidence[e].moved);
        expect_same_ground(&a->evidence[e].ground, &b->evidence[e].ground);
    }
}

static void threads_do_not_matter(void **state) {
    static const struct {
        const char *architecture, *activation, *optimiser;
        size_t freeze, batch;
    } cases[] = { { "linear", "abs", "armijo", 0, 0 },
                  { "linear", "abs", "sgd", 0, 7 },
                  { "3,1", "leaky_relu:0.7", "adam", 2, 9 },
                  { "1", "pieces:-100:2,1", "armijo", 0, 0 } };
    dc_dataset *data = row_data(40, true);
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        dc_simulation_options options;
        simulation_options(&options, cases[k].architecture, cases[k].activation,
                           cases[k].optimiser);
        options.training.freeze = cases[k].freeze;
        options.training.batch = cases[k].batch;
        options.threshold = 0.7;
        options.runs = 4;
        dc_simulation *one = must_simulate(data, &options);
        for (unsigned threads = 1; threads < 3; threads++) {
            options.floor.check.threads = threads;
            dc_simulation *other = must_simulate(data, &options);
            assert_int_equal(other->finding, one->finding);
            assert_int_equal(other->run_count, 4);
            for (size_t j = 0; j < 4; j++)
                expect_same_run(one->runs + j, other->runs + j);
            dc_simulation_destroy(other);
        }
        dc_simulation_destroy(one);
        dc_simulation_options_clear(&options);
    }
    dc_dataset_destroy(data);
}

/* All floors, and an adversary for each run: of points, and of features. */
static void adversaries_play_for_all_runs(void **state) {
    dc_dataset *data = row_data(40, true);
    (void)state;
    for (size_t freeze = 0; freeze < 2; freeze++) {
        dc_simulation_options options;
        simulation_options(&options, freeze ? "1" : "linear", "leaky_relu:0.5", "armijo");
        options.training.freeze = freeze;
        options.training.single = freeze == 1;
        options.floors = DC_FLOORS_ALL;
        options.adversary = true;
        options.threshold = 0.7;
        options.runs = 4;
        dc_simulation *one = must_simulate(data, &options);
        size_t attacked = 0;
        for (size_t k = 0; k < 4; k++) {
            const dc_run *run = one->runs + k;
            attacked += run->attacked;
            if (!run->attacked || !run->data_floor)
                continue;
            double least = mpq_get_d(run->data_floor->least), loss = mpq_get_d(run->loss);
            assert_true(run->adversary.possible >= least - 1e-12);
            assert_true(run->adversary.accuracy <= run->looks[run->start].accuracy);
            assert_true(run->adversary.accuracy < least + 0.06);
            assert_true(run->adversary.loss + run->adversary.loss_error <= loss);
            assert_int_equal(run->finding, DC_CONFIRMED);
        }
        assert_true(attacked >= 3);
        options.floor.check.threads = 2;
        dc_simulation *other = must_simulate(data, &options);
        for (size_t k = 0; k < 4; k++)
            expect_same_run(one->runs + k, other->runs + k);
        dc_simulation_destroy(other);
        dc_simulation_destroy(one);
        dc_simulation_options_clear(&options);
    }
    dc_dataset_destroy(data);
}

/* Run k of many is the only run from its seed on. */
static void runs_do_not_depend_on_each_other(void **state) {
    dc_dataset *data = row_data(40, true);
    dc_simulation_options options;
    (void)state;
    simulation_options(&options, "3,1", "leaky_relu:0.7", "sgd");
    options.training.freeze = 2;
    options.training.batch = 11;
    options.threshold = 0.6;
    dc_simulation *all = must_simulate(data, &options);
    options.runs = 1;
    for (size_t k = 0; k < 3; k++) {
        dc_simulation *own = must_simulate(data, &options);
        expect_same_run(all->runs + k, own->runs);
        dc_simulation_destroy(own);
        options.training.seed++;
        options.training.shuffle_seed++;
    }
    dc_simulation_destroy(all);
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

/* Stops at the call for which the count is 0, and for good. */
static bool stop_later(void *user) {
    unsigned *left = user;
    return *left == 0 || --*left == 0;
}

static void a_callback_stops_it(void **state) {
    dc_dataset *data = row_data(60, false), *features;
    dc_simulation_options options;
    dc_error error;
    unsigned left;
    (void)state;
    simulation_options(&options, "2", "abs", "armijo");
    options.training.freeze = 1;
    options.runs = 6;
    options.threshold = 0;
    options.floor.check.stop = stop_later;
    options.floor.check.user = &left;
    for (unsigned threads = 1; threads < 3; threads++)
        for (unsigned calls = 1; calls < 120; calls += 17) {
            options.floor.check.threads = threads;
            left = calls;
            dc_simulation *simulation = must_simulate(data, &options);
            size_t count = simulation->run_count;
            assert_true(simulation->interrupted);
            assert_true(count >= 1 && count <= 6);
            if (threads == 1)
                assert_int_equal(count, (calls - 1) / 20 + 1);
            for (size_t k = 0; k < count; k++) {
                const dc_run *run = simulation->runs + k;
                assert_true(run->look_count > 0 && run->look_count <= 21);
                assert_true(run->seed > (k ? run[-1].seed : 0) && run->seed <= 6);
                assert_int_equal(run->ground.standing, DC_OPEN);
                assert_int_equal(run->fails & 1u << DC_NEEDS_ANSWER,
                                 1u << DC_NEEDS_ANSWER);
            }
            options.floor.check.stop = NULL;
            assert_int_equal(dc_simulation_features(&features, simulation, count - 1,
                                                    data, &options, &error),
                             DC_OK);
            options.floor.check.stop = stop_later;
            dc_dataset_destroy(features);
            dc_simulation_destroy(simulation);
        }
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

/* One at a time, with runs that end. */
typedef struct audience {
    size_t calls, done;
    bool inside, fits;
} audience;

static void show(const dc_simulation_progress *progress, void *user) {
    audience *a = user;
    a->fits = a->fits && !a->inside;
    a->inside = true;
    a->calls++;
    a->fits = a->fits && progress->done >= a->done && progress->runs == 4 &&
              progress->steps == 20 && progress->step <= 20 && progress->seed >= 1 &&
              progress->seed <= 4 && progress->seconds >= 0 && progress->loss > 0;
    a->done = progress->done;
    a->inside = false;
}

static void progress_is_told(void **state) {
    dc_dataset *data = row_data(60, false);
    dc_simulation_options options;
    audience a = { .fits = true };
    (void)state;
    simulation_options(&options, "linear", "abs", "armijo");
    options.floor.check.threads = 2;
    options.floor.check.user = &a;
    options.progress = show;
    options.runs = 4;
    dc_simulation_destroy(must_simulate(data, &options));
    assert_true(a.fits && a.calls >= 4);
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

static void must_not_simulate(const dc_dataset *data,
                              const dc_simulation_options *options, dc_status status,
                              const char *part) {
    dc_simulation *simulation = (dc_simulation *)&status;
    dc_error error;
    assert_int_equal(dc_simulate(&simulation, data, options, &error), status);
    assert_null(simulation);
    assert_int_equal(error.status, status);
    if (!strstr(error.message, part))
        fail_msg("'%s' is not in '%s'", part, error.message);
}

static void refusals_are_passed_on(void **state) {
    static const dc_read_options bare = { .label = "none" };
    dc_dataset *data = row_data(20, false), *unlabelled = must_read("1\n2\n", &bare);
    dc_simulation_options options, good;
    (void)state;
    simulation_options(&good, "linear", "abs", "armijo");
    good.threshold = 0;
    options = good;
    options.runs = 0;
    must_not_simulate(data, &options, DC_EUSAGE, "0 runs");
    options = good;
    options.training.optimiser = "newton";
    must_not_simulate(data, &options, DC_EUSAGE, "newton");
    options = good;
    options.training.memory = 10;
    must_not_simulate(data, &options, DC_ENOMEM, "");
    options = good;
    options.floor.check.memory = 1000;
    must_not_simulate(data, &options, DC_ENOMEM, "look less often");
    options = good;
    options.adversary = true;
    must_not_simulate(data, &options, DC_EUSAGE, "all floors");
    options.floors = DC_FLOORS_ALL;
    options.training.architecture = "2";
    must_not_simulate(data, &options, DC_EUSAGE, "fixed features");
    options = good;
    options.floor.check.family.kind = DC_FAMILY_SPARSE;
    options.floor.check.family.sparsity = 2;
    must_not_simulate(data, &options, DC_EUSAGE, "2");
    must_not_simulate(unlabelled, &good, DC_EINPUT, "label");
    mpq_set_ui(good.floor.check.parameters.kappa, 1, 1);
    must_not_simulate(data, &good, DC_EUSAGE, "kappa");
    dc_simulation_options_clear(&good);
    dc_dataset_destroy(unlabelled);
    dc_dataset_destroy(data);
}

static void points_have_no_inputs_of_a_last_layer(void **state) {
    dc_dataset *data = row_data(20, false), *features;
    dc_simulation_options options;
    dc_error error;
    (void)state;
    for (size_t freeze = 0; freeze < 2; freeze++) {
        simulation_options(&options, freeze ? "2" : "linear", "abs", "armijo");
        options.training.freeze = freeze;
        options.runs = 1;
        dc_simulation *simulation = must_simulate(data, &options);
        features = data;
        assert_int_equal(dc_simulation_features(&features, simulation, freeze, data,
                                                &options, &error),
                         DC_EUSAGE);
        assert_null(features);
        dc_simulation_destroy(simulation);
        dc_simulation_options_clear(&options);
    }
    dc_dataset_destroy(data);
}

static void expect_features(const dc_dataset *features, const double *values, size_t N,
                            size_t width) {
    mpq_t value;
    mpq_init(value);
    assert_int_equal(dc_dataset_points(features), N);
    assert_int_equal(dc_dataset_features(features), width);
    for (size_t k = 0; k < N * width; k++) {
        dc_dataset_value(value, features, k / width, k % width);
        assert_true(mpq_get_d(value) == values[k]);
    }
    mpq_clear(value);
}

/* Of the network at the end of the first run, if wanted; of no other. */
static void features_of_trained_layers_are_kept(void **state) {
    dc_dataset *data = row_data(20, true), *features;
    dc_simulation_options options;
    dc_setting setting;
    dc_training *training;
    dc_error error;
    double values[60];
    (void)state;
    simulation_options(&options, "2,3", "leaky_relu", "adam");
    options.training.freeze = 1;
    options.keep_features = true;
    options.threshold = 1; /* t0 or not */
    dc_simulation *simulation = must_simulate(data, &options);
    must_make(&setting, data, &options);
    assert_int_equal(dc_setting_begin(&training, &setting, 0, &error), DC_OK);
    while (dc_training_steps(training) < options.steps)
        dc_training_step(training);
    dc_training_features(training, 2, values);
    assert_int_equal(dc_simulation_features(&features, simulation, 0, data, &options,
                                            &error),
                     DC_OK);
    expect_features(features, values, 20, 3);
    /* Beside a check of features the data are held, too. */
    size_t left = dc_simulation_left(simulation, data, data, 1 << 30);
    assert_int_equal(left, (1 << 30) - simulation->held);
    assert_int_equal(dc_simulation_left(simulation, data, features, 1 << 30),
                     left - dc_dataset_bytes(data));
    assert_int_equal(dc_simulation_left(simulation, data, features, 0), 0);
    assert_int_equal(dc_simulation_left(simulation, data, features, 1), 1);
    assert_true(simulation->held >= 20 * 3 * sizeof(double));
    dc_dataset_destroy(features);
    assert_int_equal(dc_simulation_features(&features, simulation, 1, data, &options,
                                            &error),
                     DC_EUSAGE);
    dc_training_destroy(training);
    dc_setting_clear(&setting);
    dc_simulation_destroy(simulation);
    dc_simulation_options_clear(&options);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_have_defaults),
        cmocka_unit_test(findings_have_names),
        cmocka_unit_test(drops_are_from_t0_on),
        cmocka_unit_test(runs_are_held_against_their_floors),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(adversaries_play_for_all_runs),
        cmocka_unit_test(runs_do_not_depend_on_each_other),
        cmocka_unit_test(a_callback_stops_it),
        cmocka_unit_test(progress_is_told),
        cmocka_unit_test(refusals_are_passed_on),
        cmocka_unit_test(points_have_no_inputs_of_a_last_layer),
        cmocka_unit_test(features_of_trained_layers_are_kept),
    };
    return cmocka_run_group_tests_name("simulate", tests, NULL, release_lp);
}
