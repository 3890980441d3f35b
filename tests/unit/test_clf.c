#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "simulate/reproduce/clf.h"

#include "reals_of.h"

enum { POINTS = 7, CLASSES_MOST = 5, ROW_MOST = 16, ROOM = POINTS * ROW_MOST };

/* A batch: logits as the variant holds them, and everything else. */
typedef struct scene {
    dc_variant variant;
    dc_loss loss;
    dc_loss_rows rows;
    dc_clf clf;
    bool regression;
    int label[POINTS];
    double weight[POINTS], target[POINTS * CLASSES_MOST];
    _Alignas(64) double logits[ROOM], gradient[ROOM], scratch[4 * ROW_MOST];
} scene;

static bool is_single(const scene *s) {
    return is_single_variant(s->variant);
}

static double get(const scene *s, const void *array, size_t p, size_t l) {
    return get_real(s->variant, array, p * s->rows.stride + l);
}

static void put(scene *s, void *array, size_t p, size_t l, double value) {
    put_real(s->variant, array, p * s->rows.stride + l, value);
}

/* Few different values, so that points, outputs and classes tie; some may be missing. */
static void scene_begin(scene *s, dc_variant variant, bool regression, size_t count,
                        size_t classes, dc_clf_weights weights, dc_random *random) {
    double total = 0;
    memset(s, 0, sizeof *s);
    s->variant = variant;
    s->regression = regression;
    assert_int_equal(dc_loss_parse(&s->loss,
                                   regression ? "squared-error" : "cross-entropy", NULL),
                     DC_OK);
    for (size_t p = 0; p < count; p++) {
        s->label[p] = (int)dc_random_below(random, classes);
        s->weight[p] = (double)dc_random_between(random, 1, 5);
        total += s->weight[p];
    }
    s->rows = (dc_loss_rows){ .count = count,
                              .classes = classes,
                              .stride = dc_variant_padded(variant, classes),
                              .logits = s->logits,
                              .gradient = s->gradient,
                              .scratch = s->scratch,
                              .label = s->label,
                              .weight = s->weight,
                              .target = regression ? s->target : NULL,
                              .scale = 1 / total };
    for (size_t p = 0; p < count; p++)
        for (size_t l = 0; l < classes; l++) {
            put(s, s->logits, p, l, (double)dc_random_between(random, -2, 2));
            s->target[p * classes + l] = (double)dc_random_between(random, -2, 2);
        }
    assert_true(dc_clf_init(&s->clf, weights, count, classes, regression, 1));
}

/* The loss from its definition, in long doubles, for logits x[count][K]. */
static long double slow_plain(const scene *s, const long double *x) {
    const dc_loss_rows *r = &s->rows;
    long double sum = 0;
    for (size_t p = 0; p < r->count; p++) {
        long double own = 0, all = 0;
        for (size_t l = 0; l < r->classes; l++) {
            long double z = x[p * r->classes + l];
            long double off = z - s->target[p * r->classes + l];
            own += off * off / r->classes;
            all += expl(z - x[p * r->classes + (size_t)s->label[p]]);
        }
        sum += s->weight[p] * (s->regression ? own : logl(all));
    }
    return sum * r->scale;
}

/* Mean squared distance of values[k], k in a class, from their mean, by pairs: half the
 * mean over pairs of the squared difference. No mean is formed. */
static long double slow_variance(const scene *s, const long double *value, int label) {
    const dc_loss_rows *r = &s->rows;
    long double sum = 0, mass = 0;
    for (size_t p = 0; p < r->count; p++)
        mass += label < 0 || s->label[p] == label ? s->weight[p] : 0;
    for (size_t p = 0; p < r->count; p++)
        for (size_t q = 0; q < r->count; q++) {
            bool both = label < 0 || (s->label[p] == label && s->label[q] == label);
            for (size_t l = 0; both && l < r->classes; l++) {
                long double off = value[p * r->classes + l] - value[q * r->classes + l];
                sum += s->weight[p] * s->weight[q] * off * off / 2;
            }
        }
    return mass > 0 ? sum / (mass * mass) : -1;
}

static long double slow_penalty(const scene *s, const long double *x) {
    const dc_loss_rows *r = &s->rows;
    size_t K = r->classes, present = 0;
    long double value[POINTS * CLASSES_MOST], sum = 0;
    for (size_t p = 0; p < r->count; p++)
        for (size_t l = 0; l < K; l++) {
            long double all = 0;
            for (size_t j = 0; j < K; j++)
                all += expl(x[p * K + j] - x[p * K + l]);
            value[p * K + l] = s->regression ? x[p * K + l] - s->target[p * K + l]
                                             : 1 / all;
        }
    if (s->regression)
        return slow_variance(s, value, -1) / K;
    for (size_t c = 0; c < K; c++) {
        long double own = slow_variance(s, value, (int)c);
        sum += own >= 0 ? own : 0;
        present += own >= 0;
    }
    return sum / present;
}

