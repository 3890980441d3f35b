#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "base/ranks.h"

enum { MOST = 12 };

static void equal_values_share_their_ranks(void **state) {
    const double x[] = { 3, 1, 3, -2, 3, 1 }, expected[] = { 5, 2.5, 5, 1, 5, 2.5 };
    double rank[6];
    (void)state;
    assert_true(dc_ranks(rank, x, 6));
    for (size_t k = 0; k < 6; k++)
        assert_true(rank[k] == expected[k]);
    assert_true(dc_ranks(rank, x, 0));
}

/* 1 + how many are less + half of how many others are equal. */
static void ranks_agree_with_counting(void **state) {
    dc_random random;
    double x[MOST], rank[MOST];
    (void)state;
    dc_random_seed(&random, 1);
    for (int round = 0; round < 3000; round++) {
        size_t N = 1 + (size_t)dc_random_below(&random, MOST);
        for (size_t k = 0; k < N; k++)
            x[k] = (double)dc_random_between(&random, -3, 3);
        assert_true(dc_ranks(rank, x, N));
        for (size_t k = 0; k < N; k++) {
            double wanted = 1;
            for (size_t j = 0; j < N; j++)
                wanted += (x[j] < x[k]) + (j != k && x[j] == x[k] ? 0.5 : 0);
            assert_true(rank[k] == wanted);
        }
    }
}

static void monotone_pairs_have_correlation_one(void **state) {
    const double x[] = { 1, 2, 4, 8, 9 }, up[] = { -5, -4, 0, 1, 100 },
                 down[] = { 5, 4, 3, 2, 1 };
    double rho, p;
    (void)state;
    assert_true(dc_spearman(&rho, x, up, 5));
    assert_true(rho == 1);
    assert_true(dc_spearman(&rho, x, down, 5));
    assert_true(rho == -1);
    assert_true(dc_spearman_p(&p, x, up, 5, 9999, 1)); /* 2 of the 120 orders */
    assert_true(fabs(p - 2.0 / 120) < 0.005);
}

/* The example of Spearman's coefficient with ties: x 1 2 2 3, y 1 3 2 4. */
static void a_known_value_with_ties(void **state) {
    const double x[] = { 1, 2, 2, 3 }, y[] = { 1, 3, 2, 4 };
    double rho;
    (void)state;
    assert_true(dc_spearman(&rho, x, y, 4));
    assert_true(fabs(rho - 4.5 / sqrt(4.5 * 5)) < 1e-15);
}

/* Without ties 1 - 6 sum d^2 / (N (N^2 - 1)). */
static void agrees_with_the_sum_of_squares(void **state) {
    dc_random random;
    double x[MOST], y[MOST], a[MOST], b[MOST], rho;
    (void)state;
    dc_random_seed(&random, 2);
    for (int round = 0; round < 3000; round++) {
        size_t N = 2 + (size_t)dc_random_below(&random, MOST - 1);
        double n = (double)N, sum = 0;
        for (size_t k = 0; k < N; k++) {
            x[k] = (double)(dc_random_next(&random) >> 11);
            y[k] = (double)(dc_random_next(&random) >> 11);
        }
        assert_true(dc_ranks(a, x, N) && dc_ranks(b, y, N));
        for (size_t k = 0; k < N; k++)
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        assert_true(dc_spearman(&rho, x, y, N));
        assert_true(fabs(rho - (1 - 6 * sum / (n * (n * n - 1)))) < 1e-14);
    }
}

static void equal_values_have_no_correlation(void **state) {
    const double x[] = { 1, 1, 1 }, y[] = { 1, 2, 3 };
    double rho, p;
    (void)state;
    for (size_t N = 0; N < 4; N++) {
        assert_true(dc_spearman(&rho, x, y, N) && isnan(rho));
        assert_true(dc_spearman(&rho, y, x, N) && isnan(rho));
        assert_true(dc_spearman_p(&p, x, y, N, 99, 1) && isnan(p));
    }
}

/* All orders of y for N = 5 with ties: the exact p-value. */
static double exact_p(const double *x, double *y, size_t N) {
    double seen, rho, all = 0, far = 0;
    size_t order[5] = { 0 };
    double copy[5];
    assert_true(dc_spearman(&seen, x, y, N));
    for (size_t code = 0; code < 3125; code++) {
        bool used[5] = { false }, fine = true;
        for (size_t k = 0, left = code; k < 5; k++, left /= 5) {
            order[k] = left % 5;
            fine = fine && !used[order[k]];
            used[order[k]] = true;
        }
        if (!fine)
            continue;
        for (size_t k = 0; k < 5; k++)
            copy[k] = y[order[k]];
        assert_true(dc_spearman(&rho, x, copy, N));
        all++;
        far += fabs(rho) >= fabs(seen) - 1e-12;
    }
    return far / all;
}

static void p_is_near_that_of_all_orders(void **state) {
    dc_random random;
    double x[5], y[5], p, again;
    (void)state;
    dc_random_seed(&random, 3);
    for (int round = 0; round < 6; round++) {
        for (size_t k = 0; k < 5; k++) {
            x[k] = (double)k;
            y[k] = (double)dc_random_between(&random, 0, 3);
        }
        y[0] = 4;
        double exact = exact_p(x, y, 5);
        assert_true(dc_spearman_p(&p, x, y, 5, 4000, 7));
        assert_true(dc_spearman_p(&again, x, y, 5, 4000, 7));
        assert_true(p == again);
        assert_true(fabs(p - exact) < 5 * sqrt(exact * (1 - exact) / 4000) + 0.001);
    }
}

static void partial_correlations(void **state) {
    (void)state;
    assert_true(dc_partial_correlation(0.5, 0, 0) == 0.5);
    assert_true(fabs(dc_partial_correlation(0.25, 0.5, 0.5)) < 1e-15);
    assert_true(fabs(dc_partial_correlation(0, 0.6, 0.8) + 1) < 1e-15);
    assert_true(isnan(dc_partial_correlation(0.5, 1, 0.5)));
    assert_true(isnan(dc_partial_correlation(NAN, 0, 0)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_values_share_their_ranks),
        cmocka_unit_test(ranks_agree_with_counting),
        cmocka_unit_test(monotone_pairs_have_correlation_one),
        cmocka_unit_test(a_known_value_with_ties),
        cmocka_unit_test(agrees_with_the_sum_of_squares),
        cmocka_unit_test(equal_values_have_no_correlation),
        cmocka_unit_test(p_is_near_that_of_all_orders),
        cmocka_unit_test(partial_correlations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
