#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "network/training.h"
#include "training_of.h"

#include <cblas.h>
#include <math.h>

/* The gradient's numbers, padding included, to be freed. */
static double *gradient_of(dc_training *t) {
    dc_batch all = dc_training_all(t);
    double *gradient = malloc(t->back.count * sizeof *gradient);
    assert_non_null(gradient);
    dc_training_pass(t, t->back.parameters, &all, true);
    t->back.kernel->get(gradient, t->gradient, t->back.count, 1);
    return gradient;
}

/* The loss with one parameter moved. */
static double moved_loss(dc_training *t, size_t k, double by) {
    dc_batch all = dc_training_all(t);
    void *at = dc_network_at(&t->back, t->back.parameters, k);
    double kept, moved;
    t->back.kernel->get(&kept, at, 1, 1);
    moved = kept + by;
    t->back.kernel->set(at, &moved, 1, 1);
    t->fresh = false;
    double loss = dc_training_pass(t, t->back.parameters, &all, false);
    t->back.kernel->set(at, &kept, 1, 1);
    t->fresh = false;
    return loss;
}

static bool is_padding(const dc_training *t, size_t k) {
    size_t l = t->back.layers - 1;
    while (k < t->back.layer[l].offset)
        l--;
    const dc_layer *layer = t->back.layer + l;
    return (k - layer->offset) % layer->row >= layer->units;
}

static void check_gradient(const char *architecture, const char *activation,
                           const toy_samples *toy) {
    const double step = 0x1p-20;
    dc_training_options options = options_of(architecture, activation, "gd", false);
    dc_training *t = must_train(&toy->samples, &options);
    options.single = true;
    dc_training *single = must_train(&toy->samples, &options);
    double *gradient = gradient_of(t), *rounded = gradient_of(single);
    for (size_t k = 0, other = 0; k < t->back.count; k++) {
        if (is_padding(t, k)) {
            assert_true(gradient[k] == 0);
            continue;
        }
        while (is_padding(single, other))
            other++;
        double slope = (moved_loss(t, k, step) - moved_loss(t, k, -step)) / (2 * step);
        if (!(fabs(slope - gradient[k]) < 1e-8))
            fail_msg("%s %s: %zu is %g, not %g", architecture, activation, k, gradient[k],
                     slope);
        if (!(fabs(rounded[other] - gradient[k]) < 1e-5))
            fail_msg("%s %s: float %zu is %g, not %g", architecture, activation, k,
                     rounded[other], gradient[k]);
        other++;
    }
    free(gradient);
    free(rounded);
    dc_training_destroy(t);
    dc_training_destroy(single);
}

static void gradients_are_those_of_differences(void **state) {
    toy_samples toy;
    (void)state;
    toy_samples_random(&toy, 1, 13, 3, 3);
    for (size_t a = 0; a < SOME_ACTIVATIONS; a++)
        for (size_t l = 0; l < SOME_ARCHITECTURES; l++)
            check_gradient(some_architectures[l], some_activations[a], &toy);
}

/* Armijo's condition for the step that t took from a loss and a gradient. */
static bool fell_enough(const dc_training *t, double loss, double squares) {
    return t->loss <= loss - 1e-4 * (t->rate / 2) * squares;
}

static double squares_of(dc_training *t) {
    double *gradient = gradient_of(t), sum = 0;
    for (size_t k = 0; k < t->back.count; k++)
        sum += gradient[k] * gradient[k];
    free(gradient);
    return sum * (1 - 1e-12);
}

static void the_line_search_never_rises(void **state) {
    toy_samples toy;
    (void)state;
    toy_samples_random(&toy, 2, 30, 2, 3);
    for (size_t k = 0; k < 2 * SOME_ARCHITECTURES; k++) {
        dc_training_options options = options_of(some_architectures[k / 2],
                                                 "leaky_relu:0.1", "armijo", k % 2 == 1);
        options.rate = k % 2 ? 1000 : 1e-6;
        dc_training *t = must_train(&toy.samples, &options);
        double loss = dc_training_loss(t), first = loss;
        for (int step = 0; step < 50; step++) {
            double squares = squares_of(t);
            if (dc_training_step(t) != DC_TRAINING_RUNS)
                break;
            assert_true(fell_enough(t, loss, squares));
            double next = dc_training_loss(t);
            t->known = t->fresh = false;
            if (!(next < loss) || dc_training_loss(t) != next)
                fail_msg("%s: %.17g after %.17g, again %.17g", some_architectures[k / 2],
                         next, loss, dc_training_loss(t));
            loss = next;
        }
        assert_true(loss < first);
        dc_training_destroy(t);
    }
}

