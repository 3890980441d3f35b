#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"

#include "floor/affine/slope.h"

enum { MOST = 5 };

typedef struct example {
    uint8_t rival[MOST];
    dc_standpoint point;
    double scores[MOST];
    dc_toll toll;
} example;

static void make(example *x, dc_random *random, bool decided) {
    size_t K = 2 + (size_t)dc_random_below(random, MOST - 1);
    x->point = (dc_standpoint){ K, (size_t)dc_random_below(random, K), x->rival };
    for (size_t l = 0; l < K; l++) {
        x->rival[l] = decided ? (uint8_t)dc_random_below(random, 3) : DC_RIVAL_OPEN;
        x->scores[l] = (double)dc_random_between(random, -3000, 3000) / 700;
    }
    x->toll = dc_toll_of((double)dc_random_below(random, 1000) / 1000);
}

static double entropy_of(double q) {
    return q <= 0 || q >= 1 ? 0 : -q * log(q) - (1 - q) * log(1 - q);
}

static void tolls(void **state) {
    (void)state;
    for (int k = 0; k < 690; k++) {
        dc_toll toll = dc_toll_of(k / 1000.0);
        assert_true(toll.k == k / 1000.0 && toll.share > 0 && toll.share <= 0.5);
        assert_true(fabs(entropy_of(toll.share) - (log(2) - toll.k)) < 1e-9);
        assert_true(fabs(log((1 - toll.share) / toll.share) - toll.margin) < 1e-6 ||
                    toll.margin == 40);
    }
    assert_true(dc_toll_of(0.7).share == 0 && dc_toll_of(3).share == 0);
}

static void shares_add_up_to_1(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(20000); round++) {
        example x;
        double shares[MOST], sum = 0;
        make(&x, &random, round % 2);
        dc_slope slope = dc_slope_of(shares, x.point, x.scores, &x.toll);
        double size = 1;
        for (size_t l = 0; l < x.point.classes; l++) {
            sum += shares[l];
            size = fmax(size, fabs(shares[l]));
            if (round % 2 == 0)
                assert_true(shares[l] >= 0 && shares[l] <= 1);
        }
        assert_true(fabs(sum - 1) < 1e-12 * size);
        assert_true(slope.plain >= 0 && slope.plain <= 1 && slope.pair >= 0 &&
                    slope.rival < x.point.classes);
        double lost = dc_slope_lost(x.point, x.scores, &x.toll);
        assert_true(lost >= 0 && lost <= 1);
    }
}

/* A margin of the wrong sign is pushed to the other. */
static void decisions_push(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(3000); round++) {
        example x;
        double shares[MOST], before;
        make(&x, &random, false);
        size_t own = x.point.own, l = (own + 1) % x.point.classes;
        bool lost = round % 2;
        x.rival[l] = lost ? DC_RIVAL_NEGATIVE : DC_RIVAL_POSITIVE;
        x.scores[own] = x.scores[l] + (lost ? 0.01 : -0.01);
        dc_slope slope = dc_slope_of(shares, x.point, x.scores, &x.toll);
        before = shares[own] - shares[l];
        assert_int_equal(slope.rival, l);
        assert_true(lost ? before > 1 : before < -1);
        x.scores[own] += lost ? 0.01 : -0.01;
        dc_slope_of(shares, x.point, x.scores, &x.toll);
        assert_true(lost ? shares[own] - shares[l] > before
                         : shares[own] - shares[l] < before);
        x.scores[own] = x.scores[l] + (lost ? -0.01 : 0.01); /* as was decided */
        dc_slope_of(shares, x.point, x.scores, &x.toll);
        for (size_t j = 0; j < x.point.classes; j++)
            assert_true(shares[j] >= 0 && shares[j] <= 1);
    }
}

