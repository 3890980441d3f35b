#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks_of.h"

#include "search/boxtree.h"

static const rule usual = { { 2, 1 }, { 1, 4 }, { 1, 2 } };

static const dc_read_options plain = { .label = "none", .header = DC_HEADER_NO };

static void defaults(void **state) {
    dc_check_options options;
    (void)state;
    dc_check_options_init(&options);
    expect_fraction("kappa", options.parameters.kappa, "2");
    expect_fraction("sigma", options.parameters.sigma, "1/4");
    expect_fraction("delta", options.parameters.delta, "1/2");
    expect_fraction("m0", options.parameters.m0, "1/10");
    assert_int_equal(options.family.kind, DC_FAMILY_ALL);
    assert_int_equal(options.grouping, DC_GROUPS_AUTO);
    assert_int_equal(options.question, DC_CRITICAL_MASS);
    assert_true(options.time_limit == 60);
    dc_check_options_clear(&options);
}

static void refuse(const dc_dataset *data, const dc_check_options *options,
                   const char *message) {
    dc_result *result = (dc_result *)&message;
    dc_error error;
    dc_status status = dc_check(&result, data, options, &error);
    if (status != DC_EUSAGE)
        fail_msg("status %d for '%s'", (int)status, message);
    assert_null(result);
    assert_string_equal(error.message, message);
}

static void parameters_have_ranges(void **state) {
    static const struct {
        const char *kappa, *sigma, *delta, *m0, *message;
    } bad[] = {
        { "1", "1", "1", "0.1", "kappa must be greater than 1" },
        { "2", "0", "1", "0.1", "sigma must be greater than 0" },
        { "2", "1", "1", "0", "m0 must be greater than 0" },
        { "2", "1", "1", "1", "m0 must be less than delta" },
        { "2", "1", "0.1", "0.2", "m0 must be less than delta" },
        { "2", "1", "1.01", "0.2", "delta must be at most 1" },
        { "2", "1e-40", "1", "0.2", "sigma needs more than 120 bits" },
    };
    dc_dataset *data = must_read("1,2\n3,4\n5,7\n", &plain);
    (void)state;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        dc_check_options options;
        dc_check_options_init(&options);
        must_set(options.parameters.kappa, bad[k].kappa);
        must_set(options.parameters.sigma, bad[k].sigma);
        must_set(options.parameters.delta, bad[k].delta);
        must_set(options.parameters.m0, bad[k].m0);
        refuse(data, &options, bad[k].message);
        dc_check_options_clear(&options);
    }
    dc_dataset_destroy(data);
}

static void families_have_ranges(void **state) {
    dc_dataset *data = must_read("1,2\n3,4\n5,7\n", &plain);
    dc_dataset *directions = must_read("1,2,3\n", &plain);
    dc_check_options options;
    (void)state;
    dc_check_options_init(&options);
    options.family.kind = DC_FAMILY_WIDTH;
    refuse(data, &options, "the width must be greater than 0");
    options.family.kind = DC_FAMILY_SPARSE;
    refuse(data, &options, "sparsity 0 is outside 1 .. 2, the number of features");
    options.family.sparsity = 3;
    refuse(data, &options, "sparsity 3 is outside 1 .. 2, the number of features");
    options.family.kind = DC_FAMILY_DIRECTIONS;
    refuse(data, &options, "family directions needs directions");
    options.family.directions = directions;
    refuse(data, &options, "directions have 3 entries, the data 2 features");
    dc_check_options_clear(&options);
    dc_dataset_destroy(directions);
    dc_dataset_destroy(data);
}