/* A loss symmetric in the margin, which a step nearly reflects: to all but `short_by`
 * of it. The step is accepted only where the loss falls by more than 10^-4 of what its
 * slope says. */
static bool accepts_reflection(double short_by) {
    double x[] = { 1, 1 }, weight[] = { 1, 1 }, weights[] = { 0.5, -0.5 },
           biases[2] = { 0 };
    int label[] = { 0, 1 };
    dc_samples samples = { 2, 1, 2, x, label, weight, NULL };
    dc_training_options options = options_of("linear", "abs", "armijo", false);
    dc_training *t = must_train(&samples, &options);
    dc_training_set_layer(t, 0, weights, biases);
    double *gradient = gradient_of(t), rate = (2 - short_by) / (4 * gradient[0]);
    t->rate = rate;
    t->fresh = false;
    assert_int_equal(dc_training_step(t), DC_TRAINING_RUNS);
    bool accepted = t->rate == 2 * rate;
    assert_true(accepted || t->rate == rate);
    free(gradient);
    dc_training_destroy(t);
    return accepted;
}

static void steps_must_lower_enough(void **state) {
    (void)state;
    assert_true(accepts_reflection(1e-3));
    assert_false(accepts_reflection(1e-5));
    assert_false(accepts_reflection(-1e-5));
}

/* One point of each class at the same place: at equal scores the gradient is 0. */
static void a_minimum_is_stationary(void **state) {
    double x[] = { 1, 1 }, weight[] = { 1, 1 };
    int label[] = { 0, 1 };
    dc_samples samples = { 2, 1, 2, x, label, weight, NULL };
    dc_training_options options = options_of("linear", "abs", "armijo", false);
    dc_training *t = must_train(&samples, &options);
    (void)state;
    assert_int_equal(take_steps(t, 2000), DC_TRAINING_STATIONARY);
    assert_true(fabs(dc_training_loss(t) - M_LN2) < 1e-15);
    uint64_t steps = dc_training_steps(t);
    assert_int_equal(dc_training_step(t), DC_TRAINING_STATIONARY);
    assert_int_equal(dc_training_steps(t), steps);
    dc_training_set_layer(t, 0, (double[]){ 1, 2 }, (double[]){ 0, 0 });
    assert_int_equal(dc_training_step(t), DC_TRAINING_RUNS);
    dc_training_destroy(t);
}

static void a_loss_that_is_no_number_stops(void **state) {
    double x[] = { 1e308, -1e308 }, weight[] = { 1, 1 };
    int label[] = { 0, 1 };
    dc_samples samples = { 2, 1, 2, x, label, weight, NULL };
    static const char *const optimisers[] = { "armijo", "gd", "sgd", "momentum", "adam" };
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        dc_training_options options = options_of("8", "abs", optimisers[k], k % 2 == 0);
        options.rate = 1e300;
        dc_training *t = must_train(&samples, &options);
        assert_int_equal(take_steps(t, 10), DC_TRAINING_DIVERGED);
        assert_int_equal(dc_training_state_of(t), DC_TRAINING_DIVERGED);
        assert_false(isfinite(dc_training_loss(t)));
        dc_training_destroy(t);
    }
}

/* What a run leaves: parameters after some steps, to be freed. */
static double *run(const toy_samples *toy, const dc_training_options *options,
                   size_t steps, size_t *count) {
    dc_training *t = must_train(&toy->samples, options);
    assert_int_equal(take_steps(t, steps), DC_TRAINING_RUNS);
    double *all = parameters_of(t, count);
    dc_training_destroy(t);
    return all;
}

static void expect_same_run(const toy_samples *toy, const dc_training_options *options,
                            const dc_training_options *others, bool same) {
    size_t count, other_count;
    double *one = run(toy, options, 20, &count),
           *two = run(toy, others, 20, &other_count);
    assert_int_equal(count, other_count);
    assert_int_equal(memcmp(one, two, count * sizeof *one) == 0, same);
    free(one);
    free(two);
}

