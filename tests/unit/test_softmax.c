/* Losses of the softmax (softmax.h, mae.h, mse.h, normalised_mse.h, rll.h) against their
 * definitions in hundreds or thousands of bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rounds.h"
#include "base/random.h"
#include "loss/loss.h"

#include "reals_of.h"

enum { POINTS = 5, CLASSES_MOST = 17, ROW_MOST = 24, ROOM = POINTS * ROW_MOST };

/* Bits for exponentials of differences up to 60, and up to 2000. */
enum { BITS = 256, MANY_BITS = 3200 };

typedef enum kind { MSE, NORMALISED, MAE, RLL } kind;

static const struct {
    const char *name;
    kind kind;
    double a;
} losses[] = {
    { "mse", MSE, 0 },         { "normalised-mse", NORMALISED, 0 },
    { "mae", MAE, 0 },         { "rll:0.01", RLL, 0.01 },
    { "rll:0.1", RLL, 0.1 },   { "rll:0.45", RLL, 0.45 },
    { "rll:1e6", RLL, 1e6 },   { "rll:1e-9", RLL, 1e-9 },
    { "rll:1e30", RLL, 1e30 }, { "rll:1e-30", RLL, 1e-30 },
};
enum { LOSSES = sizeof losses / sizeof *losses };

typedef struct scene {
    dc_loss loss;
    dc_variant variant;
    dc_loss_rows rows;
    int label[POINTS];
    double weight[POINTS];
    _Alignas(64) double logits[ROOM], gradient[ROOM], scratch[2 * ROW_MOST];
} scene;

static bool is_single(const scene *s) {
    return is_single_variant(s->variant);
}

static void put(scene *s, void *array, size_t at, double value) {
    put_real(s->variant, array, at, value);
}

static double get(const scene *s, const void *array, size_t at) {
    return get_real(s->variant, array, at);
}

static void scene_make(scene *s, size_t loss, dc_variant variant, size_t classes) {
    memset(s, 0, sizeof *s);
    assert_int_equal(dc_loss_parse(&s->loss, losses[loss].name, NULL), DC_OK);
    s->variant = variant;
    s->rows = (dc_loss_rows){ .count = POINTS,
                              .classes = classes,
                              .stride = dc_variant_padded(variant, classes),
                              .logits = s->logits,
                              .gradient = s->gradient,
                              .scratch = s->scratch,
                              .label = s->label,
                              .weight = s->weight,
                              .scale = 0.25 };
    for (size_t k = 0; k < ROOM; k++)
        put(s, s->gradient, k, 77);
    for (size_t p = 0; p < POINTS; p++)
        s->weight[p] = 1;
}

/* Multiples of 1/64 below 2^14, so that differences are exact in floats, and only the
 * losses' own errors count; ties on purpose. */
static void scene_random(scene *s, size_t loss, dc_variant variant, size_t classes,
                         double scale, dc_random *random) {
    scene_make(s, loss, variant, classes);
    for (size_t p = 0; p < POINTS; p++) {
        s->label[p] = (int)dc_random_below(random, classes);
        s->weight[p] = (double)dc_random_between(random, 1, 3);
        for (size_t l = 0; l < classes; l++) {
            double z = rint(scale * (double)dc_random_between(random, -64, 64)) / 64;
            size_t at = p * s->rows.stride + l;
            bool tie = l > 0 && dc_random_below(random, 5) == 0;
            put(s, s->logits, at, tie ? get(s, s->logits, at - 1) : z);
        }
    }
}

/* Numbers of one point with many bits. */
typedef struct wide {
    mpfr_t f[CLASSES_MOST], slope[CLASSES_MOST]; /* derivatives by f */
    mpfr_t value, x, y, z;
} wide;

static void wide_init(wide *w, mpfr_prec_t bits) {
    mpfr_inits2(bits, w->value, w->x, w->y, w->z, (mpfr_ptr)0);
    for (size_t l = 0; l < CLASSES_MOST; l++)
        mpfr_inits2(bits, w->f[l], w->slope[l], (mpfr_ptr)0);
}

