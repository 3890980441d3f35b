#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"

/* The first outputs of the authors' reference programs. */
static void splitmix_gives_the_reference_values(void **state) {
    static const uint64_t expected[] = {
        6457827717110365317u, 3203168211198807973u,  9817491932198370423u,
        4593380528125082431u, 16408922859458223821u,
    };
    uint64_t counter = 1234567;
    (void)state;
    for (size_t k = 0; k < sizeof expected / sizeof *expected; k++)
        assert_int_equal(dc_random_split(&counter), expected[k]);
}

static void xoshiro_gives_the_reference_values(void **state) {
    static const uint64_t expected[] = {
        11520u,
        0u,
        1509978240u,
        1215971899390074240u,
        1216172134540287360u,
        607988272756665600u,
        16172922978634559625u,
        8476171486693032832u,
        10595114339597558777u,
        2904607092377533576u,
    };
    dc_random random = { { 1, 2, 3, 4 } };
    (void)state;
    for (size_t k = 0; k < sizeof expected / sizeof *expected; k++)
        assert_int_equal(dc_random_next(&random), expected[k]);
}

static void seed_fills_the_state_by_splitmix(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1234567);
    assert_int_equal(random.state[0], 6457827717110365317u);
    assert_int_equal(random.state[3], 4593380528125082431u);
    dc_random_seed(&random, 0);
    assert_int_not_equal(random.state[0], 0);
}

static void check_between(const char *what, uint64_t of, double value, double low,
                          double high) {
    if (!(value >= low && value <= high))
        fail_msg("%s of %llu: %g is not in %g .. %g", what, (unsigned long long)of, value,
                 low, high);
}

/* Shares of 60000 draws have a standard error of 0.002 at most.
 * With 3 * 2^62 as the bound, the remainder alone would favour the lower third. */
static void below_is_uniform(void **state) {
    enum { DRAWS = 60000 };
    static const uint64_t bounds[] = { 1, 2, 3, 7, (uint64_t)3 << 62, UINT64_MAX };
    (void)state;
    for (size_t b = 0; b < sizeof bounds / sizeof *bounds; b++) {
        uint64_t bound = bounds[b], third = bound / 3 + (bound % 3 != 0);
        double share = (double)third / (double)bound;
        size_t low = 0;
        dc_random random;
        dc_random_seed(&random, b);
        for (size_t k = 0; k < DRAWS; k++) {
            uint64_t x = dc_random_below(&random, bound);
            assert_true(x < bound);
            low += x < third;
        }
        check_between("lower third", bound, (double)low / DRAWS, share - 0.01,
                      share + 0.01);
    }
}

static void between_reaches_both_ends(void **state) {
    dc_random random;
    size_t seen[5] = { 0 };
    (void)state;
    dc_random_seed(&random, 3);
    for (int k = 0; k < 1000; k++) {
        int64_t x = dc_random_between(&random, -2, 2);
        assert_true(x >= -2 && x <= 2);
        seen[x + 2]++;
    }
    for (int k = 0; k < 5; k++)
        assert_in_range(seen[k], 140, 260);
    assert_int_equal(dc_random_between(&random, 9, 9), 9);
    assert_int_equal(dc_random_between(&random, INT64_MIN, INT64_MIN), INT64_MIN);
    dc_random copy = random;
    assert_int_equal((uint64_t)dc_random_between(&random, INT64_MIN, INT64_MAX),
                     dc_random_next(&copy) + ((uint64_t)1 << 63));
}

/* Standard errors for 100000 draws: mean 0.003, variance 0.0045, within one
 * deviation 0.0015 (expected: 0.679). */
static void normal_has_the_right_moments(void **state) {
    enum { DRAWS = 100000 };
    const int64_t scale = 1000000;
    double sum = 0, squares = 0;
    size_t within = 0;
    dc_random random;
    (void)state;
    dc_random_seed(&random, 11);
    for (int k = 0; k < DRAWS; k++) {
        int64_t x = dc_random_normal(&random, scale);
        double z = (double)x / (double)scale;
        assert_true(x >= -6 * scale && x <= 6 * scale);
        sum += z;
        squares += z * z;
        within += x >= -scale && x <= scale;
    }
    check_between("mean", DRAWS, sum / DRAWS, -0.015, 0.015);
    check_between("variance", DRAWS, squares / DRAWS, 0.98, 1.02);
    check_between("within one deviation", DRAWS, (double)within / DRAWS, 0.672, 0.686);
}

/* P(z > 1/2) = 0.309: the rounding favours no side. */
static void normal_rounds_evenly(void **state) {
    enum { DRAWS = 40000 };
    size_t negative = 0, positive = 0;
    dc_random random;
    (void)state;
    dc_random_seed(&random, 5);
    for (int k = 0; k < DRAWS; k++) {
        int64_t x = dc_random_normal(&random, 1);
        assert_true(x >= -6 && x <= 6);
        negative += x < 0;
        positive += x > 0;
        assert_int_equal(dc_random_normal(&random, 0), 0);
    }
    assert_in_range(negative, DRAWS * 30 / 100, DRAWS * 32 / 100);
    assert_in_range(positive, DRAWS * 30 / 100, DRAWS * 32 / 100);
    for (int k = 0; k < 1000; k++) {
        int64_t x = dc_random_normal(&random, DC_RANDOM_MAX_SCALE);
        assert_true(x > -6 * (int64_t)DC_RANDOM_MAX_SCALE);
        assert_true(x < 6 * (int64_t)DC_RANDOM_MAX_SCALE);
    }
}

static void unit_is_the_highest_bits(void **state) {
    dc_random random, same;
    (void)state;
    dc_random_seed(&random, 9);
    dc_random_seed(&same, 9);
    for (int k = 0; k < 1000; k++) {
        double u = dc_random_unit(&random);
        assert_true(u >= 0 && u < 1);
        assert_true(u * 0x1p53 == (double)(dc_random_next(&same) >> 11));
    }
}

/* Files made with one version must be made by every later one. */
static void streams_do_not_change(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 42);
    assert_int_equal(dc_random_next(&random), 1546998764402558742u);
    assert_int_equal(dc_random_below(&random, 1000), 102);
    assert_int_equal(dc_random_normal(&random, 1000000), 1342919);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splitmix_gives_the_reference_values),
        cmocka_unit_test(xoshiro_gives_the_reference_values),
        cmocka_unit_test(seed_fills_the_state_by_splitmix),
        cmocka_unit_test(below_is_uniform),
        cmocka_unit_test(between_reaches_both_ends),
        cmocka_unit_test(normal_has_the_right_moments),
        cmocka_unit_test(normal_rounds_evenly),
        cmocka_unit_test(unit_is_the_highest_bits),
        cmocka_unit_test(streams_do_not_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
