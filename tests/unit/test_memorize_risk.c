#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <doublecheck/memorize.h>

#include <math.h>
#include <stdlib.h>

#include "../rounds.h"
#include "base/random.h"

static const char *const losses[] = { "cross-entropy", "mse",     "normalised-mse",
                                      "mae",           "rll:0.1", "rll:2" };
enum { LOSSES = sizeof losses / sizeof *losses, POINTS = 4, CLASSES_MOST = 4 };

static dc_symmetry symmetry_of(const char *loss, size_t classes, uint64_t seed) {
    dc_symmetry symmetry;
    dc_error error;
    assert_int_equal(dc_memorize_symmetry(&symmetry, loss, classes, seed, &error), DC_OK);
    assert_string_equal(error.message, "");
    assert_true(symmetry.least <= symmetry.constant);
    assert_true(symmetry.greatest >= symmetry.constant);
    return symmetry;
}

/* Sums over all labels at f = 1/K. */
static double constant_of(size_t loss, double K) {
    const double constants[LOSSES] = { K * log(K),  K - 1,          1,
                                       2 * (K - 1), K * log1p(10.), K * log1p(0.5) };
    return constants[loss];
}

/* Those sums, and those for all f. */
static void symmetric_losses_are_found(void **state) {
    (void)state;
    for (size_t K = 2; K < 14; K++) {
        double k = (double)K;
        for (size_t l = 0; l < LOSSES; l++) {
            dc_symmetry s = symmetry_of(losses[l], K, K);
            assert_int_equal(s.draws, 1000);
            assert_int_equal(s.symmetric, l > 1);
            assert_true(fabs(s.constant - constant_of(l, k)) <= 1e-14 * s.constant);
            if (l > 1)
                assert_true(s.greatest - s.least <= 1e-13 * s.constant);
        }
        dc_symmetry s = symmetry_of("mse", K, K);
        assert_true(s.greatest <= 2 * k - 2 + 1e-12 && s.greatest > 2 * k - 2.1);
        assert_true(s.least == s.constant); /* |f|^2 >= 1/K */
        assert_true(symmetry_of("cross-entropy", K, K).greatest > 10 * k);
    }
}

static void draws_are_those_of_the_seed(void **state) {
    dc_symmetry a = symmetry_of("mse", 3, 1), b = symmetry_of("mse", 3, 1);
    (void)state;
    assert_true(a.greatest == b.greatest);
    a = symmetry_of("cross-entropy", 3, 1);
    b = symmetry_of("cross-entropy", 3, 2);
    assert_true(a.greatest != b.greatest);
}

static void wrong_arguments_are_refused(void **state) {
    dc_symmetry symmetry;
    dc_noisy_risk risk;
    dc_samples samples = { .points = 1, .classes = 2 };
    dc_error error;
    (void)state;
    assert_int_equal(dc_memorize_symmetry(&symmetry, "hinge", 3, 1, &error), DC_EUSAGE);
    assert_int_equal(dc_memorize_symmetry(&symmetry, "squared-error", 3, 1, &error),
                     DC_EUSAGE);
    assert_string_equal(error.message, "loss 'squared-error' takes targets, not labels");
    assert_int_equal(dc_memorize_symmetry(&symmetry, "mae", 1, 1, &error), DC_EUSAGE);
    assert_string_equal(error.message, "1 classes are not in 2 .. 1048576");
    assert_int_equal(dc_memorize_symmetry(&symmetry, "mae", 1048577, 1, &error),
                     DC_EUSAGE);
    assert_int_equal(dc_memorize_risk(&risk, "rll", &samples, NULL, 0, &error),
                     DC_EUSAGE);
}