static long double slow_clf(const scene *s, const long double *x, double mean) {
    long double plain = slow_plain(s, x), gap = isnan(mean) ? 0 : plain - mean;
    return plain + s->clf.weights.a * gap * gap + s->clf.weights.b * slow_penalty(s, x);
}

/* Value and gradient against the definition and its differences. */
static void check_scene(scene *s, double mean) {
    const dc_loss_rows *r = &s->rows;
    const double near = is_single(s) ? 2e-6 : 1e-9;
    long double x[POINTS * CLASSES_MOST], step = 1e-6L;
    for (size_t p = 0; p < r->count; p++)
        for (size_t l = 0; l < r->classes; l++)
            x[p * r->classes + l] = get(s, s->logits, p, l);
    dc_batch_hook hook = dc_clf_hook(&s->clf);
    s->clf.mean = mean;
    double loss = dc_loss_value(&s->loss, s->variant, r);
    double value = hook.change(hook.user, s->variant, r, loss);
    double right = (double)slow_clf(s, x, mean);
    if (!(fabs(value - right) <= near * fmax(1, right)))
        fail_msg("variant %d, %zu points, %zu classes: %.17g, not %.17g", s->variant,
                 r->count, r->classes, value, right);
    for (size_t k = 0; k < r->count * r->classes; k++) {
        long double kept = x[k], up, down;
        x[k] = kept + step;
        up = slow_clf(s, x, mean);
        x[k] = kept - step;
        down = slow_clf(s, x, mean);
        x[k] = kept;
        double slope = (double)((up - down) / (2 * step));
        double got = get(s, s->gradient, k / r->classes, k % r->classes);
        if (!(fabs(got - slope) <= near * fmax(1, fabs(slope))))
            fail_msg("variant %d, %zu points, %zu classes: slope %zu is %.12g, not %.12g",
                     s->variant, r->count, r->classes, k, got, slope);
    }
}

static void check_all(bool regression, double mean, dc_clf_weights weights) {
    dc_random random;
    dc_random_seed(&random, 1);
    for (dc_variant v = 0; v < DC_VARIANTS; v++)
        for (size_t classes = regression ? 1 : 2;
             classes <= CLASSES_MOST && dc_variant_runs(v); classes++)
            for (size_t count = 1; count <= POINTS; count++) {
                scene s;
                scene_begin(&s, v, regression, count, classes, weights, &random);
                check_scene(&s, mean);
                dc_clf_clear(&s.clf);
            }
}

static void gradients_are_those_of_differences(void **state) {
    static const dc_clf_weights weights[] = {
        { 0, 0 }, { 0.5, 0 }, { 0, 2 }, { 0.3, 1 }
    };
    (void)state;
    for (size_t k = 0; k < sizeof weights / sizeof *weights; k++) {
        check_all(false, (double)NAN, weights[k]);
        check_all(false, 1.5, weights[k]);
        check_all(true, (double)NAN, weights[k]);
        check_all(true, 3, weights[k]);
    }
}

/* One point of each class, or one point: nothing varies. Two of one class at p = 1/2 +-
 * 1/4: a mean square of 2 (1/4)^2. */
static void known_penalties(void **state) {
    const dc_clf_weights weights = { 0, 1 };
    dc_random random;
    scene s;
    (void)state;
    dc_random_seed(&random, 2);
    scene_begin(&s, DC_DOUBLE, false, 2, 2, weights, &random);
    s.label[0] = 0, s.label[1] = 1;
    assert_true(dc_clf_penalty(&s.clf, DC_DOUBLE, &s.rows) < 1e-30);
    s.label[1] = 0;
    s.weight[0] = s.weight[1] = 1;
    put(&s, s.logits, 0, 0, log(3)), put(&s, s.logits, 0, 1, 0);
    put(&s, s.logits, 1, 0, 0), put(&s, s.logits, 1, 1, log(3));
    double penalty = dc_clf_penalty(&s.clf, DC_DOUBLE, &s.rows);
    assert_true(fabs(penalty - 0.125) < 1e-15);
    s.weight[0] = 3; /* 3/4 of the mass at +1/8, 1/4 at -3/8 */
    penalty = dc_clf_penalty(&s.clf, DC_DOUBLE, &s.rows);
    if (!(fabs(penalty - 2 * (0.75 / 64 + 0.25 * 9 / 64)) < 1e-15))
        fail_msg("%.17g", penalty);
    dc_clf_clear(&s.clf);
    scene_begin(&s, DC_DOUBLE, false, 1, 4, weights, &random);
    assert_true(dc_clf_penalty(&s.clf, DC_DOUBLE, &s.rows) < 1e-30);
    dc_clf_clear(&s.clf);
}

