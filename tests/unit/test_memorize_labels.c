#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <doublecheck/memorize.h>

#include <math.h>
#include <string.h>

enum { MANY = 60000 };

static int right[MANY], given[MANY], other[MANY];

/* Labels 0 .. K - 1 in turn. */
static dc_samples samples_of(size_t N, size_t K) {
    for (size_t s = 0; s < N; s++)
        right[s] = (int)(s % K);
    return (dc_samples){ .points = N, .features = 1, .classes = K, .label = right };
}

static size_t count_changes(size_t N) {
    size_t changes = 0;
    for (size_t s = 0; s < N; s++)
        changes += given[s] != right[s];
    return changes;
}

static void none_and_all(void **state) {
    (void)state;
    for (size_t K = 2; K < 12; K++) {
        dc_samples samples = samples_of(1000, K);
        assert_int_equal(dc_memorize_labels(given, &samples, 0, K), 0);
        assert_int_equal(count_changes(1000), 0);
        assert_int_equal(dc_memorize_labels(given, &samples, 1, K), 1000);
        assert_int_equal(count_changes(1000), 1000);
        for (size_t s = 0; s < 1000; s++)
            assert_true(given[s] >= 0 && (size_t)given[s] < K);
    }
}

/* A label that is wrong for an eta is the same for a larger one. */
static void noise_is_nested(void **state) {
    dc_samples samples = samples_of(2000, 7);
    size_t before = 0;
    (void)state;
    memcpy(other, right, sizeof other);
    for (double eta = 0.1; eta < 0.95; eta += 0.1) {
        size_t changes = dc_memorize_labels(given, &samples, eta, 5);
        assert_int_equal(changes, count_changes(2000));
        assert_true(changes > before);
        for (size_t s = 0; s < 2000; s++)
            assert_true(other[s] == right[s] || other[s] == given[s]);
        memcpy(other, given, sizeof other);
        before = changes;
    }
}

static void the_seed_alone_decides(void **state) {
    dc_samples samples = samples_of(2000, 3);
    size_t same = 0;
    (void)state;
    dc_memorize_labels(other, &samples, 0.5, 1);
    dc_memorize_labels(given, &samples, 0.5, 1);
    assert_memory_equal(given, other, 2000 * sizeof *given);
    dc_memorize_labels(given, &samples, 0.5, 2);
    for (size_t s = 0; s < 2000; s++)
        same += given[s] == other[s];
    assert_true(same > 500 && same < 1000); /* (1/2)^2 + 2 (1/4)^2 of them */
}

/* Within five deviations. */
static void expect_count(size_t count, size_t of, double share) {
    double mean = (double)of * share;
    assert_true(fabs((double)count - mean) < 5 * sqrt(mean * (1 - share)));
}

/* Each label is replaced with probability eta, and each other one as likely. */
static void replacements_are_uniform(void **state) {
    static const size_t classes[] = { 2, 3, 10 };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        size_t K = classes[k], pairs[10][10] = { { 0 } };
        dc_samples samples = samples_of(MANY, K);
        dc_memorize_labels(given, &samples, 0.3, k);
        for (size_t s = 0; s < MANY; s++)
            pairs[right[s]][given[s]]++;
        for (size_t a = 0; a < K; a++)
            for (size_t b = 0; b < K; b++)
                expect_count(pairs[a][b], MANY / K, a == b ? 0.7 : 0.3 / (double)(K - 1));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_and_all),
        cmocka_unit_test(noise_is_nested),
        cmocka_unit_test(the_seed_alone_decides),
        cmocka_unit_test(replacements_are_uniform),
    };
    return cmocka_run_group_tests_name("memorize_labels", tests, NULL, NULL);
}
