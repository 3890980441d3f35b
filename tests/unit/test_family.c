#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks_of.h"
#include "slopes_of.h"

#include "search/family.h"

static void rows_say_what_a_family_needs(void **state) {
    (void)state;
    assert_string_equal(dc_family_find(DC_FAMILY_ALL)->name, "all");
    assert_string_equal(dc_family_find(DC_FAMILY_WIDTH)->name, "width");
    assert_string_equal(dc_family_find(DC_FAMILY_SPARSE)->name, "sparse");
    assert_string_equal(dc_family_find(DC_FAMILY_AXES)->name, "axes");
    assert_string_equal(dc_family_find(DC_FAMILY_DIRECTIONS)->name, "directions");
    /* P6 is for family all only; |v|_inf matters for width only. */
    for (int kind = DC_FAMILY_ALL; kind <= DC_FAMILY_DIRECTIONS; kind++) {
        const dc_family_row *row = dc_family_find((dc_family_kind)kind);
        assert_int_equal(row->reduce, kind == DC_FAMILY_ALL);
        assert_int_equal((row->points & DC_POINTS_COMMON_SCALE) != 0,
                         kind == DC_FAMILY_WIDTH);
    }
}

/* N <= n + 1 points in general position: every subset is cut out (T4). */
static void simplices_have_the_largest_subset(void **state) {
    dc_random random;
    mpq_t value, expected;
    (void)state;
    dc_random_seed(&random, 1);
    mpq_inits(value, expected, NULL);
    for (unsigned long round = 0; round < rounds(40); round++) {
        size_t n = 1 + dc_random_below(&random, 3),
               N = 1 + dc_random_below(&random, n + 1);
        toy t = { .N = N, .n = n };
        rule r = rule_random(&random);
        int64_t total = 0, best = 0;
        /* Unit vectors and the origin, sheared and moved. */
        for (size_t k = 0; k < N; k++)
            for (size_t l = 0; l < n; l++)
                t.x[k * n + l] = (k == l) + (l > 0 ? 3 * t.x[k * n + l - 1] : 0);
        for (size_t k = 0; k < N; k++)
            total += t.w[k] = dc_random_between(&random, 1, 30);
        for (size_t subset = 0; subset < (size_t)1 << N; subset++) {
            int64_t mass = 0;
            for (size_t k = 0; k < N; k++)
                mass += subset >> k & 1 ? t.w[k] : 0;
            if (mass * r.delta[1] < r.delta[0] * total && mass > best)
                best = mass;
        }
        critical_mass(value, &t, &r, NULL);
        mpq_set_si(expected, best, (unsigned long)total);
        mpq_canonicalize(expected);
        if (!mpq_equal(value, expected)) {
            toy_print(&t);
            rule_print(&r);
            fail_msg("round %lu: not %ld of %ld", round, (long)best, (long)total);
        }
    }
    mpq_clears(value, expected, NULL);
}

