#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "trainings_of.h"

/* Each model is the training of its seeds. */
static void models_are_those_of_their_seeds(void **state) {
    scene s = scene_make();
    dc_predictions p;
    dc_error error;
    (void)state;
    assert_int_equal(dc_predictions_train(&p, &s.train, &s.test, &s.options, &error),
                     DC_OK);
    assert_int_equal(p.models, 6);
    assert_int_equal(p.candidates, 3);
    assert_int_equal(p.points, TEST);
    assert_int_equal(p.classes, 2);
    assert_int_equal(p.diverged, 0);
    assert_false(p.interrupted);
    assert_null(p.class_names);
    assert_memory_equal(p.label, s.test.label, TEST * sizeof(int));
    for (size_t k = 0; k < p.models; k++) {
        double logits[2 * TEST];
        train_alone(logits, &s, 40 + k, 70 + k);
        assert_int_equal(p.seed[k], 40 + k);
        assert_memory_equal(p.logits + k * 2 * TEST, logits, sizeof logits);
    }
    dc_predictions_clear(&p);
}

static void threads_do_not_matter(void **state) {
    scene s = scene_make();
    dc_predictions one, many;
    dc_error error;
    (void)state;
    s.options.host.threads = 1;
    assert_int_equal(dc_predictions_train(&one, &s.train, &s.test, &s.options, &error),
                     DC_OK);
    s.options.host.threads = 4;
    assert_int_equal(dc_predictions_train(&many, &s.train, &s.test, &s.options, &error),
                     DC_OK);
    assert_memory_equal(one.logits, many.logits, 6 * 2 * TEST * sizeof(double));
    dc_predictions_clear(&one);
    dc_predictions_clear(&many);
}

/* Ends after some questions; on one thread candidates and pool take turns. */
static bool stop(void *user) {
    size_t *left = user;
    return *left == 0 || --*left == 0;
}

static void what_is_complete_is_kept(void **state) {
    size_t kept_before = 0;
    (void)state;
    for (size_t questions = 1; questions < 80; questions++) {
        scene s = scene_make();
        size_t left = questions;
        dc_predictions p;
        dc_error error;
        s.options.host = (dc_study_host){ .threads = 1, .stop = stop, .user = &left };
        dc_status status = dc_predictions_train(&p, &s.train, &s.test, &s.options,
                                                &error);
        if (status == DC_ESTOPPED) {
            assert_non_null(strstr(error.message, "a candidate and a model of the pool"));
            assert_null(p.logits);
            assert_int_equal(kept_before, 0);
            continue;
        }
        assert_int_equal(status, DC_OK);
        assert_true(p.interrupted == (p.models < 6));
        assert_in_range(p.models, kept_before, 6);
        assert_int_equal(p.candidates, (p.models + 1) / 2);
        for (size_t k = 0; k < p.models; k++) {
            double logits[2 * TEST];
            size_t seed = k < p.candidates ? k : k - p.candidates + 3;
            train_alone(logits, &s, 40 + seed, 70 + seed);
            assert_int_equal(p.seed[k], 40 + seed);
            assert_memory_equal(p.logits + k * 2 * TEST, logits, sizeof logits);
        }
        kept_before = p.models;
        dc_predictions_clear(&p);
    }
    assert_int_equal(kept_before, 6);
}

static void what_diverges_is_left_out(void **state) {
    scene s = scene_make();
    dc_predictions p;
    dc_error error;
    (void)state;
    s.options.training.optimiser = "sgd";
    s.options.training.rate = 1e200;
    assert_int_equal(dc_predictions_train(&p, &s.train, &s.test, &s.options, &error),
                     DC_EINPUT);
    assert_string_equal(
        error.message, "6 trainings have no finite logits, and 0 candidates and 0 models "
                       "of the pool are left: a smaller step may help");
    assert_null(p.logits);
}

static void refuse(const scene *s, const char *message) {
    dc_predictions p;
    dc_error error;
    assert_int_equal(dc_predictions_train(&p, &s->train, &s->test, &s->options, &error),
                     DC_EUSAGE);
    assert_non_null(strstr(error.message, message));
    assert_null(p.logits);
}

static void what_is_refused(void **state) {
    scene s = scene_make();
    (void)state;
    s.options.models = 0;
    refuse(&s, "0 models: from 1 to 500");
    s.options.models = 501;
    refuse(&s, "501 models: from 1 to 500");
    s.options.models = 3;
    s.options.epochs = 0;
    refuse(&s, "no epochs");
    s.options.epochs = 1;
    s.test.features = 1;
    refuse(&s, "2 features and 2 classes to train with, 1 and 2 to test");
    s.test.features = 2;
    s.train.target = s.train.x;
    refuse(&s, "points with targets have no classes");
    s.train.target = NULL;
    s.options.training.optimiser = "nosuch";
    refuse(&s, "nosuch");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models_are_those_of_their_seeds),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(what_is_complete_is_kept),
        cmocka_unit_test(what_diverges_is_left_out),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests_name("variability train", tests, NULL, NULL);
}