/* Three rows of three points each: m* is a row of them. */
static void a_grid_has_its_rows(void **state) {
    dc_dataset *data = must_read("0,0\n1,0\n2,0\n0,1\n1,1\n2,1\n0,2\n1,2\n2,2\n", &plain);
    static const struct {
        const char *m0;
        dc_verdict verdict;
    } asked[] = { { "1/3", DC_VIOLATED },
                  { "0.33333333333", DC_VIOLATED },
                  { "0.33333333334", DC_HOLDS },
                  { "2/5", DC_HOLDS },
                  { "1/9", DC_VIOLATED } };
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        dc_check_options options;
        options_of(&options, &usual, asked[k].m0);
        dc_result *result = must_check(data, &options);
        expect_critical(result->groups, "1/3");
        assert_int_equal(result->verdict, asked[k].verdict);
        assert_int_equal(result->groups->verdict, asked[k].verdict);
        assert_int_equal(result->groups->points, 9);
        assert_int_equal(result->groups->dimension, 2);
        dc_result_destroy(result);
        options.question = DC_DECIDE;
        result = must_check(data, &options);
        assert_int_equal(result->verdict, asked[k].verdict);
        dc_result_destroy(result);
        dc_check_options_clear(&options);
    }
    dc_dataset_destroy(data);
}

/* One point, equal points, one line: no search is needed. */
static void degenerate_groups(void **state) {
    static const struct {
        const char *text, *m;
        size_t distinct, dimension;
    } files[] = {
        { "1,2\n", "0", 1, 0 },
        { "1,2\n1,2\n1.0,2\n", "0", 1, 0 },
        { "1,2\n2,4\n3,6\n", "1/3", 3, 1 },
        { "1,5\n2,5\n2,5\n", "1/3", 2, 1 },
    };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        dc_dataset *data = must_read(files[k].text, &plain);
        dc_check_options options;
        options_of(&options, &usual, "1/10");
        dc_result *result = must_check(data, &options);
        expect_critical(result->groups, files[k].m);
        assert_int_equal(result->groups->distinct, files[k].distinct);
        assert_int_equal(result->groups->dimension, files[k].dimension);
        dc_result_destroy(result);
        dc_check_options_clear(&options);
        dc_dataset_destroy(data);
    }
}

static dc_dataset *cloud(uint64_t seed, size_t N, size_t n, int64_t spread) {
    dc_random random;
    dc_dataset *data;
    dc_error error;
    double *x = malloc(N * n * sizeof *x);
    assert_non_null(x);
    dc_random_seed(&random, seed);
    for (size_t k = 0; k < N * n; k++)
        x[k] = (double)dc_random_between(&random, -spread, spread);
    assert_int_equal(dc_dataset_from_doubles(&data, N, n, x, NULL, NULL, &error), DC_OK);
    free(x);
    return data;
}

/* Complete or not, a bracket that DC_DECIDE gives holds m*. */
static void deciding_brackets_the_critical_mass(void **state) {
    (void)state;
    for (uint64_t seed = 58; seed < 58 + rounds(3); seed++) {
        dc_dataset *data = cloud(seed, 40, 3, 1000000);
        dc_check_options options;
        options_of(&options, &usual, "1/10");
        dc_result *whole = must_check(data, &options);
        options.question = DC_DECIDE;
        for (unsigned long part = 90; part <= 100; part += 2) {
            mpq_set_ui(options.parameters.m0, part, 100);
            mpq_mul(options.parameters.m0, options.parameters.m0,
                    whole->groups->bracket.lo);
            dc_result *result = must_check(data, &options);
            const dc_bracket *bracket = &result->groups->bracket;
            assert_int_equal(result->verdict, DC_VIOLATED);
            if (mpq_cmp(bracket->lo, whole->groups->bracket.lo) > 0 ||
                mpq_cmp(bracket->hi, whole->groups->bracket.lo) < 0) {
                char *lo = mpq_get_str(NULL, 10, bracket->lo);
                char *hi = mpq_get_str(NULL, 10, bracket->hi);
                char *right = mpq_get_str(NULL, 10, whole->groups->bracket.lo);
                fail_msg("seed %lu, m0 %lu/100 m*: [%s, %s] does not hold %s, stop %s",
                         (unsigned long)seed, part, lo, hi, right,
                         dc_stop_name(result->stop));
            }
            dc_result_destroy(result);
        }
        dc_result_destroy(whole);
        dc_check_options_clear(&options);
        dc_dataset_destroy(data);
    }
}

