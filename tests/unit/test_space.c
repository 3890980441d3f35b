#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include <flint/fmpz_mat.h>
#include <flint/fmpz_vec.h>

#include "points_of.h"

static void check_projections(const dc_space *space, dc_random *random) {
    const dc_points *points = space->points;
    slong dims = (slong)space->dims;
    fmpz *v = _fmpz_vec_init(dims), *v_x = _fmpz_vec_init(dims);
    fmpz *x = _fmpz_vec_init(dims), *p = _fmpz_vec_init((slong)space->count);
    fmpz_t expected;
    fmpz_init(expected);
    for (slong l = 0; l < dims; l++)
        fmpz_set_si(v + l, dc_random_between(random, -1000, 1000));
    dc_space_direction(v_x, space, v);
    dc_space_project(p, space, v);
    for (size_t k = 0; k < space->count; k++) {
        _fmpz_vec_sub(x, dc_points_row(points, k), space->origin, dims);
        _fmpz_vec_dot(expected, v_x, x, dims);
        if (!fmpz_equal(expected, p + k))
            fail_msg("<v, y> of point %zu is not <T' v, x - origin>", k);
    }
    fmpz_clear(expected);
    _fmpz_vec_clear(p, (slong)space->count);
    _fmpz_vec_clear(x, dims);
    _fmpz_vec_clear(v_x, dims);
    _fmpz_vec_clear(v, dims);
}

static void check_transform(const dc_space *space, bool whiten) {
    slong dims = (slong)space->dims;
    fmpz_mat_t T;
    fmpz_t det;
    fmpz_mat_init(T, dims, dims);
    fmpz_init(det);
    for (slong k = 0; k < dims * dims; k++)
        fmpz_set(fmpz_mat_entry(T, k / dims, k % dims), space->transform + k);
    fmpz_mat_det(det, T);
    if (fmpz_is_zero(det))
        fail_msg("the transform is singular");
    if (!whiten && !fmpz_mat_is_one(T))
        fail_msg("the transform is not the identity");
    fmpz_clear(det);
    fmpz_mat_clear(T);
}

/* size bounds the sum of a point's columns, closely. */
static void check_sizes(const dc_space *space) {
    for (size_t k = 0; k < space->count; k++) {
        double sum = 0;
        for (size_t l = 0; l < space->dims; l++)
            sum += fabs(space->column[l * space->count + k]);
        if (!(space->size[k] >= sum && space->size[k] <= 1.001 * sum &&
              sum < 1.2e18 * (double)space->dims))
            fail_msg("size %zu is %g, the columns' %g", k, space->size[k], sum);
    }
}

/* column = y 2^-shift but for rounding; spread describes it. */
static void check_columns(const dc_space *space) {
    for (size_t l = 0; l < space->dims; l++) {
        double squares = 0;
        for (size_t k = 0; k < space->count; k++) {
            double value = space->column[l * space->count + k];
            fmpz_t back, error;
            fmpz_init(back);
            fmpz_init(error);
            fmpz_set_d_2exp(back, value, space->shift);
            fmpz_sub(error, back, dc_space_row(space, k) + l);
            fmpz_mul_2exp(error, error, 51);
            if (fmpz_cmpabs(error, dc_space_row(space, k) + l) > 0 &&
                fmpz_bits(dc_space_row(space, k) + l) + 900 > (ulong)space->shift)
                fail_msg("column %zu of point %zu is %g, shift %ld", l, k, value,
                         space->shift);
            fmpz_clear(error);
            fmpz_clear(back);
            squares += value * value;
        }
        double spread = sqrt(squares / (double)space->count);
        if (!(fabs(space->spread[l] - spread) <= 1e-9 * spread))
            fail_msg("spread %zu is %g, not %g", l, space->spread[l], spread);
    }
    check_sizes(space);
}

