#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "predictions_of.h"

static dc_variability *measure(const dc_predictions *p,
                               const dc_variability_options *options) {
    dc_variability *v;
    dc_error error;
    if (dc_variability_measure(&v, p, options, &error) != DC_OK)
        fail_msg("%s", error.message);
    return v;
}

static dc_variability_options quick(void) {
    dc_variability_options options;
    dc_variability_options_init(&options);
    options.rounds = 20;
    return options;
}

/* Every model says the same. */
static void the_same_models(void **state) {
    dc_variability_options options = quick();
    dc_random random;
    (void)state;
    dc_random_seed(&random, 51);
    dc_predictions p = predictions_random(60, 3, 7, 4, 1000, &random);
    for (size_t k = 1; k < 7; k++)
        memcpy(p.logits + k * 180, p.logits, 180 * sizeof *p.logits);
    dc_variability *v = measure(&p, &options);
    assert_int_equal(v->models, 7);
    assert_int_equal(v->candidates, 4);
    assert_int_equal(v->statistics, 3);
    assert_int_equal(v->half, 30);
    assert_int_equal(v->rounds, 20);
    assert_true(v->threshold == dc_trimming_threshold(30, 0.01));
    assert_int_equal(v->step_count, 3);
    for (size_t k = 0; k < 3; k++) {
        assert_true(v->steps[k].judgements[DC_AGAINST_MODELS].largest == 0);
        assert_true(v->steps[k].churn == 0 && v->steps[k].most_churn == 0);
        assert_int_equal(v->steps[k].ensembles, 4 / (k + 1));
        assert_int_equal(v->steps[k].references, 3 / (k + 1));
    }
    assert_true(v->accuracies.deviation < 1e-12);
    assert_int_equal(v->enough[DC_AGAINST_MODELS], 1);
    assert_int_equal(v->stability, DC_STABLE);
    dc_variability_destroy(v);
    dc_predictions_clear(&p);
}

/* The second candidate's logits lie beyond those of all others. */
static void an_outlier_is_found(void **state) {
    dc_variability_options options = quick();
    dc_random random;
    (void)state;
    dc_random_seed(&random, 52);
    dc_predictions p = predictions_random(100, 2, 4, 2, 1000, &random);
    for (size_t k = 1; k < 4; k++)
        memcpy(p.logits + k * 200, p.logits, 200 * sizeof *p.logits);
    for (size_t s = 0; s < 100; s++)
        p.logits[200 + 2 * s] = p.logits[200 + 2 * s + 1] - 1000;
    dc_variability *v = measure(&p, &options);
    const dc_judgement *judgement = v->steps[0].judgements + DC_AGAINST_MODELS;
    assert_true(judgement->summaries[0].median == 0);
    assert_true(judgement->summaries[1].median == 1);
    assert_true(judgement->summaries[1].at_zero == 0);
    assert_true(judgement->largest == 1 && judgement->median == 0);
    assert_int_equal(v->stability, DC_VARIABLE);
    assert_int_equal(v->enough[DC_AGAINST_MODELS], 0);
    assert_string_equal(dc_stability_name(v->stability), "VARIABLE");
    dc_variability_destroy(v);
    dc_predictions_clear(&p);
}

static void same(const dc_variability *a, const dc_variability *b, size_t rounds) {
    for (size_t k = 0; k < a->step_count; k++)
        for (size_t j = 0; j < DC_AGAINST; j++)
            assert_memory_equal(a->steps[k].judgements[j].levels,
                                b->steps[k].judgements[j].levels,
                                a->steps[k].ensembles * rounds * sizeof(double));
}

static void threads_do_not_matter(void **state) {
    dc_variability_options options = quick();
    dc_random random;
    (void)state;
    dc_random_seed(&random, 53);
    dc_predictions p = predictions_random(200, 3, 6, 3, 1000, &random);
    for (size_t l = 600; l < 1800; l++)
        p.logits[l] *= 3;
    options.host.threads = 1;
    dc_variability *one = measure(&p, &options);
    options.host.threads = 4;
    dc_variability *many = measure(&p, &options);
    assert_true(one->steps[0].judgements[0].largest > 0);
    same(one, many, options.rounds);
    options.seed = 2;
    dc_variability *other = measure(&p, &options);
    assert_memory_not_equal(one->steps[0].judgements[0].levels,
                            other->steps[0].judgements[0].levels,
                            options.rounds * sizeof(double));
    dc_variability_destroy(one);
    dc_variability_destroy(many);
    dc_variability_destroy(other);
    dc_predictions_clear(&p);
}

