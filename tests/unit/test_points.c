#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <flint/fmpz_vec.h>

#include "../rounds.h"
#include "base/random.h"
#include "points_of.h"

static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };

/* x = scale * value for every kept feature and the row behind the point. */
static void check_coordinates(const dc_points *points, const dc_dataset *data) {
    mpq_t value, expected;
    mpz_t integer;
    mpq_inits(value, expected, NULL);
    mpz_init(integer);
    for (size_t k = 0; k < points->count; k++)
        for (size_t l = 0; l < points->dims; l++) {
            dc_dataset_value(expected, data, points->row[k], points->feature[l]);
            fmpz_get_mpz(integer, points->scale + l);
            mpq_set_z(value, integer);
            mpq_mul(expected, expected, value);
            fmpz_get_mpz(integer, dc_points_row(points, k) + l);
            mpq_set_z(value, integer);
            if (!mpq_equal(value, expected))
                fail_msg("coordinate %zu of point %zu is not scale times value", l, k);
        }
    mpz_clear(integer);
    mpq_clears(value, expected, NULL);
}

static void columns_are_scaled_to_integers(void **state) {
    dc_dataset *data = must_read("0.1,1/3,7,5\n0.25,1/2,7,6\n-3,0,7,8\n", &plain);
    dc_points points;
    (void)state;
    points_of(&points, data, 0);
    assert_int_equal(points.count, 3);
    assert_int_equal(points.dims, 3);
    assert_int_equal(points.constant, 1);
    assert_int_equal(points.dependent, 0);
    assert_int_equal(points.feature[0], 0);
    assert_int_equal(points.feature[1], 1);
    assert_int_equal(points.feature[2], 3);
    assert_int_equal(fmpz_get_si(points.scale), 20);
    assert_int_equal(fmpz_get_si(points.scale + 1), 6);
    assert_int_equal(fmpz_get_si(points.scale + 2), 1);
    assert_int_equal(fmpz_get_si(dc_points_row(&points, 0)), 2);
    assert_int_equal(fmpz_get_si(dc_points_row(&points, 2)), -60);
    check_coordinates(&points, data);
    dc_points_destroy(&points);
    points_of(&points, data, DC_POINTS_COMMON_SCALE);
    for (size_t l = 0; l < 3; l++)
        assert_int_equal(fmpz_get_si(points.scale + l), 60);
    check_coordinates(&points, data);
    dc_points_destroy(&points);
    points_of(&points, data, DC_POINTS_KEEP_CONSTANT);
    assert_int_equal(points.dims, 4);
    assert_int_equal(points.constant, 0);
    assert_int_equal(points.feature[2], 2);
    assert_int_equal(fmpz_get_si(points.scale + 3), 1);
    check_coordinates(&points, data);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
}

/* Fractions, long numbers, zeros. */
static dc_dataset *draw_numbers(dc_random *random, size_t count) {
    char text[8192];
    size_t used = 0;
    for (size_t k = 0; k < count; k++)
        for (int l = 0; l < 3; l++) {
            uint64_t p = dc_random_next(random) >> dc_random_below(random, 64);
            uint64_t q = (dc_random_next(random) >> (44 + dc_random_below(random, 20))) +
                         1;
            used += (size_t)snprintf(text + used, sizeof text - used,
                                     "%s%" PRIu64 "/%" PRIu64 "%c",
                                     dc_random_below(random, 2) ? "-" : "",
                                     dc_random_below(random, 5) ? p : 0, q,
                                     l < 2 ? ',' : '\n');
        }
    return must_read(text, &plain);
}

static void bits_are_known_before(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 5);
    for (size_t round = rounds(2000); round-- > 0;) {
        size_t rows[] = { 0, 1, 2, 3, 4, 5 }, bits;
        size_t count = 1 + dc_random_below(&random, 6);
        unsigned flags = (unsigned)dc_random_below(&random, 4);
        dc_dataset *data = draw_numbers(&random, count);
        dc_points points, whole;
        dc_error error;
        assert_int_equal(dc_points_lay_out(&points, data, rows, count, flags, NULL,
                                           &error),
                         DC_OK);
        assert_int_equal(dc_points_bits(&bits, &points, data, NULL, &error), DC_OK);
        assert_int_equal(dc_points_fill(&points, data, NULL, &error), DC_OK);
        assert_int_equal(dc_points_create(&whole, data, rows, count, flags, NULL, &error),
                         DC_OK);
        slong entries = (slong)(points.count * points.dims);
        size_t longest = (size_t)labs(_fmpz_vec_max_bits(points.x, entries));
        assert_in_range(bits, longest, longest + 2);
        assert_int_equal(whole.count, points.count);
        assert_int_equal(whole.dims, points.dims);
        assert_true(_fmpz_vec_equal(whole.x, points.x, entries));
        dc_points_destroy(&points);
        dc_points_destroy(&whole);
        dc_dataset_destroy(data);
    }
}