/* sigma* and m* are two views of one fact: at sigma = sigma* the condition holds for
 * m0, above it does not (T1.5). */
static void sigma_is_dual_to_the_critical_mass(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(30); round++) {
        toy t;
        dc_check_options options;
        mpq_t sigma, more;
        rule r = rule_random(&random);
        toy_random(&t, &random, 4 + dc_random_below(&random, 6), 2, 50);
        dc_dataset *data = toy_dataset(&t);
        mpq_inits(sigma, more, NULL);
        options_of(&options, &r, "3/10");
        options.question = DC_MAXIMIZE_SIGMA;
        dc_result *result = must_check(data, &options);
        const dc_bracket *bracket = &result->groups->bracket;
        bool infinite = bracket->infinite;
        assert_true(infinite || mpq_equal(bracket->lo, bracket->hi));
        assert_int_equal(result->verdict,
                         infinite || mpq_sgn(bracket->hi) > 0 ? DC_HOLDS : DC_VIOLATED);
        mpq_set(sigma, bracket->hi);
        if (infinite)
            mpq_set_ui(sigma, 1000, 1);
        dc_result_destroy(result);
        mpq_set_ui(more, 1, 1000);
        mpq_add(more, more, sigma);
        options.question = round % 2 ? DC_DECIDE : DC_CRITICAL_MASS;
        for (int above = 0; above < 2; above++) {
            mpq_set(options.parameters.sigma, above ? more : sigma);
            if (mpq_sgn(options.parameters.sigma) == 0)
                continue;
            result = must_check(data, &options);
            dc_verdict expected = above && !infinite ? DC_VIOLATED : DC_HOLDS;
            if (result->verdict != expected) {
                toy_print(&t);
                rule_print(&r);
                fail_msg("round %lu: %s %s sigma*", round,
                         dc_verdict_name(result->verdict), above ? "above" : "at");
            }
            dc_result_destroy(result);
        }
        mpq_clears(sigma, more, NULL);
        dc_check_options_clear(&options);
        dc_dataset_destroy(data);
    }
}

typedef struct host {
    int stops_left;
    unsigned long reports;
    bool bad;
} host;

static bool stop_after(void *user) {
    host *h = user;
    return h->stops_left-- <= 0;
}

static void watch(const dc_progress *progress, void *user) {
    host *h = user;
    h->reports++;
    h->bad = h->bad || !(progress->lo <= progress->hi) || !(progress->lo >= 0) ||
             !(progress->hi <= 1) || progress->group_count != 1 ||
             strcmp(progress->group, "whole") != 0;
}

/* Cut short at any moment: a bracket that holds m*, and says why. */
static void limits_leave_a_bracket(void **state) {
    dc_dataset *data = cloud(3, 40, 3, 1000);
    dc_check_options options;
    host h = { 0 };
    (void)state;
    options_of(&options, &usual, "1/10");
    dc_result *whole = must_check(data, &options);
    const dc_bracket *exact = &whole->groups->bracket;
    assert_true(mpq_equal(exact->lo, exact->hi));
    options.user = &h;
    options.progress = watch;
    for (int cut = 0; cut < 12; cut++) {
        h.stops_left = cut < 6 ? cut : 5 * cut;
        options.stop = cut < 11 ? stop_after : NULL;
        options.time_limit = cut < 11 ? 0 : 1e-9;
        dc_result *result = must_check(data, &options);
        const dc_bracket *bracket = &result->groups->bracket;
        bool complete = result->stop == DC_STOP_NONE;
        assert_true(mpq_cmp(bracket->lo, exact->lo) <= 0);
        assert_true(mpq_cmp(bracket->hi, exact->lo) >= 0);
        assert_true(mpq_cmp(bracket->hi, options.parameters.delta) < 0);
        if (!complete)
            assert_int_equal(result->stop, cut < 11 ? DC_STOP_INTERRUPTED : DC_STOP_TIME);
        else
            assert_true(mpq_equal(bracket->lo, bracket->hi));
        dc_verdict expected = mpq_cmp(bracket->lo, options.parameters.m0) >= 0
                                  ? DC_VIOLATED
                                  : DC_UNDECIDED;
        assert_int_equal(result->verdict, expected);
        dc_result_destroy(result);
    }
    assert_false(h.bad);
    dc_result_destroy(whole);
    dc_check_options_clear(&options);
    dc_dataset_destroy(data);
}

