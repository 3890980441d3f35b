#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulation_of.h"

#include <cblas.h>
#include <float.h>
#include <math.h>

#include "simulate/opponent.h"

enum { MOST = 64 };

/* Points, a classifier of a loss to begin with, and what came of it. */
typedef struct game {
    dc_dataset *data;
    dc_samples samples;
    double weights[MOST], biases[8];
    dc_opponent_task task;
    dc_opponent end;
} game;

/* Trains for a while; so many times that loss is allowed. */
static void begin(game *g, dc_dataset *data, double times, double work) {
    dc_training_options options;
    dc_training *training;
    dc_error error;
    g->data = data;
    assert_int_equal(dc_samples_from_dataset(&g->samples, data, &error), DC_OK);
    dc_training_options_init(&options);
    assert_int_equal(dc_training_create(&training, &g->samples, &options, &error), DC_OK);
    while (dc_training_steps(training) < 300 &&
           dc_training_step(training) == DC_TRAINING_RUNS)
        ;
    double loss = times * dc_training_loss(training);
    dc_training_get_layer(training, 0, g->weights, g->biases);
    dc_training_destroy(training);
    g->task = (dc_opponent_task){ .samples = &g->samples,
                                  .span = dc_rounding_of_samples(&g->samples, NULL, NULL,
                                                                 false),
                                  .loss = loss,
                                  .weights = g->weights,
                                  .biases = g->biases,
                                  .seed = 1,
                                  .work = work };
}

static void play(game *g) {
    dc_error error;
    openblas_set_num_threads(1);
    if (dc_opponent_play(&g->end, &g->task, &error) != DC_OK)
        fail_msg("%s", error.message);
}

static void end(game *g) {
    dc_opponent_clear(&g->end);
    dc_samples_clear(&g->samples);
    dc_dataset_destroy(g->data);
}

/* Accuracy and loss, exactly: the classifier as rationals, the last class at score 0. */
static void evaluate(mpq_t accuracy, mpq_t loss, const game *g) {
    size_t K = g->samples.classes, n = g->samples.features;
    dc_affine affine = { .classes = K, .features = n };
    dc_error error;
    mpq_t last;
    mpq_init(last);
    affine.theta = calloc((K - 1) * (n + 1), sizeof *affine.theta);
    assert_non_null(affine.theta);
    for (size_t l = 0; l + 1 < K; l++)
        for (size_t k = 0; k <= n; k++) {
            mpq_t *to = affine.theta + l * (n + 1) + k;
            mpq_init(*to);
            mpq_set_d(*to, k ? g->end.weights[l * n + k - 1] : g->end.biases[l]);
            mpq_set_d(last,
                      k ? g->end.weights[(K - 1) * n + k - 1] : g->end.biases[K - 1]);
            mpq_sub(*to, *to, last);
        }
    assert_int_equal(dc_affine_evaluate(accuracy, loss, &affine, g->data, &error), DC_OK);
    for (size_t k = 0; k < (K - 1) * (n + 1); k++)
        mpq_clear(affine.theta[k]);
    free(affine.theta);
    mpq_clear(last);
}

/* Its exact loss is allowed, and its exact accuracy is as it says. */
static void expect_inside(const game *g) {
    mpq_t accuracy, loss, allowed;
    mpq_inits(accuracy, loss, allowed, NULL);
    assert_true(g->end.inside);
    evaluate(accuracy, loss, g);
    mpq_set_d(allowed, g->task.loss + 1e-11); /* evaluate rounds up */
    assert_true(mpq_cmp(loss, allowed) <= 0);
    assert_true(mpq_get_d(accuracy) <= g->end.look.possible);
    assert_true(mpq_get_d(accuracy) >= g->end.look.certain);
    assert_true(g->end.look.loss + g->end.look.loss_error <= g->task.loss);
    mpq_clears(accuracy, loss, allowed, NULL);
}

static void a_worst_classifier_is_allowed(void **state) {
    size_t worse = 0;
    (void)state;
    for (uint64_t seed = 0; seed < 12; seed++) {
        double times = 1.05 + 0.1 * (double)(seed % 5);
        game g;
        begin(&g, fraction_data(seed, 40, 1 + seed % 3, 2 + (long)seed % 2), times, 3e6);
        play(&g);
        expect_inside(&g);
        worse += g.end.look.accuracy < 0.8;
        end(&g);
    }
    assert_true(worse > 6);
}

