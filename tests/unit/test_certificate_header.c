#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <flint/fmpz_vec.h>

#include "checks_of.h"

#include "certificate/header.h"

static void sha256(char hex[DC_DIGEST_HEX], const char *text) {
    dc_digest digest;
    dc_digest_start(&digest);
    dc_digest_add(&digest, text, strlen(text));
    dc_digest_hex(hex, &digest);
}

static void expect_text(dc_text *text, const char *expected) {
    assert_false(text->failed);
    assert_string_equal(text->bytes, expected);
    dc_text_clear(text);
}

/* What is said of data: the digest of the file, its columns, the digest of its points. */
static void expect_data(const dc_dataset *data, const char *file, const char *columns,
                        const char *points) {
    char expected[1000], file_hex[DC_DIGEST_HEX], points_hex[DC_DIGEST_HEX];
    dc_text text = { 0 };
    dc_error error;
    sha256(file_hex, file);
    sha256(points_hex, points);
    if (dc_header_data(&text, data, &error) != DC_OK)
        fail_msg("%s", error.message);
    snprintf(expected, sizeof expected, "data %s\n%spoints %s\n", file_hex, columns,
             points_hex);
    expect_text(&text, expected);
}

static void expect_file(const char *file, const dc_read_options *options,
                        const char *columns, const char *points) {
    dc_dataset *data = must_read(file, options);
    expect_data(data, file, columns, points);
    dc_dataset_destroy(data);
}

static void points_are_canonical(void **state) {
    (void)state;
    expect_file("5.1,3.50\n-0.0,14/4\n", &(dc_read_options){ .label = "none" },
                "header no\ndelimiter comma\nfeatures 2 1 2\n"
                "label none\nweight none\ncell none\n",
                "51/10,7/2;1;0;0\n0,7/2;1;0;0\n");
    expect_file("b;w;a;c;l\n1;2;3;k;B\n1e2;0.5;-3/6;m;A\n.5;1e-2;+7;k;B\n",
                &(dc_read_options){ .weight = "w", .cell = "c" },
                "header yes\ndelimiter semicolon\nfeatures 2 1 3\n"
                "label 5\nweight 2\ncell 4\n",
                "1,3;2;1;1\n100,-1/2;1/2;2;2\n1/2,7;1/100;1;1\n");
    expect_file("1\tB\n2\tA\n", NULL,
                "header no\ndelimiter tab\nfeatures 1 1\n"
                "label 2\nweight none\ncell none\n",
                "1;1;1;0\n2;1;2;0\n");
}

static void long_numbers_are_canonical(void **state) {
    (void)state;
    expect_file("1e20,l\n-1e-20,k\n9223372036854775808,l\n2/18446744073709551616,l\n"
                "4611686018427387904,k\n-9223372036854775807,k\n",
                &(dc_read_options){ .columns = "1" },
                "header no\ndelimiter comma\nfeatures 1 1\n"
                "label 2\nweight none\ncell none\n",
                "100000000000000000000;1;1;0\n-1/100000000000000000000;1;2;0\n"
                "9223372036854775808;1;1;0\n1/9223372036854775808;1;1;0\n"
                "4611686018427387904;1;2;0\n-9223372036854775807;1;2;0\n");
}

/* Data that come from no plain CSV file: the one that would be written. */
static void other_data_are_in_the_file_to_be_written(void **state) {
    const double values[] = { 0.5, 3, -1, 0.25 }, weights[] = { 1, 0.75 };
    dc_dataset *data;
    (void)state;
    assert_int_equal(dc_dataset_from_doubles(&data, 2, 2, values, (int64_t[]){ 4, -4 },
                                             weights, NULL),
                     DC_OK);
    expect_data(data, "x1,x2,weight,label\n0.5,3,1,4\n-1,0.25,0.75,-4\n",
                "header yes\ndelimiter comma\nfeatures 2 1 2\n"
                "label 4\nweight 3\ncell none\n",
                "1/2,3;1;1;0\n-1,1/4;3/4;2;0\n");
    dc_dataset_destroy(data);
}