/* Boxes of many points are dropped in the middle of a round, not what was found there. */
static void limits_within_a_round_leave_a_bracket(void **state) {
    dc_dataset *data = cloud(4, 9000, 2, 1000000);
    dc_check_options options;
    host h = { 0 };
    unsigned cut = 0;
    (void)state;
    options_of(&options, &usual, "1/10");
    options.threads = 1;
    dc_result *whole = must_check(data, &options);
    const dc_bracket *exact = &whole->groups->bracket;
    options.user = &h;
    options.stop = stop_after;
    for (int asked = 60; asked < 400; asked += 120) {
        h.stops_left = asked;
        dc_result *result = must_check(data, &options);
        const dc_bracket *bracket = &result->groups->bracket;
        assert_true(mpq_cmp(bracket->lo, exact->lo) <= 0);
        assert_true(mpq_cmp(bracket->hi, exact->lo) >= 0);
        cut += result->stop == DC_STOP_INTERRUPTED;
        dc_result_destroy(result);
    }
    assert_true(cut > 0);
    dc_result_destroy(whole);
    dc_check_options_clear(&options);
    dc_dataset_destroy(data);
}

/* Points whose last column is the sum of two others, and so many that their preparation
 * asks the host many times. */
static dc_dataset *broad_cloud(void) {
    enum { POINTS = 900, COLUMNS = 128 };
    size_t size = 0;
    char *text = NULL;
    dc_random random;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    dc_random_seed(&random, 5);
    for (size_t k = 0; k < POINTS; k++) {
        long a = (long)dc_random_between(&random, -99999, 99999);
        long b = (long)dc_random_between(&random, -99999, 99999);
        fprintf(out, "%ld,%ld", a, b);
        for (size_t l = 3; l < COLUMNS; l++)
            fprintf(out, ",%ld", (long)dc_random_between(&random, -99999, 99999));
        fprintf(out, ",%ld\n", a + b);
    }
    fclose(out);
    dc_dataset *data = must_read(text, &plain);
    free(text);
    return data;
}

/* Stopped before there is anything to search: nothing is known but what always holds. */
static void limits_hold_while_a_group_is_prepared(void **state) {
    dc_dataset *data = broad_cloud();
    dc_check_options options;
    host h = { 0 };
    size_t unprepared = 0;
    (void)state;
    options_of(&options, &usual, "1/10");
    options.user = &h;
    options.stop = stop_after;
    for (int cut = 0; cut < 24; cut++) {
        h.stops_left = cut;
        dc_result *result = must_check(data, &options);
        const dc_group_result *group = result->groups;
        assert_int_equal(result->stop, DC_STOP_INTERRUPTED);
        assert_int_equal(group->verdict, DC_UNDECIDED);
        assert_int_equal(group->points, 900);
        assert_true(mpq_cmp(group->bracket.hi, options.parameters.delta) < 0);
        assert_true(group->distinct == 0 || group->dependent == 1);
        assert_int_equal(group->distinct == 0, group->dimension == 0);
        assert_true(group->distinct || mpq_sgn(group->bracket.lo) == 0);
        unprepared += group->distinct == 0;
        dc_result_destroy(result);
    }
    assert_in_range(unprepared, 4, 23);
    dc_check_options_clear(&options);
    dc_dataset_destroy(data);
}