static void wide_clear(wide *w) {
    mpfr_clears(w->value, w->x, w->y, w->z, (mpfr_ptr)0);
    for (size_t l = 0; l < CLASSES_MOST; l++)
        mpfr_clears(w->f[l], w->slope[l], (mpfr_ptr)0);
}

static void find_softmax(wide *w, const scene *s, size_t p) {
    size_t K = s->rows.classes;
    mpfr_set_ui(w->x, 0, MPFR_RNDN);
    for (size_t l = 0; l < K; l++) {
        mpfr_set_d(w->f[l], get(s, s->logits, p * s->rows.stride + l), MPFR_RNDN);
        mpfr_exp(w->f[l], w->f[l], MPFR_RNDN);
        mpfr_add(w->x, w->x, w->f[l], MPFR_RNDN);
    }
    for (size_t l = 0; l < K; l++)
        mpfr_div(w->f[l], w->f[l], w->x, MPFR_RNDN);
}

/* The sum of (f_i - e_ki)^2, and its slopes. */
static void find_squares(wide *w, size_t K, size_t label) {
    mpfr_set_ui(w->value, 0, MPFR_RNDN);
    for (size_t l = 0; l < K; l++) {
        mpfr_sub_ui(w->x, w->f[l], l == label, MPFR_RNDN);
        mpfr_mul_ui(w->slope[l], w->x, 2, MPFR_RNDN);
        mpfr_sqr(w->x, w->x, MPFR_RNDN);
        mpfr_add(w->value, w->value, w->x, MPFR_RNDN);
    }
}

/* Over D = K |f|^2 + K - 2: slopes (E' - L 2 K f) / D. */
static void normalise(wide *w, size_t K) {
    mpfr_set_ui(w->y, 0, MPFR_RNDN);
    for (size_t l = 0; l < K; l++) {
        mpfr_sqr(w->x, w->f[l], MPFR_RNDN);
        mpfr_add(w->y, w->y, w->x, MPFR_RNDN);
    }
    mpfr_mul_ui(w->y, w->y, K, MPFR_RNDN);
    mpfr_add_ui(w->y, w->y, K - 2, MPFR_RNDN);
    mpfr_div(w->value, w->value, w->y, MPFR_RNDN);
    for (size_t l = 0; l < K; l++) {
        mpfr_mul(w->x, w->f[l], w->value, MPFR_RNDN);
        mpfr_mul_ui(w->x, w->x, 2 * K, MPFR_RNDN);
        mpfr_sub(w->slope[l], w->slope[l], w->x, MPFR_RNDN);
        mpfr_div(w->slope[l], w->slope[l], w->y, MPFR_RNDN);
    }
}

static void find_absolutes(wide *w, size_t K, size_t label) {
    mpfr_set_ui(w->value, 0, MPFR_RNDN);
    for (size_t l = 0; l < K; l++) {
        mpfr_sub_ui(w->x, w->f[l], l == label, MPFR_RNDN);
        mpfr_abs(w->x, w->x, MPFR_RNDN);
        mpfr_add(w->value, w->value, w->x, MPFR_RNDN);
        mpfr_set_si(w->slope[l], l == label ? -1 : 1, MPFR_RNDN);
    }
}

static void find_robust(wide *w, size_t K, size_t label, double a) {
    mpfr_set_d(w->y, a, MPFR_RNDN);
    mpfr_add_ui(w->x, w->y, 1, MPFR_RNDN);
    mpfr_div(w->x, w->x, w->y, MPFR_RNDN);
    mpfr_log(w->value, w->x, MPFR_RNDN);
    for (size_t l = 0; l < K; l++) {
        int share = l == label ? -1 : (int)K - 1;
        mpfr_add(w->x, w->f[l], w->y, MPFR_RNDN);
        mpfr_log(w->z, w->x, MPFR_RNDN);
        mpfr_div_si(w->z, w->z, share, MPFR_RNDN);
        mpfr_add(w->value, w->value, w->z, MPFR_RNDN);
        mpfr_mul_si(w->x, w->x, share, MPFR_RNDN);
        mpfr_ui_div(w->slope[l], 1, w->x, MPFR_RNDN);
    }
}

