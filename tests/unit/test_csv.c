#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reading.h"

static void bad_files_have_one_message(void **state) {
    static const bad_file files[] = {
        { "empty.csv", "the file is empty" },
        { "blank_lines.csv", "the file is empty" },
        { "header_only.csv", "there is a header only, and no data rows" },
        { "not_a_number.csv", "line 3, column 2 (petal_width): 'abc' is not a number" },
        { "nan.csv", "line 2, column 2 (y): 'NaN' is not a number" },
        { "nan_first_row.csv", "line 1, column 1 (x1): 'nan' is not a number" },
        { "infinity.csv", "line 3, column 1 (x): '-inf' is not a number" },
        { "empty_field.csv",
          "line 2, column 2 (y): the field is empty, but must hold a number" },
        { "missing_column.csv",
          "line 3, column 3 (label): is missing: 2 columns, but line "
          "1 has 3" },
        { "extra_column.csv", "line 3, column 4: '5' is too much: 4 columns, but line 1 "
                              "has 3" },
        { "huge_exponent.csv", "line 3, column 1 (x): '1e999999999' is a number of "
                               "1000000000 digits (at most 5000 are accepted)" },
        { "tiny_exponent.csv", "line 3, column 2 (y): '4e-999999999' is a number of "
                               "999999999 digits (at most 5000 are accepted)" },
        { "too_many_digits.csv",
          "line 3, column 2 (y): "
          "'0.12312312312312312312312312312312312312312312312312312312...' is a number of "
          "5100 digits (at most 5000 are accepted)" },
        { "zero_denominator.csv",
          "line 3, column 1 (x): '1/0' is a fraction with denominator 0" },
        { "hexadecimal.csv", "line 3, column 1 (x): '0x10' is not a number" },
        { "digit_separator.csv", "line 3, column 1 (x): '1_000' is not a number" },
        { "decimal_comma.csv", "line 2, column 1 (x): '1,5' is not a number" },
        { "nul_byte.csv",
          "line 3, column 2: a NUL byte (is this a text file?): '\\x00'" },
        { "utf16.csv", "line 1, column 1: a NUL byte (is this a text file?): "
                       "'\\xff\\xfex\\x00'" },
        { "control_characters.csv",
          "line 3, column 2 (y): '\\x1b[31m4\\x07' is not a number" },
        { "stray_quote.csv",
          "line 3, column 3: a quote inside a field that does not begin "
          "with one: 'b\"'" },
        { "open_quote.csv", "line 3, column 3: the quote that opens this field is never "
                            "closed: 'b\\x0a5,6,a\\x0a'" },
        { "text_after_quote.csv",
          "line 3, column 2: text after a closing quote: '\"4\"5'" },
        { "carriage_returns.csv", "line 1, column 3: a carriage return without a line "
                                  "feed: 'label\\x0d'" },
        { "header_or_row.csv", "line 1, column 2: '2.O' is not a number, but column 1 "
                               "holds '1.0': is this line a header? Say --header yes or "
                               "--header no" },
        { "empty_label.csv", "line 3, column 3 (label): the label is empty" },
        { "label_only.csv",
          "there is no feature column: the only one left is taken as the "
          "label (--label none if there are no labels)" },
        { "measured_label.csv",
          "column 2 (y): looks like a measurement, not a label: 51 different numbers in "
          "200 rows; use --label none if there are no labels" },
        { "measured_half.csv",
          "column 2 (y): looks like a measurement, not a label: 2 different numbers in 3 "
          "rows; use --label none if there are no labels, or name this column with --label "
          "if it is one" },
        { "no_gzip_end.csv.gz", "the gzip data end too early (a truncated file?)" },
        { "wrong_checksum.csv.gz", "the gzip data are damaged" },
    };
    (void)state;
    expect_bad_files(files, sizeof files / sizeof *files);
}

static dc_dataset *read_good(const char *name) {
    char path[512];
    dc_dataset *data;
    dc_error error;
    snprintf(path, sizeof path, DC_SOURCE_ROOT "/tests/corpus/good/%s", name);
    if (dc_dataset_read(&data, path, NULL, &error) != DC_OK)
        fail_msg("%s", error.message);
    return data;
}

static void good_files_hold_the_same(void **state) {
    static const char *const files[] = {
        "plain.csv",       "crlf.csv",           "bom.csv",
        "tabs.tsv",        "no_header.csv",      "semicolons.csv",
        "blanks.csv",      "compressed.csv.gz",  "no_final_newline.csv",
        "blank_lines.csv", "two_members.csv.gz",
    };
    (void)state;
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        dc_dataset *data = read_good(files[k]);
        assert_int_equal(dc_dataset_points(data), 2);
        bool named = strcmp(files[k], "no_header.csv") != 0;
        assert_string_equal(dc_dataset_feature_name(data, 1), named ? "y" : "x2");
        expect_row(data, 0, "1 2 a");
        expect_row(data, 1, "3 4 b");
        dc_dataset_destroy(data);
    }
}

