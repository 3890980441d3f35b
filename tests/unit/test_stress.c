#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/ranks.h"
#include "stress/front.h"
#include "stress_of.h"

typedef struct scene {
    toy_samples train, test;
    dc_stress_options options;
} scene;

static void set_up(scene *s) {
    clusters(&s->train, 1, 40, 2);
    clusters(&s->test, 2, 40, 2);
    quick_options(&s->options);
}

static dc_stress_study *must_stress(const scene *s) {
    dc_stress_study *study;
    dc_error error;
    if (dc_stress(&study, &s->train.samples, &s->test.samples, &s->options, &error) !=
        DC_OK)
        fail_msg("%s", error.message);
    return study;
}

/* No job evaluates a point twice. */
static void expect_distinct(const dc_stress_study *study) {
    for (size_t k = 0; k < study->point_count; k++)
        for (size_t j = 0; j < k; j++) {
            const dc_stress_point *a = study->points + j, *b = study->points + k;
            assert_false(a->arm == b->arm && a->repetition == b->repetition &&
                         a->level == b->level && memcmp(&a->x, &b->x, sizeof a->x) == 0);
        }
}

static void counts_are_as_asked(void **state) {
    scene s;
    size_t of[DC_STRESS_ARMS] = { 0 };
    (void)state;
    set_up(&s);
    dc_stress_study *study = must_stress(&s);
    for (size_t k = 0; k < study->point_count; k++) {
        const dc_stress_point *point = study->points + k;
        of[point->arm]++;
        if (point->arm == DC_STRESS_GLOBAL || point->arm == DC_STRESS_LOCAL)
            assert_true(point->distance <= dc_stress_level(point->level));
        assert_true(point->distance == dc_variance_distance(&point->x, &study->space));
    }
    expect_distinct(study);
    assert_int_equal(of[DC_STRESS_NOMINAL], 1);
    assert_int_equal(of[DC_STRESS_UNIFORM], 40);
    assert_int_equal(of[DC_STRESS_NEAR], 40);
    assert_int_equal(of[DC_STRESS_GLOBAL] + of[DC_STRESS_LOCAL], 40);
    assert_int_equal(of[DC_STRESS_SAMPLE], 12);
    assert_int_equal(study->sample_count, 12);
    assert_true(study->predictor.fitted && !study->interrupted && study->replayed == 0);
    dc_stress_destroy(study);
    dc_stress_options_clear(&s.options);
}

/* The front is that of the points, each of which a replay gives again, m* included. */
static void the_front_is_replayed(void **state) {
    scene s;
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        set_up(&s);
        s.options.damage = kind ? DC_DAMAGE_DROP : DC_DAMAGE_FINAL;
        dc_stress_study *study = must_stress(&s);
        assert_true(study->front_count > 1);
        assert_true(study->front[0].point.distance == 0);
        for (size_t k = 0; k < study->front_count; k++) {
            const dc_stress_entry *entry = study->front + k;
            dc_stress_entry again;
            dc_stress_outcome nominal;
            assert_int_equal(dc_stress_replay(&again, &nominal, &entry->point.x,
                                              &s.train.samples, &s.test.samples,
                                              &s.options, NULL),
                             DC_OK);
            assert_true(again.damage == entry->damage);
            assert_true(again.point.distance == entry->point.distance);
            assert_memory_equal(&again.point.outcome, &entry->point.outcome,
                                sizeof again.point.outcome);
            assert_memory_equal(&nominal, &study->nominal, sizeof nominal);
            assert_true(again.mass.known && entry->mass.known &&
                        again.mass.lo == entry->mass.lo &&
                        again.mass.hi == entry->mass.hi);
            for (size_t j = 0; j < study->point_count; j++)
                assert_false(study->points[j].distance <= entry->point.distance &&
                             dc_stress_damage(&study->points[j].outcome, &study->nominal,
                                              s.options.damage) > entry->damage);
        }
        dc_stress_destroy(study);
        dc_stress_options_clear(&s.options);
    }
}

static void threads_do_not_matter(void **state) {
    scene s;
    (void)state;
    set_up(&s);
    s.options.host.threads = 1;
    dc_stress_study *one = must_stress(&s);
    s.options.host.threads = 3;
    dc_stress_study *three = must_stress(&s);
    assert_int_equal(one->point_count, three->point_count);
    for (size_t k = 0; k < one->point_count; k++) {
        assert_memory_equal(&one->points[k].x, &three->points[k].x, sizeof(dc_variance));
        assert_memory_equal(&one->points[k].outcome, &three->points[k].outcome,
                            sizeof(dc_stress_outcome));
    }
    assert_true(one->predictor.error == three->predictor.error);
    dc_stress_destroy(one);
    dc_stress_destroy(three);
    dc_stress_options_clear(&s.options);
}

