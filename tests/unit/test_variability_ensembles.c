#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "predictions_of.h"
#include "variability/ensembles.h"

enum { MEMORY = 1 << 24 };

static void statistics(void **state) {
    static const double two[] = { 1, 3.5 }, three[] = { 2, -1, 5 }, tied[] = { 4, 4, 1 },
                        first[] = { 5, 1, 2 };
    (void)state;
    assert_int_equal(dc_ensembles_statistics(2), 1);
    assert_int_equal(dc_ensembles_statistics(3), 3);
    assert_true(dc_ensembles_statistic(two, 2, 0) == 2.5);
    assert_true(dc_ensembles_statistic(three, 3, 0) == -3);
    assert_true(dc_ensembles_statistic(three, 3, 1) == -6);
    assert_true(dc_ensembles_statistic(three, 3, 2) == 3);
    assert_true(dc_ensembles_statistic(first, 3, 0) == 3);
    assert_true(dc_ensembles_statistic(first, 3, 1) == -4);
    assert_true(dc_ensembles_statistic(tied, 3, 0) == 0);
    assert_true(dc_ensembles_statistic(tied, 3, 1) == 0);
    assert_true(dc_ensembles_statistic(tied, 3, 2) == -3);
}

static void means(void **state) {
    dc_predictions p = { .points = 1, .classes = 2, .models = 3 };
    double logits[] = { 1, 2, 3, 6, 10, 0 }, mean[2];
    (void)state;
    p.logits = logits;
    dc_ensembles_mean(mean, &p, 0, 1);
    assert_true(mean[0] == 1 && mean[1] == 2);
    dc_ensembles_mean(mean, &p, 1, 2);
    assert_true(mean[0] == 6.5 && mean[1] == 3);
    dc_ensembles_mean(mean, &p, 0, 3);
    assert_true(mean[0] == 14 / 3. && mean[1] == 8 / 3.);
}

/* The statistic of ensemble e, or of the pool's, at a point. */
static double value_at(const dc_predictions *p, size_t first, size_t members, size_t s,
                       size_t point) {
    double logits[64];
    dc_ensembles_mean(logits, p, first, members);
    return dc_ensembles_statistic(logits + point * p->classes, p->classes, s);
}

static void check_pool(const dc_pool *pool, const dc_predictions *p, size_t members,
                       size_t s) {
    size_t count = pool->models * p->points, seen[64] = { 0 };
    assert_int_equal(pool->models, (p->models - p->candidates) / members);
    for (size_t k = 0; k < count; k++) {
        size_t e = seen[pool->point[k]]++, found = 0;
        assert_true(k == 0 || pool->value[k - 1] <= pool->value[k]);
        for (e = 0; e < pool->models; e++)
            found += value_at(p, p->candidates + e * members, members, s,
                              pool->point[k]) == pool->value[k];
        assert_true(found > 0);
    }
    for (size_t i = 0; i < p->points; i++)
        assert_int_equal(seen[i], pool->models);
}

static void check_places(const dc_places *places, dc_against a, const dc_pool *pool,
                         const dc_predictions *p, size_t first, size_t members,
                         size_t s) {
    for (size_t i = 0; i < p->points; i++) {
        double y = value_at(p, first, members, s, places->point[i]);
        size_t below = 0, upto = 0;
        assert_true(i == 0 || value_at(p, first, members, s, places->point[i - 1]) <= y);
        for (size_t k = 0; k < pool->models * p->points; k++) {
            below += pool->value[k] < y;
            upto += pool->value[k] <= y;
        }
        assert_int_equal(places->below[a][i], below);
        assert_int_equal(places->upto[a][i], upto);
    }
}

static void check_size(const dc_ensembles *all, const dc_size *size) {
    const dc_predictions *p = all->predictions;
    assert_int_equal(size->ensembles, p->candidates / size->members);
    assert_int_equal(size->references, (p->models - p->candidates) / size->members);
    for (size_t s = 0; s < all->statistics; s++) {
        if (size->members > 1)
            check_pool(size->pools + s, p, size->members, s);
        for (size_t e = 0; e < size->ensembles; e++) {
            const dc_places *places = size->places + e * all->statistics + s;
            size_t first = e * size->members;
            check_places(places, DC_AGAINST_MODELS, all->models + s, p, first,
                         size->members, s);
            if (size->members > 1)
                check_places(places, DC_AGAINST_ENSEMBLES, size->pools + s, p, first,
                             size->members, s);
        }
    }
}

static void places_are_those_of_a_count(void **state) {
    dc_random random;
    dc_error error;
    (void)state;
    dc_random_seed(&random, 21);
    for (int trial = 0; trial < 40; trial++) {
        size_t candidates = 1 + (size_t)dc_random_below(&random, 4);
        size_t pool = 1 + (size_t)dc_random_below(&random, 4);
        size_t classes = 2 + (size_t)dc_random_below(&random, 3);
        dc_predictions p = predictions_random(2 + (size_t)dc_random_below(&random, 8),
                                              classes, candidates + pool, candidates,
                                              trial % 2 ? 4 : 100, &random);
        dc_ensembles all;
        assert_int_equal(dc_ensembles_make(&all, &p, MEMORY, &error), DC_OK);
        assert_int_equal(all.size_count, candidates < pool ? candidates : pool);
        for (size_t s = 0; s < all.statistics; s++)
            check_pool(all.models + s, &p, 1, s);
        for (size_t k = 0; k < all.size_count; k++) {
            assert_int_equal(all.sizes[k].members, k + 1);
            check_size(&all, all.sizes + k);
        }
        dc_ensembles_clear(&all);
        dc_predictions_clear(&p);
    }
}

static void memory_is_bounded(void **state) {
    dc_random random;
    dc_error error;
    dc_ensembles all;
    (void)state;
    dc_random_seed(&random, 22);
    dc_predictions p = predictions_random(10, 2, 4, 2, 5, &random);
    assert_int_equal(dc_ensembles_make(&all, &p, 100, &error), DC_ENOMEM);
    assert_non_null(strstr(error.message, "and 100 are allowed"));
    dc_ensembles_clear(&all);
    dc_predictions_clear(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statistics),
        cmocka_unit_test(means),
        cmocka_unit_test(places_are_those_of_a_count),
        cmocka_unit_test(memory_is_bounded),
    };
    return cmocka_run_group_tests_name("variability ensembles", tests, NULL, NULL);
}