static void find_loss(wide *w, const scene *s, size_t p, size_t loss) {
    size_t K = s->rows.classes, label = (size_t)s->label[p];
    find_softmax(w, s, p);
    if (losses[loss].kind == MAE) {
        find_absolutes(w, K, label);
    } else if (losses[loss].kind == RLL) {
        find_robust(w, K, label, s->loss.parameter);
    } else {
        find_squares(w, K, label);
        if (losses[loss].kind == NORMALISED)
            normalise(w, K);
    }
}

/* The derivative by logit l, the sum of f_l f_i (slope_l - slope_i) over the others;
 * size: the sum of f_l f_i (|slope_l| + |slope_i|). */
static double derive(wide *w, size_t K, size_t l, double *size) {
    mpfr_set_ui(w->y, 0, MPFR_RNDN);
    *size = 0;
    for (size_t i = 0; i < K; i++) {
        if (i == l)
            continue;
        mpfr_mul(w->z, w->f[l], w->f[i], MPFR_RNDN);
        mpfr_sub(w->x, w->slope[l], w->slope[i], MPFR_RNDN);
        mpfr_mul(w->x, w->x, w->z, MPFR_RNDN);
        mpfr_add(w->y, w->y, w->x, MPFR_RNDN);
        mpfr_mul(w->x, w->z, w->slope[l], MPFR_RNDN);
        mpfr_mul(w->z, w->z, w->slope[i], MPFR_RNDN);
        *size += fabs(mpfr_get_d(w->x, MPFR_RNDN)) + fabs(mpfr_get_d(w->z, MPFR_RNDN));
    }
    return mpfr_get_d(w->y, MPFR_RNDN);
}

/* The largest relative error that is allowed, and how small a derivative, or a loss, may
 * be: exponentials end at the least normal number, and a multiplies them. */
typedef struct allowance {
    double share, tiny;
} allowance;

static allowance allowed(const scene *s, size_t loss) {
    double smallest = is_single(s) ? 1e-36 : 1e-305, a = losses[loss].a;
    double units = 16;
    return (allowance){ (is_single(s) ? FLT_EPSILON : DBL_EPSILON) * units,
                        a > 0 && a < 1 ? smallest / a : smallest };
}

static void check_point(const scene *s, size_t p, size_t loss, wide *w, double *sum) {
    const dc_loss_rows *r = &s->rows;
    allowance most = allowed(s, loss);
    double weight = s->weight[p] * r->scale, size;
    find_loss(w, s, p, loss);
    *sum += weight * mpfr_get_d(w->value, MPFR_RNDN);
    for (size_t l = 0; l < r->stride; l++) {
        double got = get(s, s->gradient, p * r->stride + l), right = size = 0;
        if (l < r->classes)
            right = weight * derive(w, r->classes, l, &size);
        if (l == (size_t)s->label[p])
            size = fabs(right) / weight;
        if (!(fabs(got - right) <= weight * (most.share * size + most.tiny)))
            fail_msg("%s, variant %d, class %zu of %zu, label %d: %.17g, not %.17g (%g)",
                     losses[loss].name, s->variant, l, r->classes, s->label[p], got,
                     right, size);
    }
}

static void check(const scene *s, size_t loss, mpfr_prec_t bits) {
    wide w;
    double sum = 0;
    allowance most = allowed(s, loss);
    double value = dc_loss_value(&s->loss, s->variant, &s->rows);
    wide_init(&w, bits);
    for (size_t p = 0; p < s->rows.count; p++)
        check_point(s, p, loss, &w, &sum);
    if (!(fabs(value - sum) <= most.share * sum + 4 * most.tiny))
        fail_msg("%s, variant %d, %zu classes: %.17g, not %.17g", losses[loss].name,
                 s->variant, s->rows.classes, value, sum);
    wide_clear(&w);
}

/* 2400 points for each multiple, of every loss and variant. */
static void values_and_derivatives_are_near(void **state) {
    static const double scales[] = { 1, 6, 30, 0 };
    static const size_t sizes[] = { 2, 3, 4, 8, 10, CLASSES_MOST };
    dc_random random;
    (void)state;
    for (size_t round = 0; round < rounds(1); round++)
        for (size_t k = 0; k < LOSSES * DC_VARIANTS * 6; k++) {
            size_t loss = k % LOSSES, K = sizes[k / LOSSES / DC_VARIANTS];
            dc_variant variant = (dc_variant)(k / LOSSES % DC_VARIANTS);
            scene s;
            if (!dc_variant_runs(variant))
                continue;
            dc_random_seed(&random, 1000 * round + k);
            for (size_t j = 0; j < 2; j++) {
                scene_random(&s, loss, variant, K, scales[(k + j) % 4], &random);
                check(&s, loss, BITS);
            }
        }
}

