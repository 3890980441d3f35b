#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "points_of.h"

#include "search/ranking.h"

enum { MOST = 400 };

typedef struct values {
    size_t count;
    double x[MOST];
    int64_t weight[MOST];
    bool weighted; /* else all weights are 1 */
} values;

/* Shapes that hurt bucket sorts. */
static void fill(values *v, dc_random *random, int shape, size_t count) {
    v->count = count;
    v->weighted = dc_random_below(random, 2);
    for (size_t k = 0; k < count; k++) {
        double x = (double)dc_random_between(random, -1000, 1000);
        v->weight[k] = v->weighted ? dc_random_between(random, 1, 9) : 1;
        switch (shape) {
        case 0:
            v->x[k] = x;
            break;
        case 1:
            v->x[k] = 7;
            break;
        case 2: /* outliers: everything else in one bucket */
            v->x[k] = k == 3 ? 1e18 : x;
            break;
        case 3:
            v->x[k] = k % 7 == 0 ? -1e300 : k % 5 == 0 ? 1e300 : x / 3;
            break;
        case 4:
            v->x[k] = 1 + x * 0x1p-52;
            break;
        case 5:
            v->x[k] = k % 2 ? 0.0 : -0.0;
            break;
        case 6:
            v->x[k] = x * 0x1p-1070;
            break;
        default:
            v->x[k] = (double)dc_random_between(random, -2, 2);
            break;
        }
    }
}

static size_t slow_rank(const values *v, double x, bool inclusive) {
    size_t rank = 0;
    for (size_t k = 0; k < v->count; k++)
        rank += v->x[k] < x || (inclusive && v->x[k] == x);
    return rank;
}

static void check_rank(const dc_ranking *ranking, const values *v, int shape, double x) {
    for (int inclusive = 0; inclusive < 2; inclusive++) {
        size_t got = dc_ranking_rank(ranking, x, inclusive);
        size_t expected = slow_rank(v, x, inclusive);
        if (got != expected)
            fail_msg("shape %d of %zu values: rank %d of %a is %zu, not %zu", shape,
                     v->count, inclusive, x, got, expected);
    }
}

/* What is known of a bucket alone. */
static void check_rough_masses(const dc_ranking *ranking, const values *v, double x) {
    int64_t before = ranking->below[slow_rank(v, x, false)];
    int64_t through = ranking->below[slow_rank(v, x, true)];
    size_t b = dc_ranking_bucket(ranking, x);
    assert_true(dc_ranking_mass_before(ranking, x) <= before);
    assert_true(dc_ranking_mass_through(ranking, x) >= through);
    assert_true(dc_ranking_mass_before(ranking, x) == ranking->below[ranking->bucket[b]]);
    assert_true(dc_ranking_mass_through(ranking, x) ==
                ranking->below[ranking->bucket[b + 1]]);
}

/* The points in order, each once; weights of 1 need no points. */
static void check_points(const dc_ranking *ranking, const values *v, int shape) {
    bool seen[MOST] = { false };
    int64_t below = 0;
    for (size_t t = 0; t < v->count; t++) {
        uint32_t point = v->weighted ? ranking->point[t] : 0;
        if (v->weighted) {
            assert_true(point < v->count && !seen[point]);
            seen[point] = true;
        }
        if ((v->weighted && ranking->value[t] != v->x[point]) ||
            ranking->below[t] != below ||
            (t > 0 && ranking->value[t - 1] > ranking->value[t]))
            fail_msg("shape %d of %zu values: rank %zu", shape, v->count, t);
        below += v->weight[point];
    }
    assert_true(ranking->below[v->count] == below);
}

static void check(const values *v, int shape, dc_random *random) {
    dc_ranking ranking;
    uint32_t scratch[MOST];
    assert_true(dc_ranking_create(&ranking, v->count, v->weighted ? v->weight : NULL));
    dc_ranking_set(&ranking, v->x, scratch);
    check_points(&ranking, v, shape);
    for (size_t k = 0; k < v->count; k++) {
        double x[] = { v->x[k], nextafter(v->x[k], INFINITY),
                       nextafter(v->x[k], -INFINITY),
                       (double)dc_random_between(random, -1100, 1100) };
        for (size_t j = 0; j < 4; j++) {
            check_rank(&ranking, v, shape, x[j]);
            check_rough_masses(&ranking, v, x[j]);
        }
    }
    check_rank(&ranking, v, shape, INFINITY);
    check_rank(&ranking, v, shape, -INFINITY);
    dc_ranking_destroy(&ranking);
}

static void ranks_are_counts(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(4); round++)
        for (int shape = 0; shape < 8; shape++) {
            static const size_t counts[] = { 1, 2, 3, 24, 25, 26, 100, MOST };
            for (size_t k = 0; k < 8; k++) {
                values v;
                fill(&v, &random, shape, counts[k]);
                check(&v, shape, &random);
            }
        }
}

/* Equal values keep the order of their points: results must not depend on chance. */
static void equal_values_keep_their_order(void **state) {
    static const size_t counts[] = { 10, 24, 25, 200 };
    (void)state;
    for (size_t c = 0; c < 4; c++) {
        values v = { .count = counts[c] };
        dc_ranking ranking;
        uint32_t scratch[MOST];
        for (size_t k = 0; k < v.count; k++) {
            v.x[k] = k % 3 == 0 ? 1 : 2;
            v.weight[k] = 1;
        }
        assert_true(dc_ranking_create(&ranking, v.count, v.weight));
        dc_ranking_set(&ranking, v.x, scratch);
        for (size_t t = 1; t < v.count; t++)
            assert_true(ranking.value[t - 1] < ranking.value[t] ||
                        ranking.point[t - 1] < ranking.point[t]);
        dc_ranking_destroy(&ranking);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_are_counts),
        cmocka_unit_test(equal_values_keep_their_order),
    };
    return cmocka_run_group_tests_name("ranking", tests, NULL, NULL);
}
