#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <flint/fmpz_vec.h>

#include "geometry/reduce.h"
#include "points_of.h"

/* Rank of the differences to the first point, over the columns in use. */
static size_t slow_rank(const dc_points *points, const bool *use) {
    size_t rows = points->count - 1, dims = points->dims, rank = 0;
    mpq_t *m = malloc((rows * dims + 1) * sizeof *m), factor, product;
    mpz_t value;
    assert_non_null(m);
    mpq_inits(factor, product, NULL);
    mpz_init(value);
    for (size_t k = 0; k < rows; k++)
        for (size_t l = 0; l < dims; l++) {
            mpq_init(m[k * dims + l]);
            if (use && !use[l])
                continue;
            fmpz_get_mpz(mpq_numref(m[k * dims + l]), dc_points_row(points, k + 1) + l);
            fmpz_get_mpz(value, dc_points_row(points, 0) + l);
            mpz_sub(mpq_numref(m[k * dims + l]), mpq_numref(m[k * dims + l]), value);
        }
    for (size_t l = 0; l < dims && rank < rows; l++) {
        size_t pivot = rank;
        while (pivot < rows && mpq_sgn(m[pivot * dims + l]) == 0)
            pivot++;
        if (pivot == rows)
            continue;
        for (size_t c = 0; c < dims; c++)
            mpq_swap(m[pivot * dims + c], m[rank * dims + c]);
        for (size_t k = rank + 1; k < rows; k++) {
            mpq_div(factor, m[k * dims + l], m[rank * dims + l]);
            for (size_t c = l; c < dims; c++) {
                mpq_mul(product, factor, m[rank * dims + c]);
                mpq_sub(m[k * dims + c], m[k * dims + c], product);
            }
        }
        rank++;
    }
    for (size_t k = 0; k < rows * dims; k++)
        mpq_clear(m[k]);
    free(m);
    mpz_clear(value);
    mpq_clears(factor, product, NULL);
    return rank;
}

/* What stays spans as much as before and is independent; no point is lost. */
static void check_reduce(dc_points *points, unsigned long round, const toy *t) {
    dc_error error;
    size_t rank = slow_rank(points, NULL), count = points->count, dims = points->dims;
    dc_mass total = points->total;
    assert_int_equal(dc_points_reduce(points, NULL, &error), DC_OK);
    if (points->dims != rank || points->dependent != dims - rank ||
        slow_rank(points, NULL) != rank || points->count != count ||
        points->total != total) {
        toy_print(t);
        fail_msg("round %lu: rank %zu, %zu of %zu columns kept, %zu of %zu points", round,
                 rank, points->dims, dims, points->count, count);
    }
}

/* Columns are combinations of earlier ones, half of them. */
static void dependent_toy(toy *t, dc_random *random) {
    toy_random(t, random, 2 + dc_random_below(random, 9), 2 + dc_random_below(random, 4),
               3);
    for (size_t l = 1; l < t->n; l++) {
        if (dc_random_below(random, 2))
            continue;
        int64_t a = dc_random_between(random, -3, 3),
                b = dc_random_between(random, -2, 2);
        int64_t c = dc_random_between(random, -9, 9);
        size_t from = dc_random_below(random, l), other = dc_random_below(random, l);
        for (size_t k = 0; k < t->N; k++)
            t->x[k * t->n + l] = a * t->x[k * t->n + from] + b * t->x[k * t->n + other] +
                                 c;
    }
}

static void dependent_columns_are_left_out(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(1000); round++) {
        toy t;
        dc_points points;
        dependent_toy(&t, &random);
        toy_points(&points, &t, 0);
        if (points.dims > 0)
            check_reduce(&points, round, &t);
        dc_points_destroy(&points);
    }
}