/* No class has much more than the others: here the sum of the others' derivatives loses
 * digits, and each has to be right by itself. */
static void like_scores_lose_no_digits(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 7);
    for (size_t k = 0; k < 300; k++) {
        dc_variant variant = dc_variant_best(k % 2);
        scene s;
        scene_random(&s, k % 3, variant, CLASSES_MOST - k % 4, 0.75, &random);
        check(&s, k % 3, BITS);
    }
}

/* One score far above the others, far below, two of them. */
static void far_scores_do_no_harm(void **state) {
    static const double far[] = { 20, 40, 80, 1000 };
    (void)state;
    for (size_t k = 0; k < LOSSES * DC_VARIANTS * 4 * 2; k++) {
        size_t loss = k % LOSSES, K = k / LOSSES / DC_VARIANTS % 2 ? 3 : 2;
        dc_variant variant = (dc_variant)(k / LOSSES % DC_VARIANTS);
        double z = far[k / LOSSES / DC_VARIANTS / 2];
        scene s;
        if (!dc_variant_runs(variant))
            continue;
        scene_make(&s, loss, variant, K);
        for (size_t p = 0; p < POINTS; p++) {
            s.label[p] = (int)(p % K);
            put(&s, s.logits, p * s.rows.stride, p < 3 ? z : -z);
            put(&s, s.logits, p * s.rows.stride + 1, p == 2 ? z - 1 : 0);
            put(&s, s.logits, p * s.rows.stride + 2, K == 3 ? 0.5 : 0);
        }
        check(&s, loss, MANY_BITS);
        s.label[0] = s.label[1] = 0; /* both losses are tiny */
        s.rows.count = 2;
        check(&s, loss, MANY_BITS);
    }
}

/* f is one-hot in the numbers' own precision: the values of the definitions, derivatives
 * 0. */
static void one_hot_outputs(void **state) {
    static const double huge[] = { 1e3, 1e30, 3e38 };
    (void)state;
    for (size_t k = 0; k < LOSSES * DC_VARIANTS * 3 * 4; k++) {
        size_t loss = k % LOSSES, which = k / LOSSES / DC_VARIANTS % 4;
        dc_variant variant = (dc_variant)(k / LOSSES % DC_VARIANTS);
        size_t K = which % 2 ? 2 : 10, top = which / 2 ? K - 1 : 0;
        double a = losses[loss].a, K1 = (double)K - 1, wrong = 0;
        scene s;
        if (!dc_variant_runs(variant))
            continue;
        switch (losses[loss].kind) {
        case MSE:
            wrong = 2;
            break;
        case NORMALISED:
            wrong = 1 / K1;
            break;
        case MAE:
            wrong = 2;
            break;
        case RLL:
            wrong = log1p(1 / a) * (1 + 1 / K1);
            break;
        }
        for (size_t label = 0; label < K; label++) {
            scene_make(&s, loss, variant, K);
            s.rows.count = 1;
            s.rows.scale = 1;
            s.label[0] = (int)label;
            for (size_t l = 0; l < K; l++)
                put(&s, s.logits, l,
                    l == top ? huge[k / LOSSES / DC_VARIANTS / 4]
                             : -huge[k / LOSSES / DC_VARIANTS / 4]);
            double value = dc_loss_value(&s.loss, variant, &s.rows);
            double right = label == top ? 0 : wrong;
            if (!(fabs(value - right) <= allowed(&s, loss).share * right))
                fail_msg("%s, variant %d: %.17g, not %.17g", losses[loss].name, variant,
                         value, right);
            for (size_t l = 0; l < s.rows.stride; l++)
                assert_true(get(&s, s.gradient, l) == 0);
        }
    }
}

/* Sums over the labels: 2 (K - 1) of mae, K log((1 + a) / a) of rll, 1 of normalised-mse,
 * and K |f|^2 + K - 2 of mse, which is not the same for all f. */
