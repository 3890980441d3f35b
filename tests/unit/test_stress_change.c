#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "stress_of.h"

enum { N = 60, DIMS = 3, CLASSES = 3 };

typedef struct scene {
    toy_samples toy;
    dc_change change;
} scene;

static void set_up(scene *s, uint64_t seed) {
    dc_error error;
    toy_samples_random(&s->toy, seed, N, DIMS, CLASSES);
    assert_int_equal(dc_change_create(&s->change, &s->toy.samples, seed, &error), DC_OK);
}

static dc_samples changed_by(const scene *s, size_t coordinate, double strength) {
    double strengths[DC_STRESS_CHANGES] = { 0 };
    dc_samples changed;
    dc_error error;
    strengths[coordinate] = strength;
    assert_int_equal(dc_change_make(&changed, &s->change, strengths, &error), DC_OK);
    return changed;
}

static void strength_zero_changes_nothing(void **state) {
    scene s;
    (void)state;
    set_up(&s, 1);
    dc_samples same = changed_by(&s, 0, 0);
    assert_int_equal(same.points, N);
    assert_memory_equal(same.x, s.toy.x, N * DIMS * sizeof *same.x);
    assert_memory_equal(same.label, s.toy.label, N * sizeof *same.label);
    assert_memory_equal(same.weight, s.toy.weight, N * sizeof *same.weight);
    dc_samples_clear(&same);
    dc_change_clear(&s.change);
}

static void constant_columns_have_no_noise(void **state) {
    scene s;
    dc_error error;
    (void)state;
    toy_samples_random(&s.toy, 5, N, DIMS, CLASSES);
    for (size_t k = 0; k < N; k++)
        s.toy.x[k * DIMS] = 7;
    assert_int_equal(dc_change_create(&s.change, &s.toy.samples, 5, &error), DC_OK);
    dc_samples noisy = changed_by(&s, DC_STRESS_NOISE, 0.2);
    for (size_t k = 0; k < N; k++)
        assert_true(noisy.x[k * DIMS] == 7 &&
                    noisy.x[k * DIMS + 1] != s.toy.x[k * DIMS + 1]);
    dc_samples_clear(&noisy);
    dc_change_clear(&s.change);
}

/* The differences are proportional to the strength, and have about the columns'
 * deviation. */
static void noise_is_in_units_of_the_columns(void **state) {
    scene s;
    double square[DIMS] = { 0 }, shift[DIMS], scale[DIMS];
    (void)state;
    set_up(&s, 2);
    for (size_t k = 0; k < N * DIMS; k++)
        s.toy.x[k] *= k % DIMS == 1 ? 1000 : 1;
    dc_change_clear(&s.change);
    assert_int_equal(dc_change_create(&s.change, &s.toy.samples, 5, NULL), DC_OK);
    dc_samples_scaling(shift, scale, &s.toy.samples);
    dc_samples one = changed_by(&s, DC_STRESS_NOISE, 1),
               half = changed_by(&s, DC_STRESS_NOISE, 0.5);
    for (size_t k = 0; k < N * DIMS; k++) {
        double difference = (one.x[k] - s.toy.x[k]) * scale[k % DIMS];
        square[k % DIMS] += difference * difference / N;
        assert_true(fabs((half.x[k] - s.toy.x[k]) * scale[k % DIMS] - difference / 2) <
                    1e-12);
    }
    for (size_t l = 0; l < DIMS; l++)
        assert_true(square[l] > 0.5 && square[l] < 1.6);
    dc_samples_clear(&one);
    dc_samples_clear(&half);
    dc_change_clear(&s.change);
}

static size_t differing(const scene *s, const dc_samples *changed) {
    size_t count = 0;
    for (size_t k = 0; k < N; k++)
        count += changed->label[k] != s->toy.label[k];
    return count;
}

static void labels_change_in_the_share_asked_for(void **state) {
    scene s;
    (void)state;
    set_up(&s, 3);
    dc_samples few = changed_by(&s, DC_STRESS_LABELS, 0.1),
               many = changed_by(&s, DC_STRESS_LABELS, 0.3);
    assert_int_equal(differing(&s, &few), 6);
    assert_int_equal(differing(&s, &many), 18);
    for (size_t k = 0; k < N; k++) {
        assert_true(many.label[k] >= 0 && many.label[k] < CLASSES);
        if (few.label[k] != s.toy.label[k])
            assert_int_equal(few.label[k], many.label[k]);
    }
    assert_memory_equal(few.x, s.toy.x, N * DIMS * sizeof *few.x);
    dc_samples_clear(&few);
    dc_samples_clear(&many);
    dc_change_clear(&s.change);
}

