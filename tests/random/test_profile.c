/* Each point of a profile against a check of its own, on small sets with ties, duplicates and
 * collinear points, in every family and grouping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <doublecheck/profile.h>

#include "../rounds.h"
#include "base/random.h"

enum { CASES = 2000, POINTS_MOST = 9, DIMS_MOST = 3, KAPPAS = 3, SIGMAS = 5, ROWS = 4 };

/* One random question. */
typedef struct question {
    uint64_t seed;
    size_t N, n;
    double x[POINTS_MOST * DIMS_MOST], weight[POINTS_MOST];
    int64_t label[POINTS_MOST];
    bool weighted, labelled;
    dc_dataset *data, *directions;
    mpq_t kappa[KAPPAS], sigma[SIGMAS];
    dc_profile_options options;
} question;

/* Coordinates from a short range; sometimes on one line, or twice the same. */
static void draw_points(question *q, dc_random *random) {
    int64_t range = dc_random_between(random, 1, 4);
    uint64_t kind = dc_random_below(random, 4);
    for (size_t k = 0; k < q->N; k++) {
        bool again = kind == 1 && k > 0 && dc_random_below(random, 2) > 0;
        size_t other = again ? (size_t)dc_random_below(random, k) : k;
        for (size_t l = 0; l < q->n; l++) {
            double *x = q->x + k * q->n + l;
            *x = again                ? q->x[other * q->n + l]
                 : kind == 2 && l > 0 ? 2 * x[-1] + 1
                                      : (double)dc_random_between(random, -range, range);
        }
        q->weight[k] = (double)dc_random_between(random, 1, 3);
        q->label[k] = dc_random_between(random, 0, 2);
    }
    q->label[0] = 0;
    q->label[q->N - 1] = 1;
}

/* Increasing multiples of 1/4 or 1/10 above a number. */
static void draw_list(mpq_t *list, size_t count, long above, dc_random *random) {
    unsigned long parts = dc_random_below(random, 2) ? 4 : 10;
    long numerator = above * (long)parts;
    for (size_t k = 0; k < count; k++) {
        numerator += (long)dc_random_between(random, 1, 4);
        mpq_init(list[k]);
        mpq_set_si(list[k], numerator, parts);
        mpq_canonicalize(list[k]);
    }
}

static void draw_directions(question *q, dc_random *random) {
    double v[ROWS * DIMS_MOST];
    for (size_t i = 0; i < ROWS * q->n; i++)
        v[i] = (double)dc_random_between(random, -2, 2);
    for (size_t r = 0; r < ROWS; r++)
        v[r * q->n] = (double)dc_random_between(random, 1, 3);
    assert_int_equal(dc_dataset_from_doubles(&q->directions, ROWS, q->n, v, NULL, NULL,
                                             NULL),
                     DC_OK);
}

static void draw_options(question *q, dc_random *random) {
    /* The last takes long in three dimensions. */
    static const dc_family_kind kinds[] = { DC_FAMILY_ALL, DC_FAMILY_SPARSE,
                                            DC_FAMILY_AXES, DC_FAMILY_DIRECTIONS,
                                            DC_FAMILY_WIDTH };
    static const dc_grouping groupings[] = { DC_GROUPS_WHOLE, DC_GROUPS_PAIRS };
    dc_check_options *check = &q->options.check;
    dc_profile_options_init(&q->options);
    check->grouping = q->labelled ? groupings[dc_random_below(random, 2)]
                                  : DC_GROUPS_AUTO;
    check->family.kind = kinds[dc_random_below(random, q->n < 3 ? 5 : 4)];
    check->family.sparsity = 1 + (size_t)dc_random_below(random, q->n);
    mpq_set_si(check->family.width, (long)dc_random_between(random, 1, 6), 2);
    mpq_canonicalize(check->family.width);
    check->family.directions = q->directions;
    mpq_set_si(check->parameters.delta, (long)dc_random_between(random, 2, 10), 10);
    mpq_canonicalize(check->parameters.delta);
    check->time_limit = 0;
    check->threads = 1 + (unsigned)dc_random_below(random, 2);
    q->options.kappas = q->kappa;
    q->options.sigmas = q->sigma;
    q->options.kappa_count = 1 + (size_t)dc_random_below(random, KAPPAS);
    q->options.sigma_count = 1 + (size_t)dc_random_below(random, SIGMAS);
}