static void directions_are_primitive(void **state) {
    static const char *const expected[] = { "3 4 0",   "-2 0 1", "0 0 -1", "10 3 -6",
                                            "1 1 200", "0 0 0",  "1 0 0" };
    dc_dataset *data = must_read("6,8,0\n-1/2,0,0.25\n0,0,-7\n1/3,0.1,-1/5\n"
                                 "1e-30,1e-30,2e-28\n0,0,0\n1e40,0,0\n",
                                 &(dc_read_options){ .label = "none" });
    fmpz *v = _fmpz_vec_init(3);
    (void)state;
    for (size_t k = 0; k < dc_dataset_points(data); k++) {
        dc_text text = { 0 };
        dc_header_direction(v, data, k);
        for (size_t l = 0; l < 3; l++) {
            dc_text_put(&text, l ? " " : "");
            dc_text_integer(&text, v + l);
        }
        expect_text(&text, expected[k]);
    }
    _fmpz_vec_clear(v, 3);
    dc_dataset_destroy(data);
}

static void expect_condition(dc_question question, const dc_family *family,
                             const char *name, const char *expected) {
    static const rule r = { { 7, 3 }, { 1, 4 }, { 1, 1 } };
    dc_check_options options;
    dc_text text = { 0 };
    options_of(&options, &r, "0.05");
    options.question = question;
    options.family.kind = family->kind;
    options.family.sparsity = family->sparsity;
    options.family.directions = family->directions;
    must_set(options.family.width, "0.75");
    dc_header_condition(&text, &options, name);
    expect_text(&text, expected);
    dc_check_options_clear(&options);
}

static void conditions_name_their_numbers(void **state) {
    dc_family all = { .kind = DC_FAMILY_ALL };
    (void)state;
    expect_condition(DC_CRITICAL_MASS, &all, "all",
                     "question critical-mass\nkappa 7/3\nsigma 1/4\ndelta 1\nm0 1/20\n"
                     "family all\n");
    expect_condition(DC_DECIDE, &all, "all",
                     "question critical-mass\nkappa 7/3\nsigma 1/4\ndelta 1\nm0 1/20\n"
                     "family all\n");
    expect_condition(DC_MAXIMIZE_SIGMA, &all, "all",
                     "question sigma\nkappa 7/3\nsigma free\ndelta 1\nm0 1/20\n"
                     "family all\n");
}

static void families_have_their_numbers(void **state) {
    static const char before[] =
        "question sigma\nkappa 7/3\nsigma free\ndelta 1\nm0 1/20\nfamily ";
    dc_dataset *directions = must_read("0.5,1\n0,-2\n-3,3\n",
                                       &(dc_read_options){ .label = "none" });
    const struct {
        dc_family family;
        const char *name, *expected;
    } families[] = {
        { { .kind = DC_FAMILY_WIDTH }, "width", "width 3/4\n" },
        { { .kind = DC_FAMILY_SPARSE, .sparsity = 12 }, "sparse", "sparse 12\n" },
        { { .kind = DC_FAMILY_AXES }, "axes", "axes\n" },
        { { .kind = DC_FAMILY_DIRECTIONS, .directions = directions },
          "directions",
          "directions 3\n 1 2\n 0 -1\n -1 1\n\n" },
    };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        char expected[200];
        snprintf(expected, sizeof expected, "%s%s", before, families[k].expected);
        expect_condition(DC_MAXIMIZE_SIGMA, &families[k].family, families[k].name,
                         expected);
    }
    dc_dataset_destroy(directions);
}

static void expect_groups(const char *file, const dc_read_options *options,
                          dc_grouping grouping, const char *expected) {
    dc_dataset *data = must_read(file, options);
    dc_text text = { 0 };
    dc_header_groups(&text, data, grouping, 17);
    expect_text(&text, expected);
    dc_dataset_destroy(data);
}

static void groupings_are_named(void **state) {
    const dc_read_options none = { .label = "none" };
    (void)state;
    expect_groups("1,a\n2,b\n", NULL, DC_GROUPS_AUTO, "groups pairs 17\n");
    expect_groups("1\n2\n", &none, DC_GROUPS_AUTO, "groups whole 17\n");
    expect_groups("1,a\n2,b\n", NULL, DC_GROUPS_WHOLE, "groups whole 17\n");
    expect_groups("1,a\n2,b\n", NULL, DC_GROUPS_PAIRS, "groups pairs 17\n");
    expect_groups("1,a\n2,b\n", &(dc_read_options){ .label = "none", .cell = "2" },
                  DC_GROUPS_CELLS, "groups cells 17\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_canonical),
        cmocka_unit_test(long_numbers_are_canonical),
        cmocka_unit_test(other_data_are_in_the_file_to_be_written),
        cmocka_unit_test(directions_are_primitive),
        cmocka_unit_test(conditions_name_their_numbers),
        cmocka_unit_test(families_have_their_numbers),
        cmocka_unit_test(groupings_are_named),
    };
    return cmocka_run_group_tests_name("certificate header", tests, NULL, NULL);
}