static void good_files_hold_what_they_spell(void **state) {
    (void)state;
    dc_dataset *data = read_good("numbers.csv");
    mpq_t value, power;
    mpq_inits(value, power, NULL);
    expect_row(data, 0, "1/3 -5/2 a");
    expect_row(data, 1, "1/1000 1/2 b");
    expect_row(data, 2, "123456789012345678901234567890 2 a");
    expect_row(data, 3, "0 0 b");
    dc_dataset_value(value, data, 4, 0);
    mpz_ui_pow_ui(mpq_numref(power), 10, 4000);
    assert_true(mpq_equal(value, power));
    mpq_clears(value, power, NULL);
    dc_dataset_destroy(data);

    data = read_good("quotes.csv");
    assert_string_equal(dc_dataset_feature_name(data, 1), "y \"hat\"");
    expect_row(data, 0, "1 2 a, b");
    expect_row(data, 1, "3 4 two\nlines");
    expect_row(data, 2, "5 6 a, b");
    dc_dataset_destroy(data);

    data = read_good("unicode.csv");
    assert_string_equal(dc_dataset_feature_name(data, 0), "l\xc3\xa4nge");
    dc_dataset_destroy(data);

    data = read_good("all_numbers.csv");
    expect_row(data, 3, "7 8 0");
    assert_int_equal(dc_dataset_classes(data), 2);
    dc_dataset_destroy(data);
}

static void header_can_be_given(void **state) {
    (void)state;
    expect_rows("1,2,label\n3,4,b\n", &(dc_read_options){ .header = DC_HEADER_YES },
                "1 2", ROWS("3 4 b"));
    expect_rows("1,2,label\n3,4,b\n", &(dc_read_options){ .header = DC_HEADER_NO },
                "x1 x2", ROWS("1 2 label", "3 4 b"));
    expect_rows("x,,label\n3,4,b\n", NULL, "x x2", ROWS("3 4 b"));
    must_refuse_text("x,y,label\n3,4,b\n", &(dc_read_options){ .header = DC_HEADER_NO },
                     "line 1, column 1 (x1): 'x' is not a number");
    must_refuse_text("1,2,a\n", &(dc_read_options){ .header = DC_HEADER_YES },
                     "there is a header only, and no data rows");
}

static void delimiter_can_be_given(void **state) {
    (void)state;
    expect_rows("1;a,b,c\n2;d,e,f\n", &(dc_read_options){ .delimiter = ';' }, "x1",
                ROWS("1 a,b,c", "2 d,e,f"));
}

static void one_row_and_one_column(void **state) {
    (void)state;
    expect_rows("7", &(dc_read_options){ .label = "none" }, "x1", ROWS("7"));
    expect_rows("x\n7\n", &(dc_read_options){ .label = "none" }, "x", ROWS("7"));
    expect_rows("1,a", NULL, "x1", ROWS("1 a"));
}

static void weights_are_positive_numbers(void **state) {
    const dc_read_options options = { .weight = "w" };
    (void)state;
    expect_rows("x,w,label\n1,1e-30,a\n2,7/3,b\n", &options, "x",
                ROWS("1 w=1/1000000000000000000000000000000 a", "2 w=7/3 b"));
    must_refuse_text("x,w,label\n1,1,a\n2,0,b\n", &options,
                     "line 3, column 2 (w): '0' is no weight: weights are positive");
    must_refuse_text("x,w,label\n1,-1/2,a\n2,1,b\n", &options,
                     "line 2, column 2 (w): '-1/2' is no weight: weights are positive");
    must_refuse_text("x,w,label\n1,-1e40,a\n2,1,b\n", &options,
                     "line 2, column 2 (w): '-1e40' is no weight: weights are positive");
    must_refuse_text("x,w,label\n1,heavy,a\n", &options,
                     "line 2, column 2 (w): 'heavy' is not a number");
    must_refuse_text("x,w,label\n1,,a\n", &options,
                     "line 2, column 2 (w): the field is empty, but must hold a number");
}

static void cells_are_any_text(void **state) {
    const dc_read_options options = { .cell = "c" };
    (void)state;
    expect_rows("x,c,label\n1,++-,a\n2,+--,b\n3,++-,b\n", &options, "x",
                ROWS("1 a @++-", "2 b @+--", "3 b @++-"));
    must_refuse_text("x,c,label\n1,,a\n", &options,
                     "line 2, column 2 (c): the cell is empty");
}

/* Line and column of an error behind quoted line ends and empty lines. */
static void places_are_right(void **state) {
    (void)state;
    must_refuse_text("x,\"y\nz\",label\n\n1,2,\"a\nb\"\n3,\"bad\nnumber\",c\n", NULL,
                     "line 6, column 2 (y\\x0az): 'bad\\x0anumber' is not a number");
    must_refuse_text("x,y,label\n1,\"2\n\",a\n\"\n\",2,a\n", NULL,
                     "line 2, column 2 (y): '2\\x0a' is not a number");
    must_refuse_text("x,y,label\n1,2,\"a\n\n\"\n3,4\n", NULL,
                     "line 5, column 3 (label): is missing: 2 columns, but line 1 has 3");
    must_refuse_text("\n\nx,y,label\n1\n", NULL,
                     "line 4, column 2 (y): is missing: 1 columns, but line 3 has 3");
}

