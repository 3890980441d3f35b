#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "masses_of.h"

#include <flint/fmpz_vec.h>

static void radii_double_exactly(void **state) {
    dc_random random;
    fmpq_t ratio, kappa;
    (void)state;
    fmpq_init(ratio);
    fmpq_init(kappa);
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(300); round++) {
        dc_rings rings;
        random_rings(&rings, &random);
        assert_true(fmpz_is_zero(rings.right + rings.count));
        for (size_t j = 0; j < rings.count; j++) {
            assert_true(fmpz_cmp(rings.wrong + j, rings.wrong + j + 1) < 0);
            assert_true(fmpz_cmp(rings.right + j, rings.right + j + 1) > 0);
            if (j > 0)
                assert_true(fmpq_cmp(rings.radius + j - 1, rings.radius + j) < 0);
            if (j < rings.period)
                continue;
            fmpq_div(ratio, rings.radius + j, rings.radius + j - rings.period);
            if (j > rings.period)
                assert_true(fmpq_equal(ratio, kappa));
            fmpq_set(kappa, ratio);
        }
        dc_rings_destroy(&rings);
    }
    fmpq_clear(kappa);
    fmpq_clear(ratio);
}

static void finer_grids_contain_coarser(void **state) {
    dc_rings coarse, fine;
    fmpq_t kappa, least, most;
    dc_error error;
    (void)state;
    fmpq_init(kappa);
    fmpq_init(least);
    fmpq_init(most);
    fmpq_set_si(kappa, 7, 3);
    fmpq_set_si(least, 1, 1000);
    fmpq_set_si(most, 12, 1);
    for (size_t period = 1; period <= 5; period++) {
        assert_int_equal(dc_rings_create(&coarse, kappa, least, most, period, &error),
                         DC_OK);
        assert_int_equal(dc_rings_create(&fine, kappa, least, most, 3 * period, &error),
                         DC_OK);
        assert_true(fmpq_cmp(coarse.radius + coarse.count - 1, most) >= 0);
        for (size_t j = 0; j < coarse.count && 3 * j < fine.count; j++)
            assert_true(fmpq_equal(coarse.radius + j, fine.radius + 3 * j));
        dc_rings_destroy(&fine);
        dc_rings_destroy(&coarse);
    }
    assert_int_equal(dc_rings_create(&fine, kappa, least, most, 1000000, &error),
                     DC_EUSAGE);
    fmpq_set_si(kappa, 10000000001, 10000000000);
    fmpq_set_si(most, 1, 999);
    assert_int_equal(dc_rings_create(&fine, kappa, most, most, 7, &error), DC_OK);
    dc_rings_destroy(&fine);
    assert_int_equal(dc_rings_create(&fine, kappa, least, most, 7, &error), DC_EUSAGE);
    fmpq_clear(most);
    fmpq_clear(least);
    fmpq_clear(kappa);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(radii_double_exactly),
        cmocka_unit_test(finer_grids_contain_coarser),
    };
    return cmocka_run_group_tests_name("rings", tests, NULL, NULL);
}
