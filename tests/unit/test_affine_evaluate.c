#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"

#include <mpfr.h>

#include "floor/affine/classifier.h"

/* Accuracy exactly, loss to 250 bits. */
static void slow_evaluate(mpq_t accuracy, mpfr_t loss, const dc_affine *affine,
                          const dc_dataset *data) {
    size_t K = affine->classes, n = affine->features;
    mpq_t score[8], x, weight, total;
    mpfr_t sum, term;
    mpfr_init2(sum, 250);
    mpfr_init2(term, 250);
    mpq_inits(x, weight, total, NULL);
    for (size_t j = 0; j < K; j++)
        mpq_init(score[j]);
    mpq_set_ui(accuracy, 0, 1);
    mpfr_set_zero(loss, 1);
    for (size_t s = 0; s < dc_dataset_points(data); s++) {
        size_t own = dc_dataset_class(data, s);
        bool right = true;
        for (size_t j = 0; j + 1 < K; j++) {
            mpq_set(score[j], affine->theta[j * (n + 1)]);
            for (size_t l = 0; l < n; l++) {
                dc_dataset_value(x, data, s, l);
                mpq_mul(x, x, affine->theta[j * (n + 1) + l + 1]);
                mpq_add(score[j], score[j], x);
            }
        }
        dc_dataset_weight(weight, data, s);
        mpq_add(total, total, weight);
        mpfr_set_zero(sum, 1);
        for (size_t j = 0; j < K; j++) {
            mpq_sub(x, score[j], score[own]);
            right = right && (j == own || mpq_sgn(x) < 0);
            mpfr_set_q(term, x, MPFR_RNDN);
            mpfr_exp(term, term, MPFR_RNDN);
            if (j != own)
                mpfr_add(sum, sum, term, MPFR_RNDN);
        }
        mpfr_log1p(sum, sum, MPFR_RNDN);
        mpfr_mul_q(sum, sum, weight, MPFR_RNDN);
        mpfr_add(loss, loss, sum, MPFR_RNDN);
        if (right)
            mpq_add(accuracy, accuracy, weight);
    }
    mpq_div(accuracy, accuracy, total);
    mpfr_div_q(loss, loss, total, MPFR_RNDN);
    for (size_t j = 0; j < K; j++)
        mpq_clear(score[j]);
    mpq_clears(x, weight, total, NULL);
    mpfr_clear(sum);
    mpfr_clear(term);
}

static void against_more_bits(void **state) {
    dc_random random;
    size_t ties = 0;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(300); round++) {
        const affine_shape shape = {
            7,         1 + round % 3, 2 + round % 3, 3, round % 4 ? "222" : "123",
            round % 2, round % 3 == 0
        };
        dc_dataset *data = affine_random(&random, &shape);
        dc_affine affine;
        dc_error error;
        mpq_t accuracy, loss, exact;
        mpfr_t slow, above;
        mpq_inits(accuracy, loss, exact, NULL);
        mpfr_init2(slow, 250);
        mpfr_init2(above, 250);
        assert_true(dc_affine_create(&affine, shape.K, shape.n));
        for (size_t k = 0; k < (shape.K - 1) * (shape.n + 1); k++) {
            mpq_set_si(affine.theta[k], dc_random_between(&random, -3, 3),
                       round % 5 ? 1 : 7);
            mpq_canonicalize(affine.theta[k]);
        }
        assert_int_equal(dc_affine_evaluate(accuracy, loss, &affine, data, &error),
                         DC_OK);
        slow_evaluate(exact, slow, &affine, data);
        assert_true(mpq_equal(accuracy, exact));
        mpfr_set_q(above, loss, MPFR_RNDN);
        bool small = mpfr_cmp_ui_2exp(slow, 1, 20) < 0;
        if (mpfr_inf_p(slow)) /* beyond all numbers */
            assert_true(mpfr_cmp_ui_2exp(above, 1, 40) == 0);
        else if (mpfr_cmp(above, slow) < 0)
            fail_msg("round %lu: a loss of %g, not %g", round,
                     mpfr_get_d(above, MPFR_RNDN), mpfr_get_d(slow, MPFR_RNDN));
        mpfr_sub(above, above, slow, MPFR_RNDN);
        mpfr_mul_2ui(above, above, 40, MPFR_RNDN);
        assert_true(!small || mpfr_cmp(above, slow) <= 0 || mpfr_cmp_d(above, 1) <= 0);
        ties += mpq_cmp_ui(accuracy, 1, 1) < 0;
        dc_affine_clear(&affine);
        mpfr_clear(slow);
        mpfr_clear(above);
        mpq_clears(accuracy, loss, exact, NULL);
        dc_dataset_destroy(data);
    }
    assert_true(ties > 0);
}