static void draw(question *q, uint64_t seed) {
    dc_random random;
    dc_random_seed(&random, seed);
    q->seed = seed;
    q->n = 1 + (size_t)dc_random_below(&random, DIMS_MOST);
    q->N = 2 + (size_t)dc_random_below(&random, POINTS_MOST - 1);
    q->weighted = dc_random_below(&random, 2) > 0;
    q->labelled = dc_random_below(&random, 2) > 0;
    draw_points(q, &random);
    assert_int_equal(dc_dataset_from_doubles(&q->data, q->N, q->n, q->x,
                                             q->labelled ? q->label : NULL,
                                             q->weighted ? q->weight : NULL, NULL),
                     DC_OK);
    draw_directions(q, &random);
    draw_list(q->kappa, KAPPAS, 1, &random);
    draw_list(q->sigma, SIGMAS, 0, &random);
    draw_options(q, &random);
}

static void clear(question *q) {
    for (size_t k = 0; k < KAPPAS; k++)
        mpq_clear(q->kappa[k]);
    for (size_t k = 0; k < SIGMAS; k++)
        mpq_clear(q->sigma[k]);
    dc_profile_options_clear(&q->options);
    dc_dataset_destroy(q->data);
    dc_dataset_destroy(q->directions);
}

static void object(const question *q, const dc_profile_point *point, const char *what) {
    const dc_check_options *check = &q->options.check;
    char text[400];
    gmp_snprintf(text, sizeof text,
                 "seed %llu: %s; kappa %Qd, sigma %Qd, delta %Qd, family %d, %zu points "
                 "in %zu dimensions",
                 (unsigned long long)q->seed, what, q->kappa[point->kappa],
                 q->sigma[point->sigma], check->parameters.delta, (int)check->family.kind,
                 q->N, q->n);
    fail_msg("%s", text);
}

/* 2 r >= width |v|, at most k entries, or a multiple of a row: does the family hold it? */
static bool is_member(const question *q, const dc_witness *w) {
    const dc_family *family = &q->options.check.family;
    size_t entries = 0;
    mpq_t bound, across;
    mpq_inits(bound, across, NULL);
    mpq_mul_2exp(across, w->r, 1);
    bool wide = true;
    for (size_t l = 0; l < w->features; l++) {
        entries += mpz_sgn(w->v[l]) != 0;
        mpq_set_z(bound, w->v[l]);
        mpq_abs(bound, bound);
        mpq_mul(bound, bound, family->width);
        wide = wide && mpq_cmp(across, bound) >= 0;
    }
    mpq_clears(bound, across, NULL);
    if (family->kind == DC_FAMILY_WIDTH)
        return wide;
    return (family->kind != DC_FAMILY_AXES || entries == 1) &&
           (family->kind != DC_FAMILY_SPARSE || entries <= family->sparsity);
}

/* The witness attains lo and violates, by its definition, at the point's own constants. */
static void check_witness(const question *q, const dc_profile_point *point,
                          const dc_profile_value *value, const size_t *rows,
                          size_t count) {
    const dc_witness *w = &value->witness;
    mpq_t mass, dilated, grown;
    if (mpq_sgn(value->bracket.lo) == 0) {
        assert_null(w->v);
        return;
    }
    assert_non_null(w->v);
    mpq_inits(mass, dilated, grown, NULL);
    assert_int_equal(dc_slab_masses(mass, dilated, q->data, rows, count,
                                    (const mpz_t *)w->v, w->c, w->r,
                                    q->kappa[point->kappa], NULL),
                     DC_OK);
    mpq_mul(grown, mass, q->sigma[point->sigma]);
    mpq_add(grown, grown, mass);
    if (!mpq_equal(mass, w->mass) || !mpq_equal(dilated, w->dilated_mass) ||
        !mpq_equal(mass, value->bracket.lo))
        object(q, point, "the witness has other masses");
    if (mpq_cmp(dilated, grown) >= 0 ||
        mpq_cmp(dilated, q->options.check.parameters.delta) >= 0)
        object(q, point, "the witness does not violate");
    if (!is_member(q, w))
        object(q, point, "the witness is not of the family");
    mpq_clears(mass, dilated, grown, NULL);
}

