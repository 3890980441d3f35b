#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "exact_of.h"
#include "simulation_of.h"
#include "training_of.h"

#include <math.h>
#include <mpfr.h>

enum { POINTS = 7, DIMS = 3, CLASSES = 3, BITS = 300 };

/* Largest distances of what is computed from what is exact, over points. */
typedef struct distance {
    double margin, loss, share;
} distance;

static double distance_of(double computed, const mpq_t exact) {
    mpq_t difference;
    mpq_init(difference);
    mpq_set_d(difference, computed);
    mpq_sub(difference, difference, exact);
    double apart = fabs(mpq_get_d(difference));
    mpq_clear(difference);
    return apart;
}

/* sum += weight (log(sum of exp(X_l - most)) + most - X_label). */
static void add_loss(mpfr_t sum, const mpq_t *score, size_t label, const mpq_t weight) {
    mpfr_t all, term;
    mpq_t difference;
    size_t most = 0;
    mpfr_inits2(BITS, all, term, (mpfr_ptr)NULL);
    mpq_init(difference);
    mpfr_set_zero(all, 1);
    for (size_t a = 1; a < CLASSES; a++)
        most = mpq_cmp(score[a], score[most]) > 0 ? a : most;
    for (size_t a = 0; a < CLASSES; a++) {
        mpq_sub(difference, score[a], score[most]);
        mpfr_set_q(term, difference, MPFR_RNDN);
        mpfr_exp(term, term, MPFR_RNDN);
        mpfr_add(all, all, term, MPFR_RNDN);
    }
    mpfr_log(all, all, MPFR_RNDN);
    mpq_sub(difference, score[most], score[label]);
    mpfr_add_q(all, all, difference, MPFR_RNDN);
    mpfr_mul_q(all, all, weight, MPFR_RNDN);
    mpfr_add(sum, sum, all, MPFR_RNDN);
    mpq_clear(difference);
    mpfr_clears(all, term, (mpfr_ptr)NULL);
}

/* The scores of point s, or of the features of frozen layers. */
static void score_point(mpq_t *score, const exact_network *network, size_t s,
                        const double *features) {
    size_t last = dc_training_layers(network->training) - 1;
    size_t count = dc_training_inputs(network->training, last);
    if (!features) {
        exact_scores(score, network, s);
        return;
    }
    mpq_t *inputs = exact_row(count);
    for (size_t i = 0; i < count; i++)
        mpq_set_d(inputs[i], features[s * count + i]);
    exact_scores_from(score, network, inputs, last);
    exact_row_free(inputs, count);
}

static distance measure(const dc_scores *scores, const exact_network *network,
                        const double *features, const dc_samples *samples) {
    distance most = { 0 };
    mpq_t *score = exact_row(CLASSES), margin, weight, total, right;
    double sum = 0;
    mpfr_t loss;
    mpfr_init2(loss, BITS);
    mpfr_set_zero(loss, 1);
    mpq_inits(margin, weight, total, right, NULL);
    for (size_t s = 0; s < POINTS; s++) {
        size_t label = dc_dataset_class(network->data, s);
        score_point(score, network, s, features);
        exact_margin(margin, score, CLASSES, label);
        most.margin = fmax(most.margin, distance_of(scores->margins[s], margin));
        dc_dataset_weight(weight, network->data, s);
        add_loss(loss, score, label, weight);
        mpq_add(total, total, weight);
        sum += samples->weight[s];
        if (scores->margins[s] > 0)
            mpq_add(right, right, weight);
    }
    mpfr_div_q(loss, loss, total, MPFR_RNDN);
    mpfr_sub_d(loss, loss, scores->loss, MPFR_RNDN);
    most.loss = fabs(mpfr_get_d(loss, MPFR_RNDA));
    mpq_div(right, right, total);
    most.share = distance_of(scores->correct / sum, right);
    mpq_clears(margin, weight, total, right, NULL);
    mpfr_clear(loss);
    exact_row_free(score, CLASSES);
    return most;
}

/* The bounds of a training at its present weights hold; returns the part of the larger
 * one that is used. */
