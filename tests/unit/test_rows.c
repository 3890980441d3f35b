#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "data/dataset.h"
#include "reading.h"

static dc_dataset *must_build(const dc_rows *rows) {
    dc_dataset *data;
    dc_error error;
    if (dc_dataset_from_rows(&data, rows, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_string_equal(error.message, "");
    return data;
}

static void refuse(const dc_rows *rows, dc_status status, const char *message) {
    dc_dataset *data = (dc_dataset *)&rows;
    dc_error error;
    assert_int_equal(dc_dataset_from_rows(&data, rows, &error), status);
    assert_null(data);
    assert_string_equal(error.message, message);
}

static void texts_are_taken_exactly(void **state) {
    const char *texts[] = { "0.1", "-5/2", "1e3", "7", "3", "1e-2" };
    const char *names[] = { "u", "v, w" }, *weights[] = { "1/3", "2", "0.5" };
    const char *labels[] = { "b", "a", "b" }, *cells[] = { "p", "q", "q" };
    const dc_rows rows = { 3, 2, texts, NULL, names, weights, labels, cells, 0 };
    (void)state;
    dc_dataset *data = must_build(&rows);
    expect_row(data, 0, "1/10 -5/2 w=1/3 b @p");
    expect_row(data, 1, "1000 7 w=2 a @q");
    expect_row(data, 2, "3 1/100 w=1/2 b @q");
    assert_string_equal(dc_dataset_feature_name(data, 1), "v, w");
    assert_string_equal(dc_dataset_class_name(data, 0), "b");
    assert_false(dc_dataset_plain_csv(data));
    dc_dataset_destroy(data);
}

/* 0.1 as a double is another number than as a text. */
static void doubles_are_taken_exactly(void **state) {
    const double doubles[] = { 0.1, 5e-324 };
    const dc_rows rows = { .points = 2, .features = 1, .doubles = doubles };
    mpq_t value, expected;
    (void)state;
    dc_dataset *data = must_build(&rows);
    expect_row(data, 0, "3602879701896397/36028797018963968");
    mpq_inits(value, expected, NULL);
    mpq_set_d(expected, 5e-324);
    dc_dataset_value(value, data, 1, 0);
    assert_true(mpq_equal(value, expected));
    mpq_clears(value, expected, NULL);
    assert_string_equal(dc_dataset_feature_name(data, 0), "x1");
    assert_int_equal(dc_dataset_classes(data), 0);
    assert_int_equal(dc_dataset_cells(data), 0);
    assert_false(dc_dataset_weighted(data));
    dc_dataset_destroy(data);
}

static void what_is_written_is_read_again(void **state) {
    const char *texts[] = { "1/3", "2", "-0.25", "1e20" }, *names[] = { "a\"b", "x;y" };
    const char *labels[] = { "it's", "one, two" };
    const dc_rows rows = { .points = 2,
                           .features = 2,
                           .texts = texts,
                           .feature_names = names,
                           .labels = labels };
    const dc_read_options options = { .header = DC_HEADER_YES, .label = "label" };
    memory_file file = memory_file_open("", 0);
    dc_dataset *again, *data = must_build(&rows);
    (void)state;
    assert_int_equal(dc_dataset_write_csv(data, file.path, NULL), DC_OK);
    assert_int_equal(dc_dataset_read(&again, file.path, &options, NULL), DC_OK);
    expect_row(again, 0, "1/3 2 it's");
    expect_row(again, 1, "-1/4 100000000000000000000 one, two");
    assert_string_equal(dc_dataset_feature_name(again, 0), "a\"b");
    dc_dataset_destroy(again);
    dc_dataset_destroy(data);
    free(memory_file_text(&file));
}

static void bad_numbers_are_told_with_their_place(void **state) {
    const char *names[] = { "u", "v" };
    const char *bad[][2] = {
        { "", "row 1, column 'v': '' is not a number" },
        { "nan", "row 1, column 'v': 'nan' is not a number" },
        { "1 ", "row 1, column 'v': '1 ' is not a number" },
        { "1e999999999",
          "row 1, column 'v': '1e999999999' is a number of 1000000000 digits (at most 5000 are "
          "accepted)" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        const char *texts[] = { "1", "2", "3", bad[k][0] };
        refuse(&(dc_rows){ .points = 2,
                           .features = 2,
                           .texts = texts,
                           .feature_names = names },
               DC_EINPUT, bad[k][1]);
    }
    refuse(&(dc_rows){ .points = 1,
                       .features = 2,
                       .doubles = (double[]){ 1, (double)NAN } },
           DC_EINPUT, "row 0, column 'x2': nan is not finite");
    refuse(&(dc_rows){ .points = 2,
                       .features = 1,
                       .doubles = (double[]){ 1, -HUGE_VAL } },
           DC_EINPUT, "row 1, column 'x1': -inf is not finite");
}

static void bad_weights_and_names_are_told(void **state) {
    const double doubles[] = { 1, 2 };
    dc_rows rows = { .points = 2, .features = 1, .doubles = doubles };
    (void)state;
    rows.weights = (const char *[]){ "1", "0" };
    refuse(&rows, DC_EINPUT, "row 1, column 'weight': '0' is not positive");
    rows.weights = (const char *[]){ "-1/2", "1" };
    refuse(&rows, DC_EINPUT, "row 0, column 'weight': '-1/2' is not positive");
    rows.weights = (const char *[]){ "1", "x" };
    refuse(&rows, DC_EINPUT, "row 1, column 'weight': 'x' is not a number");
    rows.weights = NULL;
    rows.labels = (const char *[]){ "a", "" };
    refuse(&rows, DC_EINPUT, "row 1, column 'label': it is empty");
    rows.labels = NULL;
    rows.cells = (const char *[]){ "", "c" };
    refuse(&rows, DC_EINPUT, "row 0, column 'cell': it is empty");
}

static void bad_shapes_are_refused(void **state) {
    const double doubles[] = { 1, 2 };
    const char *texts[] = { "1", "2" };
    (void)state;
    refuse(&(dc_rows){ .features = 1, .doubles = doubles }, DC_EUSAGE,
           "0 points with 1 features: both must be at least 1");
    refuse(&(dc_rows){ .points = 2, .doubles = doubles }, DC_EUSAGE,
           "2 points with 0 features: both must be at least 1");
    refuse(&(dc_rows){ .points = 1, .features = 1000001, .doubles = doubles }, DC_EUSAGE,
           "1000001 features: more than 1000000");
    refuse(&(dc_rows){ .points = 2, .features = 1 }, DC_EUSAGE,
           "values are either texts or doubles");
    refuse(&(dc_rows){ .points = 2, .features = 1, .doubles = doubles, .texts = texts },
           DC_EUSAGE, "values are either texts or doubles");
}

static void no_more_is_held_than_allowed(void **state) {
    const char *texts[] = { "1", "1e4000" };
    const double doubles[] = { 1, 1e300 };
    (void)state;
    refuse(&(dc_rows){ .points = 2, .features = 1, .texts = texts, .max_bytes = 1000 },
           DC_ENOMEM,
           "the data need more than the 1000 bytes of memory they are allowed: 1 points "
           "were read, and there are more");
    refuse(&(dc_rows){ .points = 2, .features = 1, .doubles = doubles, .max_bytes = 200 },
           DC_ENOMEM,
           "the data need more than the 200 bytes of memory they are allowed: 1 points "
           "were read, and there are more");
}

/* It is noticed within a row, before what follows in it is looked at. */
static void a_long_row_is_not_held_first(void **state) {
    const char *texts[] = { "1e4000", "x" };
    const double doubles[] = { 1e300, (double)NAN };
    const char *message = "the data need more than the 130 bytes of memory they are "
                          "allowed: 0 points were read, and there are more";
    (void)state;
    refuse(&(dc_rows){ .points = 1, .features = 2, .texts = texts, .max_bytes = 130 },
           DC_ENOMEM, message);
    refuse(&(dc_rows){ .points = 1, .features = 2, .doubles = doubles, .max_bytes = 130 },
           DC_ENOMEM, message);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_taken_exactly),
        cmocka_unit_test(doubles_are_taken_exactly),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(bad_numbers_are_told_with_their_place),
        cmocka_unit_test(bad_weights_and_names_are_told),
        cmocka_unit_test(bad_shapes_are_refused),
        cmocka_unit_test(no_more_is_held_than_allowed),
        cmocka_unit_test(a_long_row_is_not_held_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
