#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "loss/loss.h"
#include "network/training.h"
#include "reals_of.h"
#include "reproduce_of.h"

enum { POINTS = 5, OUTPUTS_MOST = 9, ROW = 16 };

/* Halves and quarters: every result is exact, in floats too. */
static void values_and_gradients_are_exact(void **state) {
    _Alignas(64) double z[POINTS * ROW], gradient[POINTS * ROW];
    double target[POINTS * OUTPUTS_MOST], weight[POINTS];
    dc_loss loss;
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    assert_int_equal(dc_loss_parse(&loss, "squared-error", NULL), DC_OK);
    assert_true(dc_loss_takes_targets(&loss));
    for (dc_variant v = 0; v < DC_VARIANTS; v++)
        for (size_t K = 1; K <= 8 && dc_variant_runs(v); K *= 2) {
            size_t stride = dc_variant_padded(v, K);
            const dc_loss_rows rows = { .count = POINTS,
                                        .classes = K,
                                        .stride = stride,
                                        .logits = z,
                                        .gradient = gradient,
                                        .weight = weight,
                                        .target = target,
                                        .scale = 0.25 };
            double sum = 0;
            for (size_t k = 0; k < POINTS * ROW; k++)
                gradient[k] = 1e300;
            for (size_t p = 0; p < POINTS; p++)
                weight[p] = (double)dc_random_between(&random, 1, 4);
            for (size_t k = 0; k < POINTS * K; k++) {
                double output = (double)dc_random_between(&random, -8, 8) / 2;
                size_t at = k / K * stride + k % K;
                put_real(v, z, at, output);
                target[k] = (double)dc_random_between(&random, -8, 8) / 2;
                sum += weight[k / K] * (output - target[k]) * (output - target[k]) / 4 /
                       (double)K;
            }
            assert_true(dc_loss_value(&loss, v, &rows) == sum);
            for (size_t k = 0; k < POINTS * stride; k++) {
                size_t p = k / stride, l = k % stride;
                double right = l < K ? weight[p] / 2 / (double)K *
                                           (get_real(v, z, k) - target[p * K + l])
                                     : 0;
                assert_true(get_real(v, gradient, k) == right);
            }
        }
}

/* The gradient by all parameters against differences of the loss. */
static void gradients_reach_the_parameters(void **state) {
    static toy_targets toy;
    const double step = 0x1p-20;
    (void)state;
    toy_targets_random(&toy, 3, 13, 3);
    for (size_t a = 0; a < SOME_ARCHITECTURES; a++) {
        dc_training_options options = options_of(some_architectures[a], "abs", "gd",
                                                 false);
        options.loss = "squared-error";
        dc_training *t = must_train(&toy.toy.samples, &options);
        dc_batch all = dc_training_all(t);
        dc_training_pass(t, t->back.parameters, &all, true);
        for (size_t k = 0; k < t->back.count; k++) {
            double slope = 0, moved, kept;
            void *at = dc_network_at(&t->back, t->back.parameters, k);
            t->back.kernel->get(&kept, at, 1, 1);
            if (kept == 0) /* padding, or a bias at a kink of none */
                continue;
            for (int sign = -1; sign <= 1; sign += 2) {
                moved = kept + sign * step;
                t->back.kernel->set(at, &moved, 1, 1);
                t->known = t->fresh = false;
                slope += sign * dc_training_loss(t) / (2 * step);
            }
            t->back.kernel->set(at, &kept, 1, 1);
            if (!(fabs(slope - get_real(DC_DOUBLE, t->gradient, k)) < 1e-8))
                fail_msg("%s: %zu is %g", some_architectures[a], k, slope);
        }
        dc_training_destroy(t);
    }
}