static bool stop(void *user) {
    size_t *left = user;
    return *left == 0 || --*left == 0;
}

/* Rounds before the end are those of a run that is not cut. */
static void complete_rounds_are_kept(void **state) {
    dc_variability_options options = quick();
    dc_random random;
    (void)state;
    dc_random_seed(&random, 54);
    dc_predictions p = predictions_random(40, 2, 2, 1, 1000, &random);
    for (size_t l = 0; l < 80; l++)
        p.logits[l] *= 4;
    dc_variability *whole = measure(&p, &options);
    for (size_t questions = 1; questions < 8; questions++) {
        size_t left = questions;
        options.host = (dc_study_host){ .threads = 1, .stop = stop, .user = &left };
        dc_variability *v = measure(&p, &options);
        assert_true(v->interrupted);
        assert_int_equal(v->rounds, questions - 1);
        same(v, whole, v->rounds);
        assert_int_equal(v->stability == DC_UNJUDGED, v->rounds == 0);
        assert_true(v->quality[0].accuracy > 0);
        dc_variability_destroy(v);
    }
    assert_false(whole->interrupted);
    dc_variability_destroy(whole);
    dc_predictions_clear(&p);
}

static void refuse(const dc_predictions *p, const dc_variability_options *options,
                   dc_status status, const char *message) {
    dc_variability *v;
    dc_error error;
    assert_int_equal(dc_variability_measure(&v, p, options, &error), status);
    assert_string_equal(error.message, message);
    assert_null(v);
}

static void options_that_are_refused(void **state) {
    dc_variability_options options = quick();
    dc_random random;
    (void)state;
    dc_random_seed(&random, 55);
    dc_predictions p = predictions_random(4, 2, 2, 1, 9, &random);
    options.rounds = 0;
    refuse(&p, &options, DC_EUSAGE, "0 rounds: from 1 to 1000000");
    options = quick();
    options.epsilon = 1;
    refuse(&p, &options, DC_EUSAGE, "epsilon = 1: more than 0, less than 1");
    options.epsilon = NAN;
    refuse(&p, &options, DC_EUSAGE, "epsilon = nan: more than 0, less than 1");
    options = quick();
    options.accept = -1;
    refuse(&p, &options, DC_EUSAGE, "accept = -1: from 0 to less than 1");
    dc_predictions_clear(&p);
}

static void predictions_that_are_refused(void **state) {
    dc_variability_options options = quick();
    dc_random random;
    (void)state;
    dc_random_seed(&random, 56);
    dc_predictions p = predictions_random(4, 2, 3, 1, 9, &random);
    p.candidates = 3;
    refuse(
        &p, &options, DC_EINPUT,
        "3 candidates of 3 models: one candidate at least, one model of the pool, and at "
        "most 1000 models");
    p.candidates = 0;
    refuse(
        &p, &options, DC_EINPUT,
        "0 candidates of 3 models: one candidate at least, one model of the pool, and at "
        "most 1000 models");
    p.candidates = 1;
    p.logits[8 + 5] = INFINITY;
    refuse(&p, &options, DC_EINPUT, "a logit of model 2 at point 3 is not finite");
    p.logits[8 + 5] = 0;
    p.label[1] = 2;
    refuse(&p, &options, DC_EINPUT, "label 2 of point 2 is no class");
    p.label[1] = 0;
    p.points = 1;
    refuse(&p, &options, DC_EINPUT, "1 test points and 2 classes: two are needed");
    p.points = 4;
    options.host.memory = 10;
    dc_variability *v;
    dc_error error;
    assert_int_equal(dc_variability_measure(&v, &p, &options, &error), DC_ENOMEM);
    dc_predictions_clear(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_models),
        cmocka_unit_test(an_outlier_is_found),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(complete_rounds_are_kept),
        cmocka_unit_test(options_that_are_refused),
        cmocka_unit_test(predictions_that_are_refused),
    };
    return cmocka_run_group_tests_name("variability", tests, NULL, NULL);
}