/* Logits beyond all exponents. */
static void large_scores_do_no_harm(void **state) {
    dc_random random;
    scene s;
    (void)state;
    dc_random_seed(&random, 3);
    scene_begin(&s, DC_DOUBLE, false, 3, 3, (dc_clf_weights){ 0, 1 }, &random);
    for (size_t p = 0; p < 3; p++)
        for (size_t l = 0; l < 3; l++)
            put(&s, s.logits, p, l, p == l ? 1e6 : -1e6);
    s.label[0] = s.label[1] = s.label[2] = 0;
    s.weight[0] = s.weight[1] = s.weight[2] = 1;
    double penalty = dc_clf_penalty(&s.clf, DC_DOUBLE, &s.rows);
    assert_true(fabs(penalty - 2. / 3) < 1e-15);
    dc_clf_clear(&s.clf);
}

/* Batches of weights 2 and 6 with losses l and m: (2 l + 6 m) / 8. */
static void the_mean_of_an_epoch_is_weighted(void **state) {
    dc_random random;
    scene s;
    (void)state;
    dc_random_seed(&random, 4);
    scene_begin(&s, DC_DOUBLE, false, 1, 2, (dc_clf_weights){ 2, 0 }, &random);
    dc_clf_clear(&s.clf);
    assert_true(dc_clf_init(&s.clf, (dc_clf_weights){ 2, 0 }, 1, 2, false, 4));
    dc_batch_hook hook = dc_clf_hook(&s.clf);
    static const double scales[] = { 0.5, 1. / 6 }, losses[] = { 3, 7 };
    for (size_t k = 0; k < 2; k++) {
        s.rows.scale = scales[k];
        assert_true(hook.change(hook.user, s.variant, &s.rows, losses[k]) == losses[k]);
        assert_true(s.clf.factor[k] == 1);
    }
    dc_clf_end_epoch(&s.clf);
    assert_true(fabs(s.clf.mean - 6) < 1e-15);
    dc_loss_value(&s.loss, s.variant, &s.rows);
    double before = get(&s, s.gradient, 0, 0);
    double value = hook.change(hook.user, s.variant, &s.rows, 5.5);
    assert_true(fabs(value - 6) < 1e-14);           /* 5.5 + 2 (1/2)^2 */
    assert_true(fabs(s.clf.factor[2] + 1) < 1e-14); /* 1 + 2 2 (-1/2) */
    assert_true(fabs(get(&s, s.gradient, 0, 0) + before) < 1e-14);
    dc_clf_end_epoch(&s.clf);
    assert_true(fabs(s.clf.mean - 5.5) < 1e-15);
    dc_clf_clear(&s.clf);
}

static void factors_scale_the_gradient(void **state) {
    static const double factor[] = { 1, -0.5 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 5);
    for (dc_variant v = 0; v < DC_VARIANTS; v++) {
        scene s;
        double before[POINTS][3];
        if (!dc_variant_runs(v))
            continue;
        scene_begin(&s, v, false, POINTS, 3, (dc_clf_weights){ 0, 0 }, &random);
        dc_factors factors = { .factor = factor, .row = s.clf.row };
        dc_batch_hook hook = dc_factors_hook(&factors);
        dc_loss_value(&s.loss, v, &s.rows);
        for (size_t p = 0; p < POINTS; p++)
            for (size_t l = 0; l < 3; l++)
                before[p][l] = get(&s, s.gradient, p, l);
        for (size_t k = 0; k < 2; k++) {
            assert_true(hook.change(hook.user, v, &s.rows, 0.25) == 0.25);
            for (size_t p = 0; p < POINTS; p++)
                for (size_t l = 0; l < 3; l++)
                    assert_true(get(&s, s.gradient, p, l) == factor[k] * before[p][l]);
        }
        dc_clf_clear(&s.clf);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_are_those_of_differences),
        cmocka_unit_test(known_penalties),
        cmocka_unit_test(large_scores_do_no_harm),
        cmocka_unit_test(the_mean_of_an_epoch_is_weighted),
        cmocka_unit_test(factors_scale_the_gradient),
    };
    return cmocka_run_group_tests_name("clf", tests, NULL, NULL);
}