static double expect_bounds(dc_training *training, const dc_setting *setting,
                            const char *activation, double most) {
    double margins[POINTS], features[POINTS * 16], work[512];
    dc_scores scores = { .margins = margins };
    size_t last = dc_training_layers(training) - 1;
    bool frozen = setting->coverage == DC_COVERS_FEATURES;
    dc_span span = setting->span;
    const exact_network network = { training, setting->data, setting->shift,
                                    setting->scale, activation };
    dc_training_features(training, last, features);
    if (frozen)
        span = (dc_span){ 0 };
    for (size_t k = 0; frozen && k < POINTS * dc_training_inputs(training, last); k++)
        span.size = fmax(span.size, fabs(features[k]));
    dc_training_scores(training, &scores);
    dc_rounding bound = dc_rounding_of_training(training, frozen ? last : 0, span,
                                                scores.loss, work);
    distance real = measure(&scores, &network, frozen ? features : NULL,
                            &setting->samples);
    if (!(real.margin <= bound.margin && real.loss <= bound.loss &&
          real.share <= bound.share))
        fail_msg("%s %s%s%s: margin %g of %g, loss %g of %g, share %g of %g",
                 setting->options->training.architecture, activation,
                 setting->options->training.single ? ", single" : "",
                 setting->shift ? "" : ", as they are", real.margin, bound.margin,
                 real.loss, bound.loss, real.share, bound.share);
    if (!(bound.margin < most && bound.loss < most && bound.share < 1e-13))
        fail_msg("%s %s: margin within %g, loss within %g, share within %g",
                 setting->options->training.architecture, activation, bound.margin,
                 bound.loss, bound.share);
    return fmax(real.margin / bound.margin, real.loss / bound.loss);
}

/* Before and after some steps. */
static double try_training(const dc_dataset *data, const dc_simulation_options *options,
                           double most) {
    dc_setting setting;
    dc_training *training;
    dc_error error;
    double part = 0;
    must_make(&setting, data, options);
    assert_int_equal(dc_setting_begin(&training, &setting, 0, &error), DC_OK);
    for (int k = 0; k < 3; k++) {
        part = fmax(part, expect_bounds(training, &setting, options->training.activation,
                                        most));
        take_steps(training, 8);
    }
    dc_training_destroy(training);
    dc_setting_clear(&setting);
    return part;
}

static void exact_scores_are_within_the_bounds(void **state) {
    double part = 0;
    (void)state;
    for (size_t k = 0; k < SOME_ARCHITECTURES * SOME_ACTIVATIONS * 8; k++) {
        dc_simulation_options options;
        bool single = k % 2 == 1;
        simulation_options(&options, some_architectures[k / 8 % SOME_ARCHITECTURES],
                           some_activations[k / 8 / SOME_ARCHITECTURES], "armijo");
        options.training.single = single;
        options.standardise = k / 2 % 2 == 1;
        options.training.seed = k;
        if (k / 4 % 2 == 1 && k / 8 % SOME_ARCHITECTURES == 3)
            options.training.freeze = 3;
        dc_dataset *data = fraction_data(k, POINTS, DIMS, CLASSES);
        part = fmax(part, try_training(data, &options, single ? 4 : 1e-8));
        dc_dataset_destroy(data);
        dc_simulation_options_clear(&options);
    }
    print_message("up to %.3f of a bound is used\n", part);
    assert_true(part > 0.01);
}

/* Numbers that are far from 1, and those that are not normal ones. */
static void sizes_of_features_do_not_matter(void **state) {
    static const int exponents[] = { -312, -308, -46, -38, -20, 3, 15 };
    (void)state;
    for (size_t k = 0; k < 4 * sizeof exponents / sizeof *exponents; k++) {
        char text[512];
        int power = exponents[k / 4], used = sprintf(text, "x,y,label\n");
        dc_simulation_options options;
        for (int s = 0; s < POINTS; s++)
            used += sprintf(text + used, "%d.%de%d,-%d.7e%d,%c\n", s * s % 5 + 1, s + 1,
                            power, s * 3 % 7, power, 'a' + s % 3);
        simulation_options(&options, "linear", "abs", "gd");
        options.standardise = k % 2 == 1;
        options.training.single = k / 2 % 2 == 1;
        options.training.rate = power > 0 ? 1e-20 : 0.1;
        if (options.training.single && power > 3)
            options.standardise = true;
        if (power < -100) /* squares vanish */
            options.standardise = false;
        dc_dataset *data = must_read(text, NULL);
        try_training(data, &options, power > 3 ? HUGE_VAL : 0.1);
        dc_dataset_destroy(data);
        dc_simulation_options_clear(&options);
    }
}

/* A training of one point of class 1 and one of class 0 with given weights; the biases
 * are 0. */
static dc_training *with_weights(const char *architecture, size_t n, double *x,
                                 const double *first, const double *second, bool single) {
    static double weight[] = { 1, 1 }, none[64] = { 0 };
    static int label[] = { 1, 0 };
    const dc_samples samples = { 2, n, 2, x, label, weight, NULL };
    dc_training_options options = options_of(architecture, "pieces:0:1000,1", "gd",
                                             single);
    dc_training *training = must_train(&samples, &options);
    dc_training_set_layer(training, 0, first, none);
    if (second)
        dc_training_set_layer(training, 1, second, none);
    return training;
}