static void check_space(const dc_points *points, bool whiten, dc_random *random) {
    dc_space space;
    dc_error error;
    assert_int_equal(dc_space_create(&space, points, whiten, NULL, &error), DC_OK);
    check_transform(&space, whiten);
    check_columns(&space);
    for (int k = 0; k < 3; k++)
        check_projections(&space, random);
    dc_space_destroy(&space);
}

static void spaces_keep_slabs(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(500); round++) {
        toy t;
        dc_points points;
        toy_random(&t, &random, 2 + dc_random_below(&random, 10),
                   1 + dc_random_below(&random, 4),
                   dc_random_below(&random, 2) ? 3 : 1000000000);
        toy_points(&points, &t, 0);
        if (points.dims > 0) {
            check_space(&points, true, &random);
            check_space(&points, false, &random);
        }
        dc_points_destroy(&points);
    }
}

/* Columns from 1e-300 to 1e300; a column that is nearly a multiple of another. */
static void spaces_take_any_size(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    static const char *const texts[] = {
        "1e300,1\n-3e300,2\n2e300,5\n7e300,-4\n",
        "1e300,1e-300,4\n-3e300,2e-300,7\n2e300,5e-300,1\n7e300,-4e-300,0\n",
        "1e4000,1\n-3e4000,2\n2e4000,5\n",
        "1e300,2e300\n2e300,4e300\n3e300,6.0000000000000000000000000000001e300\n",
        "1000000000000000000001,1\n1000000000000000000002,2\n1000000000000000000003,4\n",
    };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        dc_dataset *data = must_read(texts[k], &plain);
        dc_points points;
        points_of(&points, data, 0);
        check_space(&points, true, &random);
        check_space(&points, false, &random);
        dc_points_destroy(&points);
        dc_dataset_destroy(data);
    }
}

static double covariance(const dc_space *space, size_t r, size_t c) {
    const double *x = space->column + r * space->count;
    const double *y = space->column + c * space->count;
    double sums[3] = { 0 }, count = (double)space->count;
    for (size_t k = 0; k < space->count; k++) {
        sums[0] += x[k];
        sums[1] += y[k];
        sums[2] += x[k] * y[k];
    }
    return sums[2] / count - sums[0] / count * (sums[1] / count);
}

/* After whitening the columns are about equally wide and uncorrelated. */
static void whitening_makes_columns_alike(void **state) {
    dc_random random;
    toy t = { .N = 40, .n = 3 };
    dc_points points;
    dc_space space;
    dc_error error;
    (void)state;
    dc_random_seed(&random, 3);
    for (size_t k = 0; k < t.N; k++) {
        int64_t a = dc_random_between(&random, -1000, 1000);
        int64_t b = dc_random_between(&random, -1000, 1000);
        int64_t c = dc_random_between(&random, -1000, 1000);
        t.x[3 * k] = 1000 * a;
        t.x[3 * k + 1] = a + b;
        t.x[3 * k + 2] = 5 * c + 20 * b;
        t.w[k] = 1;
    }
    toy_points(&points, &t, 0);
    assert_int_equal(dc_space_create(&space, &points, true, NULL, &error), DC_OK);
    for (size_t r = 0; r < 3; r++)
        for (size_t c = 0; c <= r; c++) {
            double cosine = covariance(&space, r, c) /
                            sqrt(covariance(&space, r, r) * covariance(&space, c, c));
            double ratio = sqrt(covariance(&space, r, r) / covariance(&space, c, c));
            if (fabs(cosine - (r == c)) > 0.05 || ratio < 0.9 || ratio > 1.1)
                fail_msg("columns %zu and %zu: cosine %g, widths %g : 1", r, c, cosine,
                         ratio);
        }
    dc_space_destroy(&space);
    dc_points_destroy(&points);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spaces_keep_slabs),
        cmocka_unit_test(spaces_take_any_size),
        cmocka_unit_test(whitening_makes_columns_alike),
    };
    return cmocka_run_group_tests_name("space", tests, NULL, NULL);
}
