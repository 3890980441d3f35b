#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "training_of.h"

#include <math.h>

enum { CLASSES = 3, POINTS = 20, DIMS = 2 };

/* The scores of x from the layers as the interface gives them; pieces[layer][unit]. */
static void slow_scores(double *logits, uint8_t pieces[][16], const dc_training *t,
                        const char *activation, const double *x) {
    double in[16], out[16], weights[256], biases[16];
    memcpy(in, x, DIMS * sizeof *x);
    for (size_t l = 0; l < dc_training_layers(t); l++) {
        dc_activation a;
        size_t inputs = dc_training_inputs(t, l), units = dc_training_units(t, l);
        assert_int_equal(dc_activation_parse(&a, activation, l, NULL), DC_OK);
        dc_training_get_layer(t, l, weights, biases);
        for (size_t j = 0; j < units; j++) {
            out[j] = biases[j];
            for (size_t i = 0; i < inputs; i++)
                out[j] += weights[j * inputs + i] * in[i];
            pieces[l][j] = (uint8_t)dc_activation_piece(&a, out[j]);
            if (l + 1 < dc_training_layers(t))
                out[j] = dc_activation_value(&a, out[j]);
        }
        memcpy(in, out, sizeof in);
    }
    memcpy(logits, in, CLASSES * sizeof *in);
}

static double slow_margin(const double *logits, int label) {
    double least = HUGE_VAL;
    for (int l = 0; l < CLASSES; l++)
        if (l != label)
            least = fmin(least, logits[label] - logits[l]);
    return least;
}

static double slow_loss(const double *logits, int label) {
    long double sum = 0;
    for (int l = 0; l < CLASSES; l++)
        sum += expl((long double)logits[l] - logits[label]);
    return (double)logl(sum);
}

/* Everything that can be read, against the definitions. */
static void check_scores(const dc_samples *samples, const dc_scores *scores,
                         const dc_training *t, const char *activation, double near) {
    double loss = 0, correct = 0, total = 0;
    for (size_t s = 0; s < samples->points; s++) {
        double logits[CLASSES];
        uint8_t pieces[4][16];
        slow_scores(logits, pieces, t, activation, samples->x + s * DIMS);
        for (int l = 0; l < CLASSES; l++)
            assert_true(fabs(logits[l] - scores->logits[s * CLASSES + l]) < near);
        double margin = slow_margin(scores->logits + s * CLASSES, samples->label[s]);
        assert_true(margin == scores->margins[s]);
        loss += samples->weight[s] * slow_loss(logits, samples->label[s]);
        correct += margin > 0 ? samples->weight[s] : 0;
        total += samples->weight[s];
    }
    assert_true(fabs(scores->loss - loss / total) < near);
    assert_true(scores->correct == correct);
    assert_true(scores->accuracy == correct / total);
}

static void scores_are_those_of_the_layers(void **state) {
    toy_samples toy, others;
    double logits[POINTS * CLASSES], margins[POINTS];
    dc_scores scores = { .logits = logits, .margins = margins };
    dc_error error;
    (void)state;
    toy_samples_random(&toy, 1, POINTS, DIMS, CLASSES);
    toy_samples_random(&others, 2, POINTS - 3, DIMS, CLASSES);
    for (size_t k = 0; k < SOME_ACTIVATIONS * SOME_ARCHITECTURES * 2; k++) {
        const char *activation = some_activations[k / 2 % SOME_ACTIVATIONS];
        dc_training_options options =
            options_of(some_architectures[k / 2 / SOME_ACTIVATIONS], activation, "sgd",
                       k % 2 == 1);
        options.batch = k % 3 ? 7 : 0;
        options.freeze = k / 2 / SOME_ACTIVATIONS > 1;
        dc_training *t = must_train(&toy.samples, &options);
        double near = k % 2 ? 2e-5 : 1e-13;
        take_steps(t, 5);
        dc_training_scores(t, &scores);
        check_scores(&toy.samples, &scores, t, activation, near);
        assert_true(dc_training_loss(t) == scores.loss);
        assert_int_equal(dc_training_test(t, &scores, &others.samples, &error), DC_OK);
        check_scores(&others.samples, &scores, t, activation, near);
        dc_training_scores(t, &scores);
        check_scores(&toy.samples, &scores, t, activation, near);
        dc_training_destroy(t);
    }
}

