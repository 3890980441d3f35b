#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reading.h"

#include "data/derive.h"

#include <math.h>

static const char text[] = "x,y,w,label\n0.1,1/3,2,b\n-7,1e-30,1/7,a\n5,5,1,b\n";
static const dc_read_options columns = { .label = "label", .weight = "w" };

static dc_dataset *must_derive(const dc_dataset *data, const dc_derivation *derivation) {
    dc_dataset *out;
    dc_error error;
    if (dc_dataset_derive(&out, data, derivation, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_string_equal(error.message, "");
    assert_int_equal(dc_dataset_points(out), dc_dataset_points(data));
    return out;
}

static void expect_derived(const dc_dataset *data, const dc_derivation *derivation,
                           const char *const *rows) {
    dc_dataset *out = must_derive(data, derivation);
    for (size_t s = 0; s < dc_dataset_points(out); s++)
        expect_row(out, s, rows[s]);
    dc_dataset_destroy(out);
}

static void cells_are_added(void **state) {
    static const size_t cells[] = { 1, 0, 1 };
    const dc_derivation derivation = { .cells = cells };
    dc_dataset *data = must_read(text, &columns);
    (void)state;
    expect_derived(data, &derivation,
                   ROWS("1/10 1/3 w=2 b @2",
                        "-7 1/1000000000000000000000000000000 w=1/7 a @1",
                        "5 5 w=1 b @2"));
    dc_dataset *out = must_derive(data, &derivation);
    assert_int_equal(dc_dataset_cells(out), 2);
    assert_int_equal(dc_dataset_classes(out), 2);
    assert_int_equal(dc_dataset_class(out, 1), dc_dataset_class(data, 1));
    assert_true(dc_dataset_weighted(out));
    assert_string_equal(dc_dataset_feature_name(out, 1), "y");
    assert_null(dc_dataset_cell_name(out, 2));
    dc_dataset_destroy(out);
    dc_dataset_destroy(data);
}

/* Doubles are the rationals they are. */
static void features_are_replaced(void **state) {
    static const double values[] = { 0.5, -3, 0x1p-1074 };
    const dc_derivation derivation = { .values = values, .features = 1 };
    dc_dataset *data = must_read(text, &columns);
    mpq_t value;
    (void)state;
    dc_dataset *out = must_derive(data, &derivation);
    assert_int_equal(dc_dataset_features(out), 1);
    assert_int_equal(dc_dataset_cells(out), 0);
    expect_row(out, 0, "1/2 w=2 b");
    expect_row(out, 1, "-3 w=1/7 a");
    mpq_init(value);
    dc_dataset_value(value, out, 2, 0);
    assert_int_equal(mpz_cmp_ui(mpq_numref(value), 1), 0);
    assert_int_equal(mpz_sizeinbase(mpq_denref(value), 2), 1075);
    mpq_clear(value);
    dc_dataset_destroy(out);
    dc_dataset_destroy(data);
}

static void weights_and_labels_may_be_missing(void **state) {
    static const dc_read_options bare = { .label = "none" };
    static const double values[] = { 1, 2, 3, 4 };
    static const size_t cells[] = { 0, 1 };
    dc_derivation derivation = { 0 };
    dc_dataset *data = must_read("1,2\n3,4\n", &bare);
    (void)state;
    expect_derived(data, &derivation, ROWS("1 2", "3 4"));
    derivation.cells = cells;
    expect_derived(data, &derivation, ROWS("1 2 @1", "3 4 @2"));
    derivation.values = values;
    derivation.features = 2;
    expect_derived(data, &derivation, ROWS("1 2 @1", "3 4 @2"));
    dc_dataset_destroy(data);
}

static void features_have_to_be_finite(void **state) {
    static const double numbers[] = { INFINITY, -INFINITY, NAN };
    static const char *const names[] = { "inf", "-inf", "nan" };
    dc_dataset *data = must_read(text, &columns), *out;
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        double values[] = { 1, 2, fabs(numbers[k]) };
        char message[64];
        const dc_derivation derivation = { .values = values, .features = 1 };
        dc_error error;
        values[2] = numbers[k] < 0 ? -values[2] : values[2];
        snprintf(message, sizeof message, "a feature %s is not finite", names[k]);
        assert_int_equal(dc_dataset_derive(&out, data, &derivation, &error), DC_EINPUT);
        assert_null(out);
        assert_string_equal(error.message, message);
    }
    dc_dataset_destroy(data);
}

/* As CSV: as in the file, unless that is a feature's name or says nothing. */
static void columns_keep_their_names(void **state) {
    static const struct {
        const char *text, *label, *weight, *header;
    } cases[] = {
        { "x,mass,kind\n1,2,a\n2,1,b\n", "kind", "mass", "x1,x2,mass,kind\n" },
        { "x,\"a, b\",y\n1,a,2\n2,b,1\n", "a, b", NULL, "x1,x2,\"a, b\"\n" },
        { "x,x1,kind\n1,2,a\n2,1,b\n", "kind", "x1", "x1,x2,weight,kind\n" },
        { "x,w,x2\n1,2,a\n2,1,b\n", "x2", "w", "x1,x2,w,label\n" },
        { "1,2,a\n2,1,b\n", NULL, NULL, "x1,x2,label\n" },
    };
    static const double values[] = { 1, 2, 3, 4 };
    static const dc_derivation derivation = { .values = values, .features = 2 };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const dc_read_options options = { .label = cases[k].label,
                                          .weight = cases[k].weight };
        dc_dataset *data = must_read(cases[k].text, &options);
        dc_dataset *out = must_derive(data, &derivation);
        memory_file file = memory_file_open("", 0);
        dc_error error;
        assert_int_equal(dc_dataset_write_csv(out, file.path, &error), DC_OK);
        char *written = memory_file_text(&file);
        written[strlen(cases[k].header)] = '\0';
        assert_string_equal(written, cases[k].header);
        free(written);
        dc_dataset_destroy(out);
        dc_dataset_destroy(data);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_added),
        cmocka_unit_test(features_are_replaced),
        cmocka_unit_test(weights_and_labels_may_be_missing),
        cmocka_unit_test(features_have_to_be_finite),
        cmocka_unit_test(columns_keep_their_names),
    };
    return cmocka_run_group_tests_name("derive", tests, NULL, NULL);
}