static void memory_is_bounded(void **state) {
    char *text = malloc(1 << 20), *end = text;
    (void)state;
    for (int k = 0; k < 10000; k++)
        end += sprintf(end, "%d,1,a\n", k);
    dc_dataset *data = must_read(text, &(dc_read_options){ .max_bytes = 400000 });
    assert_int_equal(dc_dataset_points(data), 10000);
    dc_dataset_destroy(data);
    dc_error error;
    assert_int_equal(read_bytes(&data, text, (size_t)(end - text),
                                &(dc_read_options){ .max_bytes = 300000 }, &error),
                     DC_ENOMEM);
    assert_non_null(strstr(error.message, "the data need more than the 300000 bytes"));

    /* One line of long numbers, one column of long labels. */
    for (end = text; end < text + 100000;)
        end += sprintf(end, "1e4999,");
    memcpy(end, "a\n", sizeof "a\n");
    assert_int_equal(read_bytes(&data, text, strlen(text),
                                &(dc_read_options){ .max_bytes = 1000000 }, &error),
                     DC_ENOMEM);
    memcpy(end, "bad,a\n", sizeof "bad,a\n"); /* the bound is noticed within the line */
    assert_int_equal(read_bytes(&data, text, strlen(text),
                                &(dc_read_options){ .max_bytes = 1000000,
                                                    .header = DC_HEADER_NO },
                                &error),
                     DC_ENOMEM);
    end = text;
    for (int k = 0; k < 10000; k++)
        end += sprintf(end, "1,label%d\n", k);
    assert_int_equal(read_bytes(&data, text, (size_t)(end - text),
                                &(dc_read_options){ .max_bytes = 300000 }, &error),
                     DC_ENOMEM);
    free(text);
}

static void long_lines_are_refused(void **state) {
    enum { BLOCK = 1 << 20 };
    char *block = malloc(BLOCK);
    memory_file file = memory_file_open("x,label\n", 8);
    dc_dataset *data;
    dc_error error;
    (void)state;
    memset(block, '1', BLOCK);
    for (int k = 0; k < 65; k++)
        assert_int_equal(write(file.descriptor, block, BLOCK), BLOCK);
    assert_int_equal(dc_dataset_read(&data, file.path, NULL, &error), DC_EINPUT);
    assert_string_equal(without_path(error.message), "line 2 is longer than 64 MiB");
    close(file.descriptor);
    free(block);
}

/* Mutations of small files: read, or refused with a one-line message. */
static const char *const seeds[] = {
    "x,y,label\n1,2,a\n3,4.5,b\n-1e3,1/3,a\n",
    "\xef\xbb\xbf\"x\";\"y \"\"z\";\"label\"\r\n1;2;\"a\nb\"\r\n3;4;c\r\n",
    "1\t2\ta\n3\t4\tb\n",
    "1,2,0\n3,4,1\n5,6,0\n7,8,1\n",
};

static void expect_sane(const dc_dataset *data) {
    mpq_t value;
    mpq_init(value);
    assert_true(dc_dataset_points(data) > 0 && dc_dataset_features(data) > 0);
    for (size_t k = 0; k < dc_dataset_points(data); k++) {
        assert_true(dc_dataset_class(data, k) < dc_dataset_classes(data));
        for (size_t l = 0; l < dc_dataset_features(data); l++) {
            dc_dataset_value(value, data, k, l);
            assert_true(mpz_sgn(mpq_denref(value)) > 0);
        }
    }
    mpq_clear(value);
}

static void mutations_never_crash(void **state) {
    static const dc_read_options variants[] = {
        DC_READ_DEFAULTS,
        { .weight = "1", .cell = "2" },
        { .label = "label", .columns = "x" },
    };
    dc_random random;
    size_t good = 0, bad = 0;
    (void)state;
    dc_random_seed(&random, 99);
    for (unsigned long k = 0; k < rounds(1000); k++) {
        char text[256];
        const char *seed = seeds[k % (sizeof seeds / sizeof *seeds)];
        size_t size = strlen(seed);
        dc_dataset *data;
        dc_error error = { 0 };
        memcpy(text, seed, size + 1);
        size = mutate(text, size, sizeof text, &random);
        dc_status status = read_bytes(&data, text, size, &variants[k / 4 % 3], &error);
        if (status == DC_OK) {
            good++;
            if (k / 4 % 3 != 1 || dc_dataset_classes(data))
                expect_sane(data);
            dc_dataset_destroy(data);
            continue;
        }
        bad++;
        expect_message(k, status, &error);
    }
    assert_true(good > 50 && bad > 50);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_files_have_one_message),
        cmocka_unit_test(good_files_hold_the_same),
        cmocka_unit_test(good_files_hold_what_they_spell),
        cmocka_unit_test(header_can_be_given),
        cmocka_unit_test(delimiter_can_be_given),
        cmocka_unit_test(one_row_and_one_column),
        cmocka_unit_test(weights_are_positive_numbers),
        cmocka_unit_test(cells_are_any_text),
        cmocka_unit_test(places_are_right),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(long_lines_are_refused),
        cmocka_unit_test(mutations_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