static void a_group_sees_its_own_rows(void **state) {
    dc_dataset *data = must_read("0.001,1\n2,1\n3,1\n3.0,1\n", &plain);
    const size_t rows[] = { 1, 2, 3 };
    dc_points points;
    dc_error error;
    (void)state;
    assert_int_equal(dc_points_create(&points, data, rows, 3, 0, NULL, &error), DC_OK);
    assert_int_equal(points.count, 2);
    assert_int_equal(points.dims, 1);
    assert_int_equal(fmpz_get_si(points.scale), 1);
    assert_int_equal(points.row[0], 1);
    assert_int_equal(points.row[1], 2);
    assert_true(points.weight[0] == 1 && points.weight[1] == 2 && points.total == 3);
    dc_points_destroy(&points);
    assert_int_equal(dc_points_create(&points, data, rows, 1, 0, NULL, &error), DC_OK);
    assert_int_equal(points.count, 1);
    assert_int_equal(points.dims, 0);
    assert_int_equal(points.constant, 2);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
}

static void equal_points_are_merged(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(500); round++) {
        toy t;
        dc_points points;
        toy_random(&t, &random, 1 + dc_random_below(&random, 12),
                   1 + dc_random_below(&random, 3), 1);
        toy_points(&points, &t, 0);
        dc_mass gcd = 0, total = 0;
        for (size_t k = 0; k < points.count; k++) {
            dc_mass weight = 0;
            size_t row = points.row[k];
            for (size_t j = 0; j < t.N; j++) {
                if (memcmp(t.x + row * t.n, t.x + j * t.n, t.n * sizeof *t.x) != 0)
                    continue;
                weight += t.w[j];
                assert_true(j >= row); /* the first of them stands for all */
            }
            assert_true(k == 0 || row > points.row[k - 1]);
            assert_true(points.weight[k] > 0 && weight % points.weight[k] == 0);
            total += points.weight[k];
            dc_mass factor = weight / points.weight[k];
            if (gcd && factor != gcd) {
                toy_print(&t);
                fail_msg("round %lu: weights are not in proportion", round);
            }
            gcd = factor;
            for (size_t j = 0; j < k; j++)
                if (_fmpz_vec_equal(dc_points_row(&points, j), dc_points_row(&points, k),
                                    (slong)points.dims))
                    fail_msg("round %lu: points %zu and %zu are equal", round, j, k);
        }
        if (total != points.total) {
            toy_print(&t);
            fail_msg("round %lu: another total", round);
        }
        dc_points_destroy(&points);
    }
}

static void weights_are_coprime_integers(void **state) {
    static const dc_read_options weighted = { .label = "none", .weight = "w" };
    dc_dataset *data = must_read("x,w\n1,0.5\n2,1/3\n3,2\n", &weighted);
    dc_points points;
    (void)state;
    points_of(&points, data, 0);
    assert_true(points.weight[0] == 3 && points.weight[1] == 2 && points.weight[2] == 12);
    assert_true(points.total == 17);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
    data = must_read("x,w\n1,6e300\n2,9e300\n3,3e300\n", &weighted);
    points_of(&points, data, 0);
    assert_true(points.weight[0] == 2 && points.weight[1] == 3 && points.weight[2] == 1);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
}

static void refuse(const char *text, const char *part) {
    static const dc_read_options weighted = { .label = "none", .weight = "w" };
    dc_dataset *data = must_read(text, &weighted);
    size_t rows[64];
    dc_points points;
    dc_error error;
    for (size_t k = 0; k < dc_dataset_points(data); k++)
        rows[k] = k;
    assert_int_equal(dc_points_create(&points, data, rows, dc_dataset_points(data),
                                      DC_POINTS_COMMON_SCALE, NULL, &error),
                     DC_EINPUT);
    if (!strstr(error.message, part))
        fail_msg("'%s' does not say '%s'", error.message, part);
    assert_null(points.x);
    dc_dataset_destroy(data);
}

