#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "loss/loss.h"

#include "reals_of.h"

enum { POINTS = 11, CLASSES_MOST = 9, ROW_MOST = 16, ROOM = POINTS * ROW_MOST };

/* Logits in doubles, and the arrays of one variant. */
typedef struct scene {
    dc_loss loss;
    dc_variant variant;
    dc_loss_rows rows;
    int label[POINTS];
    double weight[POINTS];
    _Alignas(64) double logits[ROOM], gradient[ROOM], scratch[2 * ROW_MOST];
} scene;

static void put(scene *s, void *array, size_t at, double value) {
    put_real(s->variant, array, at, value);
}

static double get(const scene *s, const void *array, size_t at) {
    return get_real(s->variant, array, at);
}

static void scene_random(scene *s, dc_variant variant, size_t classes, double scale,
                         dc_random *random) {
    memset(s, 0, sizeof *s);
    assert_int_equal(dc_loss_parse(&s->loss, "cross-entropy", NULL), DC_OK);
    s->variant = variant;
    s->rows = (dc_loss_rows){ .count = POINTS,
                              .classes = classes,
                              .stride = dc_variant_padded(variant, classes),
                              .logits = s->logits,
                              .gradient = s->gradient,
                              .scratch = s->scratch,
                              .label = s->label,
                              .weight = s->weight,
                              .scale = 0.125 };
    for (size_t p = 0; p < POINTS; p++) {
        s->label[p] = (int)dc_random_below(random, classes);
        s->weight[p] = (double)dc_random_between(random, 1, 3);
        for (size_t l = 0; l < classes; l++)
            put(s, s->logits, p * s->rows.stride + l,
                scale * (double)dc_random_between(random, -1000, 1000) / 1000);
    }
}

/* exp(X_l) / sum of exp, and the loss, in long doubles. */
static long double slow_point(const scene *s, size_t p, long double *share) {
    const dc_loss_rows *r = &s->rows;
    long double most = -HUGE_VALL, sum = 0;
    double own = get(s, s->logits, p * r->stride + (size_t)s->label[p]);
    for (size_t l = 0; l < r->classes; l++)
        most = fmaxl(most, get(s, s->logits, p * r->stride + l));
    for (size_t l = 0; l < r->classes; l++) {
        share[l] = expl(get(s, s->logits, p * r->stride + l) - most);
        sum += share[l];
    }
    for (size_t l = 0; l < r->classes; l++)
        share[l] /= sum;
    return logl(sum) + most - own;
}

static void check_value(scene *s, double near) {
    const dc_loss_rows *r = &s->rows;
    long double sum = 0;
    double value = dc_loss_value(&s->loss, s->variant, r);
    for (size_t p = 0; p < POINTS; p++) {
        long double share[CLASSES_MOST];
        sum += s->weight[p] * r->scale * slow_point(s, p, share);
        for (size_t l = 0; l < r->stride; l++) {
            double got = get(s, s->gradient, p * r->stride + l), right = 0;
            if (l < r->classes)
                right = (double)(s->weight[p] * r->scale *
                                 (share[l] - (l == (size_t)s->label[p])));
            if (!(fabs(got - right) <= near))
                fail_msg("variant %d, point %zu of %zu classes: %g, not %g", s->variant,
                         p, r->classes, got, right);
        }
    }
    if (!(fabs(value - (double)sum) <= near * fmax(1, (double)sum)))
        fail_msg("variant %d, %zu classes: %.17g, not %.17Lg", s->variant, r->classes,
                 value, sum);
}

