#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <doublecheck/generate.h>

#include "data/dataset.h"

static dc_dataset *make(const char *kind, size_t points, size_t dims, uint64_t seed) {
    const dc_generate_options options = { kind, points, dims, seed };
    dc_dataset *data;
    dc_error error;
    if (dc_generate(&data, &options, &error) != DC_OK)
        fail_msg("%s %zu %zu: %s", kind, points, dims, error.message);
    assert_int_equal(dc_dataset_points(data), points);
    assert_int_equal(dc_dataset_features(data), dims);
    return data;
}

/* The coordinate in millionths, which must be an integer. */
static int64_t units(const dc_dataset *data, size_t point, size_t feature) {
    dc_number x = dc_dataset_number(data, point, feature);
    if (x.denominator <= 0 || 1000000 % x.denominator != 0)
        fail_msg("point %zu, feature %zu: %lld/%lld is no decimal of six digits", point,
                 feature, (long long)x.numerator, (long long)x.denominator);
    return x.numerator * (1000000 / x.denominator);
}

static double real(const dc_dataset *data, size_t point, size_t feature) {
    return (double)units(data, point, feature) / 1e6;
}

static double norm(const dc_dataset *data, size_t point) {
    double squares = 0;
    for (size_t l = 0; l < data->features; l++)
        squares += real(data, point, l) * real(data, point, l);
    return sqrt(squares);
}

static void check_between(const char *what, size_t point, double value, double low,
                          double high) {
    if (!(value >= low && value <= high))
        fail_msg("%s, point %zu: %.9g is not in %g .. %g", what, point, value, low, high);
}

/* Every coordinate lies in [low,high] and is a multiple of step millionths. */
static void check_range(const dc_dataset *data, const char *what, double low, double high,
                        int64_t step) {
    for (size_t k = 0; k < data->points; k++)
        for (size_t l = 0; l < data->features; l++) {
            check_between(what, k, real(data, k, l), low, high);
            assert_int_equal(units(data, k, l) % step, 0);
        }
}

static size_t count_in(const dc_dataset *data, size_t feature, double low, double high) {
    size_t count = 0;
    for (size_t k = 0; k < data->points; k++)
        count += real(data, k, feature) >= low && real(data, k, feature) <= high;
    return count;
}

static bool equal(const dc_dataset *a, const dc_dataset *b) {
    for (size_t k = 0; k < a->points; k++) {
        if (dc_dataset_class(a, k) != dc_dataset_class(b, k))
            return false;
        for (size_t l = 0; l < a->features; l++)
            if (units(a, k, l) != units(b, k, l))
                return false;
    }
    return true;
}

static bool labelled(const char *kind) {
    static const char *const names[] = { "clusters", "filled", "gaps",  "isolated",
                                         "mixture",  "moons",  "rings", "xor" };
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (strcmp(names[k], kind) == 0)
            return true;
    return false;
}

static void a_seed_decides_everything(void **state) {
    size_t index = 0;
    const char *kind;
    (void)state;
    for (; (kind = dc_generate_kind(index)); index++) {
        assert_true(strlen(dc_generate_description(index)) > 10);
        dc_dataset *a = make(kind, 40, 2, 7), *b = make(kind, 40, 2, 7);
        dc_dataset *c = make(kind, 40, 2, 8);
        assert_int_equal(dc_dataset_classes(a), labelled(kind) ? 2 : 0);
        assert_false(dc_dataset_weighted(a));
        assert_int_equal(dc_dataset_cells(a), 0);
        assert_true(equal(a, b));
        if (equal(a, c) != (strcmp(kind, "lattice") == 0))
            fail_msg("%s: seeds 7 and 8", kind);
        dc_dataset_destroy(a);
        dc_dataset_destroy(b);
        dc_dataset_destroy(c);
    }
    assert_int_equal(index, 18);
    assert_null(dc_generate_description(index));
    assert_null(dc_generate_kind(SIZE_MAX));
}