static void weights_of_too_many_bits_are_refused(void **state) {
    (void)state;
    refuse("x,w\n1,1\n2,1e40\n", "120 bits");
    refuse("x,w\n1,1\n2,1e-40\n", "120 bits");
    refuse("x,w\n1,1e-4000\n2,1/3\n3,1e4000\n", "120 bits");
    refuse("x,w\n1,664613997892457936451903530140172288\n"
           "2,664613997892457936451903530140172287\n"
           "3,1\n",
           "120 bits"); /* 2^119 + 2^119 - 1 + 1 */
}

static void weights_of_120_bits_are_taken(void **state) {
    static const dc_read_options weighted = { .label = "none", .weight = "w" };
    dc_dataset *data = must_read("x,w\n1,664613997892457936451903530140172288\n"
                                 "2,664613997892457936451903530140172287\n",
                                 &weighted);
    dc_points points;
    (void)state;
    points_of(&points, data, 0);
    assert_true(points.total == ((dc_mass)1 << 119) - 1 + ((dc_mass)1 << 119));
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
}

/* Fractions over many long coprime denominators. */
static void huge_denominators_are_refused(void **state) {
    char text[200000] = "x,w\n";
    size_t used = strlen(text);
    mpz_t prime;
    (void)state;
    mpz_init(prime);
    mpz_ui_pow_ui(prime, 10, 1200);
    for (int k = 0; k < 24; k++) {
        mpz_add_ui(prime, prime, 1009 * (unsigned long)(k + 1));
        used += (size_t)gmp_snprintf(text + used, sizeof text - used, "1/%Zd,1\n", prime);
    }
    refuse(text, "common denominator");
    mpz_clear(prime);
}

static void projecting_merges_again(void **state) {
    dc_dataset *data = must_read("1,5,2\n1,6,3\n2,5,2\n1,7,2\n", &plain);
    const size_t columns[] = { 2, 0 };
    dc_points points, seen;
    dc_error error;
    (void)state;
    points_of(&points, data, 0);
    assert_int_equal(dc_points_project(&seen, &points, columns, 2, &error), DC_OK);
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen.dims, 2);
    assert_int_equal(seen.feature[0], 2);
    assert_int_equal(seen.feature[1], 0);
    assert_true(seen.weight[0] == 2 && seen.weight[1] == 1 && seen.weight[2] == 1);
    assert_true(seen.total == 4);
    check_coordinates(&seen, data);
    dc_points_destroy(&seen);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
}

static bool yes(void *user) {
    ++*(int *)user;
    return true;
}

/* Nothing is left to destroy. */
static void points_halt(void **state) {
    int asked = 0;
    dc_halt halt = { .wanted = yes, .user = &asked, .steps = DC_HALT_STEPS };
    const size_t rows[] = { 0, 1, 2 };
    dc_points points;
    dc_error error;
    dc_dataset *data = must_read("1,2\n3,4\n5,7\n",
                                 &(dc_read_options){ .label = "none" });
    (void)state;
    assert_int_equal(dc_points_create(&points, data, rows, 3, 0, &halt, &error),
                     DC_ESTOPPED);
    assert_null(points.x);
    assert_int_equal(asked, 1);
    assert_int_equal(dc_points_weigh(&points, data, rows, 3, &error), DC_OK);
    assert_true(points.total == 3 && points.dims == 0);
    dc_points_destroy(&points);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_halt),
        cmocka_unit_test(columns_are_scaled_to_integers),
        cmocka_unit_test(a_group_sees_its_own_rows),
        cmocka_unit_test(bits_are_known_before),
        cmocka_unit_test(equal_points_are_merged),
        cmocka_unit_test(weights_are_coprime_integers),
        cmocka_unit_test(weights_of_too_many_bits_are_refused),
        cmocka_unit_test(weights_of_120_bits_are_taken),
        cmocka_unit_test(huge_denominators_are_refused),
        cmocka_unit_test(projecting_merges_again),
    };
    return cmocka_run_group_tests_name("points", tests, NULL, NULL);
}
