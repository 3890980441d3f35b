#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/random.h"
#include "simulate/slopes.h"

#include <math.h>

enum { CLASSES = 5, INPUTS = 6, ROUNDS = 500 };

/* Weights of few values, so that many are equal, times a size. */
static void fill(double *weights, dc_random *random, long spread) {
    double size = exp2((double)dc_random_between(random, -30, 30)) / 3;
    for (size_t k = 0; k < (size_t)CLASSES * INPUTS; k++)
        weights[k] = size * (double)dc_random_between(random, -spread, spread);
}

/* Largest |W_a - W_b| scale, exactly. */
static void exact_most(mpq_t most, const double *weights, size_t classes, size_t inputs,
                       const double *scale) {
    mpq_t one, other;
    mpq_inits(one, other, NULL);
    mpq_set_ui(most, 0, 1);
    for (size_t k = 0; k < classes * classes * inputs; k++) {
        size_t l = k % inputs, a = k / inputs % classes, b = k / inputs / classes;
        mpq_set_d(one, weights[a * inputs + l]);
        mpq_set_d(other, weights[b * inputs + l]);
        mpq_sub(one, one, other);
        mpq_set_d(other, scale ? scale[l] : 1);
        mpq_mul(one, one, other);
        if (mpq_cmp(one, most) > 0)
            mpq_set(most, one);
    }
    mpq_clears(one, other, NULL);
}

static void slopes_are_rounded_up(void **state) {
    double weights[CLASSES * INPUTS], scale[INPUTS];
    dc_random random;
    mpq_t most, bound, factor;
    (void)state;
    dc_random_seed(&random, 1);
    mpq_inits(most, bound, factor, NULL);
    mpq_set_d(factor, 1 + 0x1p-48);
    for (int k = 0; k < ROUNDS; k++) {
        size_t classes = 2 + (size_t)k % (CLASSES - 1), inputs = 1 + (size_t)k % INPUTS;
        fill(weights, &random, k % 3 ? 1000000 : 2);
        for (size_t l = 0; l < INPUTS; l++)
            scale[l] = 1 / (double)dc_random_between(&random, 1, 1000);
        const double *by = k % 2 ? scale : NULL;
        exact_most(most, weights, classes, inputs, by);
        mpq_set_d(bound, dc_slopes_most(weights, classes, inputs, by));
        assert_true(mpq_cmp(bound, most) >= 0);
        mpq_mul(most, most, factor);
        assert_true(mpq_cmp(bound, most) <= 0);
    }
    mpq_clears(most, bound, factor, NULL);
}

/* Non-zero entries of the v of a pair, the most of all pairs. */
static size_t slow_densest(const double *weights, size_t classes, size_t inputs) {
    size_t most = 0;
    for (size_t a = 0; a < classes; a++)
        for (size_t b = 0; b < classes; b++) {
            size_t count = 0;
            for (size_t l = 0; l < inputs; l++)
                count += weights[a * inputs + l] - weights[b * inputs + l] != 0;
            most = count > most ? count : most;
        }
    return most;
}

static void families_hold_every_pair(void **state) {
    double weights[CLASSES * INPUTS];
    dc_random random;
    size_t inside = 0, outside = 0;
    (void)state;
    dc_random_seed(&random, 2);
    for (int k = 0; k < ROUNDS; k++) {
        size_t classes = 2 + (size_t)k % (CLASSES - 1), inputs = 1 + (size_t)k % INPUTS;
        fill(weights, &random, k % 4 ? 1 : 0);
        size_t densest = slow_densest(weights, classes, inputs);
        for (dc_family_kind kind = DC_FAMILY_ALL; kind <= DC_FAMILY_DIRECTIONS; kind++) {
            dc_family family = { .kind = kind, .sparsity = 1 + (size_t)k % 3 };
            bool expected = kind == DC_FAMILY_SPARSE       ? densest <= family.sparsity
                            : kind == DC_FAMILY_AXES       ? densest <= 1
                            : kind == DC_FAMILY_DIRECTIONS ? inputs == 1
                                                           : true;
            assert_int_equal(dc_slopes_fit(weights, classes, inputs, &family), expected);
            inside += expected;
            outside += !expected;
        }
    }
    assert_true(inside > 100 && outside > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slopes_are_rounded_up),
        cmocka_unit_test(families_hold_every_pair),
    };
    return cmocka_run_group_tests_name("slopes", tests, NULL, NULL);
}
