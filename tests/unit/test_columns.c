#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/columns.h"
#include "reading.h"

static const char table[] = "id,x,y,w,kind,cell,label\n"
                            "7,1,2,1/2,3,c1,a\n"
                            "8,3,4,2,5,c2,b\n"
                            "9,5,6,1,7,c1,a\n";

static void columns_take_their_parts(void **state) {
    (void)state;
    expect_rows(table, &(dc_read_options){ .cell = "cell", .weight = "w" }, "id x y kind",
                ROWS("7 1 2 3 w=1/2 a @c1", "8 3 4 5 w=2 b @c2", "9 5 6 7 w=1 a @c1"));
    expect_rows(table, &(dc_read_options){ .drop = "cell, id ,w" }, "x y kind",
                ROWS("1 2 3 a", "3 4 5 b", "5 6 7 a"));
    expect_rows(table, &(dc_read_options){ .columns = "y,x" }, "x y",
                ROWS("1 2 a", "3 4 b", "5 6 a"));
    expect_rows(table, &(dc_read_options){ .columns = "2,3", .label = "6" }, "x y",
                ROWS("1 2 c1", "3 4 c2", "5 6 c1"));
    expect_rows(table, &(dc_read_options){ .columns = "x", .label = "none" }, "x",
                ROWS("1", "3", "5"));
    expect_rows(table, &(dc_read_options){ .columns = "2", .label = "cell", .cell = "7" },
                "x", ROWS("1 c1 @a", "3 c2 @b", "5 c1 @a"));
}

static void names_go_before_numbers(void **state) {
    (void)state;
    expect_rows("x,1,label\n1,2,a\n3,4,b\n",
                &(dc_read_options){ .header = DC_HEADER_YES, .drop = "1" }, "x",
                ROWS("1 a", "3 b"));
    expect_rows("1,2,a\n3,4,b\n", &(dc_read_options){ .columns = "x2" }, "x2",
                ROWS("2 a", "4 b"));
}

/* The last column that has no other part; features keep their places as names. */
static void label_by_default(void **state) {
    (void)state;
    expect_rows("1,a,2\n3,b,4\n", &(dc_read_options){ .weight = "3" }, "x1",
                ROWS("1 w=2 a", "3 w=4 b"));
    expect_rows("1,a,z\n3,b,z\n", &(dc_read_options){ .drop = "3" }, "x1",
                ROWS("1 a", "3 b"));
    expect_rows("a,1,2\nb,3,4\n", &(dc_read_options){ .label = "1" }, "x2 x3",
                ROWS("1 2 a", "3 4 b"));
}

static void refuse(const dc_read_options *options, dc_status status,
                   const char *message) {
    must_refuse(table, sizeof table - 1, options, status, message);
}

static void unknown_columns(void **state) {
    (void)state;
    refuse(&(dc_read_options){ .label = "species" }, DC_EINPUT,
           "there is no column 'species' (--label); the 7 columns are id, x, y, w, kind, "
           "...");
    refuse(&(dc_read_options){ .weight = "0" }, DC_EINPUT,
           "there is no column '0' (--weight); the 7 columns are id, x, y, w, kind, ...");
    refuse(&(dc_read_options){ .cell = "8" }, DC_EINPUT,
           "there is no column '8' (--cell); the 7 columns are id, x, y, w, kind, ...");
    refuse(&(dc_read_options){ .drop = "x,-1" }, DC_EINPUT,
           "there is no column '-1' (--drop); the 7 columns are id, x, y, w, kind, ...");
    refuse(&(dc_read_options){ .columns = "x,99999999999999999999" }, DC_EINPUT,
           "there is no column '99999999999999999999' (--columns); the 7 columns are id, "
           "x, y, w, kind, ...");
    refuse(&(dc_read_options){ .columns = "x,,y" }, DC_EUSAGE,
           "--columns: an empty column name");
    refuse(&(dc_read_options){ .label = "" }, DC_EUSAGE, "--label: an empty column name");
}