static void values_and_gradients_are_near(void **state) {
    static const double scales[] = { 0, 1, 30, 1000, 1e6 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (dc_variant v = 0; v < DC_VARIANTS; v++)
        for (size_t classes = 2; classes <= CLASSES_MOST && dc_variant_runs(v); classes++)
            for (size_t k = 0; k < sizeof scales / sizeof *scales; k++) {
                scene s;
                scene_random(&s, v, classes, scales[k], &random);
                check_value(&s, dc_variant_size(v) == sizeof(float) ? 1e-6 : 1e-15);
            }
}

/* One point, logits +-1000 and a margin of 40: the loss is e^-40, nearly. */
static void small_losses_keep_their_digits(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (dc_variant v = 0; v < DC_VARIANTS; v++) {
        scene s;
        if (!dc_variant_runs(v))
            continue;
        scene_random(&s, v, 2, 0, &random);
        double near = dc_variant_size(v) == sizeof(float) ? 1e-5 : 1e-14;
        s.rows.count = 1;
        s.label[0] = 1;
        s.weight[0] = 8;
        put(&s, s.logits, 0, 960);
        put(&s, s.logits, 1, 1000);
        double value = dc_loss_value(&s.loss, v, &s.rows);
        assert_true(fabs(value / exp(-40) - 1) < near);
        assert_true(fabs(get(&s, s.gradient, 0) / exp(-40) - 1) < near);
        assert_true(fabs(get(&s, s.gradient, 1) / exp(-40) + 1) < near);
        put(&s, s.logits, 0, 1000);
        put(&s, s.logits, 1, -1000);
        assert_true(dc_loss_value(&s.loss, v, &s.rows) == 2000);
        assert_true(get(&s, s.gradient, 1) == -1 && get(&s, s.gradient, 0) == 1);
    }
}

static void no_number_is_no_loss(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    for (dc_variant v = 0; v < DC_VARIANTS; v++)
        for (size_t k = 0; k < 9 && dc_variant_runs(v); k++) {
            static const double bad[] = { NAN, HUGE_VAL, -HUGE_VAL };
            scene s;
            scene_random(&s, v, 3, 1, &random);
            size_t at = 4 * s.rows.stride + k / 3;
            s.label[4] = (int)(k / 3);
            put(&s, s.logits, at, bad[k % 3]);
            assert_false(isfinite(dc_loss_value(&s.loss, v, &s.rows)));
        }
}

static void unknown_losses_are_refused(void **state) {
    dc_loss loss;
    dc_error error;
    (void)state;
    assert_int_equal(dc_loss_parse(&loss, "hinge", &error), DC_EUSAGE);
    assert_string_equal(error.message,
                        "'hinge' is no loss: known are cross-entropy, mse, "
                        "normalised-mse, mae, rll:A, squared-error");
    static const char *const bad[] = { "",      "ms",        "mse:1",    "mae ",
                                       "MAE",   "rl",        "rlll:0.1", "rll",
                                       "rll:",  "rll:0",     "rll:-1",   "rll:1e31",
                                       "rll:x", "rll:9e-31", "rll:0.1:2" };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_int_equal(dc_loss_parse(&loss, bad[k], &error), DC_EUSAGE);
    assert_int_equal(dc_loss_parse(&loss, "rll:two", &error), DC_EUSAGE);
    assert_string_equal(error.message, "loss 'rll:two': a number from 1e-30 to 1e30 "
                                       "follows, as in rll:0.1");
}

static void known_losses_are_read(void **state) {
    static const char *const good[] = { "cross-entropy", "mse",     "normalised-mse",
                                        "mae",           "rll:1/3", "rll:1e-30",
                                        "rll:1e30" };
    dc_loss loss[7];
    dc_error error;
    (void)state;
    for (size_t k = 0; k < 7; k++) {
        assert_int_equal(dc_loss_parse(loss + k, good[k], &error), DC_OK);
        assert_string_equal(error.message, "");
        assert_true(k == 0 || k > 4 || loss[k].kind != loss[k - 1].kind);
    }
    assert_true(loss[4].parameter == 1 / 3. && loss[5].parameter == 1e-30);
    assert_true(loss[6].parameter == 1e30 && loss[0].parameter == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_and_gradients_are_near),
        cmocka_unit_test(small_losses_keep_their_digits),
        cmocka_unit_test(no_number_is_no_loss),
        cmocka_unit_test(unknown_losses_are_refused),
        cmocka_unit_test(known_losses_are_read),
    };
    return cmocka_run_group_tests_name("loss", tests, NULL, NULL);
}
