#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reading.h"

static const dc_read_options libsvm = { .format = "libsvm" };

static void bad_files_have_one_message(void **state) {
    static const bad_file files[] = {
        { "empty.libsvm", "there are no data rows" },
        { "comments_only.libsvm", "there are no data rows" },
        { "no_label.libsvm",
          "line 2, column 1: '1:3' stands where the label is expected" },
        { "no_pair.libsvm", "line 2, column 4: '2' is not index:value" },
        { "named_index.libsvm", "line 1, column 4: 'qid:3' is not index:value" },
        { "index_zero.libsvm",
          "line 1, column 4: '0:2' has index 0, but indices count from 1" },
        { "index_repeated.libsvm",
          "line 1, column 8: '1:3' follows index 1, but indices increase" },
        { "index_decreasing.libsvm",
          "line 1, column 8: '2:3' follows index 3, but indices increase" },
        { "index_huge.libsvm",
          "line 2, column 4: '99999999999999999999:1' has an index over 1000000" },
        { "not_a_number.libsvm", "line 2, column 6: 'abc' is not a number" },
        { "empty_value.libsvm", "line 2, column 6: '' is not a number" },
        { "no_feature.libsvm", "no row has a feature" },
        { "nul_byte.libsvm",
          "line 2, column 4: '\\x00' is a NUL byte (is this a text file?)" },
        { "regression.libsvm",
          "column 2 (label): looks like a measurement, not a label: 51 different numbers "
          "in 51 rows; use --label none if there are no labels" },
    };
    (void)state;
    expect_bad_files(files, sizeof files / sizeof *files);
}

static void rows_are_unfolded(void **state) {
    (void)state;
    expect_rows("+1 1:0.5 3:2\n-1 2:1/3\n", &libsvm, "x1 x2 x3",
                ROWS("1/2 0 2 +1", "0 1/3 0 -1"));
    expect_rows("a 2:1e30\nb\na 1:-5 2:7", &libsvm, "x1 x2",
                ROWS("0 1000000000000000000000000000000 a", "0 0 b", "-5 7 a"));
}

static void comments_blanks_and_line_ends(void **state) {
    (void)state;
    expect_rows("\xef\xbb\xbf# first\n\n a\t1:1  2:2 # x\r\n\r\nb 1:3\r\n  \na #1:9\n",
                &libsvm, "x1 x2", ROWS("1 2 a", "3 0 b", "0 0 a"));
}

static void files_are_known_by_their_names(void **state) {
    static const char *const files[] = { "plain.libsvm", "comments.svm" };
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        char path[512];
        dc_dataset *data;
        dc_error error;
        snprintf(path, sizeof path, DC_SOURCE_ROOT "/tests/corpus/good/%s", files[k]);
        if (dc_dataset_read(&data, path, NULL, &error) != DC_OK)
            fail_msg("%s", error.message);
        expect_row(data, 0, k ? "1 2 a" : "1/2 0 2 +1");
        dc_dataset_destroy(data);
    }
}

static void columns_can_be_chosen(void **state) {
    const char text[] = "a 1:1 2:2 3:3\nb 2:5\n";
    (void)state;
    expect_rows(text, &(dc_read_options){ .format = "libsvm", .label = "none" },
                "x1 x2 x3", ROWS("1 2 3", "0 5 0"));
    expect_rows(text, &(dc_read_options){ .format = "libsvm", .columns = "3,x2" },
                "x2 x3", ROWS("2 3 a", "5 0 b"));
    expect_rows(text,
                &(dc_read_options){ .format = "libsvm", .drop = "2", .label = "label" },
                "x1 x3", ROWS("1 3 a", "0 0 b"));
    expect_rows(text,
                &(dc_read_options){ .format = "libsvm", .drop = "1", .label = "none" },
                "x2 x3", ROWS("2 3", "5 0"));
    must_refuse(
        text, sizeof text - 1, &(dc_read_options){ .format = "libsvm", .label = "2" },
        DC_EUSAGE,
        "in the format libsvm the label is the column 'label' (--label label), or "
        "none (--label none)");
    must_refuse(
        text, sizeof text - 1, &(dc_read_options){ .format = "libsvm", .drop = "label" },
        DC_EUSAGE,
        "in the format libsvm the label is the column 'label' (--label label), or "
        "none (--label none)");
}