static void one_class_weighs_less(void **state) {
    scene s;
    size_t lighter = 0;
    (void)state;
    set_up(&s, 4);
    dc_samples changed = changed_by(&s, DC_STRESS_WEIGHT, 1);
    for (size_t k = 0; k < N; k++) {
        double share = changed.weight[k] / s.toy.weight[k];
        bool own = changed.label[k] == s.change.lighter;
        assert_true(own ? fabs(share - 0.01) < 1e-12 : share == 1);
        lighter += own;
    }
    assert_true(lighter > 0);
    dc_samples_clear(&changed);
    dc_change_clear(&s.change);
}

/* Is a row of `changed` one of the points, at or after *from? */
static bool is_row(const scene *s, const dc_samples *changed, size_t row, size_t *from) {
    while (*from < N && memcmp(changed->x + row * DIMS, s->toy.x + *from * DIMS,
                               DIMS * sizeof *changed->x) != 0)
        ++*from;
    return *from < N && changed->label[row] == s->toy.label[*from] &&
           changed->weight[row] == s->toy.weight[(*from)++];
}

static void points_are_left_out(void **state) {
    scene s;
    (void)state;
    set_up(&s, 5);
    for (int tenth = 0; tenth <= 10; tenth++) {
        dc_samples changed = changed_by(&s, DC_STRESS_DELETION, tenth / 10.0);
        size_t from = 0, members[CLASSES] = { 0 };
        assert_int_equal(changed.points, tenth < 10 ? N - 6 * tenth : CLASSES);
        for (size_t k = 0; k < changed.points; k++) {
            assert_true(is_row(&s, &changed, k, &from));
            members[changed.label[k]]++;
        }
        for (size_t c = 0; c < CLASSES; c++)
            assert_true(members[c] > 0);
        dc_samples_clear(&changed);
    }
    dc_change_clear(&s.change);
}

static void columns_are_scaled(void **state) {
    scene s;
    (void)state;
    set_up(&s, 6);
    dc_samples changed = changed_by(&s, DC_STRESS_SCALING, 0.5);
    for (size_t k = 0; k < N * DIMS; k++)
        assert_true(
            fabs(changed.x[k] / s.toy.x[k] / pow(sqrt(10), s.change.direction[k % DIMS]) -
                 1) < 1e-12);
    dc_samples_clear(&changed);
    dc_change_clear(&s.change);
}

/* Whatever is asked for, no class loses its last point. */
static void every_class_stays(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 7);
    for (uint64_t round = 0; round < 500; round++) {
        toy_samples toy;
        dc_change change;
        double strength[DC_STRESS_CHANGES];
        dc_samples changed;
        size_t members[CLASSES] = { 0 };
        toy_samples_random(&toy, round, 4 + (size_t)dc_random_below(&random, 6), 1,
                           CLASSES);
        assert_int_equal(dc_change_create(&change, &toy.samples, round, NULL), DC_OK);
        for (size_t k = 0; k < DC_STRESS_CHANGES; k++)
            strength[k] = dc_random_unit(&random);
        assert_int_equal(dc_change_make(&changed, &change, strength, NULL), DC_OK);
        for (size_t k = 0; k < changed.points; k++) {
            members[changed.label[k]]++;
            assert_true(changed.weight[k] > 0 && isfinite(changed.x[k]));
        }
        for (size_t c = 0; c < CLASSES; c++)
            assert_true(members[c] > 0);
        dc_samples_clear(&changed);
        dc_change_clear(&change);
    }
}

/* Over many seeds each point is as likely, and each other label. */
static void draws_are_even(void **state) {
    size_t relabelled[N] = { 0 }, deleted[N] = { 0 }, to[CLASSES] = { 0 };
    (void)state;
    for (uint64_t seed = 0; seed < 400; seed++) {
        scene s;
        toy_samples_random(&s.toy, 1, N, DIMS, CLASSES);
        for (size_t k = 0; k < N; k++)
            s.toy.label[k] = 0;
        assert_int_equal(dc_change_create(&s.change, &s.toy.samples, seed, NULL), DC_OK);
        for (size_t k = 0; k < N / 2; k++) {
            relabelled[s.change.relabel[k]]++;
            deleted[s.change.deletion[k]]++;
            to[s.change.label[k]]++;
        }
        dc_change_clear(&s.change);
    }
    for (size_t k = 0; k < N; k++) /* mean 200, deviation 10 */
        assert_true(relabelled[k] > 150 && relabelled[k] < 250 && deleted[k] > 150 &&
                    deleted[k] < 250);
    assert_int_equal(to[0], 0);
    assert_true(to[1] > 5600 && to[1] < 6400); /* mean 6000, deviation 55 */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strength_zero_changes_nothing),
        cmocka_unit_test(constant_columns_have_no_noise),
        cmocka_unit_test(noise_is_in_units_of_the_columns),
        cmocka_unit_test(labels_change_in_the_share_asked_for),
        cmocka_unit_test(one_class_weighs_less),
        cmocka_unit_test(points_are_left_out),
        cmocka_unit_test(columns_are_scaled),
        cmocka_unit_test(every_class_stays),
        cmocka_unit_test(draws_are_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