/* One point off an affine relation is enough to keep the column. */
static void nearly_dependent_columns_stay(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(200); round++) {
        toy t;
        dc_points points;
        dc_error error;
        toy_random(&t, &random, 8, 3, 1000);
        t.x[0] = 1001;
        for (size_t k = 0; k < t.N; k++)
            t.x[k * 3 + 2] = 3 * t.x[k * 3] - 5 * t.x[k * 3 + 1] + 17;
        t.x[dc_random_below(&random, t.N) * 3 + 2] += 1;
        toy_points(&points, &t, 0);
        check_reduce(&points, round, &t);
        assert_int_equal(dc_points_reduce(&points, NULL, &error), DC_OK);
        dc_points_destroy(&points);
    }
}

/* The prime of the modular step makes these columns vanish; they are kept. */
static void multiples_of_the_prime_stay(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    dc_dataset *data = must_read("0,0\n2305843009213693951,0\n0,2305843009213693951\n"
                                 "2305843009213693951,4611686018427387902\n",
                                 &plain);
    dc_points points;
    dc_error error;
    (void)state;
    points_of(&points, data, 0);
    assert_int_equal(dc_points_reduce(&points, NULL, &error), DC_OK);
    assert_int_equal(points.dims, 2);
    assert_int_equal(points.dependent, 0);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
}

static void relations_hold_in_fractions(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    /* x2 = x1 / 3 - 0.7; x3 is free; x4 = 0.1 x3 + 1e-30 x1. */
    dc_dataset *data = must_read("0,-0.7,1,0.1\n"
                                 "1,-11/30,0,0.000000000000000000000000000001\n"
                                 "3,0.3,5,0.500000000000000000000000000003\n"
                                 "9,2.3,-2,-0.199999999999999999999999999991\n",
                                 &plain);
    dc_points points;
    dc_error error;
    (void)state;
    points_of(&points, data, 0);
    assert_int_equal(dc_points_reduce(&points, NULL, &error), DC_OK);
    assert_int_equal(points.dims, 2);
    assert_int_equal(points.dependent, 2);
    assert_int_equal(points.feature[0], 0);
    assert_int_equal(points.feature[1], 2);
    assert_int_equal(points.count, 4);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
    data = must_read("0,-0.7,1,0.1\n"
                     "1,-11/30,0,0.000000000000000000000000000001\n"
                     "3,0.3,5,0.500000000000000000000000000004\n"
                     "9,2.3,-2,-0.199999999999999999999999999991\n",
                     &plain);
    points_of(&points, data, 0);
    assert_int_equal(dc_points_reduce(&points, NULL, &error), DC_OK);
    assert_int_equal(points.dims, 3);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
}

/* denominator (x_l - x0_l) = sum of coefficient[j] (x_keep[j] - x0_keep[j]) everywhere. */
static bool relation_holds(const dc_points *points, const dc_reduction *r, size_t l,
                           const fmpz *coefficient, const fmpz_t denominator) {
    const fmpz *first = dc_points_row(points, 0);
    bool holds = !fmpz_is_zero(denominator);
    fmpz_t left, difference;
    fmpz_init(left);
    fmpz_init(difference);
    for (size_t k = 0; k < points->count; k++) {
        const fmpz *x = dc_points_row(points, k);
        fmpz_sub(difference, x + l, first + l);
        fmpz_mul(left, denominator, difference);
        for (size_t j = 0; j < r->kept; j++) {
            fmpz_sub(difference, x + r->keep[j], first + r->keep[j]);
            fmpz_submul(left, coefficient + j, difference);
        }
        holds = holds && fmpz_is_zero(left);
    }
    fmpz_clear(difference);
    fmpz_clear(left);
    return holds;
}

