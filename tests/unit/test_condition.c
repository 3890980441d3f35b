#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "points_of.h"

typedef dc_condition condition;

/* A condition somewhere on its way; weights are multiples of unit. */
static void random_condition(condition *c, rule *r, dc_random *random, dc_mass total,
                             dc_mass unit) {
    *r = rule_random(random);
    rule_condition(c, r, total * unit);
    if (dc_random_below(random, 2))
        make_by_ratio(c, 0);
    c->floor = (dc_mass)dc_random_below(random, (uint64_t)total) * unit;
    if (c->by_ratio && dc_random_below(random, 4)) {
        c->ratio_infinite = false;
        c->ratio_den = (1 + (dc_mass)dc_random_below(random, (uint64_t)total)) * unit;
        c->ratio_num = c->ratio_den + (dc_mass)dc_random_below(random, 5) * unit;
    }
}

static void describe(const condition *c, const rule *r) {
    rule_print(r);
    fprintf(stderr, "  total %ld floor %ld ratio %ld/%ld%s\n", (long)c->total,
            (long)c->floor, (long)c->ratio_num, (long)c->ratio_den,
            c->ratio_infinite ? " infinite" : "");
}

/* Every U and L of a small total, against the three inequalities. */
static void passes_is_not_wanted(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long k = 0; k < rounds(200); k++) {
        dc_mass unit = k % 3 == 0 ? ((dc_mass)1 << 110) / 13 : 1;
        dc_mass total = 1 + (dc_mass)dc_random_below(&random, 12);
        condition c;
        rule r;
        random_condition(&c, &r, &random, total, unit);
        for (dc_mass U = 0; U <= total; U++)
            for (dc_mass L = 0; L <= total; L++) {
                bool wanted = slow_wanted(&c, &r, U * unit, L * unit);
                if (dc_condition_passes(&c, U * unit, L * unit) != wanted)
                    continue;
                describe(&c, &r);
                fail_msg("round %lu: U %ld L %ld is %swanted", k, (long)U, (long)L,
                         wanted ? "" : "not ");
            }
        assert_true(dc_condition_passes(&c, c.floor, -1));
        dc_condition_clear(&c);
    }
}

/* allows(L) is the largest U <= total that passes, or the floor. */
static void check_allows(unsigned long round, const condition *c, const rule *r,
                         dc_mass L) {
    dc_mass allowed = dc_condition_allows(c, L);
    bool right = allowed >= c->floor && dc_condition_passes(c, allowed, L) &&
                 (allowed >= c->total || !dc_condition_passes(c, allowed + 1, L));
    if (right)
        return;
    describe(c, r);
    fail_msg("round %lu: L %ld allows %ld", round, (long)L, (long)allowed);
}

static void allows_is_the_largest_that_passes(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 2);
    for (unsigned long k = 0; k < rounds(1000); k++) {
        static const unsigned bits[] = { 0, 20, 50, 58, 61, 90, 110 };
        dc_mass unit = (dc_mass)1 << bits[dc_random_below(&random, 7)];
        condition c;
        rule r;
        random_condition(&c, &r, &random, 1 + (dc_mass)dc_random_below(&random, 200),
                         unit);
        for (int j = 0; j < 10; j++) {
            dc_mass L = (dc_mass)dc_random_below(&random, (uint64_t)(c.total / unit) + 1);
            check_allows(k, &c, &r, L * unit - (j % 3 == 1) + (j % 3 == 2));
        }
        check_allows(k, &c, &r, c.enough - 1);
        check_allows(k, &c, &r, c.enough);
        check_allows(k, &c, &r, 0);
        check_allows(k, &c, &r, -1);
        dc_condition_clear(&c);
    }
}