static void sums_over_labels(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    for (size_t k = 0; k < 40 * LOSSES; k++) {
        size_t loss = k % LOSSES, K = 2 + k / LOSSES % (CLASSES_MOST - 1);
        double a = losses[loss].a, sum = 0, squares = 0, right = 0;
        scene s;
        wide w;
        scene_random(&s, loss, dc_variant_best(false), K, 1 + (double)(k % 7), &random);
        s.rows.count = 1;
        s.rows.scale = 1;
        s.weight[0] = 1;
        for (size_t label = 0; label < K; label++) {
            s.label[0] = (int)label;
            sum += dc_loss_value(&s.loss, s.variant, &s.rows);
        }
        wide_init(&w, BITS);
        find_softmax(&w, &s, 0);
        for (size_t l = 0; l < K; l++)
            squares += mpfr_get_d(w.f[l], MPFR_RNDN) * mpfr_get_d(w.f[l], MPFR_RNDN);
        wide_clear(&w);
        switch (losses[loss].kind) {
        case MSE:
            right = (double)K * squares + (double)K - 2;
            break;
        case NORMALISED:
            right = 1;
            break;
        case MAE:
            right = 2 * ((double)K - 1);
            break;
        case RLL:
            right = (double)K * log1p(1 / a);
            break;
        }
        if (!(fabs(sum - right) <= 1e-14 * right))
            fail_msg("%s, %zu classes: %.17g, not %.17g", losses[loss].name, K, sum,
                     right);
    }
}

/* Steps of 2^-12 in doubles: central differences are right to about 1e-7. */
static void derivatives_are_those_of_the_values(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 4);
    for (size_t k = 0; k < 30 * LOSSES; k++) {
        size_t loss = k % LOSSES, K = 2 + k / LOSSES % 7;
        double step = 0x1p-12;
        scene s;
        scene_random(&s, loss, dc_variant_best(false), K, 2, &random);
        for (size_t at = 0; at < POINTS * s.rows.stride; at++) {
            double kept = s.logits[at];
            if (at % s.rows.stride >= K)
                continue;
            s.logits[at] = kept + step;
            double above = dc_loss_value(&s.loss, s.variant, &s.rows);
            s.logits[at] = kept - step;
            double below = dc_loss_value(&s.loss, s.variant, &s.rows);
            s.logits[at] = kept;
            dc_loss_value(&s.loss, s.variant, &s.rows);
            double slope = (above - below) / (2 * step);
            if (losses[loss].a >= 1e-9 && !(fabs(slope - s.gradient[at]) <=
                                            1e-6 * (1 + 1 / (losses[loss].a + 1e-2))))
                fail_msg("%s, %zu classes: %.17g, not %.17g", losses[loss].name, K,
                         s.gradient[at], slope);
        }
    }
}

static void no_number_is_no_loss(void **state) {
    static const double bad[] = { NAN, HUGE_VAL, -HUGE_VAL };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 5);
    for (size_t k = 0; k < LOSSES * DC_VARIANTS * 3 * 3 * 2; k++) {
        size_t which = k / LOSSES / DC_VARIANTS;
        dc_variant variant = (dc_variant)(k / LOSSES % DC_VARIANTS);
        scene s;
        if (!dc_variant_runs(variant))
            continue;
        scene_random(&s, k % LOSSES, variant, 3, 1, &random);
        put(&s, s.logits, 4 * s.rows.stride + which % 3, bad[which / 3 % 3]);
        s.label[4] = (int)(which / 9 ? which % 3 : (which + 1) % 3);
        assert_false(isfinite(dc_loss_value(&s.loss, variant, &s.rows)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_and_derivatives_are_near),
        cmocka_unit_test(like_scores_lose_no_digits),
        cmocka_unit_test(far_scores_do_no_harm),
        cmocka_unit_test(one_hot_outputs),
        cmocka_unit_test(sums_over_labels),
        cmocka_unit_test(derivatives_are_those_of_the_values),
        cmocka_unit_test(no_number_is_no_loss),
    };
    return cmocka_run_group_tests_name("softmax", tests, NULL, NULL);
}