static void expect_equal(const dc_group_result *a, const dc_group_result *b) {
    assert_true(mpq_equal(a->bracket.lo, b->bracket.lo));
    assert_true(mpq_equal(a->bracket.hi, b->bracket.hi));
    assert_int_equal(a->nodes, b->nodes);
    assert_int_equal(a->cases, b->cases);
    assert_true(mpq_equal(a->witness.c, b->witness.c));
    assert_true(mpq_equal(a->witness.r, b->witness.r));
    for (size_t l = 0; l < a->witness.features && a->witness.v; l++)
        assert_int_equal(mpz_cmp(a->witness.v[l], b->witness.v[l]), 0);
}

static void threads_do_not_matter(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= rounds(3); seed++) {
        dc_dataset *data = cloud(seed, 30, 2 + seed % 2, 100);
        dc_check_options options;
        options_of(&options, &usual, "1/10");
        dc_result *one = must_check(data, &options);
        options.threads = 2;
        dc_result *two = must_check(data, &options);
        expect_equal(one->groups, two->groups);
        dc_result_destroy(two);
        dc_result_destroy(one);
        dc_check_options_clear(&options);
        dc_dataset_destroy(data);
    }
}

/* Classes a and b lie on a line, c far away: groups are judged one by one. */
static void groups_are_judged_one_by_one(void **state) {
    static const dc_read_options labelled = { 0 };
    dc_dataset *data = must_read("x,y,class\n0,0,a\n1,0,a\n2,0,b\n3,0,b\n4,7,c\n",
                                 &labelled);
    static const char *const names[] = { "a|b", "a|c", "b|c" };
    static const char *const masses[] = { "1/4", "1/3", "1/3" };
    dc_check_options options;
    (void)state;
    options_of(&options, &usual, "0.3");
    options.grouping = DC_GROUPS_AUTO;
    dc_result *result = must_check(data, &options);
    assert_int_equal(result->group_count, 3);
    for (size_t g = 0; g < 3; g++) {
        assert_string_equal(result->groups[g].name, names[g]);
        expect_critical(result->groups + g, masses[g]);
        assert_int_equal(result->groups[g].verdict, g == 0 ? DC_HOLDS : DC_VIOLATED);
    }
    assert_int_equal(result->verdict, DC_VIOLATED);
    assert_false(result->decided_only);
    dc_result_destroy(result);
    options.question = DC_DECIDE;
    result = must_check(data, &options);
    assert_int_equal(result->group_count, 2);
    assert_true(result->decided_only);
    assert_int_equal(result->verdict, DC_VIOLATED);
    dc_result_destroy(result);
    must_set(options.parameters.m0, "0.34");
    result = must_check(data, &options);
    assert_int_equal(result->group_count, 3);
    assert_int_equal(result->verdict, DC_HOLDS);
    dc_result_destroy(result);
    dc_check_options_clear(&options);
    dc_dataset_destroy(data);
}

/* The witness is weighed again from the file, weights and fractions and all. */
static void witnesses_attain_the_critical_mass(void **state) {
    static const dc_read_options weighted = { .label = "none", .weight = "w" };
    dc_dataset *data = must_read("w,x,y\n0.5,0.1,1/3\n1,0.2,2/3\n2,0.4,1\n0.25,7,-1/7\n"
                                 "1,-3,2\n1/3,5,5\n",
                                 &weighted);
    size_t rows[] = { 0, 1, 2, 3, 4, 5 };
    dc_check_options options;
    mpq_t mass, dilated;
    dc_error error;
    (void)state;
    mpq_inits(mass, dilated, NULL);
    options_of(&options, &usual, "1/10");
    dc_result *result = must_check(data, &options);
    const dc_witness *witness = &result->groups->witness;
    assert_int_equal(dc_slab_masses(mass, dilated, data, rows, 6,
                                    (const mpz_t *)witness->v, witness->c, witness->r,
                                    options.parameters.kappa, &error),
                     DC_OK);
    assert_true(mpq_equal(mass, result->groups->bracket.lo));
    assert_true(mpq_equal(mass, witness->mass) &&
                mpq_equal(dilated, witness->dilated_mass));
    dc_result_destroy(result);
    dc_check_options_clear(&options);
    dc_dataset_destroy(data);
    mpq_clears(mass, dilated, NULL);
}