static void contradictions(void **state) {
    (void)state;
    refuse(&(dc_read_options){ .label = "x", .weight = "2" }, DC_EUSAGE,
           "column 2 (x) is given in both --weight and --label");
    refuse(&(dc_read_options){ .cell = "w", .weight = "w" }, DC_EUSAGE,
           "column 4 (w) is given in both --weight and --cell");
    refuse(&(dc_read_options){ .drop = "x,y,2" }, DC_EUSAGE,
           "column 2 (x) is given twice in --drop");
    refuse(&(dc_read_options){ .columns = "x,x" }, DC_EUSAGE,
           "column 2 (x) is given twice in --columns");
    refuse(&(dc_read_options){ .columns = "x,y", .drop = "y" }, DC_EUSAGE,
           "column 3 (y) is given in both --drop and --columns");
    refuse(&(dc_read_options){ .columns = "x,label", .label = "label" }, DC_EUSAGE,
           "column 7 (label) is given in both --label and --columns");
    refuse(
        &(dc_read_options){ .columns = "x,label" }, DC_EUSAGE,
        "column 7 (label) is given in --columns, but is the label by default: say which "
        "column is, or --label none");
    refuse(&(dc_read_options){ .drop = "1,2,3,4,5,6,7" }, DC_EINPUT,
           "there is no feature column");
}

static void ambiguous_names(void **state) {
    const char text[] = "x,y,x,label\n1,2,3,a\n4,5,6,b\n";
    (void)state;
    must_refuse_text(
        text, &(dc_read_options){ .drop = "x" },
        "columns 1 and 3 are both called 'x' (--drop): give the number of the "
        "one you mean");
    expect_rows(text, &(dc_read_options){ .drop = "1" }, "y x", ROWS("2 3 a", "5 6 b"));
}

/* rows rows of the labels 0 .. classes-1, each followed by the suffix. */
static char *labelled_rows(size_t rows, size_t classes, const char *suffix) {
    char *text = malloc(64 * rows + 1), *end = text;
    for (size_t k = 0; k < rows; k++)
        end += sprintf(end, "%zu,%zu%s\n", k, k % classes, suffix);
    return text;
}

static void try_labels(size_t rows, size_t classes, const char *suffix, const char *label,
                       bool fine) {
    char *text = labelled_rows(rows, classes, suffix);
    dc_dataset *data;
    dc_error error;
    dc_status status = read_bytes(&data, text, strlen(text),
                                  &(dc_read_options){ .label = label }, &error);
    if ((status == DC_OK) != fine)
        fail_msg("%zu rows, %zu labels like 0%s, label %s: %s", rows, classes, suffix,
                 label ? label : "by default", status == DC_OK ? "read" : error.message);
    if (!fine)
        assert_non_null(strstr(error.message, "--label none"));
    if (status == DC_OK)
        dc_dataset_destroy(data);
    free(text);
}

static void measurements_are_no_labels(void **state) {
    (void)state;
    try_labels(1000, 50, "", NULL, true);
    try_labels(1000, 51, "", NULL, false);
    try_labels(1000, 51, "", "2", false);
    try_labels(1000, 51, ".5e1", "2", false);
    try_labels(1000, 51, "b", NULL, true);
    try_labels(10, 5, "", NULL, true);
    try_labels(10, 6, "", NULL, false);
    try_labels(10, 6, "", "2", true);
    try_labels(10, 6, "b", NULL, true);
    try_labels(10, 10, "", "none", true);
    try_labels(3, 2, "", NULL, false);
    try_labels(3, 2, "", "x2", true);
    try_labels(2, 1, "", NULL, true);
    try_labels(100000, 100000, "", "none", true);
    try_labels(100000, 100000, "x", NULL, true);
}

static void lists(void **state) {
    const char *list = " a, b c,,d", *entry;
    size_t length, index;
    (void)state;
    assert_true(dc_list_next(&list, &entry, &length));
    assert_int_equal(length, 1);
    assert_true(dc_list_next(&list, &entry, &length));
    assert_int_equal(length, 3);
    assert_memory_equal(entry, "b c", 3);
    assert_true(dc_list_next(&list, &entry, &length));
    assert_int_equal(length, 0);
    assert_true(dc_list_next(&list, &entry, &length));
    assert_memory_equal(entry, "d", 1);
    assert_false(dc_list_next(&list, &entry, &length));
    assert_true(dc_list_place("3", 1, 3, &index));
    assert_int_equal(index, 2);
    assert_true(dc_list_place("003", 3, 3, &index));
    assert_false(dc_list_place("4", 1, 3, &index));
    assert_false(dc_list_place("0", 1, 3, &index));
    assert_false(dc_list_place("", 0, 3, &index));
    assert_false(dc_list_place("+1", 2, 3, &index));
    assert_false(dc_list_place("18446744073709551617", 20, 3, &index));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_take_their_parts),
        cmocka_unit_test(names_go_before_numbers),
        cmocka_unit_test(label_by_default),
        cmocka_unit_test(unknown_columns),
        cmocka_unit_test(contradictions),
        cmocka_unit_test(ambiguous_names),
        cmocka_unit_test(measurements_are_no_labels),
        cmocka_unit_test(lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
