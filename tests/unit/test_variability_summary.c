#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "variability/summary.h"

static void medians(void **state) {
    double odd[] = { 3, 1, 2 }, even[] = { 4, 1, 3, 2 }, one[] = { 7 };
    (void)state;
    assert_true(dc_summary_median(odd, 3) == 2);
    assert_true(dc_summary_median(even, 4) == 2);
    assert_true(dc_summary_median(one, 1) == 7);
    assert_true(even[0] == 1 && even[3] == 4);
}

/* Two steps: two ensembles, then one; three rounds. */
typedef struct scene {
    double levels[2][DC_AGAINST][6];
    dc_level_summary summaries[2][DC_AGAINST][2];
    dc_step steps[2];
    dc_variability v;
} scene;

static void set(scene *s, const double first[6], const double second[3]) {
    memset(s, 0, sizeof *s);
    for (size_t k = 0; k < 2; k++)
        for (size_t a = 0; a < DC_AGAINST; a++) {
            dc_judgement *judgement = s->steps[k].judgements + a;
            memcpy(s->levels[k][a], k ? second : first, (k ? 3 : 6) * sizeof(double));
            judgement->levels = s->levels[k][a];
            judgement->summaries = s->summaries[k][a];
            s->steps[k].members = k + 1;
            s->steps[k].ensembles = 2 - k;
        }
    s->v = (dc_variability){
        .candidates = 2, .rounds = 3, .step_count = 2, .steps = s->steps
    };
}

static void levels_are_summed_up(void **state) {
    static const double first[] = { 0, 0.2, 0.1, 0, 0, 0.3 }, second[] = { 0, 0.04, 0.5 };
    scene s;
    dc_error error;
    (void)state;
    set(&s, first, second);
    s.levels[1][DC_AGAINST_ENSEMBLES][1] = 0.06;
    assert_int_equal(dc_summary_make(&s.v, 0.05, 0, &error), DC_OK);
    const dc_judgement *one = s.steps[0].judgements + DC_AGAINST_MODELS;
    assert_true(one->summaries[0].median == 0.1 && one->summaries[1].median == 0);
    assert_true(one->summaries[0].largest == 0.2 && one->summaries[1].largest == 0.3);
    assert_true(one->summaries[0].at_zero == 1 / 3. &&
                one->summaries[1].at_zero == 2 / 3.);
    assert_true(one->median == 0 && one->largest == 0.1);
    assert_true(s.levels[0][0][1] == 0.2);
    assert_int_equal(s.v.enough[DC_AGAINST_MODELS], 2);
    assert_int_equal(s.v.enough[DC_AGAINST_ENSEMBLES], 0);
    assert_int_equal(s.v.stability, DC_VARIABLE);
    assert_int_equal(dc_summary_make(&s.v, 0.1, 0, &error), DC_OK);
    assert_int_equal(s.v.enough[DC_AGAINST_MODELS], 1);
    assert_int_equal(s.v.stability, DC_STABLE);
    assert_int_equal(dc_summary_make(&s.v, 0.1, 1, &error), DC_OK);
    assert_int_equal(s.v.stability, DC_VARIABLE);
}

/* A size that is good is not enough if a larger one is not. */
static void enough_is_from_there_on(void **state) {
    static const double first[6] = { 0 }, second[] = { 1, 1, 1 };
    scene s;
    dc_error error;
    (void)state;
    set(&s, first, second);
    assert_int_equal(dc_summary_make(&s.v, 0.05, 0, &error), DC_OK);
    assert_int_equal(s.v.enough[DC_AGAINST_MODELS], 0);
    assert_int_equal(s.v.stability, DC_STABLE);
}

static void complete_rounds_are_kept(void **state) {
    static const double first[] = { 1, 2, 3, 4, 5, 6 }, second[] = { 7, 8, 9 };
    static const bool some[] = { true, false, true }, none[3] = { false };
    static const double kept[] = { 1, 3, 4, 6 }, kept_second[] = { 7, 9 };
    scene s;
    dc_error error;
    (void)state;
    set(&s, first, second);
    assert_int_equal(dc_summary_keep(&s.v, some, 3), 2);
    for (size_t a = 0; a < DC_AGAINST; a++) {
        assert_memory_equal(s.levels[0][a], kept, sizeof kept);
        assert_memory_equal(s.levels[1][a], kept_second, sizeof kept_second);
    }
    s.v.rounds = dc_summary_keep(&s.v, none, 3);
    assert_int_equal(s.v.rounds, 0);
    assert_int_equal(dc_summary_make(&s.v, 0.05, 0, &error), DC_OK);
    assert_int_equal(s.v.stability, DC_UNJUDGED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(medians),
        cmocka_unit_test(levels_are_summed_up),
        cmocka_unit_test(enough_is_from_there_on),
        cmocka_unit_test(complete_rounds_are_kept),
    };
    return cmocka_run_group_tests_name("variability summary", tests, NULL, NULL);
}
