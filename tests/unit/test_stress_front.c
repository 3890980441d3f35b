#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "stress/front.h"

enum { MOST = 16 };

/* By definition: no other has at most the distance and at least the damage; of equal
 * ones the first. */
static bool belongs(const double *distance, const double *damage, size_t count,
                    size_t k) {
    for (size_t j = 0; j < count; j++) {
        bool equal = distance[j] == distance[k] && damage[j] == damage[k];
        if (j != k && distance[j] <= distance[k] && damage[j] >= damage[k] &&
            (!equal || j < k))
            return false;
    }
    return true;
}

/* The largest damage within a distance, 0 at least. */
static double most_within(const double *distance, const double *damage, size_t count,
                          double within) {
    double most = 0;
    for (size_t k = 0; k < count; k++)
        if (distance[k] <= within)
            most = fmax(most, damage[k]);
    return most;
}

static void agrees_with_the_definition(void **state) {
    dc_random random;
    double distance[MOST], damage[MOST];
    size_t front[MOST + 1], length;
    (void)state;
    dc_random_seed(&random, 1);
    for (int round = 0; round < 5000; round++) {
        size_t count = (size_t)dc_random_below(&random, MOST + 1), wanted = 0;
        for (size_t k = 0; k < count; k++) {
            distance[k] = (double)dc_random_between(&random, 0, 8) / 8;
            damage[k] = (double)dc_random_between(&random, -4, 8) / 8;
        }
        assert_true(dc_front_find(front, &length, distance, damage, count));
        for (size_t k = 0; k < count; k++)
            wanted += belongs(distance, damage, count, k);
        assert_int_equal(length, wanted);
        for (size_t k = 0; k < length; k++) {
            assert_true(belongs(distance, damage, count, front[k]));
            assert_true(k == 0 || (distance[front[k]] > distance[front[k - 1]] &&
                                   damage[front[k]] > damage[front[k - 1]]));
        }
    }
}

/* Distances are eighths: the mean over their middles is the area. */
static void the_volume_is_the_mean_of_the_largest_damage(void **state) {
    dc_random random;
    double distance[MOST], damage[MOST];
    dc_stress_score score;
    (void)state;
    dc_random_seed(&random, 2);
    for (int round = 0; round < 5000; round++) {
        size_t count = (size_t)dc_random_below(&random, MOST + 1);
        double volume = 0;
        for (size_t k = 0; k < count; k++) {
            distance[k] = (double)dc_random_between(&random, 0, 8) / 8;
            damage[k] = (double)dc_random_between(&random, -4, 8) / 8;
        }
        for (size_t k = 0; k < 8; k++)
            volume += most_within(distance, damage, count, ((double)k + 0.5) / 8) / 8;
        assert_true(dc_front_score(&score, distance, damage, count));
        assert_true(fabs(score.volume - volume) < 1e-14);
        for (size_t l = 0; l < DC_STRESS_LEVELS; l++)
            assert_true(score.within[l] ==
                        most_within(distance, damage, count, dc_stress_level(l)));
    }
}

static void of_equal_points_the_first(void **state) {
    const double distance[] = { 0.5, 0.25, 0.25, 0.25 }, damage[] = { 1, 0.5, 1, 1 };
    size_t front[4], length;
    (void)state;
    assert_true(dc_front_find(front, &length, distance, damage, 4));
    assert_int_equal(length, 1);
    assert_int_equal(front[0], 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_definition),
        cmocka_unit_test(the_volume_is_the_mean_of_the_largest_damage),
        cmocka_unit_test(of_equal_points_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