static void allows_with_long_ratios(void **state) {
    dc_random random;
    mpq_t kappa, sigma, delta;
    (void)state;
    dc_random_seed(&random, 3);
    mpq_inits(kappa, sigma, delta, NULL);
    mpq_set_ui(kappa, 2, 1);
    mpq_set_ui(delta, 1, 1);
    for (unsigned long k = 0; k < rounds(500); k++) {
        rule r = { { 2, 1 }, { 0, 1 }, { 1, 1 } };
        condition c;
        mpz_set_ui(mpq_numref(sigma), 1 + dc_random_next(&random) / 2);
        mpz_set_ui(mpq_denref(sigma), 1 + dc_random_next(&random) / 2);
        mpz_mul_2exp(mpq_denref(sigma), mpq_denref(sigma), dc_random_below(&random, 50));
        mpq_canonicalize(sigma);
        dc_mass total = (dc_mass)dc_random_next(&random) << dc_random_below(&random, 50);
        assert_true(dc_condition_init(&c, kappa, sigma, delta, total + 1));
        for (int j = 0; j < 6; j++)
            check_allows(k, &c, &r, total >> dc_random_below(&random, 70));
        dc_condition_clear(&c);
    }
    mpq_clears(kappa, sigma, delta, NULL);
}

/* After a slab is known its like is not wanted, and what is better still is. */
static void raise_wants_only_better(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 4);
    for (unsigned long k = 0; k < rounds(300); k++) {
        dc_mass total = 2 + (dc_mass)dc_random_below(&random, 9);
        condition c, raised;
        rule r;
        random_condition(&c, &r, &random, total, 1);
        dc_mass U = 1 + (dc_mass)dc_random_below(&random, (uint64_t)total);
        dc_mass L = U + (dc_mass)dc_random_below(&random, (uint64_t)(total - U) + 1);
        dc_condition_copy(&raised, &c);
        if (!dc_condition_passes(&c, U, L)) {
            dc_condition_raise(&raised, U, L);
            assert_true(dc_condition_order(&raised, &c) < 0);
            assert_true(dc_condition_order(&c, &raised) > 0);
            assert_int_equal(dc_condition_order(&raised, &raised), 0);
            for (dc_mass u = 1; u <= total; u++)
                for (dc_mass l = u; l <= total; l++) {
                    bool better = c.by_ratio ? l * U < L * u : u > U;
                    bool wanted = !dc_condition_passes(&c, u, l) && better;
                    if (dc_condition_passes(&raised, u, l) == !wanted)
                        continue;
                    describe(&c, &r);
                    fail_msg("round %lu: raised by %ld/%ld, then %ld/%ld", k, (long)U,
                             (long)L, (long)u, (long)l);
                }
        }
        dc_condition_clear(&raised);
        dc_condition_clear(&c);
    }
}

/* A bound L below U, or negative, stands for L = U. */
static void raise_takes_bounds(void **state) {
    rule r = { { 2, 1 }, { 1, 4 }, { 1, 1 } };
    condition c;
    (void)state;
    rule_condition(&c, &r, 10);
    make_by_ratio(&c, 0);
    dc_condition_raise(&c, 5, -3);
    assert_false(c.ratio_infinite);
    assert_true(c.ratio_num == 5 && c.ratio_den == 5);
    assert_true(dc_condition_exhausted(&c));
    dc_condition_clear(&c);
}

/* Exhausted iff nothing with U <= L is wanted. */
static void exhausted_is_when_nothing_is_wanted(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 5);
    for (unsigned long k = 0; k < rounds(2000); k++) {
        dc_mass total = 1 + (dc_mass)dc_random_below(&random, 6);
        condition c;
        rule r;
        random_condition(&c, &r, &random, total, 1);
        bool any = false;
        for (dc_mass U = 1; U <= total; U++)
            any = any || slow_wanted(&c, &r, U, U);
        if (dc_condition_exhausted(&c) == any) {
            describe(&c, &r);
            fail_msg("round %lu: exhausted %d, wanted %d", k, !any, any);
        }
        dc_condition_clear(&c);
    }
}

