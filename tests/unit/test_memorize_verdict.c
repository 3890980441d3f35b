#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <doublecheck/memorize.h>

#include <math.h>
#include <stdlib.h>

#include "../rounds.h"
#include "base/random.h"

enum { LOSSES = 2, NOISES = 4, EACH = 2, RUNS = LOSSES * NOISES * EACH };

/* Two losses, four etas, two runs each, all with J1 = J2 = 1 at the end. */
typedef struct scene {
    dc_memorize_options options;
    double noise[NOISES];
    dc_memorization m;
    dc_memorize_loss losses[LOSSES];
    dc_memorize_run runs[RUNS];
    dc_memorize_look looks[RUNS][2];
} scene;

static void scene_make(scene *s) {
    *s = (scene){ .noise = { 0, 0.25, 0.5, 0.75 } };
    dc_memorize_options_init(&s->options);
    s->options.noise = s->noise;
    s->options.noise_count = NOISES;
    s->options.within = 0.25;
    s->m = (dc_memorization){ .loss_count = LOSSES,
                              .noise_count = NOISES,
                              .runs_each = EACH,
                              .losses = s->losses,
                              .runs = s->runs,
                              .run_count = RUNS };
    for (size_t k = 0; k < RUNS; k++) {
        s->looks[k][1].j1 = s->looks[k][1].j2 = 1;
        s->runs[k] =
            (dc_memorize_run){ .complete = true, .looks = s->looks[k], .look_count = 2 };
    }
}

static dc_memorize_look *end_of(scene *s, size_t loss, size_t noise, size_t run) {
    return s->looks[(loss * NOISES + noise) * EACH + run] + 1;
}

static void set_j2(scene *s, size_t loss, size_t noise, double j2) {
    for (size_t run = 0; run < EACH; run++)
        end_of(s, loss, noise, run)->j2 = j2;
}

static void set_j1(scene *s, size_t loss, double j1) {
    for (size_t run = 0; run < EACH; run++)
        end_of(s, loss, 0, run)->j1 = j1;
}

static void expect(scene *s, size_t classes, size_t loss, bool judged, bool learns,
                   size_t to, bool resists) {
    const dc_memorize_loss *l = s->losses + loss;
    dc_memorize_verdict(&s->m, &s->options, classes);
    assert_int_equal(l->judged, judged);
    assert_int_equal(l->learns, learns);
    assert_int_equal(l->resists_to, to);
    assert_int_equal(l->resists, resists);
}

static void means_are_those_at_the_end(void **state) {
    scene s;
    (void)state;
    scene_make(&s);
    *end_of(&s, 1, 2, 0) = (dc_memorize_look){ 0, 0.5, 0.25 };
    *end_of(&s, 1, 2, 1) = (dc_memorize_look){ 0, 0.25, 0.75 };
    assert_true(dc_memorize_j1(&s.m, 1, 2) == 0.375);
    assert_true(dc_memorize_j2(&s.m, 1, 2) == 0.5);
    assert_true(dc_memorize_j1(&s.m, 0, 2) == 1 && dc_memorize_j2(&s.m, 1, 3) == 1);
    s.runs[(NOISES + 2) * EACH + 1].complete = false;
    assert_true(isnan(dc_memorize_j1(&s.m, 1, 2)) && isnan(dc_memorize_j2(&s.m, 1, 2)));
    assert_true(dc_memorize_j1(&s.m, 1, 1) == 1);
}

static void losses_resist_up_to_a_noise(void **state) {
    scene s;
    (void)state;
    scene_make(&s);
    expect(&s, 10, 0, true, true, 3, true);
    assert_int_equal(s.m.judged_from, 1);
    assert_int_equal(s.m.judged_to, 4);
    set_j2(&s, 0, 3, 0.75); /* at least clean J1 - 0.25: just */
    expect(&s, 10, 0, true, true, 3, true);
    set_j2(&s, 0, 2, 0.7);
    expect(&s, 10, 0, true, true, 1, false);
    set_j2(&s, 0, 1, 0.7);
    expect(&s, 10, 0, true, true, 0, false);
    expect(&s, 10, 1, true, true, 3, true);
    set_j1(&s, 0, 0.875); /* its own clean J1 counts, and J2 at 0 never */
    set_j2(&s, 0, 0, 0);
    expect(&s, 10, 0, true, true, 3, true);
}

static void what_learns_nothing_does_not_resist(void **state) {
    scene s;
    (void)state;
    scene_make(&s);
    set_j1(&s, 1, 0.75);
    expect(&s, 10, 1, true, true, 3, true);
    set_j1(&s, 1, 0.7);
    expect(&s, 10, 1, true, false, 3, false);
    expect(&s, 10, 0, true, true, 3, true);
    set_j1(&s, 1, 0.75);
    s.m.commonest = 0.5; /* as many errors as half of those of one class */
    expect(&s, 10, 1, true, true, 3, true);
    s.m.commonest = 0.51;
    expect(&s, 10, 1, true, false, 3, false);
}