/* Family all in the plane, every direction that matters tried; and its sigma*. */
static void the_plane_is_searched(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long round = 0; round < rounds(50); round++) {
        scene s;
        toy t;
        dc_check_options options;
        mpq_t value;
        fmpz v[2] = { 0, 0 };
        bool wide = round % 5 == 4, ratio = round % 2;
        scene_random(&s, &random, 7, 2, 4, 0, wide);
        t = (toy){ .N = s.points.count, .n = 2 };
        for (size_t k = 0; k < t.N; k++) {
            t.x[2 * k] = fmpz_get_si(s.points.x + 2 * k);
            t.x[2 * k + 1] = fmpz_get_si(s.points.x + 2 * k + 1);
            t.w[k] = (int64_t)s.points.weight[k];
        }
        mpq_init(value);
        options_of(&options, &s.r, "3/10");
        s.c.by_ratio = s.c.ratio_infinite = false;
        s.c.floor = 0;
        s.c.ratio_num = s.r.sigma[0] + s.r.sigma[1];
        s.c.ratio_den = s.r.sigma[1];
        if (ratio) {
            make_by_ratio(&s.c, dc_mass_below(options.parameters.m0, s.points.total));
            options.question = DC_MAXIMIZE_SIGMA;
        }
        if (wide) {
            options.family.kind = DC_FAMILY_WIDTH;
            fmpq_get_mpq(options.family.width, s.wide);
        }
        dc_dataset *data = toy_dataset(&t);
        dc_result *result = must_check(data, &options);
        const dc_bracket *bracket = &result->groups->bracket;
        slopes_raise_all(v, &s);
        bool infinite = ratio && s.c.ratio_infinite;
        if (ratio)
            dc_mass_fraction(value, s.c.ratio_num - s.c.ratio_den, s.c.ratio_den);
        else
            dc_mass_fraction(value, s.c.floor, s.c.total);
        if (bracket->infinite != infinite ||
            (!infinite &&
             (!mpq_equal(bracket->lo, value) || !mpq_equal(bracket->hi, value)))) {
            scene_print(&s);
            fail_msg("round %lu: another answer", round);
        }
        dc_result_destroy(result);
        dc_dataset_destroy(data);
        dc_check_options_clear(&options);
        mpq_clear(value);
        fmpz_clear(v);
        fmpz_clear(v + 1);
        scene_clear(&s);
    }
}

/* Columns that are affine in others change nothing, and are counted. */
static void dependent_columns_change_nothing(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 3);
    for (unsigned long round = 0; round < rounds(20); round++) {
        toy t, more;
        mpq_t a, b;
        rule r = rule_random(&random);
        toy_random(&t, &random, 3 + dc_random_below(&random, 5), 2, 4);
        more = t;
        more.n = 4;
        for (size_t k = 0; k < t.N; k++) {
            int64_t *x = more.x + 4 * k;
            x[0] = 7;
            x[1] = t.x[2 * k];
            x[2] = 3 * t.x[2 * k] - 2 * t.x[2 * k + 1] + 5;
            x[3] = t.x[2 * k + 1];
        }
        mpq_inits(a, b, NULL);
        critical_mass(a, &t, &r, NULL);
        critical_mass(b, &more, &r, NULL);
        if (!mpq_equal(a, b)) {
            toy_print(&t);
            rule_print(&r);
            fail_msg("round %lu: m* has changed", round);
        }
        mpq_clears(a, b, NULL);
    }
}

static void expect_width(const dc_dataset *data, const char *width, const char *m) {
    static const rule r = { { 2, 1 }, { 1, 4 }, { 1, 1 } };
    dc_check_options options;
    options_of(&options, &r, "1/10");
    options.family.kind = DC_FAMILY_WIDTH;
    must_set(options.family.width, width);
    dc_result *result = must_check(data, &options);
    expect_critical(result->groups, m);
    dc_result_destroy(result);
    dc_check_options_clear(&options);
}

/* The first three points are 2 apart, the last 8 further: a slab of width w that ends
 * at the third, doubled, goes w / 2 further. */
static void widths_on_a_line(void **state) {
    static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };
    dc_dataset *data = must_read("0,3\n1,3\n2,3\n10,3\n", &plain);
    (void)state;
    expect_width(data, "1/100", "3/4");
    expect_width(data, "2", "3/4");
    expect_width(data, "15.999", "3/4");
    expect_width(data, "16", "0");
    expect_width(data, "1000", "0");
    dc_dataset_destroy(data);
    data = must_read("0,0\n0.25,0\n0.5,0\n2.5,0\n", &plain);
    expect_width(data, "3.999", "3/4");
    expect_width(data, "4", "0");
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_say_what_a_family_needs),
        cmocka_unit_test(simplices_have_the_largest_subset),
        cmocka_unit_test(the_plane_is_searched),
        cmocka_unit_test(dependent_columns_change_nothing),
        cmocka_unit_test(widths_on_a_line),
    };
    return cmocka_run_group_tests_name("family", tests, NULL, NULL);
}
