#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include <doublecheck/network.h>

#include "network/samples.h"

#include "reading.h"

static void points_are_read(void **state) {
    dc_dataset *data = must_read("x,y,w,label\n0.1,2,1,a\n1/3,-5,1/7,b\n1e-320,0,3,a\n",
                                 &(dc_read_options){ .weight = "w" });
    dc_samples samples;
    dc_error error;
    (void)state;
    assert_int_equal(dc_samples_from_dataset(&samples, data, &error), DC_OK);
    assert_int_equal(samples.points, 3);
    assert_int_equal(samples.features, 2);
    assert_int_equal(samples.classes, 2);
    static const double x[] = { 0.1, 2, 1 / 3., -5, 1e-320, 0 };
    static const double weight[] = { 1, 1 / 7., 3 };
    static const int label[] = { 0, 1, 0 };
    assert_memory_equal(samples.x, x, sizeof x);
    assert_memory_equal(samples.weight, weight, sizeof weight);
    assert_memory_equal(samples.label, label, sizeof label);
    dc_samples_clear(&samples);
    assert_null(samples.x);
    dc_samples_clear(&samples);
    dc_dataset_destroy(data);
}

static void refuse(const char *text, const dc_read_options *options,
                   const char *message) {
    dc_dataset *data = must_read(text, options);
    dc_samples samples;
    dc_error error;
    assert_int_equal(dc_samples_from_dataset(&samples, data, &error), DC_EINPUT);
    assert_string_equal(error.message, message);
    assert_null(samples.x);
    dc_dataset_destroy(data);
}

static void what_is_refused(void **state) {
    const dc_read_options weighted = { .weight = "w" };
    (void)state;
    refuse("1\n2\n", &(dc_read_options){ .label = "none" },
           "training needs labels, and there are none");
    refuse("1,a\n2,a\n", NULL,
           "training needs two classes, and all 2 points have the label \"a\"");
    refuse("x,label\n1,a\n1e400,b\n", NULL,
           "the value of x at point 2 is beyond the doubles");
    refuse("x,w,label\n1,1e-400,a\n1,1,b\n", &weighted,
           "the weight of point 1 is beyond the doubles");
    refuse("x,w,label\n1,1,a\n1,1e400,b\n", &weighted,
           "the weight of point 2 is beyond the doubles");
}

static void classes_are_those_of_the_training(void **state) {
    dc_dataset *data = must_read("x,y,label\n1,2,a\n3,4,b\n5,6,c\n", NULL);
    dc_dataset *other = must_read("x,y,label\n7,8,c\n9,10,a\n", NULL);
    dc_samples samples;
    dc_error error;
    (void)state;
    assert_int_equal(dc_samples_from_dataset_like(&samples, other, data, &error), DC_OK);
    assert_int_equal(samples.points, 2);
    assert_int_equal(samples.classes, 3);
    assert_true(samples.label[0] == 2 && samples.label[1] == 0);
    assert_true(samples.x[0] == 7 && samples.x[3] == 10);
    dc_samples_clear(&samples);
    dc_dataset_destroy(other);
    dc_dataset_destroy(data);
}

static void refuse_like(const char *text, const dc_read_options *options,
                        const char *message) {
    dc_dataset *data = must_read("x,y,label\n1,2,a\n3,4,b\n", NULL);
    dc_dataset *other = must_read(text, options);
    dc_samples samples;
    dc_error error;
    assert_int_equal(dc_samples_from_dataset_like(&samples, other, data, &error),
                     DC_EINPUT);
    assert_string_equal(error.message, message);
    assert_null(samples.x);
    dc_dataset_destroy(other);
    dc_dataset_destroy(data);
}

static void other_points_are_refused(void **state) {
    const dc_read_options bare = { .label = "none" };
    (void)state;
    refuse_like("x,y,label\n1,2,a\n1,2,d\n", NULL, "class 'd' is not one of the data");
    refuse_like("x,label\n1,a\n2,b\n", NULL, "1 features, where the data have 2");
    refuse_like("x,y\n1,2\n", &bare, "points to test with need labels");
}

/* Weights 1, 1, 2; a column 0, 4, 1 has mean 3/2 and variance 9/4 + 25/4 + 2/4 over 4. */
static void columns_are_standardised(void **state) {
    double x[] = { 0, 7, 4, 7, 1, 7 }, weight[] = { 1, 1, 2 }, shift[2], scale[2];
    int label[] = { 0, 1, 0 };
    dc_samples samples = { 3, 2, 2, x, label, weight, NULL };
    (void)state;
    dc_samples_scaling(shift, scale, &samples);
    assert_true(shift[0] == 1.5 && shift[1] == 7 && scale[1] == 1);
    assert_true(fabs(scale[0] - 1.5 / 2.25) < 1e-15);
    dc_samples_scale(&samples, shift, scale);
    assert_true(fabs(x[0] + 1) < 1e-15 && fabs(x[2] - 5 / 3.) < 1e-15);
    assert_true(x[1] == 0 && x[3] == 0);
}

static void constant_columns_are_told(void **state) {
    double x[] = { 3, 7, 3, 7, 3, 8 };
    dc_samples samples = { .points = 3, .features = 2, .x = x };
    (void)state;
    assert_true(dc_samples_constant(&samples, 0));
    assert_false(dc_samples_constant(&samples, 1));
    samples.points = 1;
    assert_true(dc_samples_constant(&samples, 1));
}

static void ties_do_not_win(void **state) {
    const double logits[] = { 1, 3, 3, NAN, 5 };
    (void)state;
    assert_true(dc_logits_win(logits, 2, 1));
    assert_false(dc_logits_win(logits, 2, 0));
    assert_false(dc_logits_win(logits, 3, 1) || dc_logits_win(logits, 3, 2));
    assert_true(dc_logits_win(logits + 4, 1, 0));
    assert_false(dc_logits_win(logits + 3, 2, 0) || dc_logits_win(logits + 3, 2, 1));
}

static void room_is_made_for_points(void **state) {
    dc_samples samples;
    (void)state;
    assert_true(dc_samples_allocate(&samples, 3, 2, 5));
    assert_true(samples.points == 3 && samples.features == 2 && samples.classes == 5);
    assert_true(samples.x[5] == 0 && samples.label[2] == 0 && samples.weight[2] == 0);
    assert_null(samples.target);
    dc_samples_clear(&samples);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_read),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(classes_are_those_of_the_training),
        cmocka_unit_test(other_points_are_refused),
        cmocka_unit_test(columns_are_standardised),
        cmocka_unit_test(constant_columns_are_told),
        cmocka_unit_test(ties_do_not_win),
        cmocka_unit_test(room_is_made_for_points),
    };
    return cmocka_run_group_tests_name("samples", tests, NULL, NULL);
}