/* What is kept is independent and increasing, and each other coordinate has a relation. */
static void check_relations(const dc_points *points, const dc_reduction *r,
                            unsigned long round) {
    size_t dims = points->dims, next = 0;
    bool use[TOY_DIMS] = { false };
    fmpz *coefficient = _fmpz_vec_init((slong)r->kept);
    fmpz_t denominator;
    fmpz_init(denominator);
    for (size_t j = 0; j < r->kept; j++) {
        use[r->keep[j]] = true;
        fmpz_set_ui(coefficient + j, 7); /* to be overwritten */
    }
    if (r->kept != slow_rank(points, NULL) || slow_rank(points, use) != r->kept)
        fail_msg("round %lu: %zu of %zu coordinates are kept", round, r->kept, dims);
    for (size_t l = 0; l < dims; l++) {
        if (next < r->kept && r->keep[next] == l) {
            next++;
        } else if (!dc_reduction_relation(coefficient, denominator, r, points, l) ||
                   !relation_holds(points, r, l, coefficient, denominator)) {
            fail_msg("round %lu: no relation for coordinate %zu", round, l);
        }
    }
    assert_int_equal(next, r->kept);
    fmpz_clear(denominator);
    _fmpz_vec_clear(coefficient, (slong)r->kept);
}

static void relations_hold_on_all_points(void **state) {
    unsigned long related = 0;
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < rounds(1000); round++) {
        toy t;
        dc_points points;
        dc_reduction r;
        dependent_toy(&t, &random);
        toy_points(&points, &t, 0);
        assert_int_equal(dc_reduction_find(&r, &points, true, NULL, NULL), DC_OK);
        check_relations(&points, &r, round);
        related += points.dims - r.kept;
        dc_reduction_clear(&r);
        assert_null(r.keep);
        dc_points_destroy(&points);
    }
    assert_true(related > rounds(1000));
}

/* The first column is kept though the prime hides it; the third has a relation. */
static void relations_pass_over_hidden_columns(void **state) {
    dc_dataset *data = must_read("0,0,0\n2305843009213693951,1,2\n0,2,4\n",
                                 &(dc_read_options){ .label = "none" });
    dc_points points;
    dc_reduction r;
    (void)state;
    points_of(&points, data, 0);
    assert_int_equal(dc_reduction_find(&r, &points, true, NULL, NULL), DC_OK);
    assert_int_equal(r.rank, 1);
    assert_int_equal(r.kept, 2);
    check_relations(&points, &r, 0);
    dc_reduction_clear(&r);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
}

/* It is looked for only where that is asked for, and checked on all points. */
static void broken_relations_are_noticed(void **state) {
    toy t = { 4, 2, { 0, 0, 1, 2, 2, 4, 3, 6 }, { 1, 1, 1, 1 } };
    fmpz numbers[2] = { 0, 0 };
    dc_points points;
    dc_reduction r;
    (void)state;
    toy_points(&points, &t, 0);
    assert_int_equal(dc_reduction_find(&r, &points, false, NULL, NULL), DC_OK);
    assert_int_equal(r.kept, 2);
    assert_int_equal(r.keep[1], 1);
    dc_reduction_clear(&r);
    assert_int_equal(dc_reduction_find(&r, &points, true, NULL, NULL), DC_OK);
    assert_int_equal(r.kept, 1);
    assert_int_equal(r.keep[0], 0);
    assert_true(dc_reduction_relation(numbers, numbers + 1, &r, &points, 1));
    fmpz_add_ui(points.x + 7, points.x + 7, 1);
    assert_false(dc_reduction_relation(numbers, numbers + 1, &r, &points, 1));
    fmpz_clear(numbers + 1);
    fmpz_clear(numbers);
    dc_reduction_clear(&r);
    dc_points_destroy(&points);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dependent_columns_are_left_out),
        cmocka_unit_test(nearly_dependent_columns_stay),
        cmocka_unit_test(multiples_of_the_prime_stay),
        cmocka_unit_test(relations_hold_in_fractions),
        cmocka_unit_test(relations_hold_on_all_points),
        cmocka_unit_test(relations_pass_over_hidden_columns),
        cmocka_unit_test(broken_relations_are_noticed),
    };
    return cmocka_run_group_tests_name("reduce", tests, NULL, NULL);
}
