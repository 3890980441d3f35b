#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "base/room.h"
#include "network/allowance.h"
#include "network/training.h"

enum { MIB = 1 << 20, POINTS = 20000, CORES = 6 };

/* A training on points of which there are only the sizes. */
typedef struct scene {
    dc_samples samples;
    dc_training_options options;
    dc_study_host host;
    dc_claims claims;
    dc_allowance allowance;
    dc_training_size size;
    dc_error error;
} scene;

static void start(scene *s) {
    *s = (scene){ .samples = { .points = POINTS, .features = 10, .classes = 3 } };
    dc_training_options_init(&s->options);
    s->options.architecture = "20";
    s->options.memory = SIZE_MAX;
    s->host.threads = CORES;
    assert_int_equal(dc_training_measure(&s->size, &s->samples, &s->options, &s->error),
                     DC_OK);
    assert_true(s->size.least > POINTS * 10 * sizeof(double));
    assert_true(s->size.whole > s->size.least + POINTS * 20 * sizeof(double));
}

static dc_status find(scene *s, size_t left) {
    s->host.memory = dc_room_memory(s->claims.held + left);
    return dc_allowance_find(&s->allowance, &s->host, &s->claims, &s->samples,
                             &s->options, &s->error);
}

static void without_a_limit_nothing_is_shared(void **state) {
    scene s;
    (void)state;
    start(&s);
    s.options.memory = 123 * MIB;
    s.claims = (dc_claims){ .held = SIZE_MAX, .each = SIZE_MAX };
    assert_int_equal(dc_allowance_find(&s.allowance, &s.host, &s.claims, &s.samples,
                                       &s.options, &s.error),
                     DC_OK);
    assert_int_equal(s.allowance.training, 123 * MIB);
    assert_int_equal(s.allowance.threads, CORES);
    s.options.memory = MIB;
    assert_int_equal(dc_allowance_find(&s.allowance, &s.host, &s.claims, &s.samples,
                                       &s.options, &s.error),
                     DC_ENOMEM);
    assert_non_null(strstr(s.error.message, "20000 points"));
}

/* What one may take does not depend on threads; how many are at work does on what is left. */
static void a_training_takes_what_is_left(void **state) {
    scene s;
    (void)state;
    start(&s);
    s.claims = (dc_claims){ .held = 5 * MIB, .each = MIB };
    size_t one = s.size.whole + MIB;
    for (size_t count = 1; count < 9; count++) {
        assert_int_equal(find(&s, count * one + MIB), DC_OK);
        assert_int_equal(s.allowance.training, count * one);
        assert_int_equal(s.allowance.threads, count < CORES ? count : CORES);
        s.host.threads = 1;
        assert_int_equal(find(&s, count * one + MIB), DC_OK);
        assert_int_equal(s.allowance.training, count * one);
        assert_int_equal(s.allowance.threads, 1);
        s.host.threads = CORES;
    }
    assert_int_equal(find(&s, one - 1), DC_OK);
    assert_int_equal(s.allowance.training, s.size.whole - 1);
    assert_int_equal(s.allowance.threads, 1);
}

static void what_does_not_fit_is_refused(void **state) {
    scene s;
    (void)state;
    start(&s);
    s.claims = (dc_claims){ .held = 30 * MIB, .each = MIB };
    assert_int_equal(find(&s, s.size.least + MIB), DC_OK);
    assert_int_equal(s.allowance.training, s.size.least);
    assert_int_equal(find(&s, s.size.least + MIB - 1), DC_ENOMEM);
    assert_non_null(strstr(s.error.message, "the trainings need about "));
    s.claims.at_once = true;
    assert_int_equal(find(&s, s.size.whole + MIB), DC_OK);
    assert_int_equal(find(&s, s.size.whole + MIB - 1), DC_ENOMEM);
}

/* What is aside has no influence on a training, only on how many there are. */
static void results_can_be_aside(void **state) {
    scene s;
    (void)state;
    start(&s);
    s.claims = (dc_claims){ .held = 3 * MIB, .each = MIB, .halves = true };
    size_t one = s.size.whole + MIB, left = 4 * one;
    for (size_t aside = 0; aside <= 3 * one; aside += one) {
        s.claims.aside = aside;
        assert_int_equal(find(&s, left), DC_OK);
        assert_int_equal(s.allowance.training, left / 2 - MIB);
        assert_int_equal(s.allowance.threads, 4 - aside / one);
    }
    s.claims.aside = 3 * one + 1;
    assert_int_equal(find(&s, left), DC_ENOMEM);
    assert_non_null(strstr(s.error.message, "the trainings and their results need "));
    assert_int_equal(find(&s, left + 1), DC_OK);
    s.claims.aside = 0;
    assert_int_equal(find(&s, 2 * (s.size.least + MIB)), DC_OK);
    assert_int_equal(find(&s, 2 * (s.size.least + MIB) - 2), DC_ENOMEM);
}

/* With the memory that a refusal names it is none. */
static void a_refusal_names_what_is_enough(void **state) {
    static const size_t asides[] = { 0, MIB, 40 * MIB, 400 * MIB };
    scene s;
    (void)state;
    start(&s);
    for (size_t k = 0; k < sizeof asides / sizeof *asides; k++) {
        double needed = 0;
        s.claims = (dc_claims){ 20 * MIB, MIB, .halves = k > 0, .aside = asides[k] };
        for (int tries = 0; find(&s, (size_t)ceil(MIB * needed)) != DC_OK; tries++) {
            assert_true(tries < 2);
            const char *about = strstr(s.error.message, "about ");
            assert_non_null(about);
            needed = strtod(about + strlen("about "), NULL) - 16 - 20;
        }
    }
}

/* Frozen layers have room of their own, which options.memory does not count. */
static void frozen_layers_are_counted(void **state) {
    scene s;
    (void)state;
    start(&s);
    assert_int_equal(s.size.beside, 0);
    s.options.freeze = 1;
    assert_int_equal(dc_training_measure(&s.size, &s.samples, &s.options, &s.error),
                     DC_OK);
    assert_true(s.size.beside >= 256 * 11 * sizeof(double));
    assert_int_equal(find(&s, s.size.least + s.size.beside), DC_OK);
    assert_int_equal(s.allowance.training, s.size.least);
    assert_int_equal(find(&s, s.size.least + s.size.beside - 1), DC_ENOMEM);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_limit_nothing_is_shared),
        cmocka_unit_test(a_training_takes_what_is_left),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(results_can_be_aside),
        cmocka_unit_test(a_refusal_names_what_is_enough),
        cmocka_unit_test(frozen_layers_are_counted),
    };
    return cmocka_run_group_tests_name("allowance", tests, NULL, NULL);
}
