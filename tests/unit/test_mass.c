#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "points_of.h"

/* Below 2^bits, with runs of ones and zeros more often than chance has it. */
static dc_mass random_mass(dc_random *random, unsigned bits) {
    dc_mass mass = 0;
    switch (dc_random_below(random, 4)) {
    case 0:
        mass = ((dc_mass)1 << dc_random_below(random, bits + 1)) - 1;
        break;
    case 1:
        mass = (dc_mass)1 << dc_random_below(random, bits);
        break;
    default:
        mass = (dc_mass)(dc_random_next(random) >> 1) << 64 | dc_random_next(random);
        break;
    }
    return mass & (((dc_mass)1 << bits) - 1);
}

static void slow_mpz(mpz_t value, dc_mass mass) {
    mpz_set_ui(value, (unsigned long)(mass >> 64));
    mpz_mul_2exp(value, value, 64);
    mpz_add_ui(value, value, (unsigned long)mass);
}

static void masses_go_to_integers_and_back(void **state) {
    dc_random random;
    mpz_t value, expected;
    (void)state;
    dc_random_seed(&random, 1);
    mpz_inits(value, expected, NULL);
    for (unsigned long k = 0; k < rounds(2000); k++) {
        dc_mass mass = random_mass(&random, DC_MASS_BITS), back = -1;
        slow_mpz(expected, mass);
        dc_mass_get_mpz(value, mass);
        if (mpz_cmp(value, expected) != 0)
            fail_msg("round %lu: another integer", k);
        if (!dc_mass_set_mpz(&back, value) || back != mass)
            fail_msg("round %lu: another mass", k);
    }
    mpz_clears(value, expected, NULL);
}

static void masses_have_120_bits(void **state) {
    mpz_t value;
    dc_mass mass = 7;
    (void)state;
    mpz_init_set_si(value, -1);
    assert_false(dc_mass_set_mpz(&mass, value));
    mpz_set_ui(value, 1);
    mpz_mul_2exp(value, value, DC_MASS_BITS);
    assert_false(dc_mass_set_mpz(&mass, value));
    assert_true(mass == 7);
    mpz_sub_ui(value, value, 1);
    assert_true(dc_mass_set_mpz(&mass, value));
    assert_true(mass == ((dc_mass)1 << DC_MASS_BITS) - 1);
    mpz_set_ui(value, 0);
    assert_true(dc_mass_set_mpz(&mass, value));
    assert_true(mass == 0);
    mpz_clear(value);
}

static void fractions_are_in_lowest_terms(void **state) {
    mpq_t value;
    (void)state;
    mpq_init(value);
    dc_mass_fraction(value, 6, 8);
    assert_int_equal(mpq_cmp_ui(value, 3, 4), 0);
    assert_int_equal(mpz_cmp_ui(mpq_denref(value), 4), 0);
    dc_mass_fraction(value, 0, (dc_mass)1 << 100);
    assert_int_equal(mpz_cmp_ui(mpq_denref(value), 1), 0);
    dc_mass_fraction(value, (dc_mass)3 << 100, (dc_mass)1 << 102);
    assert_int_equal(mpq_cmp_ui(value, 3, 4), 0);
    mpq_clear(value);
}

static void expect_order(unsigned long round, dc_mass a, dc_mass b, dc_mass c,
                         dc_mass d) {
    int expected = slow_less(a, b, c, d) ? -1 : slow_less(c, d, a, b) ? 1 : 0;
    int got = dc_mass_compare_products(a, b, c, d);
    if (got == expected)
        return;
    fprintf(stderr, "  a %lx %016lx b %lx %016lx c %lx %016lx d %lx %016lx\n",
            (unsigned long)(a >> 64), (unsigned long)a, (unsigned long)(b >> 64),
            (unsigned long)b, (unsigned long)(c >> 64), (unsigned long)c,
            (unsigned long)(d >> 64), (unsigned long)d);
    fail_msg("round %lu: %d, not %d", round, got, expected);
}

static void products_compare_as_integers(void **state) {
    static const unsigned bits[] = { 8, 31, 62, 63, 64, 65, 100, 126 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long k = 0; k < rounds(20000); k++) {
        unsigned most = bits[dc_random_below(&random, 8)];
        dc_mass a = random_mass(&random, most), b = random_mass(&random, most);
        dc_mass c = random_mass(&random, most), d = random_mass(&random, most);
        expect_order(k, a, b, c, d);
        expect_order(k, a, b, b, a);
        expect_order(k, a, b, b, a > 0 ? a - 1 : 1);
        /* Equal products of different factors. */
        dc_mass e = random_mass(&random, most / 2), f = random_mass(&random, most / 2);
        dc_mass g = random_mass(&random, most / 2);
        expect_order(k, e * f, g, e * g, f);
        expect_order(k, e * f, g, e * g, f + 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masses_go_to_integers_and_back),
        cmocka_unit_test(masses_have_120_bits),
        cmocka_unit_test(fractions_are_in_lowest_terms),
        cmocka_unit_test(products_compare_as_integers),
    };
    return cmocka_run_group_tests_name("mass", tests, NULL, NULL);
}