/* Reading in between changes nothing of what comes after. */
static void reading_does_not_disturb(void **state) {
    toy_samples toy;
    dc_scores scores = { 0 };
    uint8_t pieces[POINTS * 5];
    double inputs[POINTS * 5];
    dc_error error;
    (void)state;
    toy_samples_random(&toy, 3, POINTS, DIMS, CLASSES);
    for (int k = 0; k < 2; k++) {
        dc_training_options options = options_of("5,4", "abs", k ? "armijo" : "gd",
                                                 false);
        dc_training *one = must_train(&toy.samples, &options);
        dc_training *two = must_train(&toy.samples, &options);
        for (int step = 0; step < 10; step++) {
            dc_training_step(one);
            dc_training_scores(one, &scores);
            dc_training_step(one);
            dc_training_pieces(one, 0, pieces);
            dc_training_step(one);
            dc_training_features(one, 1, inputs);
            dc_training_step(one);
            assert_int_equal(dc_training_test(one, &scores, &toy.samples, &error), DC_OK);
            take_steps(two, 4);
        }
        size_t count;
        double *first = parameters_of(one, &count), *second = parameters_of(two, &count);
        assert_memory_equal(first, second, count * sizeof *first);
        free(first);
        free(second);
        dc_training_destroy(one);
        dc_training_destroy(two);
    }
}

/* Weights 0: all scores are equal, and every point counts as wrong. */
static void ties_are_wrong(void **state) {
    toy_samples toy;
    double zeros[DIMS * CLASSES] = { 0 }, biases[CLASSES] = { 1, 1, 0 };
    double margins[POINTS];
    dc_scores scores = { .margins = margins };
    (void)state;
    toy_samples_random(&toy, 4, POINTS, DIMS, CLASSES);
    dc_training_options options = options_of("linear", "abs", "gd", false);
    dc_training *t = must_train(&toy.samples, &options);
    dc_training_set_layer(t, 0, zeros, biases);
    dc_training_scores(t, &scores);
    assert_true(scores.accuracy == 0 && scores.correct == 0);
    for (size_t s = 0; s < POINTS; s++)
        assert_true(margins[s] == (toy.label[s] == 2 ? -1 : 0));
    biases[0] = 1 + 0x1p-52;
    dc_training_set_layer(t, 0, zeros, biases);
    dc_training_scores(t, &scores);
    double first = 0;
    for (size_t s = 0; s < POINTS; s++)
        first += toy.label[s] == 0 ? toy.weight[s] : 0;
    assert_true(scores.correct == first && first > 0);
    dc_training_destroy(t);
}

static void layers_can_be_set(void **state) {
    toy_samples toy;
    double weights[16], biases[4], got[16], others[4];
    (void)state;
    toy_samples_random(&toy, 5, POINTS, DIMS, CLASSES);
    for (size_t k = 0; k < 12; k++)
        weights[k] = (double)k;
    for (size_t k = 0; k < 4; k++)
        biases[k] = -(double)k;
    for (size_t freeze = 0; freeze < 2; freeze++) {
        dc_training_options options = options_of("4", "abs", "gd", true);
        options.freeze = freeze;
        dc_training *t = must_train(&toy.samples, &options);
        double before = dc_training_loss(t);
        dc_training_set_layer(t, 0, weights, biases);
        assert_true(dc_training_loss(t) != before);
        dc_training_get_layer(t, 0, got, others);
        assert_memory_equal(got, weights, 8 * sizeof *got);
        assert_memory_equal(others, biases, sizeof others);
        dc_training_set_layer(t, 1, weights, biases);
        dc_training_get_layer(t, 1, got, others);
        assert_memory_equal(got, weights, 12 * sizeof *got);
        assert_memory_equal(others, biases, 3 * sizeof *others);
        dc_training_destroy(t);
    }
}

