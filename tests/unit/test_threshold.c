#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "points_of.h"

#include "search/threshold.h"

/* A random mass of up to so many bits. */
static dc_mass random_mass(dc_random *random, unsigned bits) {
    dc_mass mass = 0;
    for (unsigned k = 0; k < bits; k++)
        mass = 2 * mass + (dc_mass)dc_random_below(random, 2);
    return mass;
}

static void random_condition(dc_condition *c, dc_random *random, unsigned bits) {
    c->by_ratio = dc_random_below(random, 2);
    c->total = random_mass(random, bits) + 1;
    c->enough = c->total - c->total / 3;
    c->floor = random_mass(random, bits) % c->total;
    c->ratio_infinite = dc_random_below(random, 5) == 0;
    unsigned ratio_bits = dc_random_below(random, 4) ? 4 : 110;
    c->ratio_den = random_mass(random, ratio_bits) + 1;
    c->ratio_num = c->ratio_den + random_mass(random, ratio_bits);
}

/* Near the floor, and beside what just passes or just fails, as often as anywhere. */
static void random_masses(dc_mass *U, dc_mass *L, const dc_condition *c,
                          dc_random *random, unsigned bits) {
    dc_mass near = (dc_mass)dc_random_below(random, 4);
    *U = dc_random_below(random, 2) ? c->floor + near : random_mass(random, bits);
    *U = *U > c->total ? c->total : *U;
    switch (dc_random_below(random, 4)) {
    case 0:
        *L = c->enough - near;
        break;
    case 1:
        *L = random_mass(random, bits);
        break;
    default: /* near ratio U, where that does not overflow */
        *L = *U;
        if (*U < ((dc_mass)1 << DC_MASS_BITS) / c->ratio_num)
            *L = *U * c->ratio_num / c->ratio_den;
        *L += 1 - near;
        break;
    }
    *L = *L > c->total ? c->total : *L < 0 ? 0 : *L;
}

/* What passes as counts passes exactly; up to DC_COUNT_BITS the other way round, too. */
static void counts_are_on_the_safe_side(void **state) {
    dc_random random;
    unsigned long passed = 0;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long k = 0; k < rounds(20000); k++) {
        static const unsigned sizes[] = { 3, 10, 40, 61, 62, 80, 115 };
        unsigned bits = sizes[dc_random_below(&random, 7)];
        dc_condition c;
        dc_threshold t;
        random_condition(&c, &random, bits);
        unsigned unit = dc_count_unit(c.total);
        dc_mass U, L;
        random_masses(&U, &L, &c, &random, bits);
        dc_threshold_set(&t, &c, unit);
        bool exact = dc_condition_passes(&c, U, L);
        bool counted = dc_threshold_passes(&t, dc_count_above(U, unit),
                                           dc_count_below(L, unit));
        assert_true(exact || !counted);
        bool narrow = unit == 0 && (c.ratio_num >> DC_COUNT_BITS) == 0;
        assert_true(!narrow || exact == counted);
        passed += counted;
    }
    assert_true(passed > rounds(20000) / 10);
}

/* A ratio that is greater than 3 by less than 64 bits can hold. */
static void long_ratios_are_rounded_up(void **state) {
    dc_condition c = { .total = 100, .enough = 90, .floor = 1 };
    dc_threshold t;
    (void)state;
    c.ratio_den = (dc_mass)1 << 100;
    c.ratio_num = 3 * c.ratio_den + 1;
    dc_threshold_set(&t, &c, 0);
    assert_false(dc_condition_passes(&c, 5, 15));
    assert_false(dc_threshold_passes(&t, 5, 15));
    assert_true(dc_threshold_allows(&t, 15) < 5);
    assert_true(dc_threshold_passes(&t, 5, 16));
}

/* The mass that is allowed passes; up to 2^50 the next one does not. */
static void the_allowed_mass_is_the_largest(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long k = 0; k < rounds(20000); k++) {
        unsigned bits = 1 + (unsigned)dc_random_below(&random, DC_COUNT_BITS);
        dc_condition c;
        dc_threshold t;
        random_condition(&c, &random, bits);
        dc_threshold_set(&t, &c, 0);
        int64_t L = (int64_t)(random_mass(&random, bits) % c.enough);
        int64_t U = dc_threshold_allows(&t, L);
        assert_true(U >= t.floor && dc_threshold_passes(&t, U, L));
        bool narrow = bits <= 50 && (c.ratio_num >> 50) == 0;
        assert_true(!narrow || !dc_threshold_passes(&t, U + 1, L));
    }
}

/* A ratio so small that no mass fails. */
static void all_mass_is_allowed(void **state) {
    (void)state;
    for (unsigned bits = 1; bits <= 110; bits++) {
        dc_condition c = { .by_ratio = true, .ratio_num = 1 };
        dc_threshold t;
        c.total = ((dc_mass)1 << DC_COUNT_BITS) - 1;
        c.enough = c.total;
        c.ratio_den = (dc_mass)1 << bits;
        dc_threshold_set(&t, &c, 0);
        int64_t U = dc_threshold_allows(&t, 1000);
        assert_true(dc_threshold_passes(&t, U, 1000));
        assert_true(bits <= DC_COUNT_BITS ? U >= (int64_t)1 << (bits < 50 ? bits : 50)
                                          : U >= c.total);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_mass_is_allowed),
        cmocka_unit_test(counts_are_on_the_safe_side),
        cmocka_unit_test(long_ratios_are_rounded_up),
        cmocka_unit_test(the_allowed_mass_is_the_largest),
    };
    return cmocka_run_group_tests_name("threshold", tests, NULL, NULL);
}