/* One feature and a bias: the weighted least squares line. */
static void the_line_of_least_squares(void **state) {
    static toy_targets toy;
    double w, b, xx = 0, x = 0, xy = 0, y = 0, total = 0, error = 0;
    (void)state;
    toy_targets_random(&toy, 4, 20, 1);
    const dc_samples *s = &toy.toy.samples;
    dc_training_options options = options_of("linear", "abs", "gd", false);
    options.loss = "squared-error";
    options.rate = 0.5;
    dc_training *t = must_train(s, &options);
    take_steps(t, 2000);
    dc_training_get_layer(t, 0, &w, &b);
    for (size_t p = 0; p < 20; p++) {
        double m = s->weight[p];
        total += m, x += m * s->x[p], xx += m * s->x[p] * s->x[p];
        y += m * s->target[p], xy += m * s->x[p] * s->target[p];
    }
    double slope = (xy - x * y / total) / (xx - x * x / total);
    double rise = (y - slope * x) / total;
    assert_true(fabs(w - slope) < 1e-9 && fabs(b - rise) < 1e-9);
    for (size_t p = 0; p < 20; p++) {
        double off = slope * s->x[p] + rise - s->target[p];
        error += s->weight[p] / total * off * off;
    }
    assert_true(fabs(dc_training_loss(t) - error) < 1e-12);
    dc_training_destroy(t);
}

/* A weight is so many points, batches and chunks are parts, other points score alike. */
static void scores_of_regressions(void **state) {
    static toy_targets toy;
    double logits[20], margins[20], again[20];
    dc_scores scores = { .logits = logits, .margins = margins };
    dc_scores tested = { .logits = again };
    (void)state;
    toy_targets_random(&toy, 5, 20, 2);
    dc_training_options options = options_of("6", "abs", "sgd", false);
    options.loss = "squared-error";
    options.batch = 6;
    dc_training *t = must_train(&toy.toy.samples, &options);
    take_steps(t, 9);
    dc_training_scores(t, &scores);
    assert_int_equal(dc_training_test(t, &tested, &toy.toy.samples, NULL), DC_OK);
    assert_true(scores.loss == tested.loss && scores.loss == dc_training_loss(t));
    assert_true(scores.accuracy == 0 && scores.correct == 0 && tested.accuracy == 0);
    double sum = 0;
    for (size_t p = 0; p < 20; p++) {
        double off = logits[p] - toy.target[p];
        sum += toy.toy.weight[p] / t->total * off * off;
        assert_true(isnan(margins[p]) && logits[p] == again[p]);
    }
    assert_true(fabs(sum - scores.loss) < 1e-14);
    dc_training_destroy(t);
}

static void refuse(const dc_samples *samples, const dc_training_options *options,
                   dc_status status, const char *says) {
    dc_training *t;
    dc_error error;
    assert_int_equal(dc_training_create(&t, samples, options, &error), status);
    if (!strstr(error.message, says))
        fail_msg("%s", error.message);
}

static void losses_and_samples_must_fit(void **state) {
    static toy_targets toy;
    toy_samples labelled;
    dc_samples train, test;
    dc_scores scores = { 0 };
    dc_error error;
    (void)state;
    toy_targets_random(&toy, 6, 10, 2);
    toy_samples_random(&labelled, 6, 10, 2, 2);
    dc_samples *s = &toy.toy.samples;
    dc_training_options options = options_of("linear", "abs", "gd", false);
    refuse(s, &options, DC_EUSAGE, "cross-entropy: the samples have targets, not labels");
    options.loss = "squared-error";
    refuse(&labelled.samples, &options, DC_EUSAGE, "labels, not targets");
    dc_training *t = must_train(s, &options);
    assert_int_equal(dc_training_test(t, &scores, &labelled.samples, &error), DC_EUSAGE);
    assert_string_equal(error.message,
                        "points with labels, for a network trained on targets");
    dc_training_destroy(t);
    assert_int_equal(dc_samples_split(&train, &test, s, 0.5, 1, &error), DC_EUSAGE);
    assert_null(train.x);
    toy.target[7] = NAN;
    refuse(s, &options, DC_EINPUT, "target 0 of point 7 is not finite");
    toy.target[7] = 0;
    s->classes = 0;
    refuse(s, &options, DC_EINPUT,
           "0 outputs: training needs 1 to 1073741824, 1 to "
           "1048576, 1 to 1048576");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_and_gradients_are_exact),
        cmocka_unit_test(gradients_reach_the_parameters),
        cmocka_unit_test(the_line_of_least_squares),
        cmocka_unit_test(scores_of_regressions),
        cmocka_unit_test(losses_and_samples_must_fit),
    };
    return cmocka_run_group_tests_name("squared_error", tests, NULL, NULL);
}