/* Point 3 of each kind in 2 dimensions, seed 1, in millionths: must never change. */
static void files_do_not_change(void **state) {
    static const struct {
        const char *kind;
        int64_t x[2];
    } expected[] = {
        { "ball", { 306335, 146822 } },        { "clusters", { 1213724, 2379546 } },
        { "collinear", { 472000, -2124000 } }, { "cube", { 741841, 227110 } },
        { "filled", { 22245441, -997457 } },   { "gaps", { -13975146, -706939 } },
        { "gaussian", { -1572551, 759093 } },  { "grid", { 1000000, 0 } },
        { "isolated", { -1572551, 759093 } },  { "lattice", { 0, 3000000 } },
        { "line", { 540467, -2012801 } },      { "mixture", { 28720613, 4709826 } },
        { "moons", { 828250, -508444 } },      { "rings", { 191279, -504222 } },
        { "rounded", { -1600000, 800000 } },   { "sphere", { -900568, 434716 } },
        { "series", { -1436224, 1050831 } },   { "xor", { -1397203, 2060562 } },
    };
    (void)state;
    for (size_t e = 0; e < sizeof expected / sizeof *expected; e++) {
        dc_dataset *data = make(expected[e].kind, 20, 2, 1);
        int64_t x = units(data, 3, 0), y = units(data, 3, 1);
        if (x != expected[e].x[0] || y != expected[e].x[1])
            fail_msg("%s: { %lld, %lld }", expected[e].kind, (long long)x, (long long)y);
        dc_dataset_destroy(data);
    }
}

/* Each share of 4000 draws has a standard error below 0.008. */
static void uniform_kinds(void **state) {
    (void)state;
    dc_dataset *data = make("cube", 4000, 3, 1);
    check_range(data, "cube", 0, 0.999999, 1);
    for (size_t l = 0; l < 3; l++)
        check_between("cube", l, (double)count_in(data, l, 0, 0.3) / 4000, 0.27, 0.33);
    dc_dataset_destroy(data);
    for (size_t n = 1; n <= 4; n++) {
        size_t inner = 0;
        data = make("ball", 4000, n, n);
        for (size_t k = 0; k < 4000; k++) {
            check_between("ball", k, norm(data, k), 0, 1.000002);
            inner += norm(data, k) <= 0.7;
        }
        check_between("ball", n, (double)inner / 4000, pow(0.7, (double)n) - 0.03,
                      pow(0.7, (double)n) + 0.03);
        dc_dataset_destroy(data);
        data = make("sphere", 500, n, n);
        for (size_t k = 0; k < 500; k++)
            check_between("sphere", k, norm(data, k), 0.999985, 1.000015);
        check_between("sphere", n, (double)count_in(data, 0, 0, 1) / 500, 0.4, 0.6);
        dc_dataset_destroy(data);
    }
}

static void normal_kinds(void **state) {
    (void)state;
    dc_dataset *data = make("gaussian", 4000, 2, 1);
    check_range(data, "gaussian", -6, 6, 1);
    check_between("gaussian", 0, (double)count_in(data, 0, -1, 1) / 4000, 0.65, 0.71);
    check_between("gaussian", 1, (double)count_in(data, 1, -2, 0) / 4000, 0.44, 0.51);
    dc_dataset_destroy(data);
    data = make("rounded", 4000, 2, 1);
    check_range(data, "rounded", -6, 6, 100000);
    check_between("rounded", 0, (double)count_in(data, 0, -1, 1) / 4000, 0.67, 0.74);
    dc_dataset_destroy(data);
}