/* Inputs that are off by an eighth move a margin by what the bound says. */
static void errors_of_inputs_go_through(void **state) {
    double x[] = { -1, -1, -2, -2 }, off[] = { -1.125, -0.875, -2, -2 }, work[64];
    double linear[] = { 5, -3, -5, 3 }, first[] = { 2, -1 }, last[] = { 4, -4 };
    double margins[2], moved[2];
    const dc_span inputs = { .size = 2, .error = 0.125 };
    (void)state;
    for (int k = 0; k < 4; k++) {
        dc_scores scores = { .margins = margins }, others = { .margins = moved };
        bool deep = k % 2;
        dc_training *at = with_weights(deep ? "1" : "linear", 2, x, deep ? first : linear,
                                       deep ? last : NULL, k > 1);
        dc_training *beside = with_weights(deep ? "1" : "linear", 2, off,
                                           deep ? first : linear, deep ? last : NULL,
                                           k > 1);
        dc_training_scores(at, &scores);
        dc_training_scores(beside, &others);
        dc_rounding bound = dc_rounding_of_training(at, 0, inputs, scores.loss, work);
        double most = deep ? 8 * 1000 * 3 * 0.125 : 16 * 0.125;
        assert_true(fabs(margins[0] - moved[0]) == most);
        assert_true(bound.margin >= most && bound.margin < 1.01 * most);
        assert_true(bound.loss >= most && bound.loss < 1.01 * most);
        dc_training_destroy(at);
        dc_training_destroy(beside);
    }
}

/* 1 and many numbers that are each too small for its last place. */
static void sums_lose_what_is_small(void **state) {
    enum { TERMS = 48 };
    double x[2 * TERMS], weights[2 * TERMS] = { 0 }, margins[2], work[2 * TERMS + 2];
    (void)state;
    for (int single = 0; single < 2; single++) {
        dc_scores scores = { .margins = margins };
        double small = single ? 0x1p-24 : 0x1p-53;
        for (size_t i = 0; i < 2 * TERMS; i++)
            x[i] = i % TERMS ? small : 1;
        for (size_t i = 0; i < TERMS; i++)
            weights[TERMS + i] = 1;
        dc_training *t = with_weights("linear", TERMS, x, weights, NULL, single);
        dc_training_scores(t, &scores);
        double lost = fabs((margins[0] - 1) - (TERMS - 1) * small);
        dc_rounding bound = dc_rounding_of_training(t, 0, (dc_span){ .size = 1 },
                                                    scores.loss, work);
        assert_true(lost > 4 * small);
        assert_true(lost <= bound.margin);
        dc_training_destroy(t);
    }
}

/* Products of a half and an odd number of the least ones: each is rounded up. */
static void products_may_not_be_normal(void **state) {
    enum { TERMS = 48 };
    double x[2 * TERMS], weights[2 * TERMS] = { 0 }, margins[2], work[2 * TERMS + 2];
    (void)state;
    for (int single = 0; single < 2; single++) {
        dc_scores scores = { .margins = margins };
        double least = single ? 0x1p-149 : 0x1p-1074;
        for (size_t i = 0; i < 2 * TERMS; i++)
            x[i] = 3 * least;
        for (size_t i = 0; i < TERMS; i++)
            weights[TERMS + i] = 0.5;
        dc_training *t = with_weights("linear", TERMS, x, weights, NULL, single);
        dc_training_scores(t, &scores);
        double error = fabs(margins[0] - TERMS * 3 / 2 * least);
        dc_rounding bound = dc_rounding_of_training(t, 0, (dc_span){ .size = 3 * least },
                                                    scores.loss, work);
        assert_true(error <= bound.margin);
        assert_true(bound.margin < 200 * least);
        dc_training_destroy(t);
    }
}

/* Of a point and its shift, by definition; the largest over all. */
static void samples_are_read_with_errors(void **state) {
    double x[] = { 3, -8, 5, 1 }, shift[] = { 1, 2 }, scale[] = { 2, 0.5 };
    const dc_samples samples = { .points = 2, .features = 2, .x = x };
    (void)state;
    dc_span plain = dc_rounding_of_samples(&samples, NULL, NULL, false),
            moved = dc_rounding_of_samples(&samples, shift, scale, false),
            single = dc_rounding_of_samples(&samples, NULL, NULL, true);
    assert_true(plain.size == 8 && moved.size == 8 && single.size == 8);
    assert_true(plain.error >= 8 * 0x1p-53 && plain.error < 16 * 0x1p-53);
    assert_true(moved.error >= (10 + 3 * 8) * 0x1p-53 && moved.error < 64 * 0x1p-53);
    assert_true(single.error >= 8 * 0x1p-24 && single.error < 32 * 0x1p-24);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_scores_are_within_the_bounds),
        cmocka_unit_test(sizes_of_features_do_not_matter),
        cmocka_unit_test(errors_of_inputs_go_through),
        cmocka_unit_test(sums_lose_what_is_small),
        cmocka_unit_test(products_may_not_be_normal),
        cmocka_unit_test(samples_are_read_with_errors),
    };
    return cmocka_run_group_tests_name("rounding", tests, NULL, NULL);
}
