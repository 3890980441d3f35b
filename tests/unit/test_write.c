#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/dataset.h"
#include "reading.h"

/* What dc_dataset_write_csv writes, as a string to be freed. */
static char *written(const dc_dataset *data) {
    memory_file file = memory_file_open("", 0);
    dc_error error;
    if (dc_dataset_write_csv(data, file.path, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_string_equal(error.message, "");
    return memory_file_text(&file);
}

static void expect_written(const char *text, const dc_read_options *options,
                           const char *expected) {
    dc_dataset *data = must_read(text, options);
    char *again = written(data);
    assert_string_equal(again, expected);
    free(again);
    dc_dataset_destroy(data);
}

static void columns_come_in_order(void **state) {
    (void)state;
    expect_written("lab,w,x,c,y\na,1,2,k,3\nb,0.5,4,l,5\n",
                   &(dc_read_options){ .label = "lab", .weight = "w", .cell = "c" },
                   "x,y,weight,cell,label\n2,3,1,k,a\n4,5,0.5,l,b\n");
    expect_written("1\n2\n", &(dc_read_options){ .label = "none" }, "x1\n1\n2\n");
}

static void numbers_are_integers_decimals_or_fractions(void **state) {
    static const char *const cases[][2] = {
        { "007", "7" },
        { "-0", "0" },
        { "2.50", "2.5" },
        { "-2.50", "-2.5" },
        { "-1/8", "-0.125" },
        { "1/3", "1/3" },
        { "-7/6", "-7/6" },
        { "1/5", "0.2" },
        { "1e-3", "0.001" },
        { "1e-18", "0.000000000000000001" },
        { "3e-19", "0.0000000000000000003" },
        { "-3e-19", "-0.0000000000000000003" },
        { "1e20", "100000000000000000000" },
        { "-123456789012345678901.5", "-123456789012345678901.5" },
        { "1/4611686018427387904",
          "0.00000000000000000021684043449710088680149056017398834228515625" },
        { "1/2305843009213693952",
          "0.0000000000000000004336808689942017736029811203479766845703125" },
        { "-3/1048576", "-0.00000286102294921875" },
        { "7/2097152", "0.000003337860107421875" },
        { "100000000000000000000/3", "100000000000000000000/3" },
        { "4611686018427387903/1000000000000000000", "4.611686018427387903" },
        { "-4611686018427387903/4", "-1152921504606846975.75" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[256], expected[256];
        snprintf(text, sizeof text, "%s,a\n", cases[k][0]);
        snprintf(expected, sizeof expected, "x1,label\n%s,a\n", cases[k][1]);
        expect_written(text, NULL, expected);
    }
}

static void names_are_quoted_where_they_must_be(void **state) {
    (void)state;
    expect_written(
        "\"a,b\",\"c\"\"d\",\" e\",\"f;\",\"g\th\",l\n1,2,3,4,5,\"x\ny\"\n", NULL,
        "\"a,b\",\"c\"\"d\",\" e\",\"f;\",\"g\th\",label\n1,2,3,4,5,\"x\ny\"\n");
    expect_written("\"\x1f\x8bq\",l\n1,x\n2,y\n", NULL,
                   "\"\x1f\x8bq\",label\n1,x\n2,y\n");
    expect_written("\"\xef\xbb\xbfq\",l\n1,\"x \"\n", NULL,
                   "\"\xef\xbb\xbfq\",label\n1,\"x \"\n");
}

static void failures_are_reported(void **state) {
    dc_dataset *data = must_read("1,a\n2,b\n", NULL);
    dc_error error;
    (void)state;
    assert_int_equal(dc_dataset_write_csv(data, "/nowhere/a.csv", &error), DC_EIO);
    assert_string_equal(error.message, "/nowhere/a.csv: cannot be opened for writing: No "
                                       "such file or directory");
    assert_int_equal(dc_dataset_write_csv(data, "/dev/full", &error), DC_EIO);
    assert_string_equal(error.message,
                        "/dev/full: writing failed: No space left on device");
    dc_dataset_destroy(data);
}

static void a_dash_is_standard_output(void **state) {
    dc_dataset *data = must_read("1,a\n", NULL);
    memory_file file = memory_file_open("", 0);
    char text[64] = "";
    (void)state;
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    dup2(file.descriptor, STDOUT_FILENO);
    dc_status status = dc_dataset_write_csv(data, "-", NULL);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    assert_int_equal(status, DC_OK);
    assert_int_equal(pread(file.descriptor, text, sizeof text - 1, 0), 13);
    assert_string_equal(text, "x1,label\n1,a\n");
    close(file.descriptor);
    dc_dataset_destroy(data);
}

static void expect_same(const dc_dataset *a, const dc_dataset *b) {
    mpq_t x, y;
    mpq_inits(x, y, NULL);
    assert_int_equal(dc_dataset_points(a), dc_dataset_points(b));
    assert_int_equal(dc_dataset_features(a), dc_dataset_features(b));
    assert_int_equal(dc_dataset_classes(a), dc_dataset_classes(b));
    assert_int_equal(dc_dataset_cells(a), dc_dataset_cells(b));
    for (size_t l = 0; l < dc_dataset_features(a); l++)
        assert_string_equal(dc_dataset_feature_name(a, l), dc_dataset_feature_name(b, l));
    for (size_t l = 0; l < dc_dataset_classes(a); l++)
        assert_string_equal(dc_dataset_class_name(a, l), dc_dataset_class_name(b, l));
    for (size_t l = 0; l < dc_dataset_cells(a); l++)
        assert_string_equal(dc_dataset_cell_name(a, l), dc_dataset_cell_name(b, l));
    for (size_t k = 0; k < dc_dataset_points(a); k++) {
        for (size_t l = 0; l < dc_dataset_features(a); l++) {
            dc_dataset_value(x, a, k, l);
            dc_dataset_value(y, b, k, l);
            assert_true(mpq_equal(x, y));
        }
        dc_dataset_weight(x, a, k);
        dc_dataset_weight(y, b, k);
        assert_true(mpq_equal(x, y));
        assert_int_equal(dc_dataset_class(a, k), dc_dataset_class(b, k));
        assert_int_equal(dc_dataset_cell(a, k), dc_dataset_cell(b, k));
    }
    mpq_clears(x, y, NULL);
}

static void expect_round_trip(const dc_dataset *data) {
    char *text = written(data);
    dc_read_options options = { .header = DC_HEADER_YES, .label = "none" };
    char label[32], weight[32], cell[32];
    size_t column = dc_dataset_features(data);
    if (dc_dataset_weighted(data)) {
        snprintf(weight, sizeof weight, "%zu", ++column);
        options.weight = weight;
    }
    if (dc_dataset_cells(data)) {
        snprintf(cell, sizeof cell, "%zu", ++column);
        options.cell = cell;
    }
    if (dc_dataset_classes(data)) {
        snprintf(label, sizeof label, "%zu", ++column);
        options.label = label;
    }
    dc_dataset *again = must_read(text, &options);
    expect_same(data, again);
    dc_dataset_destroy(again);
    free(text);
}

static void random_number(mpq_t value, dc_random *random) {
    int64_t q = dc_random_between(random, 1, 1000);
    mpq_set_si(value, dc_random_between(random, -1000, 1000), (unsigned long)q);
    uint64_t kind = dc_random_below(random, 4), power = dc_random_below(random, 90);
    if (kind == 1)
        mpz_mul_2exp(mpq_denref(value), mpq_denref(value), power);
    if (kind == 2)
        mpz_mul_2exp(mpq_numref(value), mpq_numref(value), power);
    if (kind == 3)
        for (mpz_set_ui(mpq_denref(value), 1); power > 30; power--)
            mpz_mul_ui(mpq_denref(value), mpq_denref(value), power % 2 ? 5 : 2);
    mpq_canonicalize(value);
}

static size_t random_name(dc_names *names, dc_random *random) {
    static const char letters[] = "ab ,;\"\t\n\r.1\xc3\xa4";
    char text[8];
    size_t index, length = 1 + dc_random_below(random, sizeof text - 1);
    for (size_t k = 0; k < length; k++)
        text[k] = letters[dc_random_below(random, sizeof letters - 1)];
    text[0] = 'n';
    text[length - 1] = letters[dc_random_below(random, sizeof letters - 1)];
    assert_int_equal(dc_names_intern(names, text, length, &index, NULL), DC_OK);
    return index;
}

static dc_dataset *random_dataset(dc_random *random) {
    dc_dataset *data;
    dc_number row[4], weight;
    mpq_t value;
    size_t features = 1 + dc_random_below(random, 4), parts = dc_random_below(random, 8);
    mpq_init(value);
    assert_int_equal(dc_dataset_new(&data, features, parts & 1, parts & 2, parts & 4, 0,
                                    NULL),
                     DC_OK);
    while (data->feature_names.count < features)
        random_name(&data->feature_names, random);
    for (uint64_t k = 1 + dc_random_below(random, 6); k > 0; k--) {
        for (size_t l = 0; l < features; l++) {
            random_number(value, random);
            assert_int_equal(dc_number_set(&row[l], &data->pool, value, NULL), DC_OK);
        }
        do
            random_number(value, random);
        while (mpq_sgn(value) <= 0);
        assert_int_equal(dc_number_set(&weight, &data->pool, value, NULL), DC_OK);
        size_t class_index = parts & 2 ? random_name(&data->class_names, random) : 0;
        size_t cell = parts & 4 ? random_name(&data->cell_names, random) : 0;
        assert_int_equal(dc_dataset_append(data, row, weight, class_index, cell, NULL),
                         DC_OK);
    }
    mpq_clear(value);
    return data;
}

static void random_datasets_come_back(void **state) {
    dc_random random;
    (void)state;
    dc_random_seed(&random, 11);
    for (unsigned long k = 0; k < rounds(500); k++) {
        dc_dataset *data = random_dataset(&random);
        expect_round_trip(data);
        dc_dataset_destroy(data);
    }
}

/* The longest spellings that are read must also be written so that they are read. */
static void longest_numbers_come_back(void **state) {
    static char text[5200];
    static const char *const short_ones[] = { "1e4999,a\n", "1e-5000,a\n",
                                              "-1e-5000,a\n" };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        dc_dataset *data = must_read(short_ones[k], NULL);
        expect_round_trip(data);
        dc_dataset_destroy(data);
    }
    memset(text, '9', sizeof text);
    text[0] = '.';
    memcpy(text + 5001, ",a\n", sizeof ",a\n");
    dc_dataset *data = must_read(text, NULL);
    expect_round_trip(data);
    dc_dataset_destroy(data);
    text[0] = '1';
    text[1] = '/';
    memset(text + 2, '8', 4999);
    data = must_read(text, NULL);
    expect_round_trip(data);
    dc_dataset_destroy(data);
}

/* numerator / 2^power */
static void expect_dyadic_round_trip(size_t digits, unsigned long power) {
    static char text[5200];
    mpz_t denominator;
    memset(text, '3', digits);
    text[digits] = '/';
    mpz_init(denominator);
    mpz_ui_pow_ui(denominator, 2, power);
    mpz_get_str(text + digits + 1, 10, denominator);
    mpz_clear(denominator);
    memcpy(text + strlen(text), ",a\n", sizeof ",a\n");
    dc_dataset *data = must_read(text, NULL);
    expect_round_trip(data);
    dc_dataset_destroy(data);
}

/* Finite decimals that would be too long to be read: they stay fractions. */
static void long_decimals_come_back_as_fractions(void **state) {
    (void)state;
    expect_dyadic_round_trip(1, 4999);
    expect_dyadic_round_trip(1, 5000);
    expect_dyadic_round_trip(1, 5001);
    expect_dyadic_round_trip(1, 6000);
    expect_dyadic_round_trip(1, 16600);
    expect_dyadic_round_trip(3000, 4000);
    expect_dyadic_round_trip(2000, 1000);
}

static void doubles_come_back(void **state) {
    const double values[] = { 5e-324, 1.7976931348623157e308, 0.1,
                              2.2250738585072014e-308 };
    dc_dataset *data;
    (void)state;
    assert_int_equal(dc_dataset_from_doubles(&data, 2, 2, values, (int64_t[]){ 1, -1 },
                                             values + 2, NULL),
                     DC_OK);
    expect_round_trip(data);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_come_in_order),
        cmocka_unit_test(numbers_are_integers_decimals_or_fractions),
        cmocka_unit_test(names_are_quoted_where_they_must_be),
        cmocka_unit_test(failures_are_reported),
        cmocka_unit_test(a_dash_is_standard_output),
        cmocka_unit_test(random_datasets_come_back),
        cmocka_unit_test(longest_numbers_come_back),
        cmocka_unit_test(long_decimals_come_back_as_fractions),
        cmocka_unit_test(doubles_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
