#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "points_of.h"

#include <doublecheck/floor.h>

/* Three classes of weight 3, 5/2 and 9/2 out of 10, in two cells. */
static const char flowers[] = "length,width,mass,region,species\n"
                              "5.1,3.5,2,left,setosa\n"
                              "4.9,3.0,1,right,setosa\n"
                              "7.0,3.2,0.5,left,versicolor\n"
                              "6.4,3.2,2,left,versicolor\n"
                              "6.3,3.3,1/2,right,virginica\n"
                              "5.8,2.7,4,right,virginica\n";

static dc_dataset *read_flowers(bool weights, bool cells) {
    dc_read_options options = DC_READ_DEFAULTS;
    options.label = "species";
    *(weights ? &options.weight : &options.drop) = "mass";
    if (cells)
        options.cell = "region";
    else
        options.drop = weights ? "region" : "mass,region";
    return must_read(flowers, &options);
}

static void expect_shares(const dc_guarantee *g, unsigned classes,
                          const char *const *shares) {
    mpq_t expected;
    mpq_init(expected);
    assert_int_equal(g->classes, classes);
    size_t count = 0;
    for (; shares[count]; count++) {
        assert_true(count < g->group_count);
        mpq_set_str(expected, shares[count], 10);
        if (!mpq_equal(g->share[count], expected))
            fail_msg("share %zu is %.9f, not %s", count, mpq_get_d(g->share[count]),
                     shares[count]);
    }
    assert_int_equal(g->group_count, count);
    mpq_clear(expected);
}

static void expect_grouped(const dc_dataset *data, dc_grouping grouping, unsigned classes,
                           const char *const *shares) {
    dc_guarantee g;
    dc_error error;
    dc_guarantee_init(&g);
    for (int twice = 0; twice < 2; twice++) {
        if (dc_guarantee_set_groups(&g, data, grouping, &error) != DC_OK)
            fail_msg("%s", error.message);
        assert_string_equal(error.message, "");
        expect_shares(&g, classes, shares);
    }
    dc_guarantee_clear(&g);
}

static void pairs_have_their_weight(void **state) {
    dc_dataset *data = read_flowers(true, false);
    (void)state;
    expect_grouped(data, DC_GROUPS_AUTO, 3, ROWS("11/20", "3/4", "7/10"));
    expect_grouped(data, DC_GROUPS_PAIRS, 3, ROWS("11/20", "3/4", "7/10"));
    dc_dataset_destroy(data);
    data = read_flowers(false, false);
    expect_grouped(data, DC_GROUPS_AUTO, 3, ROWS("2/3", "2/3", "2/3"));
    dc_dataset_destroy(data);
}

/* Left: setosa 2, versicolor 5/2; right: setosa 1, virginica 9/2. A pair of which a cell
 * holds one class only is a group too. */
static void cells_have_their_weight(void **state) {
    dc_dataset *data = read_flowers(true, true);
    (void)state;
    expect_grouped(data, DC_GROUPS_CELLS, 3,
                   ROWS("9/20", "1/5", "1/4", "1/10", "11/20", "9/20"));
    expect_grouped(data, DC_GROUPS_AUTO, 3, ROWS("11/20", "3/4", "7/10"));
    dc_dataset_destroy(data);
}

static void two_classes_are_one_group(void **state) {
    dc_dataset *data = must_read("1,a\n2,b\n4,a\n", NULL);
    (void)state;
    expect_grouped(data, DC_GROUPS_WHOLE, 2, ROWS("1"));
    expect_grouped(data, DC_GROUPS_PAIRS, 2, ROWS("1"));
    dc_dataset_destroy(data);
}

static dc_dataset *labelled(const int64_t *labels, const double *weights, size_t N) {
    dc_dataset *data;
    dc_error error;
    double *x = malloc(N * sizeof *x);
    assert_non_null(x);
    for (size_t k = 0; k < N; k++)
        x[k] = (double)k;
    assert_int_equal(dc_dataset_from_doubles(&data, N, 1, x, labels, weights, &error),
                     DC_OK);
    free(x);
    return data;
}

/* Every point is in K - 1 pairs. */
static void shares_add_up(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(200); round++) {
        int64_t labels[30];
        double weights[30];
        size_t N = 2 + dc_random_below(&random, 29);
        for (size_t k = 0; k < N; k++) {
            labels[k] = k < 2 ? (int64_t)k : dc_random_between(&random, 0, 6);
            weights[k] = (double)dc_random_between(&random, 1, 99) / 32;
        }
        dc_dataset *data = labelled(labels, weights, N);
        dc_guarantee g;
        dc_error error;
        mpq_t sum;
        mpq_init(sum);
        dc_guarantee_init(&g);
        assert_int_equal(dc_guarantee_set_groups(&g, data, DC_GROUPS_AUTO, &error),
                         DC_OK);
        for (size_t k = 0; k < g.group_count; k++) {
            assert_true(mpq_sgn(g.share[k]) > 0);
            mpq_add(sum, sum, g.share[k]);
        }
        assert_int_equal(g.classes, dc_dataset_classes(data));
        assert_int_equal(g.group_count, (size_t)g.classes * (g.classes - 1) / 2);
        if (mpq_cmp_ui(sum, g.classes - 1, 1) != 0)
            fail_msg("round %lu: %u classes, sum %.12f", round, g.classes,
                     mpq_get_d(sum));
        dc_guarantee_clear(&g);
        mpq_clear(sum);
        dc_dataset_destroy(data);
    }
}

/* What was there before stays. */
static void expect_refusal(dc_dataset *data, dc_grouping grouping, const char *message) {
    dc_guarantee g;
    dc_error error;
    dc_guarantee_init(&g);
    assert_int_equal(dc_guarantee_set_groups(&g, data, grouping, &error), DC_EINPUT);
    assert_string_equal(error.message, message);
    assert_int_equal(g.classes, 2);
    assert_null(g.share);
    dc_guarantee_clear(&g);
    dc_dataset_destroy(data);
}

static void what_has_no_floor_is_refused(void **state) {
    static const char *const none = "an accuracy needs labels, and there are none";
    int64_t many[DC_CLASSES_MOST + 1];
    (void)state;
    for (size_t k = 0; k <= DC_CLASSES_MOST; k++)
        many[k] = (int64_t)k;
    expect_refusal(labelled(NULL, NULL, 3), DC_GROUPS_AUTO, none);
    expect_refusal(labelled(NULL, NULL, 3), DC_GROUPS_WHOLE, none);
    expect_refusal(labelled((const int64_t[]){ 7, 7, 7 }, NULL, 3), DC_GROUPS_AUTO,
                   "an accuracy needs two classes, and all 3 points have the label "
                   "\"7\"");
    expect_refusal(labelled((const int64_t[]){ 1, 2, 3 }, NULL, 3), DC_GROUPS_WHOLE,
                   "a floor for 3 classes needs a group for each pair of them");
    expect_refusal(labelled(many, NULL, DC_CLASSES_MOST + 1), DC_GROUPS_AUTO,
                   "1001 classes: a floor needs 2 to 1000");
    expect_refusal(labelled((const int64_t[]){ 1, 2 }, NULL, 2), DC_GROUPS_CELLS,
                   "groups by cell need cell ids: name their column with --cell");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_have_their_weight),
        cmocka_unit_test(cells_have_their_weight),
        cmocka_unit_test(two_classes_are_one_group),
        cmocka_unit_test(shares_add_up),
        cmocka_unit_test(what_has_no_floor_is_refused),
    };
    return cmocka_run_group_tests_name("guarantee", tests, NULL, NULL);
}