/* The bracket of the data floor: never below its lower end; and the upper end is reached, or
 * all but two points of it. */
static void the_data_floor_is_reached(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 6; seed++) {
        dc_data_floor_options options;
        dc_data_floor *floor;
        dc_error error;
        game g;
        bool row = seed < 3;
        begin(&g, row ? row_data(60, true) : fraction_data(seed, 40, 2, 2),
              1.05 + 0.05 * (double)(seed % 3), row ? 2e7 : 6e7);
        dc_data_floor_options_init(&options);
        options.threads = 1;
        options.time_limit = 3;
        mpq_set_d(options.loss, g.task.loss);
        assert_int_equal(dc_data_floor_create(&floor, g.data, &options, &error), DC_OK);
        play(&g);
        expect_inside(&g);
        double most = mpq_get_d(floor->most), least = mpq_get_d(floor->least);
        assert_true(g.end.look.possible >= least - 1e-12);
        assert_true(g.end.look.accuracy <= most + 0.05);
        assert_false(floor->vacuous);
        dc_data_floor_destroy(floor);
        dc_data_floor_options_clear(&options);
        end(&g);
    }
}

/* What is not inside at the beginning is no trajectory. */
static void it_begins_inside(void **state) {
    game g;
    (void)state;
    begin(&g, row_data(60, true), 1.1, 1e5);
    double loss = g.task.loss;
    g.task.loss = 1e-3; /* none has such a loss */
    play(&g);
    assert_false(g.end.inside);
    dc_opponent_clear(&g.end);
    g.task.loss = loss;
    for (size_t k = 0; k < 2; k++)
        g.weights[k] = -g.weights[k]; /* away from what is allowed, but it finds there */
    play(&g);
    expect_inside(&g);
    end(&g);
}

/* With wide errors no loss is certain; with a loss that is just enough the start is all. */
static void errors_decide_nothing(void **state) {
    game g;
    (void)state;
    begin(&g, row_data(60, true), 1.1, 1e6);
    g.task.span.error = 1;
    play(&g);
    assert_false(g.end.inside);
    dc_opponent_clear(&g.end);
    g.task.span.error = 1e-4;
    play(&g);
    expect_inside(&g);
    assert_true(g.end.look.loss_error > 1e-6);
    assert_true(g.end.look.possible >= g.end.look.accuracy);
    end(&g);
}

static bool at_once(void *user) {
    size_t *calls = user;
    return *calls == 0 || --*calls == 0;
}

static void it_can_be_halted(void **state) {
    game g;
    uint64_t before = 0;
    (void)state;
    for (size_t calls = 1; calls < 4000; calls *= 5) {
        size_t left = calls;
        dc_halt halt = { .wanted = at_once, .user = &left };
        begin(&g, row_data(60, true), 1.1, 1e9);
        g.task.halt = &halt;
        play(&g);
        expect_inside(&g);
        assert_true(g.end.steps >= before && g.end.steps < 2000 + 200 * calls);
        before = g.end.steps;
        end(&g);
    }
}

/* The same numbers, the same end; and after what is enough not much follows. */
static void ends_repeat(void **state) {
    game g, again;
    (void)state;
    for (int k = 0; k < 2; k++) {
        begin(&g, fraction_data(5, 40, 2, 3), 1.2, 2e7);
        begin(&again, fraction_data(5, 40, 2, 3), 1.2, 2e7);
        again.task.enough = k ? 1 : 0;
        play(&g);
        play(&again);
        if (k == 0) {
            assert_int_equal(g.end.steps, again.end.steps);
            assert_memory_equal(&g.end.look, &again.end.look, sizeof g.end.look);
            assert_memory_equal(g.end.weights, again.end.weights, 6 * sizeof(double));
            assert_memory_equal(g.end.biases, again.end.biases, 3 * sizeof(double));
        } else {
            assert_true(again.end.steps < g.end.steps / 5);
        }
        end(&g);
        end(&again);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_worst_classifier_is_allowed),
        cmocka_unit_test(the_data_floor_is_reached),
        cmocka_unit_test(it_begins_inside),
        cmocka_unit_test(errors_decide_nothing),
        cmocka_unit_test(it_can_be_halted),
        cmocka_unit_test(ends_repeat),
    };
    return cmocka_run_group_tests_name("opponent", tests, NULL, NULL);
}