/* Small steps of the scores, over every seam. */
static void shares_are_continuous(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < rounds(100); round++) {
        example x;
        double last[MOST] = { 0 }, shares[MOST];
        make(&x, &random, false);
        size_t K = x.point.classes, own = x.point.own;
        for (int step = 0; step <= 3000; step++) {
            x.scores[own] = -1.5 + step * 1e-3;
            dc_slope_of(shares, x.point, x.scores, &x.toll);
            for (size_t l = 0; l < K && step; l++)
                if (fabs(shares[l] - last[l]) > 0.1)
                    fail_msg("round %lu: a share jumps by %g", round,
                             shares[l] - last[l]);
            memcpy(last, shares, sizeof last);
        }
    }
}

/* What a share vector proves at these scores: e less sum of a m. */
static double proves(const example *x, const double *shares) {
    int32_t P[MOST], sum = 0;
    int64_t e = 0;
    double value = 0;
    for (size_t l = 0; l < x->point.classes; l++)
        if (l != x->point.own)
            sum += P[l] = (int32_t)lrint(ldexp(shares[l], DC_SHARE_BITS));
    P[x->point.own] = DC_SHARE_ONE - sum;
    if (!affine_contribution(&e, x->point, P, llrint(ldexp(x->toll.k, DC_ENTROPY_BITS))))
        return -INFINITY;
    value = ldexp((double)e, -DC_ENTROPY_BITS);
    for (size_t l = 0; l < x->point.classes; l++)
        value -= ldexp(P[l], -DC_SHARE_BITS) * (x->scores[x->point.own] - x->scores[l]);
    return value;
}

/* No other shares prove more, but for the smoothing; nor much more where there are several
 * rivals, of which one is thought of. */
static void shares_prove_most(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 4);
    for (unsigned long round = 0; round < rounds(150); round++) {
        example x;
        double shares[MOST], other[MOST];
        make(&x, &random, false);
        dc_slope_of(shares, x.point, x.scores, &x.toll);
        double best = proves(&x, shares);
        for (int trial = 0; trial < 40; trial++) {
            double sum = 0, part = ldexp(1, -(int)dc_random_below(&random, 12));
            for (size_t l = 0; l < x.point.classes; l++)
                sum += other[l] = (double)dc_random_below(&random, 1000) + 1e-9;
            for (size_t l = 0; l < x.point.classes; l++)
                other[l] = (1 - part) * shares[l] + part * other[l] / sum;
            double value = proves(&x, other);
            if (value > best + (x.point.classes == 2 ? 0.01 : 0.5))
                fail_msg("round %lu: other shares prove %g more", round, value - best);
        }
    }
}

/* plain and pair are the derivatives, for two classes. */
static void slopes_are_derivatives(void **state) {
    dc_random random;
    size_t good = 0, count = 0;
    (void)state;
    dc_random_seed(&random, 5);
    for (unsigned long round = 0; round < rounds(3000); round++) {
        example x;
        double up[MOST], down[MOST], h = 1e-6;
        make(&x, &random, round % 2);
        x.point.classes = 2;
        size_t own = x.point.own %= 2;
        dc_slope s = dc_slope_of(up, x.point, x.scores, &x.toll);
        double a = fmax(0, fmin(1, up[own])), b = fmax(0, fmin(1, up[1 - own]));
        double expected = s.plain * a * b / (a + b) + (s.rival != own ? s.pair : 0);
        x.scores[own] += h;
        dc_slope_of(up, x.point, x.scores, &x.toll);
        x.scores[own] -= 2 * h;
        dc_slope_of(down, x.point, x.scores, &x.toll);
        count++;
        good += fabs((up[own] - down[own]) / (2 * h) - expected) <
                0.35 * (0.2 + fabs(expected));
    }
    assert_true(good > count * 9 / 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tolls),
        cmocka_unit_test(shares_add_up_to_1),
        cmocka_unit_test(decisions_push),
        cmocka_unit_test(shares_are_continuous),
        cmocka_unit_test(shares_prove_most),
        cmocka_unit_test(slopes_are_derivatives),
    };
    return cmocka_run_group_tests_name("slope", tests, NULL, NULL);
}
