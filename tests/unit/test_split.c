#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include <doublecheck/network.h>

#include "base/random.h"

enum { N = 60, K = 4 };

/* Points whose first feature is their number; class 0 has 2 points, others some. */
static dc_samples numbered(double (*x)[2], int *label, double *weight) {
    for (int s = 0; s < N; s++) {
        x[s][0] = s;
        x[s][1] = 7 * s % 13;
        label[s] = s == 5 || s == 50 ? 0 : 1 + s % (K - 1);
        weight[s] = 1 + s % 3;
    }
    return (dc_samples){ N, 2, K, *x, label, weight, NULL };
}

static size_t class_count(const dc_samples *samples, int c) {
    size_t count = 0;
    for (size_t s = 0; s < samples->points; s++)
        count += samples->label[s] == c;
    return count;
}

/* Every point of a part is one of all, with what belongs to it, in the order they had. */
static void expect_part(const dc_samples *part, const dc_samples *all, bool *seen) {
    assert_int_equal(part->features, 2);
    assert_int_equal(part->classes, K);
    for (size_t k = 0; k < part->points; k++) {
        size_t s = (size_t)part->x[2 * k];
        assert_true(k == 0 || part->x[2 * k] > part->x[2 * k - 2]);
        assert_memory_equal(part->x + 2 * k, all->x + 2 * s, 2 * sizeof *part->x);
        assert_int_equal(part->label[k], all->label[s]);
        assert_true(part->weight[k] == all->weight[s]);
        assert_false(seen[s]);
        seen[s] = true;
    }
}

static void every_point_goes_to_one_set(void **state) {
    double x[N][2], weight[N];
    int label[N];
    dc_samples all = numbered(x, label, weight), train, test;
    (void)state;
    for (int round = 0; round < 200; round++) {
        double share = (1 + round % 99) / 100.;
        bool seen[N] = { false };
        dc_error error;
        assert_int_equal(dc_samples_split(&train, &test, &all, share, (uint64_t)round,
                                          &error),
                         DC_OK);
        expect_part(&train, &all, seen);
        expect_part(&test, &all, seen);
        assert_int_equal(train.points + test.points, N);
        for (int c = 0; c < K; c++) {
            double whole = (double)class_count(&all, c);
            double wanted = fmin(fmax(nearbyint(share * whole), 1), whole - 1);
            assert_true((double)class_count(&test, c) == wanted);
        }
        dc_samples_clear(&train);
        dc_samples_clear(&test);
    }
}

/* Each point is drawn as often as others of its class: 4000 splits in half, standard
 * deviation 31.6. */
static void no_point_is_preferred(void **state) {
    double x[N][2], weight[N];
    int label[N], times[N] = { 0 };
    dc_samples all = numbered(x, label, weight), train, test;
    dc_error error;
    (void)state;
    for (uint64_t seed = 0; seed < 4000; seed++) {
        assert_int_equal(dc_samples_split(&train, &test, &all, 0.5, seed, &error), DC_OK);
        for (size_t k = 0; k < test.points; k++)
            times[(size_t)test.x[2 * k]]++;
        dc_samples_clear(&train);
        dc_samples_clear(&test);
    }
    for (int s = 0; s < N; s++) {
        size_t whole = class_count(&all, label[s]);
        double part = nearbyint((double)whole / 2) / (double)whole;
        assert_true(fabs(times[s] - 4000 * part) < 150);
    }
}

static void seeds_decide(void **state) {
    double x[N][2], weight[N];
    int label[N];
    dc_samples all = numbered(x, label, weight), train[3], test[3];
    dc_error error;
    (void)state;
    for (size_t k = 0; k < 3; k++)
        assert_int_equal(dc_samples_split(train + k, test + k, &all, 0.3, 1 + k / 2,
                                          &error),
                         DC_OK);
    size_t bytes = test[0].points * 2 * sizeof *test[0].x;
    assert_memory_equal(test[0].x, test[1].x, bytes);
    assert_true(memcmp(test[0].x, test[2].x, bytes) != 0);
    for (size_t k = 0; k < 3; k++) {
        dc_samples_clear(train + k);
        dc_samples_clear(test + k);
    }
}

static void lonely_points_are_refused(void **state) {
    double x[N][2], weight[N];
    int label[N];
    dc_samples all = numbered(x, label, weight), train, test;
    dc_error error;
    (void)state;
    label[50] = 1;
    assert_int_equal(dc_samples_split(&train, &test, &all, 0.3, 1, &error), DC_EINPUT);
    assert_non_null(strstr(error.message, "one point"));
    assert_true(train.x == NULL && test.x == NULL);
    label[5] = 2; /* a class without points is none */
    assert_int_equal(dc_samples_split(&train, &test, &all, 0.3, 1, &error), DC_OK);
    assert_int_equal(train.points + test.points, N);
    dc_samples_clear(&train);
    dc_samples_clear(&test);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_point_goes_to_one_set),
        cmocka_unit_test(no_point_is_preferred),
        cmocka_unit_test(seeds_decide),
        cmocka_unit_test(lonely_points_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
