#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shares_of.h"

static dc_shares must_share(const dc_guarantee *g, size_t levels) {
    dc_shares shares;
    dc_error error;
    if (dc_shares_create(&shares, g, levels, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_true(shares.count >= 1 && shares.count <= levels);
    return shares;
}

/* The groups of a level, as the header says: those from its least on to the next one's. */
static void expect_levels(const dc_shares *shares, const dc_guarantee *g) {
    fmpq_t share, sum;
    fmpq_init(share);
    fmpq_init(sum);
    for (size_t k = 0; k < shares->count; k++) {
        bool attained = false;
        fmpq_zero(sum);
        for (size_t i = 0; i < g->group_count; i++) {
            fmpq_set_mpq(share, g->share[i]);
            if (fmpq_cmp(share, shares->least + k) < 0 ||
                (k + 1 < shares->count && fmpq_cmp(share, shares->least + k + 1) >= 0))
                continue;
            attained = attained || fmpq_equal(share, shares->least + k);
            fmpq_add(sum, sum, share);
        }
        assert_true(attained && fmpq_equal(sum, shares->sum + k));
        assert_true(k == 0 || fmpq_cmp(shares->least + k - 1, shares->least + k) < 0);
    }
    fmpq_clear(sum);
    fmpq_clear(share);
}

static void expect_total(const dc_shares *shares, unsigned classes) {
    fmpq_t sum;
    fmpq_init(sum);
    for (size_t k = 0; k < shares->count; k++)
        fmpq_add(sum, sum, shares->sum + k);
    assert_true(fmpq_equal_si(sum, classes - 1));
    fmpq_clear(sum);
}

static void pairs_are_equal_by_default(void **state) {
    (void)state;
    for (unsigned classes = 2; classes <= 40; classes++) {
        dc_guarantee g;
        fmpq_t least;
        fmpq_init(least);
        dc_guarantee_init(&g);
        g.classes = classes;
        for (size_t levels = 1; levels <= 6; levels++) {
            dc_shares shares = must_share(&g, levels);
            fmpq_set_si(least, 2, classes);
            assert_int_equal(shares.count, 1);
            assert_true(fmpq_equal(shares.least, least));
            expect_total(&shares, classes);
            dc_shares_destroy(&shares);
        }
        dc_guarantee_clear(&g);
        fmpq_clear(least);
    }
}

/* Few values, so that many groups have the same share. */
static void levels_are_made_of_equal_shares(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(300); round++) {
        dc_guarantee g;
        dc_guarantee_init(&g);
        random_shares(&g, &random, 3 + (unsigned)dc_random_below(&random, 6), 3);
        for (size_t levels = 1; levels <= 7; levels++) {
            dc_shares shares = must_share(&g, levels);
            expect_levels(&shares, &g);
            expect_total(&shares, g.classes);
            dc_shares_destroy(&shares);
        }
        dc_guarantee_clear(&g);
    }
}

/* Where all differ, every level is used, and each has about as many groups. */
static void unequal_shares_fill_the_levels(void **state) {
    dc_guarantee g;
    dc_random random;
    (void)state;
    dc_guarantee_init(&g);
    dc_random_seed(&random, 2);
    g.classes = 8;
    g.group_count = 28;
    g.share = malloc(g.group_count * sizeof *g.share);
    assert_non_null(g.share);
    for (size_t i = 0; i < g.group_count; i++) { /* each of 1/58 .. 28/58 */
        mpq_init(g.share[i]);
        mpq_set_ui(g.share[i], (unsigned long)(i * 5 % 28 + 1), 58);
        mpq_canonicalize(g.share[i]);
    }
    for (size_t levels = 1; levels <= g.group_count; levels++) {
        dc_shares shares = must_share(&g, levels);
        assert_int_equal(shares.count, levels);
        expect_levels(&shares, &g);
        expect_total(&shares, g.classes);
        dc_shares_destroy(&shares);
    }
    dc_shares four = must_share(&g, 4);
    for (size_t k = 0; k < 4; k++) {
        fmpq_t least;
        fmpq_init(least);
        fmpq_set_si(least, (slong)(7 * k + 1), 58);
        assert_true(fmpq_equal(four.least + k, least));
        fmpq_clear(least);
    }
    dc_shares_destroy(&four);
    dc_shares many = must_share(&g, 100);
    assert_int_equal(many.count, g.group_count);
    expect_levels(&many, &g);
    dc_shares_destroy(&many);
    dc_guarantee_clear(&g);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_equal_by_default),
        cmocka_unit_test(levels_are_made_of_equal_shares),
        cmocka_unit_test(unequal_shares_fill_the_levels),
    };
    return cmocka_run_group_tests_name("shares", tests, NULL, NULL);
}
