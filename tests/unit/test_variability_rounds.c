#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "predictions_of.h"
#include "variability/rounds.h"

enum { ROUNDS = 3, VALUES = 1000 };

static void seeds_differ(void **state) {
    uint64_t seeds[50], again[50], other[50];
    (void)state;
    dc_rounds_seeds(seeds, 50, 1);
    dc_rounds_seeds(again, 50, 1);
    dc_rounds_seeds(other, 50, 2);
    assert_memory_equal(seeds, again, sizeof seeds);
    for (size_t k = 0; k < 50; k++)
        for (size_t j = 0; j < 50; j++) {
            assert_true(j == k || seeds[j] != seeds[k]);
            assert_true(seeds[j] != other[k]);
        }
}

/* Halves of the same size, each point as likely in both, and draws that differ. */
static void draws(void **state) {
    uint32_t drawn[2][7], total[2][7] = { 0 }, same = 0;
    (void)state;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        size_t sum[2] = { 0 };
        memset(drawn, 0, sizeof drawn);
        dc_rounds_draw((uint32_t *[]){ drawn[0], drawn[1] }, 7, 3, seed);
        for (size_t h = 0; h < 2; h++)
            for (size_t s = 0; s < 7; s++) {
                sum[h] += drawn[h][s];
                total[h][s] += drawn[h][s];
            }
        assert_int_equal(sum[0], 3);
        assert_int_equal(sum[1], 3);
        same += memcmp(drawn[0], drawn[1], sizeof drawn[0]) == 0;
    }
    assert_true(same < 200);
    for (size_t h = 0; h < 2; h++)
        for (size_t s = 0; s < 7; s++) /* 857 expected, standard deviation 27 */
            assert_in_range(total[h][s], 720, 1000);
}

/* Values that a round draws of one model or ensemble. */
static size_t draw_values(double *values, const dc_predictions *p, size_t first,
                          size_t members, size_t s, const uint32_t *drawn) {
    double *logits = calloc(p->points * p->classes, sizeof *logits);
    size_t count = 0;
    assert_non_null(logits);
    dc_ensembles_mean(logits, p, first, members);
    for (size_t i = 0; i < p->points; i++)
        for (uint32_t k = 0; k < drawn[i]; k++)
            values[count++] = dc_ensembles_statistic(logits + i * p->classes, p->classes,
                                                     s);
    free(logits);
    return count;
}

/* The level by dc_trimming_level, of values written out one by one. */
static double plain_level(const dc_rounds *rounds, size_t members, size_t e,
                          dc_against against, uint32_t *const drawn[2]) {
    const dc_predictions *p = rounds->ensembles->predictions;
    size_t grouped = against == DC_AGAINST_MODELS ? 1 : members;
    double most = 0, y[VALUES], z[VALUES];
    dc_error error;
    for (size_t s = 0; s < rounds->ensembles->statistics; s++) {
        double level;
        size_t n = draw_values(y, p, e * members, members, s, drawn[0]), m = 0;
        for (size_t k = 0; k < (p->models - p->candidates) / grouped; k++)
            m += draw_values(z + m, p, p->candidates + k * grouped, grouped, s, drawn[1]);
        assert_int_equal(n, rounds->half);
        assert_int_equal(dc_trimming_level(&level, y, n, z, m, rounds->threshold, &error),
                         DC_OK);
        most = level > most ? level : most;
    }
    return most;
}

static void check_round(const dc_rounds *rounds, size_t r) {
    const dc_predictions *p = rounds->ensembles->predictions;
    uint32_t first[32] = { 0 }, second[32] = { 0 }, *const drawn[2] = { first, second };
    dc_rounds_draw(drawn, p->points, rounds->half, rounds->seeds[r]);
    for (size_t k = 0; k < rounds->ensembles->size_count; k++)
        for (size_t a = 0; a < DC_AGAINST; a++)
            for (size_t e = 0; e < rounds->ensembles->sizes[k].ensembles; e++) {
                double found = rounds->steps[k].judgements[a].levels[e * ROUNDS + r];
                double plain = plain_level(rounds, k + 1, e, (dc_against)a, drawn);
                if (!(fabs(found - plain) <= 1e-13))
                    fail_msg("m = %zu, ensemble %zu, round %zu: %.17g and %.17g", k + 1,
                             e, r, found, plain);
            }
}

static dc_status run(void *work, size_t r, dc_jobs *jobs, dc_error *error) {
    return dc_rounds_run(work, r, jobs, error);
}

static void check_predictions(const dc_predictions *p, double threshold) {
    dc_ensembles all;
    dc_step steps[4] = { 0 };
    double levels[4][DC_AGAINST][4 * ROUNDS] = { 0 };
    uint64_t seeds[ROUNDS];
    dc_error error;
    assert_int_equal(dc_ensembles_make(&all, p, 1 << 24, &error), DC_OK);
    for (size_t k = 0; k < 4; k++)
        for (size_t a = 0; a < DC_AGAINST; a++)
            steps[k].judgements[a].levels = levels[k][a];
    dc_rounds_seeds(seeds, ROUNDS, 5);
    const dc_rounds rounds = { .ensembles = &all,
                               .half = p->points / 2,
                               .threshold = threshold,
                               .seeds = seeds,
                               .count = ROUNDS,
                               .steps = steps };
    dc_jobs jobs;
    assert_int_equal(dc_jobs_run(&jobs, &(dc_study_host){ .threads = 1 }, "levels",
                                 ROUNDS, run, (void *)&rounds, &error),
                     DC_OK);
    dc_jobs_clear(&jobs);
    for (size_t r = 0; r < ROUNDS; r++)
        check_round(&rounds, r);
    dc_ensembles_clear(&all);
}

static void rounds_are_those_written_out(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 31);
    for (int trial = 0; trial < 60; trial++) {
        size_t candidates = 1 + (size_t)dc_random_below(&random, 4);
        size_t pool = 1 + (size_t)dc_random_below(&random, 4);
        dc_predictions p = predictions_random(2 + (size_t)dc_random_below(&random, 30),
                                              2 + (size_t)dc_random_below(&random, 3),
                                              candidates + pool, candidates,
                                              trial % 2 ? 6 : 1000, &random);
        check_predictions(&p, (double)dc_random_below(&random, 40) / 100);
        dc_predictions_clear(&p);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeds_differ),
        cmocka_unit_test(draws),
        cmocka_unit_test(rounds_are_those_written_out),
    };
    return cmocka_run_group_tests_name("variability rounds", tests, NULL, NULL);
}