/* From (K - 1) / K on noise does not count. */
static void too_much_noise_does_not_count(void **state) {
    scene s;
    (void)state;
    scene_make(&s);
    set_j2(&s, 0, 3, 0);
    expect(&s, 4, 0, true, true, 2, true);
    assert_int_equal(s.m.judged_to, 3);
    expect(&s, 5, 0, true, true, 2, false);
    set_j2(&s, 0, 2, 0);
    expect(&s, 2, 0, true, true, 1, true);
    assert_int_equal(s.m.judged_to, 2);
    s.noise[1] = 0.5;
    expect(&s, 2, 0, false, false, 0, false);
    assert_int_equal(s.m.judged_to, 1);
}

static void without_clean_runs_nothing_is_judged(void **state) {
    scene s;
    (void)state;
    scene_make(&s);
    s.noise[0] = 0.125;
    expect(&s, 10, 0, false, false, 0, false);
    assert_true(isnan(s.losses[0].clean));
    assert_int_equal(s.m.judged_from, 0);
    assert_int_equal(s.m.judged_to, 4);
}

static void what_is_not_complete_is_not_judged(void **state) {
    scene s;
    (void)state;
    scene_make(&s);
    s.runs[3 * EACH].complete = false; /* of loss 0 */
    expect(&s, 10, 0, false, false, 0, false);
    expect(&s, 10, 1, true, true, 3, true);
    expect(&s, 4, 0, true, true, 2, true); /* noise 3/4 does not count */
    s.runs[0].complete = false;
    expect(&s, 10, 1, false, false, 0, false); /* the best clean J1 is not known */
}

/* The verdict again, eta by eta, from the definition. */
static void check_again(scene *s, size_t classes) {
    double clean[LOSSES], best = 0, end = 1 - 1 / (double)classes;
    bool known = s->noise[0] == 0;
    for (size_t l = 0; l < LOSSES; l++) {
        clean[l] = (end_of(s, l, 0, 0)->j1 + end_of(s, l, 0, 1)->j1) / 2;
        best = clean[l] > best ? clean[l] : best;
        for (size_t run = 0; run < EACH; run++)
            known = known && s->runs[l * NOISES * EACH + run].complete;
    }
    for (size_t l = 0; l < LOSSES; l++) {
        bool judged = known, all = true,
             learns = known && clean[l] >= best - 0.25 &&
                      1 - clean[l] <= (1 - s->m.commonest) / 2;
        size_t counting = 0, resisted = 0;
        for (size_t e = 0; e < NOISES; e++) {
            const dc_memorize_run *runs = s->runs + (l * NOISES + e) * EACH;
            if (s->noise[e] == 0 || s->noise[e] >= end)
                continue;
            counting++;
            judged = judged && runs[0].complete && runs[1].complete;
            all = all && (end_of(s, l, e, 0)->j2 + end_of(s, l, e, 1)->j2) / 2 >=
                             clean[l] - 0.25;
            resisted += all;
        }
        judged = judged && counting > 0;
        expect(s, classes, l, judged, judged && learns, judged ? resisted : 0,
               judged && learns && all);
    }
}

/* Eighths, so that J2 is often just at the bound. */
static void verdicts_are_those_of_the_definition(void **state) {
    dc_random random;
    scene s;
    (void)state;
    dc_random_seed(&random, 1);
    for (size_t k = 0; k < rounds(5000); k++) {
        scene_make(&s);
        s.noise[0] = k % 7 ? 0 : 0.125;
        for (size_t r = 0; r < RUNS; r++) {
            s.looks[r][1].j1 = (double)(8 - dc_random_below(&random, 4)) / 8;
            s.looks[r][1].j2 = (double)(8 - dc_random_below(&random, 6)) / 8;
            s.runs[r].complete = k % 3 > 0 || dc_random_below(&random, 9) > 0;
        }
        check_again(&s, 2 + k % 5);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_are_those_at_the_end),
        cmocka_unit_test(losses_resist_up_to_a_noise),
        cmocka_unit_test(what_learns_nothing_does_not_resist),
        cmocka_unit_test(too_much_noise_does_not_count),
        cmocka_unit_test(without_clean_runs_nothing_is_judged),
        cmocka_unit_test(what_is_not_complete_is_not_judged),
        cmocka_unit_test(verdicts_are_those_of_the_definition),
    };
    return cmocka_run_group_tests_name("memorize_verdict", tests, NULL, NULL);
}