/* Pieces and inputs of every layer, frozen or not, for points in several chunks. */
static void cells_and_features_are_read(void **state) {
    toy_samples toy;
    static double inputs[POINTS * 16];
    static uint8_t pieces[POINTS * 16];
    (void)state;
    toy_samples_random(&toy, 6, POINTS, DIMS, CLASSES);
    for (size_t k = 0; k < 4 * 2; k++) {
        const char *activation = "pieces:-0.5,0.25:2,0.5,0.5";
        dc_training_options options = options_of("4,9,5", activation, "sgd", k % 2 == 1);
        options.freeze = k / 2;
        options.batch = 7;
        dc_training *t = must_train(&toy.samples, &options);
        take_steps(t, 9);
        for (size_t l = 0; l < 4; l++) {
            size_t in = dc_training_inputs(t, l), units = dc_training_units(t, l);
            double weights[256], biases[16];
            dc_training_features(t, l, inputs);
            dc_training_get_layer(t, l, weights, biases);
            if (l < 3)
                dc_training_pieces(t, l, pieces);
            for (size_t s = 0; s < POINTS; s++) {
                double logits[CLASSES];
                uint8_t expected[4][16];
                slow_scores(logits, expected, t, activation, toy.x + s * DIMS);
                if (l < 3)
                    assert_memory_equal(pieces + s * units, expected[l], units);
                for (size_t a = 0; l == 3 && a < CLASSES; a++) {
                    double score = biases[a];
                    for (size_t i = 0; i < in; i++)
                        score += weights[a * in + i] * inputs[s * in + i];
                    assert_true(fabs(score - logits[a]) < (k % 2 ? 1e-5 : 1e-13));
                }
            }
        }
        dc_training_destroy(t);
    }
}

static void features_of_frozen_layers_stay(void **state) {
    toy_samples toy;
    double before[POINTS * 5], after[POINTS * 5];
    (void)state;
    toy_samples_random(&toy, 7, POINTS, DIMS, CLASSES);
    dc_training_options options = options_of("6,5", "relu", "momentum", false);
    options.freeze = 2;
    dc_training *t = must_train(&toy.samples, &options);
    dc_training_features(t, 2, before);
    take_steps(t, 10);
    dc_training_features(t, 2, after);
    assert_memory_equal(before, after, sizeof before);
    dc_training_destroy(t);
}

static void other_shapes_are_refused(void **state) {
    toy_samples toy, other;
    dc_scores scores = { 0 };
    dc_error error;
    (void)state;
    toy_samples_random(&toy, 8, POINTS, DIMS, CLASSES);
    toy_samples_random(&other, 8, POINTS, DIMS + 1, CLASSES);
    dc_training_options options = options_of("linear", "abs", "gd", false);
    dc_training *t = must_train(&toy.samples, &options);
    assert_int_equal(dc_training_test(t, &scores, &other.samples, &error), DC_EUSAGE);
    assert_string_equal(error.message, "points with 3 features and 3 classes, for a "
                                       "network with 2 and 3");
    toy.x[3] = NAN;
    assert_int_equal(dc_training_test(t, &scores, &toy.samples, &error), DC_EINPUT);
    dc_training_destroy(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_are_those_of_the_layers),
        cmocka_unit_test(reading_does_not_disturb),
        cmocka_unit_test(ties_are_wrong),
        cmocka_unit_test(layers_can_be_set),
        cmocka_unit_test(cells_and_features_are_read),
        cmocka_unit_test(features_of_frozen_layers_stay),
        cmocka_unit_test(other_shapes_are_refused),
    };
    return cmocka_run_group_tests_name("scores", tests, NULL, NULL);
}
