#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "search/cost.h"

enum { RANKS = 11 }; /* 1, 2, 4, ... 1024 */

/* Searches whose rounds were recorded and played through a queue (bench/RESULTS.md,
 * "Processes", at 2 us and at 50 us of latency). */
typedef struct played {
    double boxes, rounds, each; /* boxes that were cut; seconds of one */
    double alone;               /* share of the time */
    double at_2[RANKS], at_50[RANKS];
} played;

static const played table[] = {
    { 23226,
      28,
      204.3e-6,
      0.0099,
      { 1, 1.98, 3.76, 7.06, 12.6, 19.6, 26.4, 22.2, 17.2, 17.1, 17.1 },
      { 1, 1.98, 3.76, 7.03, 12.5, 19.4, 26, 22.2, 17.2, 17.1, 17.1 } },
    { 214121,
      216,
      57.9e-6,
      0.031,
      { 1, 1.92, 3.54, 6.08, 9.09, 10.7, 9, 6.51, 4.89, 4.88, 4.87 },
      { 1, 1.91, 3.52, 6, 8.95, 10.6, 8.98, 6.51, 4.89, 4.88, 4.87 } },
    { 1840509,
      1806,
      30.8e-6,
      0.028,
      { 1, 1.94, 3.68, 6.45, 9.19, 8.55, 5.75, 3.84, 2.79, 2.78, 2.78 },
      { 1, 1.93, 3.59, 6.28, 8.99, 8.37, 5.75, 3.83, 2.79, 2.78, 2.78 } },
    { 40164,
      43,
      254.3e-6,
      0.054,
      { 1, 1.88, 3.26, 5.39, 7.96, 10.4, 12.2, 12.1, 10.9, 10.9, 10.9 },
      { 1, 1.88, 3.25, 5.38, 7.94, 10.4, 12.1, 12.1, 10.9, 10.9, 10.9 } },
};

static dc_cost cost_of(const played *p) {
    double cutting = p->boxes * p->each, all = cutting / (1 - p->alone);
    return (dc_cost){ .thread_seconds = all,
                      .alone = all * p->alone,
                      .parts = p->boxes,
                      .rounds = p->rounds };
}

static void is_near(const played *p, unsigned ranks, double queue) {
    dc_cost cost = cost_of(p);
    double speedup = dc_estimate_speedup(&cost, ranks, 1), ratio = speedup / queue;
    if (!(ratio < 1.35 && ratio > 1 / 1.35))
        fail_msg("%g boxes on %u ranks: %g, played %g", p->boxes, ranks, speedup, queue);
}

static void ranks_are_as_fast_as_the_queue_that_was_played(void **state) {
    (void)state;
    for (size_t k = 0; k < sizeof table / sizeof *table; k++)
        for (unsigned r = 0; r < RANKS; r++) {
            is_near(table + k, 1U << r, table[k].at_2[r]);
            is_near(table + k, 1U << r, table[k].at_50[r]);
        }
}

static void threads_share_all_but_what_one_does_alone(void **state) {
    (void)state;
    for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
        dc_cost cost = cost_of(table + k);
        double two = dc_estimate_speedup(&cost, 1, 2);
        assert_true(dc_estimate_speedup(&cost, 1, 1) == 1);
        assert_true(two > 1.7 && two < 2);
        assert_true(dc_estimate_speedup(&cost, 4, 2) > dc_estimate_speedup(&cost, 4, 1));
    }
    dc_cost alone = { .thread_seconds = 5, .alone = 5 };
    assert_true(dc_estimate_speedup(&alone, 64, 2) == 1);
}

/* Three boxes in a round keep three busy. */
static void small_rounds_keep_few_busy(void **state) {
    dc_cost cost = { .thread_seconds = 900, .parts = 30, .rounds = 10 };
    (void)state;
    double three = dc_estimate_speedup(&cost, 3, 1);
    assert_true(three > 2.9 && three <= 3);
    assert_true(dc_estimate_speedup(&cost, 64, 1) <= 3);
    assert_true(dc_estimate_speedup(&cost, 1, 64) <= 3);
}

static void others_are_never_a_loss(void **state) {
    dc_cost cost = { .thread_seconds = 1e-3, .parts = 1000, .rounds = 10 }, none = { 0 };
    (void)state;
    for (unsigned ranks = 1; ranks <= 4096; ranks *= 2) {
        double speedup = dc_estimate_speedup(&cost, ranks, 1);
        assert_true(speedup >= 1 && speedup <= ranks);
        assert_true(isfinite(dc_estimate_speedup(&none, ranks, 1)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_are_as_fast_as_the_queue_that_was_played),
        cmocka_unit_test(threads_share_all_but_what_one_does_alone),
        cmocka_unit_test(small_rounds_keep_few_busy),
        cmocka_unit_test(others_are_never_a_loss),
    };
    return cmocka_run_group_tests_name("speedup", tests, NULL, NULL);
}