static void memory_is_bounded(void **state) {
    const char text[] = "a 1000000:1\nb 1:1\n";
    dc_dataset *data;
    dc_error error;
    (void)state;
    assert_int_equal(read_bytes(&data, text, sizeof text - 1,
                                &(dc_read_options){ .format = "libsvm",
                                                    .max_bytes = 1 << 20 },
                                &error),
                     DC_ENOMEM);
    assert_non_null(strstr(error.message, "more than the 1048576 bytes"));
    char *rows = malloc(1 << 20), *end = rows;
    for (int k = 0; k < 10000; k++)
        end += sprintf(end, "a 1:%d\n", k);
    assert_int_equal(
        read_bytes(&data, rows, (size_t)(end - rows),
                   &(dc_read_options){ .format = "libsvm", .max_bytes = 200000 }, NULL),
        DC_ENOMEM);
    free(rows);
}

static void random_rows_are_unfolded(void **state) {
    enum { FEATURES = 9, ROWS_MOST = 20 };
    dc_random random;
    (void)state;
    dc_random_seed(&random, 5);
    for (unsigned long round = 0; round < rounds(100); round++) {
        int values[ROWS_MOST][FEATURES] = { { 0 } };
        size_t count = 1 + dc_random_below(&random, ROWS_MOST), widest = 1;
        char text[ROWS_MOST * FEATURES * 8 + ROWS_MOST * 8], *end = text;
        for (size_t k = 0; k < count; k++) {
            end += sprintf(end, "c%zu", k % 3);
            for (size_t l = 0; l < FEATURES; l++) {
                if (dc_random_below(&random, 3) && (k || l))
                    continue;
                values[k][l] = (int)dc_random_between(&random, -99, 99);
                end += sprintf(end, " %zu:%d", l + 1, values[k][l]);
                widest = l + 1 > widest ? l + 1 : widest;
            }
            *end++ = '\n';
        }
        *end = '\0';
        dc_dataset *data = must_read(text, &libsvm);
        assert_int_equal(dc_dataset_points(data), count);
        assert_int_equal(dc_dataset_features(data), widest);
        mpq_t value;
        mpq_init(value);
        for (size_t k = 0; k < count; k++) {
            assert_int_equal(dc_dataset_class(data, k), k % 3);
            for (size_t l = 0; l < widest; l++) {
                dc_dataset_value(value, data, k, l);
                if (mpq_cmp_si(value, values[k][l], 1) != 0)
                    fail_msg("round %lu, row %zu, feature %zu of\n%s", round, k, l, text);
            }
        }
        mpq_clear(value);
        dc_dataset_destroy(data);
    }
}

static void mutations_never_crash(void **state) {
    static const char seed[] = "# c\n+1 1:0.5 3:2\n-1 2:1/3 # d\r\na 1:-1e3 2:0\n";
    dc_random random;
    size_t good = 0;
    (void)state;
    dc_random_seed(&random, 23);
    for (unsigned long k = 0; k < rounds(500); k++) {
        char text[128];
        dc_dataset *data;
        dc_error error = { 0 };
        memcpy(text, seed, sizeof seed - 1);
        size_t size = mutate(text, sizeof seed - 1, sizeof text, &random);
        dc_status status = read_bytes(&data, text, size, &libsvm, &error);
        good += status == DC_OK;
        if (status == DC_OK)
            dc_dataset_destroy(data);
        else
            expect_message(k, status, &error);
    }
    assert_in_range(good, 100, rounds(500) - 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_files_have_one_message),
        cmocka_unit_test(rows_are_unfolded),
        cmocka_unit_test(comments_blanks_and_line_ends),
        cmocka_unit_test(files_are_known_by_their_names),
        cmocka_unit_test(columns_can_be_chosen),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(random_rows_are_unfolded),
        cmocka_unit_test(mutations_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