/* Losses by their definitions. */
static long double slow_loss(size_t loss, const double *logits, size_t K, size_t label) {
    long double f[CLASSES_MOST] = { 0 }, sum = 0, value = 0, squares = 0;
    for (size_t l = 0; l < K; l++)
        sum += f[l] = expl((long double)logits[l]);
    for (size_t l = 0; l < K; l++) {
        f[l] /= sum;
        squares += f[l] * f[l];
    }
    if (loss == 0)
        return -logl(f[label]);
    if (loss >= 4) {
        long double a = loss == 4 ? 0.1 : 2;
        value = logl((a + 1) / a) - logl(a + f[label]);
        for (size_t l = 0; l < K; l++)
            value += l == label ? 0 : logl(a + f[l]) / (K - 1);
        return value;
    }
    for (size_t l = 0; l < K; l++) {
        long double gap = f[l] - (l == label);
        value += loss == 3 ? fabsl(gap) : gap * gap;
    }
    return loss == 2 ? value / (K * squares + K - 2) : value;
}

typedef struct scene {
    dc_samples samples;
    int label[POINTS];
    double weight[POINTS], logits[POINTS * CLASSES_MOST];
} scene;

static void scene_random(scene *s, size_t N, size_t K, double scale, dc_random *random) {
    s->samples =
        (dc_samples){ .points = N, .classes = K, .label = s->label, .weight = s->weight };
    for (size_t p = 0; p < N; p++) {
        s->label[p] = (int)dc_random_below(random, K);
        s->weight[p] = (double)dc_random_between(random, 1, 4);
        for (size_t l = 0; l < K; l++)
            s->logits[p * K + l] = scale * (double)dc_random_between(random, -8, 8) / 8;
    }
}

/* The expected loss over all K^N noisy labels, each with its probability. */
static double slow_risk(const scene *s, size_t loss, double eta) {
    size_t N = s->samples.points, K = s->samples.classes, all = 1;
    long double risk = 0;
    for (size_t p = 0; p < N; p++)
        all *= K;
    for (size_t code = 0; code < all; code++) {
        long double chance = 1, sum = 0, total = 0;
        size_t rest = code;
        for (size_t p = 0; p < N; p++, rest /= K) {
            size_t label = rest % K;
            chance *= label == (size_t)s->label[p] ? 1 - (long double)eta
                                                   : (long double)eta / (K - 1);
            sum += s->weight[p] * slow_loss(loss, s->logits + p * K, K, label);
            total += s->weight[p];
        }
        risk += chance * sum / total;
    }
    return (double)risk;
}

static void risks_are_expectations(void **state) {
    static const double etas[] = { 0, 0.2, 0.5, 2 / 3., 0.9, 1 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (size_t k = 0; k < rounds(1200); k++) {
        size_t loss = k % LOSSES, K = 2 + k / LOSSES % 3;
        double eta = etas[k / LOSSES / 3 % 6], scale = k % 2 ? 1 : 12;
        scene s;
        dc_noisy_risk risk;
        dc_error error;
        scene_random(&s, 1 + k % POINTS, K, k % 11 ? scale : 0, &random);
        assert_int_equal(dc_memorize_risk(&risk, losses[loss], &s.samples, s.logits, eta,
                                          &error),
                         DC_OK);
        double noisy = slow_risk(&s, loss, eta), clean = slow_risk(&s, loss, 0);
        if (!(fabs(risk.noisy - noisy) <= 1e-14 * (1 + noisy)) ||
            !(fabs(risk.clean - clean) <= 1e-14 * (1 + clean)))
            fail_msg("%s, eta %g: %.17g %.17g, not %.17g %.17g", losses[loss], eta,
                     risk.noisy, risk.clean, noisy, clean);
        double kept = (double)K / ((double)K - 1) * eta, C = constant_of(loss, (double)K);
        double identity = C * eta / ((double)K - 1) + (1 - kept) * clean;
        assert_true(fabs(risk.identity - identity) <= 1e-13 * (1 + C));
        assert_true(risk.deviation == fabs(risk.noisy - risk.identity));
        assert_true(risk.rounding > 0 && risk.rounding < 1e-12 * (1 + C + noisy));
        if (loss > 1)
            assert_true(risk.deviation <= risk.rounding);
        else if (scale == 12 && eta > 0 && K > 2 && k % 11)
            assert_true(risk.deviation > 1e-6);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symmetric_losses_are_found),
        cmocka_unit_test(draws_are_those_of_the_seed),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(risks_are_expectations),
    };
    return cmocka_run_group_tests_name("memorize_risk", tests, NULL, NULL);
}