static void integer_kinds(void **state) {
    (void)state;
    dc_dataset *data = make("grid", 1000, 2, 1);
    check_range(data, "grid", 0, 4, 1000000);
    for (int value = 0; value <= 4; value++)
        assert_in_range(count_in(data, 1, value, value), 150, 250);
    dc_dataset_destroy(data);
    for (size_t n = 1; n <= 3; n++) {
        size_t side = n == 1 ? 27 : n == 2 ? 6 : 3;
        data = make("lattice", 27, n, 1);
        for (size_t k = 0; k < 27; k++) {
            int64_t place = 0;
            for (size_t l = 0; l < n; l++)
                place = place * (int64_t)side + units(data, k, l) / 1000000;
            assert_int_equal(place, k);
        }
        check_range(data, "lattice", 0, (double)side - 1, 1000000);
        dc_dataset_destroy(data);
    }
    data = make("lattice", 28, 3, 1);
    check_range(data, "lattice", 0, 3, 1000000);
    dc_dataset_destroy(data);
    dc_dataset_destroy(make("lattice", 3, 100, 1));
    dc_dataset_destroy(make("lattice", 1, 1, 1));
}

/* Rank 1 exactly, and nearly so. */
static void line_kinds(void **state) {
    (void)state;
    dc_dataset *data = make("collinear", 50, 3, 4);
    size_t far = 0;
    for (size_t k = 1; k < 50; k++)
        far = norm(data, k) > norm(data, far) ? k : far;
    for (size_t k = 0; k < 50; k++)
        for (size_t l = 0; l < 3; l++)
            assert_int_equal(units(data, k, l) * units(data, far, (l + 1) % 3),
                             units(data, k, (l + 1) % 3) * units(data, far, l));
    dc_dataset_destroy(data);
    data = make("line", 200, 2, 4);
    double xx = 0, xy = 0, yy = 0;
    for (size_t k = 0; k < 200; k++) {
        xx += real(data, k, 0) * real(data, k, 0);
        xy += real(data, k, 0) * real(data, k, 1);
        yy += real(data, k, 1) * real(data, k, 1);
    }
    check_between("correlation", 0, xy * xy / (xx * yy), 0.9, 0.999999);
    dc_dataset_destroy(data);
}

/* What is left of x_t when 8/5 x_(t-1) - 9/10 x_(t-2) is taken away is standard normal, and
 * no two of these, or of other columns, go together. The process has the variance
 * 1 / (1 - phi2) (1 + phi2) / ((1 + phi2)^2 - phi1^2) = 14.1 with these numbers. */
static void series_kinds(void **state) {
    enum { STEPS = 20000 };
    (void)state;
    dc_dataset *data = make("series", STEPS, 2, 5);
    double squares = 0, before = 0, across = 0, size = 0, last = 0;
    for (size_t k = 2; k < STEPS; k++) {
        double rest[2];
        for (size_t l = 0; l < 2; l++)
            rest[l] = real(data, k, l) - 1.6 * real(data, k - 1, l) +
                      0.9 * real(data, k - 2, l);
        squares += rest[0] * rest[0] / STEPS;
        before += rest[0] * last / STEPS;
        across += rest[0] * rest[1] / STEPS;
        size += real(data, k, 0) * real(data, k, 0) / STEPS;
        last = rest[0];
    }
    assert_true(fabs(squares - 1) < 0.04);
    assert_true(fabs(before) < 0.03);
    assert_true(fabs(across) < 0.03);
    double variance = 1.9 / 0.1 / (1.9 * 1.9 - 1.6 * 1.6);
    assert_true(fabs(size / variance - 1) < 0.15);
    dc_dataset_destroy(data);
}

static void labelled_kinds(void **state) {
    (void)state;
    dc_dataset *data = make("clusters", 501, 3, 1);
    size_t members = 0;
    assert_string_equal(dc_dataset_class_name(data, 0), "a");
    assert_string_equal(dc_dataset_class_name(data, 1), "b");
    for (size_t k = 0; k < 501; k++) {
        members += dc_dataset_class(data, k);
        for (size_t l = 0; l < 3; l++)
            check_between("clusters", k,
                          dc_dataset_class(data, k) ? real(data, k, l)
                                                    : -real(data, k, l),
                          -1, 5);
    }
    assert_int_equal(members, 250);
    dc_dataset_destroy(data);
    data = make("xor", 400, 3, 1);
    for (size_t k = 0; k < 400; k++) {
        size_t negative = 0;
        for (size_t l = 0; l < 3; l++)
            negative += real(data, k, l) < 0;
        const char *name = dc_dataset_class_name(data, dc_dataset_class(data, k));
        assert_string_equal(name, negative % 2 ? "b" : "a");
    }
    dc_dataset_destroy(data);
    data = make("clusters", 1, 1, 1);
    assert_int_equal(dc_dataset_classes(data), 1);
    dc_dataset_destroy(data);
}

