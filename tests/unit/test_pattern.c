#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "training_of.h"

#include "simulate/pattern.h"

enum { POINTS = 40, DIMS = 2, UNITS = 18 };

/* The pieces of all hidden layers, one layer after another. */
static size_t read_pieces(uint8_t pieces[POINTS][UNITS], dc_training *training) {
    uint8_t layer[POINTS * UNITS];
    size_t done = 0;
    for (size_t l = 0; l + 1 < dc_training_layers(training); l++) {
        size_t units = dc_training_units(training, l);
        dc_training_pieces(training, l, layer);
        for (size_t s = 0; s < POINTS; s++)
            memcpy(pieces[s] + done, layer + s * units, units);
        done += units;
    }
    return done;
}

/* Numbers by first point, one comparison with each point before. */
static size_t slow_number(size_t *cell, uint8_t pieces[POINTS][UNITS], size_t units) {
    size_t count = 0;
    for (size_t s = 0; s < POINTS; s++) {
        cell[s] = count;
        for (size_t r = 0; r < s && cell[s] == count; r++)
            if (memcmp(pieces[r], pieces[s], units) == 0)
                cell[s] = cell[r];
        count += cell[s] == count;
    }
    return count;
}

static void expect_numbers(const dc_pattern *pattern, uint8_t pieces[POINTS][UNITS]) {
    size_t cell[POINTS], expected[POINTS];
    size_t count = slow_number(expected, pieces, pattern->units);
    assert_int_equal(dc_pattern_number(cell, pattern), count);
    assert_memory_equal(cell, expected, sizeof cell);
}

/* Returns how many points have left their cells. */
static size_t expect_same(const dc_pattern *before, const dc_pattern *now,
                          uint8_t old[POINTS][UNITS], uint8_t new[POINTS][UNITS]) {
    size_t moved = 0;
    for (size_t s = 0; s < POINTS; s++) {
        bool same = memcmp(old[s], new[s], before->units) == 0;
        assert_int_equal(dc_pattern_same(before, now, s), same);
        moved += !same;
    }
    return moved;
}

static void patterns_are_those_of_all_layers(void **state) {
    toy_samples toy;
    size_t moved = 0;
    (void)state;
    for (size_t k = 0; k < 3 * SOME_ACTIVATIONS; k++) {
        uint8_t old[POINTS][UNITS], new[POINTS][UNITS];
        dc_pattern before = { 0 }, now = { 0 };
        toy_samples_random(&toy, k, POINTS, DIMS, 2);
        dc_training_options options = options_of(some_architectures[1 + k % 3],
                                                 some_activations[k / 3], "gd", false);
        options.seed = k;
        options.rate = 0.5;
        dc_training *training = must_train(&toy.samples, &options);
        assert_true(dc_pattern_init(&before, training));
        assert_true(dc_pattern_init(&now, training));
        dc_pattern_look(&before, training);
        assert_int_equal(read_pieces(old, training), before.units);
        take_steps(training, 1 + k);
        dc_pattern_look(&now, training);
        read_pieces(new, training);
        moved += expect_same(&before, &now, old, new);
        expect_numbers(&before, old);
        expect_numbers(&now, new);
        dc_pattern_clear(&before);
        dc_pattern_clear(&now);
        dc_pattern_clear(&now);
        dc_training_destroy(training);
    }
    assert_true(moved > 100);
}

/* Patterns that no training made: few pieces, so that cells are large, and one cell. */
static void cells_are_numbered_by_first_point(void **state) {
    uint8_t pieces[POINTS][UNITS];
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        dc_random random;
        dc_random_seed(&random, seed);
        size_t units = 1 + seed % 7;
        uint8_t flat[POINTS * 7];
        memset(pieces, 0, sizeof pieces);
        for (size_t s = 0; s < POINTS; s++)
            for (size_t j = 0; j < units; j++)
                flat[s * units + j] = pieces[s][j] =
                    (uint8_t)dc_random_below(&random, 1 + seed % 3);
        const dc_pattern pattern = { .points = POINTS, .units = units, .pieces = flat };
        expect_numbers(&pattern, pieces);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_are_those_of_all_layers),
        cmocka_unit_test(cells_are_numbered_by_first_point),
    };
    return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