/* Largest integer below q W, against a count. */
static void below_is_the_largest_integer_below(void **state) {
    mpq_t q;
    (void)state;
    mpq_init(q);
    for (long total = 1; total <= 12; total++)
        for (long den = 1; den <= 9; den++)
            for (long num = 1; num <= den; num++) {
                long expected = 0;
                while ((expected + 1) * den < num * total)
                    expected++;
                mpq_set_si(q, num, (unsigned long)den);
                mpq_canonicalize(q);
                if (dc_mass_below(q, total) != expected)
                    fail_msg("below %ld/%ld of %ld: %ld, not %ld", num, den, total,
                             (long)dc_mass_below(q, total), expected);
            }
    mpq_set_ui(q, 1, 1);
    assert_true(dc_mass_below(q, (dc_mass)1 << 119) == ((dc_mass)1 << 119) - 1);
    mpq_clear(q);
}

/* Largest integer that is not above q W, against a count. */
static void most_is_the_largest_integer_not_above(void **state) {
    mpq_t q;
    (void)state;
    mpq_init(q);
    for (long total = 1; total <= 12; total++)
        for (long den = 1; den <= 9; den++)
            for (long num = 0; num <= den + 1; num++) {
                long expected = 0;
                while ((expected + 1) * den <= num * total)
                    expected++;
                mpq_set_si(q, num, (unsigned long)den);
                mpq_canonicalize(q);
                if (dc_mass_most(q, total) != expected)
                    fail_msg("%ld/%ld of %ld: %ld, not %ld", num, den, total,
                             (long)dc_mass_most(q, total), expected);
            }
    const dc_mass most = ((dc_mass)1 << DC_MASS_BITS) - 1;
    mpq_set_ui(q, 1, 1);
    assert_true(dc_mass_most(q, most) == most);
    mpq_set_ui(q, 1, 3);
    assert_true(dc_mass_most(q, most) == most / 3);
    mpz_set_ui(mpq_numref(q), 1);
    mpz_ui_pow_ui(mpq_denref(q), 10, 90);
    assert_true(dc_mass_most(q, most) == 0);
    mpq_set_ui(q, 2, 1);
    assert_true(dc_mass_most(q, most) > most);
    mpq_clear(q);
}

static void init_sets_the_constants(void **state) {
    rule r = { { 7, 3 }, { 1, 4 }, { 2, 3 } };
    condition c;
    mpq_t kappa, sigma;
    (void)state;
    rule_condition(&c, &r, 10);
    assert_true(c.enough == 7 && c.floor == 0 && c.total == 10);
    assert_true(c.ratio_num == 5 && c.ratio_den == 4);
    assert_false(c.by_ratio || c.ratio_infinite);
    assert_int_equal(fmpz_get_si(c.h_num), 2);
    assert_int_equal(fmpz_get_si(c.h_den), 3);
    dc_condition_clear(&c);
    mpq_inits(kappa, sigma, NULL);
    mpq_set_ui(kappa, 2, 1);
    mpz_set_ui(mpq_numref(sigma), 1);
    mpz_ui_pow_ui(mpq_denref(sigma), 2, DC_MASS_BITS);
    assert_false(dc_condition_init(&c, kappa, sigma, kappa, 10));
    dc_condition_clear(&c);
    mpq_clears(kappa, sigma, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_is_not_wanted),
        cmocka_unit_test(allows_is_the_largest_that_passes),
        cmocka_unit_test(allows_with_long_ratios),
        cmocka_unit_test(raise_wants_only_better),
        cmocka_unit_test(raise_takes_bounds),
        cmocka_unit_test(exhausted_is_when_nothing_is_wanted),
        cmocka_unit_test(below_is_the_largest_integer_below),
        cmocka_unit_test(most_is_the_largest_integer_not_above),
        cmocka_unit_test(init_sets_the_constants),
    };
    return cmocka_run_group_tests_name("condition", tests, NULL, NULL);
}
