#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "data/dataset.h"
#include "reading.h"

static void doubles_are_taken_exactly(void **state) {
    const double values[] = { 0.1, -2.5, 0, 5e-324, 1.7976931348623157e308, -0.0 };
    const int64_t labels[] = { 7, -3, 7 };
    const double weights[] = { 1, 0.75, 3 };
    dc_dataset *data;
    dc_error error;
    mpq_t value, expected;
    (void)state;
    assert_int_equal(dc_dataset_from_doubles(&data, 3, 2, values, labels, weights,
                                             &error),
                     DC_OK);
    assert_string_equal(error.message, "");
    expect_row(data, 0, "3602879701896397/36028797018963968 -5/2 w=1 7");
    assert_string_equal(dc_dataset_feature_name(data, 0), "x1");
    assert_string_equal(dc_dataset_feature_name(data, 1), "x2");
    assert_null(dc_dataset_feature_name(data, 2));
    assert_string_equal(dc_dataset_class_name(data, 0), "7");
    assert_string_equal(dc_dataset_class_name(data, 1), "-3");
    assert_int_equal(dc_dataset_class(data, 1), 1);
    assert_int_equal(dc_dataset_class(data, 2), 0);
    mpq_inits(value, expected, NULL);
    for (size_t k = 0; k < 6; k++) {
        dc_dataset_value(value, data, k / 2, k % 2);
        mpq_set_d(expected, values[k]);
        assert_true(mpq_equal(value, expected));
    }
    dc_dataset_weight(value, data, 1);
    assert_int_equal(mpq_cmp_ui(value, 3, 4), 0);
    mpq_clears(value, expected, NULL);
    dc_dataset_destroy(data);
}

static void labels_and_weights_are_optional(void **state) {
    const double values[] = { 1, 2 };
    dc_dataset *data;
    mpq_t weight;
    (void)state;
    assert_int_equal(dc_dataset_from_doubles(&data, 2, 1, values, NULL, NULL, NULL),
                     DC_OK);
    assert_int_equal(dc_dataset_points(data), 2);
    assert_int_equal(dc_dataset_features(data), 1);
    assert_int_equal(dc_dataset_classes(data), 0);
    assert_int_equal(dc_dataset_cells(data), 0);
    assert_int_equal(dc_dataset_class(data, 1), 0);
    assert_int_equal(dc_dataset_cell(data, 1), 0);
    assert_false(dc_dataset_weighted(data));
    assert_null(dc_dataset_class_name(data, 0));
    assert_null(dc_dataset_cell_name(data, 0));
    mpq_init(weight);
    dc_dataset_weight(weight, data, 1);
    assert_int_equal(mpq_cmp_ui(weight, 1, 1), 0);
    mpq_clear(weight);
    dc_dataset_destroy(data);
    dc_dataset_destroy(NULL);
}

static void refuse(size_t N, size_t n, const double *values, const double *weights,
                   dc_status status, const char *message) {
    dc_dataset *data = (dc_dataset *)&N;
    dc_error error;
    assert_int_equal(dc_dataset_from_doubles(&data, N, n, values, NULL, weights, &error),
                     status);
    assert_null(data);
    assert_string_equal(error.message, message);
}

static void bad_doubles_are_refused(void **state) {
    const double fine[] = { 1, 2 }, heavy[] = { 1, 1 };
    (void)state;
    refuse(0, 2, fine, NULL, DC_EUSAGE,
           "0 points with 2 features: both must be at least 1");
    refuse(2, 0, fine, NULL, DC_EUSAGE,
           "2 points with 0 features: both must be at least 1");
    refuse(2, 1, (double[]){ 1, (double)NAN }, heavy, DC_EINPUT,
           "point 1, feature 0: nan is not finite");
    refuse(1, 2, (double[]){ 1, -(double)INFINITY }, heavy, DC_EINPUT,
           "point 0, feature 1: -inf is not finite");
    refuse(2, 1, fine, (double[]){ 1, 0 }, DC_EINPUT,
           "point 1: the weight 0 is not positive and finite");
    refuse(2, 1, fine, (double[]){ -1, 1 }, DC_EINPUT,
           "point 0: the weight -1 is not positive and finite");
    refuse(2, 1, fine, (double[]){ 1, (double)INFINITY }, DC_EINPUT,
           "point 1: the weight inf is not positive and finite");
}

