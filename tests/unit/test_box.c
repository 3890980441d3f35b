#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include <flint/fmpz_vec.h>

#include "base/random.h"
#include "geometry/box.h"

static void a_chart_is_the_whole_cube(void **state) {
    (void)state;
    for (size_t chart = 0; chart < 3; chart++) {
        dc_box *box = dc_box_chart(3, chart);
        assert_non_null(box);
        for (size_t l = 0; l < 3; l++) {
            assert_true(box->centre[l] == (l == chart ? 1 : 0));
            assert_true(dc_box_radius(box, l) == (l == chart ? 0 : 1));
        }
        assert_int_equal(box->depth, 0);
        assert_int_equal(box->dims, 3);
        assert_int_equal(box->chart, chart);
        free(box);
    }
}

static void expect_interval(const dc_box *box, size_t l, double low, double high) {
    double centre = box->centre[l], radius = dc_box_radius(box, l);
    if (centre - radius != low || centre + radius != high)
        fail_msg("[%a, %a], not [%a, %a]", centre - radius, centre + radius, low, high);
}

/* The two halves share the middle, and other coordinates stay. */
static void halves_tile_their_parent(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (int round = 0; round < 200; round++) {
        size_t dims = 2 + dc_random_below(&random, 4);
        dc_box *box = dc_box_chart(dims, dc_random_below(&random, dims));
        for (int depth = 0; depth < 60; depth++) {
            size_t l = dc_random_below(&random, dims);
            if (l == box->chart || box->level[l] == DC_BOX_DEEPEST)
                continue;
            dc_box *half[2] = { dc_box_half(box, l, 0), dc_box_half(box, l, 1) };
            double centre = box->centre[l], radius = dc_box_radius(box, l);
            expect_interval(half[0], l, centre - radius, centre);
            expect_interval(half[1], l, centre, centre + radius);
            for (size_t c = 0; c < dims; c++)
                for (int side = 0; side < 2; side++) {
                    if (c != l)
                        expect_interval(half[side], c,
                                        box->centre[c] - dc_box_radius(box, c),
                                        box->centre[c] + dc_box_radius(box, c));
                    assert_int_equal(half[side]->depth, box->depth + 1);
                    assert_int_equal(half[side]->chart, box->chart);
                }
            int side = (int)dc_random_below(&random, 2);
            free(box);
            box = half[side];
            free(half[1 - side]);
        }
        free(box);
    }
}

static void the_widest_extent_is_halved_next(void **state) {
    double spread[] = { 5, 1, 4, 4 };
    (void)state;
    dc_box *box = dc_box_chart(4, 0), *half;
    assert_int_equal(dc_box_widest(box, spread), 2);
    half = dc_box_half(box, 2, 1);
    assert_int_equal(dc_box_widest(half, spread), 3);
    half->level[3] = 5;
    half->level[2] = 3;
    assert_int_equal(dc_box_widest(half, spread), 1);
    half->level[1] = half->level[3] = DC_BOX_DEEPEST;
    assert_int_equal(dc_box_widest(half, spread), 2);
    half->level[2] = DC_BOX_DEEPEST;
    assert_int_equal(dc_box_widest(half, spread), 4);
    free(half);
    free(box);
}

/* Down to the deepest level, exactly. */
static void integers_are_exact(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (int round = 0; round < 100; round++) {
        size_t dims = 3;
        dc_box *box = dc_box_chart(dims, dc_random_below(&random, dims));
        fmpz *centre = _fmpz_vec_init(3), *radius = _fmpz_vec_init(3);
        uint64_t depth = dc_random_below(&random, 2 * DC_BOX_DEEPEST + 1);
        int64_t at[3] = { 0, 0, 0 }; /* centre times 2^level */
        for (uint64_t k = 0; k < depth; k++) {
            size_t l = dc_random_below(&random, dims);
            int side = (int)dc_random_below(&random, 2);
            if (l == box->chart || box->level[l] == DC_BOX_DEEPEST)
                continue;
            dc_box *half = dc_box_half(box, l, side);
            at[l] = 2 * at[l] + (side ? 1 : -1);
            free(box);
            box = half;
        }
        unsigned scale = dc_box_integers(centre, radius, box), deepest = 0;
        for (size_t l = 0; l < dims; l++) {
            fmpz_t expected;
            fmpz_init(expected);
            bool own = l == box->chart;
            fmpz_set_si(expected, own ? 1 : at[l]);
            fmpz_mul_2exp(expected, expected, scale - (own ? 0 : box->level[l]));
            if (!fmpz_equal(expected, centre + l))
                fail_msg("round %d: centre %zu", round, l);
            fmpz_set_si(expected, !own);
            fmpz_mul_2exp(expected, expected, scale - (own ? 0 : box->level[l]));
            if (!fmpz_equal(expected, radius + l))
                fail_msg("round %d: radius %zu", round, l);
            fmpz_clear(expected);
            if (!own && box->level[l] > deepest)
                deepest = box->level[l];
        }
        assert_int_equal(scale, deepest);
        _fmpz_vec_clear(radius, 3);
        _fmpz_vec_clear(centre, 3);
        free(box);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chart_is_the_whole_cube),
        cmocka_unit_test(halves_tile_their_parent),
        cmocka_unit_test(the_widest_extent_is_halved_next),
        cmocka_unit_test(integers_are_exact),
    };
    return cmocka_run_group_tests_name("box", tests, NULL, NULL);
}