/* Repetitions, and search seeds, are searches of their own. */
static void seeds_matter(void **state) {
    scene s;
    (void)state;
    set_up(&s);
    dc_stress_study *one = must_stress(&s);
    s.options.search_seed = 2;
    dc_stress_study *two = must_stress(&s);
    for (size_t a = 0; a < 2; a++)
        for (size_t b = 0; b < 2; b++)
            assert_true(one->duels[a].uniform.volume != two->duels[b].uniform.volume);
    assert_true(one->duels[0].near.volume != one->duels[1].near.volume);
    dc_stress_destroy(one);
    dc_stress_destroy(two);
    dc_stress_options_clear(&s.options);
}

/* From the raw points, by hand. */
static void ranks_and_scores_follow_from_the_points(void **state) {
    scene s;
    double mass[12], final[12], distance[41], damage[41], rho;
    dc_stress_score score;
    (void)state;
    set_up(&s);
    dc_stress_study *study = must_stress(&s);
    for (size_t k = 0; k < 12; k++) {
        const dc_stress_point *point = study->points + study->sample_point[k];
        assert_int_equal(point->arm, DC_STRESS_SAMPLE);
        for (size_t c = DC_STRESS_CHANGES; c < DC_STRESS_COORDINATES; c++)
            assert_true(point->x.value[c] == study->space.axis[c].nominal);
        mass[k] = study->sample_mass[k];
        final[k] = study->nominal.test - point->outcome.test;
    }
    assert_true(dc_spearman(&rho, mass, final, 12));
    assert_true(rho == study->by_final.rho || (isnan(rho) && isnan(study->by_final.rho)));
    size_t count = 0;
    for (size_t k = 0; k < study->point_count; k++) {
        const dc_stress_point *point = study->points + k;
        if (point->arm == DC_STRESS_NOMINAL ||
            (point->arm == DC_STRESS_UNIFORM && point->repetition == 1)) {
            distance[count] = point->distance;
            damage[count++] = study->nominal.test - point->outcome.test;
        }
    }
    assert_int_equal(count, 21);
    assert_true(dc_front_score(&score, distance, damage, count));
    assert_true(study->duels[1].complete &&
                score.volume == study->duels[1].uniform.volume);
    dc_stress_destroy(study);
    dc_stress_options_clear(&s.options);
}

static bool stop_soon(void *user) {
    size_t *calls = user;
    return ++*calls > 500;
}

static void a_stopped_study_keeps_what_is_done(void **state) {
    scene s;
    size_t calls = 0;
    (void)state;
    set_up(&s);
    s.options.host.stop = stop_soon;
    s.options.host.user = &calls;
    dc_stress_study *study = must_stress(&s);
    assert_true(study->interrupted);
    assert_true(study->point_count > 1 && study->point_count < 133);
    assert_true(study->front_count >= 1 && study->sample_count == 0);
    assert_false(study->duels[1].complete);
    dc_stress_destroy(study);
    calls = 1000;
    study = must_stress(&s);
    assert_true(study->interrupted && study->point_count == 0 && study->front_count == 0);
    dc_stress_destroy(study);
    dc_stress_options_clear(&s.options);
}

/* No change of the data at all; one configuration coordinate fewer. */
static void without_a_budget_only_the_configuration_varies(void **state) {
    scene s;
    (void)state;
    set_up(&s);
    s.options.budget = 0;
    s.options.training.architecture = "linear";
    dc_stress_study *study = must_stress(&s);
    for (size_t k = 0; k < study->point_count; k++) {
        for (size_t c = 0; c < DC_STRESS_CHANGES; c++)
            assert_true(study->points[k].x.value[c] == 0);
        assert_true(study->points[k].distance <= 0.5);
    }
    assert_int_equal(study->sample_count, 0);
    dc_stress_destroy(study);
    dc_stress_options_clear(&s.options);
}

/* A damage that one coordinate decides: the search finds most of it. Wrong labels
 * alone hurt when the nominal training is perfect and the budget is all. */
static void the_search_finds_planted_damage(void **state) {
    scene s;
    (void)state;
    set_up(&s);
    s.options.budget = 1;
    s.options.epochs = 20;
    s.options.evaluations = 100;
    s.options.repetitions = 1;
    s.options.sample = 0;
    dc_stress_study *study = must_stress(&s);
    assert_true(study->nominal.test > 0.95);
    expect_distinct(study);
    assert_true(study->duels[0].search.within[DC_STRESS_LEVELS - 1] > 0.8);
    dc_stress_destroy(study);
    dc_stress_options_clear(&s.options);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_as_asked),
        cmocka_unit_test(the_front_is_replayed),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(seeds_matter),
        cmocka_unit_test(ranks_and_scores_follow_from_the_points),
        cmocka_unit_test(a_stopped_study_keeps_what_is_done),
        cmocka_unit_test(without_a_budget_only_the_configuration_varies),
        cmocka_unit_test(the_search_finds_planted_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