static void builders_fill_a_dataset(void **state) {
    const dc_number rows[][2] = { { { 1, 2 }, { 3, 1 } }, { { -5, 1 }, { 0, 1 } } };
    dc_dataset *data;
    size_t a, b, cell;
    (void)state;
    assert_int_equal(dc_dataset_new(&data, 2, true, true, true, 0, NULL), DC_OK);
    assert_int_equal(dc_names_add(&data->feature_names, "u", 1, NULL, NULL), DC_OK);
    assert_int_equal(dc_names_add(&data->feature_names, "v", 1, NULL, NULL), DC_OK);
    assert_int_equal(dc_names_intern(&data->class_names, "a", 1, &a, NULL), DC_OK);
    assert_int_equal(dc_names_intern(&data->class_names, "b", 1, &b, NULL), DC_OK);
    assert_int_equal(dc_names_intern(&data->cell_names, "c", 1, &cell, NULL), DC_OK);
    assert_int_equal(dc_dataset_append(data, rows[0], (dc_number){ 2, 3 }, b, cell, NULL),
                     DC_OK);
    assert_int_equal(dc_dataset_append(data, rows[1], (dc_number){ 1, 1 }, a, cell, NULL),
                     DC_OK);
    expect_row(data, 0, "1/2 3 w=2/3 b @c");
    expect_row(data, 1, "-5 0 w=1 a @c");
    assert_string_equal(dc_dataset_feature_name(data, 1), "v");
    dc_dataset_destroy(data);
}

static void builders_notice_misuse(void **state) {
    const dc_number row[2] = { { 1, 1 }, { 1, 1 } };
    dc_dataset *data;
    (void)state;
    assert_int_equal(dc_dataset_new(&data, 0, false, false, false, 0, NULL), DC_EUSAGE);
    assert_int_equal(dc_dataset_new(&data, 2, false, false, false, 0, NULL), DC_OK);
    assert_int_equal(dc_names_add(&data->feature_names, "u", 1, NULL, NULL), DC_OK);
    assert_int_equal(dc_dataset_append(data, row, row[0], 0, 0, NULL), DC_EINTERNAL);
    dc_dataset_destroy(data);
}

static void many_points_stay_what_they_were(void **state) {
    enum { POINTS = 20000 };
    dc_dataset *data;
    dc_error error;
    (void)state;
    assert_int_equal(dc_dataset_new(&data, 3, false, true, false, 0, &error), DC_OK);
    for (int64_t k = 0; k < POINTS; k++) {
        const dc_number row[3] = { { k, 1 }, { -k, 7 }, { k * k, 1 } };
        assert_int_equal(dc_dataset_append(data, row, row[0], (size_t)(k % 5), 0, &error),
                         DC_OK);
    }
    for (int64_t k = 0; k < POINTS; k++) {
        assert_int_equal(dc_dataset_number(data, (size_t)k, 1).numerator, -k);
        assert_int_equal(dc_dataset_number(data, (size_t)k, 2).numerator, k * k);
        assert_int_equal(dc_dataset_class(data, (size_t)k), k % 5);
    }
    dc_dataset_destroy(data);
}

/* Exactly as many points as max_bytes has room for beside the names. */
static void memory_budget_is_kept(void **state) {
    const dc_number row[1] = { { 1, 1 } };
    size_t names, points = 0;
    dc_dataset *data;
    dc_error error;
    (void)state;
    for (size_t budget = 1; budget < 3000; budget += 61) {
        assert_int_equal(dc_dataset_new(&data, 1, true, false, false, budget, &error),
                         DC_OK);
        for (points = 0;; points++)
            if (dc_dataset_append(data, row, row[0], 0, 0, &error) != DC_OK)
                break;
        assert_int_equal(error.status, DC_ENOMEM);
        names = data->feature_names.bytes;
        if (points != (budget < names ? 0 : (budget - names) / (2 * sizeof(dc_number))))
            fail_msg("%zu points in %zu bytes", points, budget);
        assert_true(data->capacity * 2 * sizeof(dc_number) <= budget);
        dc_dataset_destroy(data);
    }
}

static void long_numbers_count(void **state) {
    dc_dataset *data;
    dc_number number;
    dc_error error;
    (void)state;
    assert_int_equal(dc_dataset_new(&data, 1, false, false, false, 10000, &error), DC_OK);
    size_t count = 0;
    while (dc_dataset_check_budget(data, &error) == DC_OK && count < 100) {
        assert_int_equal(dc_number_parse(&number, &data->pool, "1e4999", 6, &error),
                         DC_OK);
        count++;
    }
    assert_int_equal(count, 5); /* 4999 digits are 260 words */
    assert_int_equal(error.status, DC_ENOMEM);
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubles_are_taken_exactly),
        cmocka_unit_test(labels_and_weights_are_optional),
        cmocka_unit_test(bad_doubles_are_refused),
        cmocka_unit_test(builders_fill_a_dataset),
        cmocka_unit_test(builders_notice_misuse),
        cmocka_unit_test(many_points_stay_what_they_were),
        cmocka_unit_test(memory_budget_is_kept),
        cmocka_unit_test(long_numbers_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