static void seeds_decide_every_byte(void **state) {
    static const char *const optimisers[] = { "armijo", "gd", "sgd", "momentum", "adam" };
    toy_samples toy;
    (void)state;
    toy_samples_random(&toy, 3, 40, 3, 3);
    for (size_t k = 0; k < 10; k++) {
        dc_training_options options = options_of("70,9", "leaky_relu", optimisers[k / 2],
                                                 k % 2 == 1);
        options.batch = k / 2 < 2 ? 0 : 7;
        options.rate = 0.01;
        openblas_set_num_threads(2);
        expect_same_run(&toy, &options, &options, true);
        openblas_set_num_threads(1);
        dc_training_options others = options;
        others.seed++;
        expect_same_run(&toy, &options, &others, false);
        others = options;
        others.shuffle_seed++;
        expect_same_run(&toy, &options, &others, options.batch == 0);
    }
}

/* A run on one thread of BLAS and on more. */
static void threads_of_blas_do_not_matter(void **state) {
    toy_samples toy;
    size_t count;
    (void)state;
    toy_samples_random(&toy, 4, 60, 8, 3);
    dc_training_options options = options_of("130,90", "abs", "gd", false);
    int kept = openblas_get_num_threads();
    openblas_set_num_threads(1);
    double *one = run(&toy, &options, 5, &count);
    openblas_set_num_threads(2);
    int threads = openblas_get_num_threads();
    double *two = run(&toy, &options, 5, &count);
    assert_int_equal(openblas_get_num_threads(), threads);
    openblas_set_num_threads(kept);
    assert_memory_equal(one, two, count * sizeof *one);
    free(one);
    free(two);
}

static void frozen_layers_stay(void **state) {
    toy_samples toy;
    (void)state;
    toy_samples_random(&toy, 5, 40, 3, 3);
    for (size_t freeze = 0; freeze < 3; freeze++) {
        dc_training_options options = options_of("6,5", "abs", "adam", freeze == 1);
        size_t count, same = 0, frozen = (freeze > 0) * 6 * 4 + (freeze > 1) * 5 * 7;
        options.freeze = freeze;
        dc_training *t = must_train(&toy.samples, &options);
        double *before = parameters_of(t, &count);
        assert_int_equal(take_steps(t, 5), DC_TRAINING_RUNS);
        double *after = parameters_of(t, &count);
        while (same < count && before[same] == after[same])
            same++;
        assert_int_equal(same, frozen);
        free(before);
        free(after);
        dc_training_destroy(t);
    }
}

/* The frozen training's first step is that of the others in its layers. */
static void freezing_keeps_the_gradient(void **state) {
    toy_samples toy;
    size_t count;
    (void)state;
    toy_samples_random(&toy, 6, 40, 3, 3);
    dc_training_options options = options_of("6,5", "hard_tanh", "gd", false);
    double *whole = run(&toy, &options, 1, &count);
    options.freeze = 2;
    double *frozen = run(&toy, &options, 1, &count);
    for (size_t k = 6 * 4 + 5 * 7; k < count; k++)
        assert_true(fabs(whole[k] - frozen[k]) < 1e-15);
    free(whole);
    free(frozen);
}

static void weights_are_repetitions(void **state) {
    toy_samples toy, repeated;
    size_t N = 0, count;
    (void)state;
    toy_samples_random(&toy, 7, 15, 2, 3);
    for (size_t s = 0; s < 15; s++)
        for (int k = 0; k < (int)toy.weight[s]; k++, N++) {
            memcpy(repeated.x + 2 * N, toy.x + 2 * s, 2 * sizeof *toy.x);
            repeated.label[N] = toy.label[s];
            repeated.weight[N] = 1;
        }
    repeated.samples =
        (dc_samples){ N, 2, 3, repeated.x, repeated.label, repeated.weight, NULL };
    dc_training_options options = options_of("6", "abs", "gd", false);
    double *one = run(&toy, &options, 10, &count),
           *two = run(&repeated, &options, 10, &count);
    for (size_t k = 0; k < count; k++)
        assert_true(fabs(one[k] - two[k]) < 1e-13);
    free(one);
    free(two);
}

