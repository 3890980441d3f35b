#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "network/pack.h"

enum { ROUNDS = 200, POINTS_MOST = 7, FEATURES_MOST = 4 };

static double *numbers(dc_random *random, size_t count) {
    double *values = calloc(count + 1, sizeof *values);
    assert_non_null(values);
    for (size_t k = 0; k < count; k++)
        values[k] = (double)dc_random_below(random, 1000) / 7;
    return values;
}

/* Every third has targets; every other of these no labels. */
static dc_samples make_samples(dc_random *random, size_t round) {
    dc_samples s = { .points = 1 + dc_random_below(random, POINTS_MOST),
                     .features = 1 + dc_random_below(random, FEATURES_MOST),
                     .classes = 1 + round % 3 };
    s.x = numbers(random, s.points * s.features);
    s.weight = numbers(random, s.points);
    s.target = round % 3 ? NULL : numbers(random, s.points * s.classes);
    s.label = round % 6 ? calloc(s.points, sizeof *s.label) : NULL;
    for (size_t k = 0; k < s.points && s.label; k++)
        s.label[k] = (int)dc_random_below(random, s.classes);
    return s;
}

static void assert_same_array(const void *a, const void *b, size_t size) {
    assert_int_equal(a == NULL, b == NULL);
    if (a)
        assert_memory_equal(a, b, size);
}

static void assert_same_samples(const dc_samples *a, const dc_samples *b) {
    size_t points = a->points, number = sizeof(double);
    assert_int_equal(points, b->points);
    assert_int_equal(a->features, b->features);
    assert_int_equal(a->classes, b->classes);
    assert_same_array(a->x, b->x, points * a->features * number);
    assert_same_array(a->label, b->label, points * sizeof *a->label);
    assert_same_array(a->weight, b->weight, points * number);
    assert_same_array(a->target, b->target, points * a->classes * number);
}

/* Whole, they come back; cut anywhere, they are bad, and can be cleared. */
static void samples_come_back(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (size_t round = 0; round < ROUNDS; round++) {
        dc_samples samples = make_samples(&random, round), back;
        dc_bytes bytes = { 0 };
        dc_put_samples(&bytes, &samples);
        assert_false(bytes.failed);
        dc_reader whole = dc_bytes_reader(&bytes);
        dc_get_samples(&whole, &back);
        assert_false(whole.bad);
        assert_int_equal(whole.left, 0);
        assert_same_samples(&samples, &back);
        dc_samples_clear(&back);
        for (size_t size = 0; size < bytes.size; size++) {
            dc_reader cut = dc_reader_over(bytes.at, size);
            dc_get_samples(&cut, &back);
            assert_true(cut.bad);
            dc_samples_clear(&back);
        }
        dc_samples_clear(&samples);
        dc_bytes_clear(&bytes);
    }
}

/* Arrays have the size that the shape says. */
static void other_shapes_are_bad(void **state) {
    double x[4] = { 0 }, weight[2] = { 1, 1 };
    int label[2] = { 0 };
    dc_samples samples = { 2, 2, 2, x, label, weight, NULL }, back;
    (void)state;
    for (size_t field = 0; field < 3; field++) {
        dc_bytes bytes = { 0 };
        dc_put_samples(&bytes, &samples);
        uint64_t shape[3], other[] = { 1, 3, UINT64_MAX };
        for (size_t k = 0; k < 3; k++) {
            memcpy(shape, bytes.at, sizeof shape);
            shape[field] = other[k];
            memcpy(bytes.at, shape, sizeof shape);
            dc_reader reader = dc_bytes_reader(&bytes);
            dc_get_samples(&reader, &back);
            /* Without targets nothing has as many entries as there are classes. */
            assert_int_equal(reader.bad, field < 2 || other[k] > DC_WIDTH_MOST);
            dc_samples_clear(&back);
        }
        dc_bytes_clear(&bytes);
    }
}

static void options_come_back(void **state) {
    dc_training_options options, back;
    dc_training_texts texts = { 0 };
    dc_bytes bytes = { 0 };
    (void)state;
    dc_training_options_init(&options);
    options.architecture = "3,4";
    options.activation = "prelu:0.25";
    options.optimiser = "adam";
    options.loss = "rll:0.5";
    options.freeze = 1;
    options.seed = UINT64_MAX;
    options.batch = 12;
    options.rate = 0x1.8p-9;
    options.single = true;
    options.memory = 12345;
    dc_put_training(&bytes, &options);
    dc_reader reader = dc_bytes_reader(&bytes);
    dc_get_training(&reader, &back, &texts);
    assert_false(reader.bad);
    assert_int_equal(reader.left, 0);
    assert_string_equal(back.architecture, "3,4");
    assert_string_equal(back.activation, "prelu:0.25");
    assert_string_equal(back.optimiser, "adam");
    assert_string_equal(back.loss, "rll:0.5");
    assert_int_equal(back.freeze, 1);
    assert_true(back.seed == UINT64_MAX && back.shuffle_seed == options.shuffle_seed);
    assert_int_equal(back.batch, 12);
    assert_true(back.rate == 0x1.8p-9 && back.momentum == options.momentum);
    assert_true(back.beta1 == options.beta1 && back.beta2 == options.beta2);
    assert_true(back.epsilon == options.epsilon && back.single);
    assert_int_equal(back.memory, 12345);
    dc_training_texts_clear(&texts);
    for (size_t size = 0; size < bytes.size; size++) {
        dc_reader cut = dc_reader_over(bytes.at, size);
        dc_get_training(&cut, &back, &texts);
        assert_true(cut.bad);
        dc_training_texts_clear(&texts);
    }
    dc_bytes_clear(&bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_come_back),
        cmocka_unit_test(other_shapes_are_bad),
        cmocka_unit_test(options_come_back),
    };
    return cmocka_run_group_tests_name("network_pack", tests, NULL, NULL);
}