/* Three pairs of classes, little memory: what is kept of all of them has one share. */
static void groups_share_what_they_keep(void **state) {
    enum { MEMORY = 1 << 18, POINTS = 120 };
    double x[POINTS][3];
    int64_t label[POINTS];
    dc_random random;
    dc_check_options options;
    dc_result *result = NULL;
    dc_dataset *data = NULL;
    dc_error error;
    (void)state;
    dc_random_seed(&random, 4);
    for (size_t k = 0; k < POINTS; k++) {
        label[k] = (int64_t)(k % 3);
        for (size_t l = 0; l < 3; l++)
            x[k][l] = (double)dc_random_between(&random, -1000, 1000);
    }
    assert_int_equal(dc_dataset_from_doubles(&data, POINTS, 3, x[0], label, NULL, &error),
                     DC_OK);
    dc_check_options_init(&options);
    options.threads = 1;
    options.memory = MEMORY;
    assert_int_equal(dc_check(&result, data, &options, &error), DC_OK);
    size_t kept = 0, share = MEMORY / 16 / 8 * 3;
    assert_int_equal(result->group_count, 3);
    for (size_t g = 0; g < 3; g++) {
        assert_true(result->groups[g].nodes > share / sizeof(dc_boxtree_node));
        kept += dc_boxtree_bytes(result->groups[g].boxes);
    }
    assert_true(kept > share / 2);
    assert_true(kept <= share + 3 * 6 * sizeof(dc_boxtree_node)); /* of charts at least */
    dc_result_destroy(result);
    dc_check_options_clear(&options);
    dc_dataset_destroy(data);
}

/* Data and points are counted together, before the search. */
static void points_that_do_not_fit_are_refused(void **state) {
    enum { POINTS = 1000 };
    static double x[POINTS];
    dc_check_options options;
    dc_result *result = NULL;
    dc_dataset *data = NULL;
    dc_error error;
    (void)state;
    for (size_t k = 0; k < POINTS; k++)
        x[k] = (double)k;
    assert_int_equal(dc_dataset_from_doubles(&data, POINTS, 1, x, NULL, NULL, &error),
                     DC_OK);
    dc_check_options_init(&options);
    /* Values, rows, coordinates, weights, a thread; as much for the program. */
    options.memory = 2 * POINTS * (16 + 16 + 24 + 32 + 144);
    assert_int_equal(dc_check(&result, data, &options, &error), DC_ENOMEM);
    assert_null(result);
    options.memory += 4000; /* names */
    assert_int_equal(dc_check(&result, data, &options, &error), DC_OK);
    dc_result_destroy(result);
    dc_check_options_clear(&options);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults),
        cmocka_unit_test(parameters_have_ranges),
        cmocka_unit_test(families_have_ranges),
        cmocka_unit_test(a_grid_has_its_rows),
        cmocka_unit_test(degenerate_groups),
        cmocka_unit_test(deciding_brackets_the_critical_mass),
        cmocka_unit_test(sigma_is_dual_to_the_critical_mass),
        cmocka_unit_test(limits_leave_a_bracket),
        cmocka_unit_test(limits_within_a_round_leave_a_bracket),
        cmocka_unit_test(limits_hold_while_a_group_is_prepared),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(groups_are_judged_one_by_one),
        cmocka_unit_test(groups_share_what_they_keep),
        cmocka_unit_test(points_that_do_not_fit_are_refused),
        cmocka_unit_test(witnesses_attain_the_critical_mass),
    };
    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