/* Of two points only, so that each rounding shows. */
static void losses_are_above(void **state) {
    dc_random random;
    dc_dataset *data = affine_read("a,label\n-1,x\n1000,y\n");
    dc_affine affine;
    dc_error error;
    mpq_t accuracy, loss, exact;
    mpfr_t slow, above;
    (void)state;
    dc_random_seed(&random, 2);
    mpq_inits(accuracy, loss, exact, NULL);
    mpfr_init2(slow, 250);
    mpfr_init2(above, 250);
    assert_true(dc_affine_create(&affine, 2, 1));
    for (unsigned long round = 0; round < rounds(1000); round++) {
        mpq_set_si(affine.theta[0], dc_random_between(&random, -9999, 9999),
                   (unsigned long)dc_random_between(&random, 1000, 2000));
        mpq_canonicalize(affine.theta[0]);
        mpq_set_si(affine.theta[1], -1, (unsigned long)dc_random_between(&random, 1, 9));
        assert_int_equal(dc_affine_evaluate(accuracy, loss, &affine, data, &error),
                         DC_OK);
        slow_evaluate(exact, slow, &affine, data);
        mpfr_set_q(above, loss, MPFR_RNDN);
        assert_true(mpfr_cmp(above, slow) >= 0);
    }
    dc_affine_clear(&affine);
    mpfr_clear(slow);
    mpfr_clear(above);
    mpq_clears(accuracy, loss, exact, NULL);
    dc_dataset_destroy(data);
}

static void ties_are_errors(void **state) {
    dc_dataset *data = affine_read("a,label\n1,x\n2,y\n3,z\n");
    dc_affine affine;
    dc_error error;
    mpq_t accuracy, loss;
    (void)state;
    mpq_inits(accuracy, loss, NULL);
    assert_true(dc_affine_create(&affine, 3, 1));
    assert_int_equal(dc_affine_evaluate(accuracy, loss, &affine, data, &error), DC_OK);
    assert_true(mpq_sgn(accuracy) == 0);
    assert_true(fabs(mpq_get_d(loss) - log(3)) < 1e-12);
    mpq_set_si(affine.theta[0], 1, 1000000000); /* x is right, y and z are not */
    assert_int_equal(dc_affine_evaluate(accuracy, loss, &affine, data, &error), DC_OK);
    assert_true(mpq_cmp_ui(accuracy, 1, 3) == 0);
    mpq_set_str(affine.theta[0],
                "1"
                "0000000000"
                "0000000000",
                10); /* far beyond e^x */
    assert_int_equal(dc_affine_evaluate(accuracy, loss, &affine, data, &error), DC_OK);
    assert_true(mpq_get_d(loss) >= 1e9);
    dc_affine_clear(&affine);
    assert_true(dc_affine_create(&affine, 3, 2));
    assert_int_equal(dc_affine_evaluate(accuracy, loss, &affine, data, &error),
                     DC_EUSAGE);
    dc_affine_clear(&affine);
    assert_true(dc_affine_create(&affine, 2, 1));
    assert_int_equal(dc_affine_evaluate(accuracy, loss, &affine, data, &error),
                     DC_EUSAGE);
    dc_affine_clear(&affine);
    mpq_clears(accuracy, loss, NULL);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_more_bits),
        cmocka_unit_test(losses_are_above),
        cmocka_unit_test(ties_are_errors),
    };
    return cmocka_run_group_tests_name("evaluate", tests, NULL, NULL);
}
