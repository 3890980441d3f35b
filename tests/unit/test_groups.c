#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <doublecheck/groups.h>

#include "reading.h"

static const char table[] = "x,cell,label\n1,p,a\n2,q,b\n3,p,c\n4,p,a\n5,q,b\n6,r,c\n";

static dc_groups *must_group(const dc_dataset *data, dc_grouping grouping) {
    dc_groups *groups;
    dc_error error;
    if (dc_groups_create(&groups, data, grouping, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_string_equal(error.message, "");
    return groups;
}

/* Compares groups, written "name: points", NULL-ended. */
static void expect_groups(const dc_dataset *data, dc_grouping grouping,
                          const char *const *expected) {
    dc_groups *groups = must_group(data, grouping);
    size_t g = 0;
    for (; expected[g]; g++) {
        char text[256];
        assert_true(g < dc_groups_count(groups));
        int used = sprintf(text, "%s:", dc_groups_name(groups, g));
        for (size_t k = 0; k < dc_groups_size(groups, g); k++)
            used += sprintf(text + used, " %zu", dc_groups_points(groups, g)[k]);
        assert_string_equal(text, expected[g]);
    }
    assert_int_equal(dc_groups_count(groups), g);
    dc_groups_destroy(groups);
}

static void whole_is_everything(void **state) {
    dc_dataset *data = must_read(table, &(dc_read_options){ .cell = "cell" });
    (void)state;
    expect_groups(data, DC_GROUPS_WHOLE, ROWS("whole: 0 1 2 3 4 5"));
    dc_dataset_destroy(data);
    data = must_read("1\n2\n", &(dc_read_options){ .label = "none" });
    expect_groups(data, DC_GROUPS_AUTO, ROWS("whole: 0 1"));
    dc_dataset_destroy(data);
}

static void pairs_of_classes(void **state) {
    dc_dataset *data = must_read(table, &(dc_read_options){ .cell = "cell" });
    (void)state;
    const char *const *expected = ROWS("a|b: 0 1 3 4", "a|c: 0 2 3 5", "b|c: 1 2 4 5");
    expect_groups(data, DC_GROUPS_PAIRS, expected);
    expect_groups(data, DC_GROUPS_AUTO, expected);
    dc_dataset_destroy(data);
    data = must_read("1,z\n2,a\n3,z\n", NULL);
    expect_groups(data, DC_GROUPS_AUTO, ROWS("z|a: 0 1 2"));
    dc_dataset_destroy(data);
}

/* A pair counts in a cell that holds points of one of its classes only. */
static void cells_and_pairs(void **state) {
    dc_dataset *data = must_read(table, &(dc_read_options){ .cell = "cell" });
    (void)state;
    expect_groups(data, DC_GROUPS_CELLS,
                  ROWS("p:a|b: 0 3", "p:a|c: 0 2 3", "p:b|c: 2", "q:a|b: 1 4",
                       "q:b|c: 1 4", "r:a|c: 5", "r:b|c: 5"));
    dc_dataset_destroy(data);
    data = must_read(table, &(dc_read_options){
                                .cell = "cell", .label = "none", .drop = "label" });
    expect_groups(data, DC_GROUPS_CELLS, ROWS("p: 0 2 3", "q: 1 4", "r: 5"));
    dc_dataset_destroy(data);
}

static void refuse(const char *text, const dc_read_options *options, dc_grouping grouping,
                   dc_status status, const char *message) {
    dc_dataset *data = must_read(text, options);
    dc_groups *groups = (dc_groups *)data;
    dc_error error;
    assert_int_equal(dc_groups_create(&groups, data, grouping, &error), status);
    assert_null(groups);
    assert_string_equal(error.message, message);
    dc_dataset_destroy(data);
}

static void what_is_refused(void **state) {
    const char one_class[] = "every point has the label 'a', so there is no pair of "
                             "classes: use --groups whole or --label none";
    const char no_labels[] = "pairs of classes need labels: name their column with "
                             "--label, or use --groups whole";
    const dc_read_options unlabelled = { .label = "none" };
    (void)state;
    refuse("1,a\n2,a\n", NULL, DC_GROUPS_AUTO, DC_EINPUT, one_class);
    refuse("1,a\n2,a\n", NULL, DC_GROUPS_PAIRS, DC_EINPUT, one_class);
    refuse("1,c,a\n2,c,a\n", &(dc_read_options){ .cell = "2" }, DC_GROUPS_CELLS,
           DC_EINPUT, one_class);
    refuse("1\n2\n", &unlabelled, DC_GROUPS_PAIRS, DC_EINPUT, no_labels);
    refuse("1,a\n2,b\n", NULL, DC_GROUPS_CELLS, DC_EINPUT,
           "groups by cell need cell ids: name their column with --cell");
    refuse("1,a\n2,b\n", NULL, (dc_grouping)9, DC_EUSAGE, "9 is no grouping");
    dc_groups_destroy(NULL);
}

static void one_class_can_be_grouped_as_a_whole(void **state) {
    dc_dataset *data;
    dc_error error;
    (void)state;
    assert_int_equal(dc_dataset_read(&data,
                                     DC_SOURCE_ROOT "/tests/corpus/bad/one_class.csv",
                                     NULL, &error),
                     DC_OK);
    expect_groups(data, DC_GROUPS_WHOLE, ROWS("whole: 0 1"));
    dc_dataset_destroy(data);
}

static void too_many_groups_are_refused(void **state) {
    char *text = malloc(192000), *end = text;
    dc_dataset *data;
    dc_groups *groups;
    dc_error error;
    (void)state;
    for (int k = 0; k < 3000; k++)
        end += sprintf(end, "1,label%d\n", k);
    data = must_read(text, NULL);
    assert_int_equal(dc_groups_create(&groups, data, DC_GROUPS_AUTO, &error), DC_EINPUT);
    assert_non_null(strstr(error.message, "more than 1000000 groups"));
    dc_dataset_destroy(data);
    end = text;
    for (int k = 0; k < 3000; k++)
        end += sprintf(end, "1,cell%d,label%d\n", k, k % 1000);
    data = must_read(text, &(dc_read_options){ .cell = "2" });
    assert_int_equal(dc_groups_create(&groups, data, DC_GROUPS_CELLS, &error), DC_EINPUT);
    assert_non_null(strstr(error.message, "more than 1000000 groups"));
    dc_dataset_destroy(data);
    free(text);
}

/* Against the definition: the group g = (cell, a, b) holds point k or not. */
static void check_against_definition(const dc_dataset *data, bool cells) {
    dc_groups *groups = must_group(data, cells ? DC_GROUPS_CELLS : DC_GROUPS_PAIRS);
    size_t K = dc_dataset_classes(data), C = cells ? dc_dataset_cells(data) : 1, g = 0;
    for (size_t cell = 0; cell < C; cell++) {
        for (size_t a = 0; a < K; a++) {
            for (size_t b = a + 1; b < K; b++) {
                size_t count = 0;
                for (size_t k = 0; k < dc_dataset_points(data); k++) {
                    size_t class_index = dc_dataset_class(data, k);
                    if ((cells && dc_dataset_cell(data, k) != cell) ||
                        (class_index != a && class_index != b))
                        continue;
                    assert_true(count < dc_groups_size(groups, g));
                    assert_int_equal(dc_groups_points(groups, g)[count++], k);
                }
                if (count == 0)
                    continue;
                assert_int_equal(dc_groups_size(groups, g), count);
                g++;
            }
        }
    }
    assert_int_equal(dc_groups_count(groups), g);
    dc_groups_destroy(groups);
}

static void random_groups(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 17);
    for (unsigned long round = 0; round < rounds(200); round++) {
        char text[1024], *end = text;
        uint64_t classes = 2 + dc_random_below(&random, 4);
        uint64_t cells = 1 + dc_random_below(&random, 5);
        uint64_t points = classes + dc_random_below(&random, 30);
        for (uint64_t k = 0; k < points; k++)
            end += sprintf(end, "1,p%d,c%d\n", (int)dc_random_below(&random, cells),
                           (int)(k < classes ? k : dc_random_below(&random, classes)));
        dc_dataset *data = must_read(text, &(dc_read_options){ .cell = "2" });
        check_against_definition(data, false);
        check_against_definition(data, true);
        dc_dataset_destroy(data);
    }
}

static void groupings_have_names(void **state) {
    dc_dataset *labelled = must_read("1,a\n2,b\n", NULL);
    dc_dataset *plain = must_read("1\n2\n", &(dc_read_options){ .label = "none" });
    (void)state;
    assert_string_equal(dc_grouping_name(labelled, DC_GROUPS_AUTO), "pairs");
    assert_string_equal(dc_grouping_name(plain, DC_GROUPS_AUTO), "whole");
    assert_string_equal(dc_grouping_name(labelled, DC_GROUPS_WHOLE), "whole");
    assert_string_equal(dc_grouping_name(plain, DC_GROUPS_PAIRS), "pairs");
    assert_string_equal(dc_grouping_name(plain, DC_GROUPS_CELLS), "cells");
    dc_dataset_destroy(plain);
    dc_dataset_destroy(labelled);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_is_everything),
        cmocka_unit_test(pairs_of_classes),
        cmocka_unit_test(cells_and_pairs),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(one_class_can_be_grouped_as_a_whole),
        cmocka_unit_test(too_many_groups_are_refused),
        cmocka_unit_test(groupings_have_names),
        cmocka_unit_test(random_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