/* A step on a batch is one of gradient descent on its points alone, in their order. */
static void batches_are_weighted_means(void **state) {
    toy_samples toy, part;
    size_t count;
    (void)state;
    toy_samples_random(&toy, 11, 20, 2, 3);
    dc_training_options options = options_of("6", "abs", "sgd", false);
    options.batch = 5;
    dc_training *t = must_train(&toy.samples, &options);
    assert_int_equal(dc_training_step(t), DC_TRAINING_RUNS);
    for (size_t s = 0; s < 5; s++) {
        size_t from = t->order[s];
        memcpy(part.x + 2 * s, toy.x + 2 * from, 2 * sizeof *toy.x);
        part.label[s] = toy.label[from];
        part.weight[s] = toy.weight[from];
    }
    part.samples = (dc_samples){ 5, 2, 3, part.x, part.label, part.weight, NULL };
    options.batch = 0;
    double *one = parameters_of(t, &count), *two = run(&part, &options, 1, &count);
    assert_memory_equal(one, two, count * sizeof *one);
    free(one);
    free(two);
    dc_training_destroy(t);
}

/* Steps and epochs; the last batch of an epoch is smaller. */
static void epochs_are_passes(void **state) {
    toy_samples toy;
    (void)state;
    toy_samples_random(&toy, 8, 10, 2, 2);
    dc_training_options options = options_of("linear", "abs", "sgd", false);
    options.batch = 4;
    dc_training *t = must_train(&toy.samples, &options);
    for (uint64_t k = 1; k <= 9; k++) {
        assert_int_equal(dc_training_step(t), DC_TRAINING_RUNS);
        assert_int_equal(dc_training_steps(t), k);
        assert_int_equal(dc_training_epochs(t), k / 3);
    }
    dc_training_destroy(t);
}

/* Little memory makes chunks of one point; the sums differ in their order alone. */
static void memory_is_kept_to(void **state) {
    toy_samples toy;
    dc_training *t;
    dc_error error;
    size_t count;
    (void)state;
    toy_samples_random(&toy, 9, 50, 2, 3);
    dc_training_options options = options_of("30,30", "abs", "gd", false);
    double *whole = run(&toy, &options, 3, &count);
    options.memory = 75000;
    t = must_train(&toy.samples, &options);
    assert_true(t->chunk < 50);
    dc_training_destroy(t);
    double *parts = run(&toy, &options, 3, &count);
    for (size_t k = 0; k < count; k++)
        assert_true(fabs(whole[k] - parts[k]) < 1e-13);
    options.memory = 10000;
    assert_int_equal(dc_training_create(&t, &toy.samples, &options, &error), DC_ENOMEM);
    assert_null(t);
    assert_non_null(strstr(error.message, "MiB"));
    free(whole);
    free(parts);
    dc_training_destroy(NULL);
}

/* He's and Glorot's bounds, reached nearly; biases 0. */
static void initial_weights_have_their_range(void **state) {
    toy_samples toy;
    double weights[50 * 40], biases[50], most = 0;
    (void)state;
    toy_samples_random(&toy, 10, 4, 2, 3);
    dc_training_options options = options_of("40,50", "abs", "gd", false);
    dc_training *t = must_train(&toy.samples, &options);
    dc_training_get_layer(t, 1, weights, biases);
    for (size_t k = 0; k < 2000; k++)
        most = fmax(most, fabs(weights[k]));
    assert_true(most > 0.99 * sqrt(6 / 40.) && most <= sqrt(6 / 40.));
    assert_true(biases[0] == 0 && biases[49] == 0);
    dc_training_get_layer(t, 2, weights, biases);
    most = 0;
    for (size_t k = 0; k < 150; k++)
        most = fmax(most, fabs(weights[k]));
    assert_true(most > 0.9 * sqrt(6 / 53.) && most <= sqrt(6 / 53.));
    dc_training_destroy(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_are_those_of_differences),
        cmocka_unit_test(the_line_search_never_rises),
        cmocka_unit_test(steps_must_lower_enough),
        cmocka_unit_test(a_minimum_is_stationary),
        cmocka_unit_test(a_loss_that_is_no_number_stops),
        cmocka_unit_test(seeds_decide_every_byte),
        cmocka_unit_test(threads_of_blas_do_not_matter),
        cmocka_unit_test(frozen_layers_stay),
        cmocka_unit_test(freezing_keeps_the_gradient),
        cmocka_unit_test(weights_are_repetitions),
        cmocka_unit_test(batches_are_weighted_means),
        cmocka_unit_test(epochs_are_passes),
        cmocka_unit_test(memory_is_kept_to),
        cmocka_unit_test(initial_weights_have_their_range),
    };
    return cmocka_run_group_tests_name("training", tests, NULL, NULL);
}