static void plane_kinds(void **state) {
    (void)state;
    dc_dataset *data = make("rings", 400, 2, 1);
    for (size_t k = 0; k < 400; k++) {
        double radius = k % 2 ? 0.5 : 1;
        assert_int_equal(dc_dataset_class(data, k), k % 2);
        check_between("rings", k, norm(data, k), radius - 0.25, radius + 0.25);
    }
    for (size_t l = 0; l < 2; l++)
        assert_in_range(count_in(data, l, 0, 2), 160, 240);
    dc_dataset_destroy(data);
    data = make("moons", 400, 2, 1);
    for (size_t k = 0; k < 400; k++) {
        double x = real(data, k, 0), y = real(data, k, 1);
        double dx = k % 2 ? 1 - x : x, dy = k % 2 ? 0.5 - y : y;
        assert_int_equal(dc_dataset_class(data, k), k % 2);
        check_between("moons", k, hypot(dx, dy), 0.55, 1.45);
        check_between("moons", k, dy, -0.45, 1.45);
    }
    dc_dataset_destroy(data);
}

/* The far cloud of 1/5 is a slab whose dilations gain nothing, up to kappa = 40. */
static void isolated_breaks_the_condition(void **state) {
    (void)state;
    for (size_t n = 1; n <= 3; n++) {
        dc_dataset *data = make("isolated", 104, n, n);
        for (size_t l = 0; l < n; l++) {
            assert_int_equal(count_in(data, l, 9.94, 10.06), 20);
            assert_int_equal(count_in(data, l, 10 - 40 * 0.06, 10 + 40 * 0.06), 20);
        }
        for (size_t k = 0; k < 104; k++) {
            const char *name = dc_dataset_class_name(data, dc_dataset_class(data, k));
            bool a = k % 5 == 4 || real(data, k, 0) < 0;
            assert_string_equal(name, a ? "a" : "b");
        }
        dc_dataset_destroy(data);
    }
}

/* Of 20 points 7 of class a lie within 3/10 +- 1/4 of that on the left of the boundary, 4 of
 * class b within 1/10 +- 1/4 of that on the right, and the others beyond 9. */
static void gaps_have_two_clusters_near_the_boundary(void **state) {
    (void)state;
    for (size_t n = 1; n <= 3; n++) {
        dc_dataset *data = make("gaps", 200, n, n);
        assert_int_equal(count_in(data, 0, -0.375, -0.225), 70);
        assert_int_equal(count_in(data, 0, 0.075, 0.125), 40);
        assert_int_equal(count_in(data, 0, -15, -9), 40);
        assert_int_equal(count_in(data, 0, 9, 15), 50);
        for (size_t k = 0; k < 200; k++) {
            assert_int_equal(dc_dataset_class(data, k), real(data, k, 0) > 0);
            for (size_t l = 1; l < n; l++)
                check_between("gaps", k, fabs(real(data, k, l)), 0,
                              fabs(real(data, k, 0)) / 3 + 1e-6);
        }
        dc_dataset_destroy(data);
    }
}

/* The share of class b, whose least distance is 1/10, within 2^j times that is
 * (j / 8)^2; 4000 draws have a standard error below 0.008. */