/* The largest of a result's masses. */
static void check_worst(const question *q, const dc_profile_point *point,
                        const dc_result *result) {
    size_t worst = 0;
    for (size_t g = 1; g < result->group_count; g++)
        if (mpq_cmp(result->groups[g].bracket.hi, result->groups[worst].bracket.hi) > 0)
            worst = g;
    if (!mpq_equal(point->bracket.lo, result->groups[worst].bracket.hi) ||
        !mpq_equal(point->bracket.hi, point->bracket.lo) || point->worst != worst)
        object(q, point, "the worst group is another one");
}

static void check_point(const question *q, const dc_profile *profile, size_t k,
                        const dc_groups *groups) {
    const dc_profile_point *point = profile->points + k;
    dc_check_options options = q->options.check; /* family is borrowed */
    dc_result *result;
    dc_parameters_init(&options.parameters);
    mpq_set(options.parameters.kappa, q->kappa[point->kappa]);
    mpq_set(options.parameters.sigma, q->sigma[point->sigma]);
    mpq_set(options.parameters.delta, q->options.check.parameters.delta);
    mpq_div_2exp(options.parameters.m0, options.parameters.delta, 1);
    assert_int_equal(dc_check(&result, q->data, &options, NULL), DC_OK);
    assert_int_equal(result->group_count, profile->group_count);
    for (size_t g = 0; g < result->group_count; g++) {
        const dc_bracket *expected = &result->groups[g].bracket;
        const dc_profile_value *value = point->groups + g;
        assert_string_equal(result->groups[g].name, profile->group_names[g]);
        if (!mpq_equal(expected->lo, expected->hi))
            object(q, point, "the check is not complete");
        if (!mpq_equal(value->bracket.lo, expected->lo) ||
            !mpq_equal(value->bracket.hi, expected->hi) || value->stop != DC_STOP_NONE)
            object(q, point, "m* is not that of a check");
        check_witness(q, point, value, dc_groups_points(groups, g),
                      dc_groups_size(groups, g));
    }
    check_worst(q, point, result);
    dc_result_destroy(result);
    dc_parameters_clear(&options.parameters);
}

/* How much was compared, and spared. */
static size_t compared, searched;

static void check_case(uint64_t seed) {
    question q = { .seed = seed };
    dc_profile *profile;
    dc_groups *groups;
    dc_error error;
    draw(&q, seed);
    if (dc_profile_create(&profile, q.data, &q.options, &error) != DC_OK)
        fail_msg("seed %llu: %s", (unsigned long long)seed, error.message);
    assert_int_equal(dc_groups_create(&groups, q.data, q.options.check.grouping, NULL),
                     DC_OK);
    assert_int_equal(profile->stop, DC_STOP_NONE);
    assert_int_equal(profile->point_count, q.options.kappa_count * q.options.sigma_count);
    for (size_t k = 0; k < profile->point_count; k++)
        check_point(&q, profile, k, groups);
    compared += profile->point_count * profile->group_count;
    searched += profile->searches;
    dc_groups_destroy(groups);
    dc_profile_destroy(profile);
    clear(&q);
}

/* A profile that searches each point would be right, too: some must be spared. */
static void points(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= rounds(CASES); seed++)
        check_case(seed);
    assert_true(searched < compared);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points),
    };
    return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
