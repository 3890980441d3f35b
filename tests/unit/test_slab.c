#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <doublecheck/check.h>

#include "points_of.h"

/* Sets a fraction from a text like "-7/2". */
static void set_text(mpq_t value, const char *text) {
    assert_int_equal(mpq_set_str(value, text, 10), 0);
    mpq_canonicalize(value);
}

static dc_status weigh(mpq_t mass, mpq_t dilated, const dc_dataset *data,
                       const size_t *points, size_t count, const long *v, const char *c,
                       const char *r, const char *kappa) {
    size_t n = dc_dataset_features(data);
    mpz_t direction[TOY_DIMS];
    mpq_t c_value, r_value, kappa_value;
    dc_error error;
    mpq_inits(c_value, r_value, kappa_value, NULL);
    set_text(c_value, c);
    set_text(r_value, r);
    set_text(kappa_value, kappa);
    for (size_t l = 0; l < n; l++)
        mpz_init_set_si(direction[l], v[l]);
    dc_status status = dc_slab_masses(mass, dilated, data, points, count,
                                      (const mpz_t *)direction, c_value, r_value,
                                      kappa_value, &error);
    for (size_t l = 0; l < n; l++)
        mpz_clear(direction[l]);
    mpq_clears(c_value, r_value, kappa_value, NULL);
    return status;
}

static void expect_masses(const dc_dataset *data, const long *v, const char *c,
                          const char *r, const char *kappa, const char *mass,
                          const char *dilated) {
    size_t rows[TOY_POINTS];
    mpq_t got[2], expected;
    mpq_inits(got[0], got[1], expected, NULL);
    for (size_t k = 0; k < dc_dataset_points(data); k++)
        rows[k] = k;
    assert_int_equal(weigh(got[0], got[1], data, rows, dc_dataset_points(data), v, c, r,
                           kappa),
                     DC_OK);
    set_text(expected, mass);
    if (!mpq_equal(got[0], expected))
        fail_msg("c %s r %s: mass is not %s", c, r, mass);
    set_text(expected, dilated);
    if (!mpq_equal(got[1], expected))
        fail_msg("c %s r %s kappa %s: dilated mass is not %s", c, r, kappa, dilated);
    mpq_clears(got[0], got[1], expected, NULL);
}

static void slabs_are_closed(void **state) {
    static const dc_read_options weighted = { .label = "none", .weight = "w" };
    dc_dataset *data = must_read("x,y,w\n0,0,1\n0.1,0,1/2\n0.2,5,2\n1/3,0,1/2\n",
                                 &weighted);
    static const long along_x[] = { 10, 0 }, slanted[] = { 10, -1 }, zero[] = { 0, 0 };
    static const size_t some[] = { 1, 3 };
    mpq_t mass, dilated;
    (void)state;
    expect_masses(data, along_x, "1/2", "1/2", "2", "3/8", "3/8");
    expect_masses(data, along_x, "1", "1/2", "2", "1/8", "7/8");
    expect_masses(data, along_x, "1", "1/2", "199999/100000", "1/8", "1/8");
    expect_masses(data, along_x, "1", "0", "100", "1/8", "1/8");
    expect_masses(data, along_x, "5", "1", "5/3", "0", "1/8");
    expect_masses(data, slanted, "-3", "0", "2", "1/2", "1/2");
    mpq_inits(mass, dilated, NULL);
    assert_int_equal(weigh(mass, dilated, data, some, 2, along_x, "1", "0", "2"), DC_OK);
    assert_int_equal(mpq_cmp_ui(mass, 1, 2), 0);
    assert_int_equal(weigh(mass, dilated, data, some, 2, zero, "1", "0", "2"), DC_EUSAGE);
    assert_int_equal(weigh(mass, dilated, data, some, 2, along_x, "1", "-1", "2"),
                     DC_EUSAGE);
    assert_int_equal(weigh(mass, dilated, data, some, 2, along_x, "1", "1", "1"),
                     DC_EUSAGE);
    assert_int_equal(weigh(mass, dilated, data, some, 0, along_x, "1", "1", "2"),
                     DC_EUSAGE);
    mpq_clears(mass, dilated, NULL);
    dc_dataset_destroy(data);
}

static void random_slabs_agree_with_integers(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(500); round++) {
        toy t;
        rule r = rule_random(&random);
        int64_t v[TOY_DIMS];
        long direction[TOY_DIMS];
        wide_int p[TOY_POINTS];
        dc_mass w[TOY_POINTS], U, L, total = 0;
        toy_random(&t, &random, 1 + dc_random_below(&random, 8),
                   1 + dc_random_below(&random, 3), 4);
        for (size_t l = 0; l < t.n; l++)
            direction[l] = v[l] = l ? dc_random_between(&random, -3, 3) : 1;
        toy_project(p, &t, v);
        for (size_t k = 0; k < t.N; k++)
            total += w[k] = t.w[k];
        int64_t a = dc_random_between(&random, -20, 20);
        int64_t b = a + dc_random_between(&random, 0, 12);
        slow_weigh(&U, &L, p, w, t.N, 2, a, b, &r);
        char c[32], half[32], kappa[32], mass[32], dilated[32];
        snprintf(c, sizeof c, "%ld/4", (long)(a + b));
        snprintf(half, sizeof half, "%ld/4", (long)(b - a));
        snprintf(kappa, sizeof kappa, "%ld/%ld", r.kappa[0], r.kappa[1]);
        snprintf(mass, sizeof mass, "%ld/%ld", (long)U, (long)total);
        snprintf(dilated, sizeof dilated, "%ld/%ld", (long)L, (long)total);
        dc_dataset *data = toy_dataset(&t);
        expect_masses(data, direction, c, half, kappa, mass, dilated);
        dc_dataset_destroy(data);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slabs_are_closed),
        cmocka_unit_test(random_slabs_agree_with_integers),
    };
    return cmocka_run_group_tests_name("slab", tests, NULL, NULL);
}