static void filled_reaches_all_distances(void **state) {
    (void)state;
    dc_dataset *data = make("filled", 10000, 2, 1);
    for (size_t k = 1000; k < 10000; k++) {
        int right = real(data, k, 0) > 0;
        assert_int_equal(dc_dataset_class(data, k), right);
        check_between("filled", k, fabs(real(data, k, 0)), right ? 0.1 : 0.3,
                      right ? 25.6 : 19.2);
        check_between("filled", k, fabs(real(data, k, 1)), 0, fabs(real(data, k, 0)) / 2);
    }
    for (int j = 1; j < 8; j++) {
        size_t count = 0;
        for (size_t k = 1000; k < 10000; k++)
            count += real(data, k, 0) > 0 && real(data, k, 0) <= ldexp(0.1, j);
        check_between("filled", (size_t)j, (double)count / 4500, j * j / 64. - 0.03,
                      j * j / 64. + 0.03);
    }
    dc_dataset_destroy(data);
}

static void filled_begins_with_gaps(void **state) {
    static const size_t sizes[][2] = { { 1, 1 }, { 10, 1 }, { 11, 2 }, { 995, 100 } };
    (void)state;
    for (size_t t = 0; t < sizeof sizes / sizeof *sizes; t++) {
        dc_dataset *filled = make("filled", sizes[t][0], 2, 7);
        dc_dataset *gaps = make("gaps", sizes[t][1], 2, 7);
        assert_true(equal(gaps, filled));
        dc_dataset_destroy(filled);
        dc_dataset_destroy(gaps);
    }
}

/* Both classes take turns, at most 1/20 of them wrong (1000 draws: below 1/10). */
static void mixture_has_two_sides(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        dc_dataset *data = make("mixture", 1000, 2, seed);
        size_t wrong = 0;
        for (size_t k = 0; k < 1000; k++) {
            const char *name = dc_dataset_class_name(data, dc_dataset_class(data, k));
            bool right = real(data, k, 0) > 0;
            assert_int_equal(right, k % 2);
            wrong += (*name == 'b') != right;
            check_between("mixture", k, fabs(real(data, k, 0)), 0.075, 51.2);
        }
        assert_in_range(wrong, 0, 99);
        dc_dataset_destroy(data);
    }
}

static void bad_options_are_refused(void **state) {
    static const struct {
        dc_generate_options options;
        const char *message;
    } bad[] = {
        { { "sponge", 10, 2, 1 }, "there is no kind 'sponge' of synthetic data" },
        { { NULL, 10, 2, 1 }, "there is no kind '' of synthetic data" },
        { { "cube", 0, 2, 1 }, "0 points: 1 to 1000000000 are possible" },
        { { "cube", 1000000001, 2, 1 },
          "1000000001 points: 1 to 1000000000 are possible" },
        { { "cube", 10, 0, 1 }, "0 features: 1 to 1000000 are possible" },
        { { "cube", 10, 1000001, 1 }, "1000001 features: 1 to 1000000 are possible" },
        { { "moons", 10, 3, 1 }, "3 features: 'moons' has 2" },
        { { "rings", 10, 1, 1 }, "1 features: 'rings' has 2" },
    };
    (void)state;
    for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
        dc_dataset *data = NULL;
        dc_error error;
        assert_int_equal(dc_generate(&data, &bad[b].options, &error), DC_EUSAGE);
        assert_string_equal(error.message, bad[b].message);
        assert_null(data);
        assert_int_equal(dc_generate(&data, &bad[b].options, NULL), DC_EUSAGE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_decides_everything),
        cmocka_unit_test(files_do_not_change),
        cmocka_unit_test(uniform_kinds),
        cmocka_unit_test(normal_kinds),
        cmocka_unit_test(integer_kinds),
        cmocka_unit_test(line_kinds),
        cmocka_unit_test(series_kinds),
        cmocka_unit_test(labelled_kinds),
        cmocka_unit_test(plane_kinds),
        cmocka_unit_test(isolated_breaks_the_condition),
        cmocka_unit_test(gaps_have_two_clusters_near_the_boundary),
        cmocka_unit_test(filled_reaches_all_distances),
        cmocka_unit_test(filled_begins_with_gaps),
        cmocka_unit_test(mixture_has_two_sides),
        cmocka_unit_test(bad_options_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
