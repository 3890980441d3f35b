#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <doublecheck/variability.h>

#include "reading.h"

static dc_status append(dc_predictions *p, const char *text, dc_error *error) {
    dc_dataset *data = must_read(text, &(dc_read_options){ .numbered_classes = true });
    dc_status status = dc_predictions_append(p, data, "m.csv", error);
    dc_dataset_destroy(data);
    return status;
}

static void models_are_appended(void **state) {
    static const double logits[] = { 0.1, 2, -3, 1e-320, 1 / 3., 5, 7, 8, 9, 10, 11, 12 };
    static const int label[] = { 1, 0 };
    dc_predictions p = { 0 };
    dc_error error;
    (void)state;
    assert_int_equal(append(&p,
                            "logit_x,logit_y,logit_z,label\n0.1,2,-3,y\n1e-320,1/3,5,"
                            "logit_x\n",
                            &error),
                     DC_OK);
    assert_int_equal(append(&p, "x,y,z,label\n7,8,9,1\n10,11,12,0\n", &error), DC_OK);
    assert_int_equal(p.points, 2);
    assert_int_equal(p.classes, 3);
    assert_int_equal(p.models, 2);
    assert_memory_equal(p.logits, logits, sizeof logits);
    assert_memory_equal(p.label, label, sizeof label);
    assert_string_equal(p.class_names[2], "z");
    assert_null(p.seed);
    dc_predictions_clear(&p);
    dc_predictions_clear(&p);
}

/* The name of a column comes before its number. */
static void labels_are_names_or_numbers(void **state) {
    static const int by_name[] = { 1, 0 }, by_number[] = { 0, 1 };
    dc_predictions p = { 0 };
    dc_error error;
    (void)state;
    assert_int_equal(append(&p, "logit_1,logit_0,label\n1,2,0\n3,4,1\n", &error), DC_OK);
    assert_memory_equal(p.label, by_name, sizeof by_name);
    dc_predictions_clear(&p);
    assert_int_equal(append(&p, "1,2,0\n3,4,1\n", &error), DC_OK);
    assert_memory_equal(p.label, by_number, sizeof by_number);
    dc_predictions_clear(&p);
    assert_int_equal(append(&p, "1,2,1\n3,4,1\n", &error), DC_OK);
    dc_predictions_clear(&p);
}

static void refuse(dc_predictions *p, const char *text, const char *message) {
    size_t models = p->models;
    dc_error error;
    assert_int_equal(append(p, text, &error), DC_EINPUT);
    assert_string_equal(error.message, message);
    assert_int_equal(p->models, models);
}

static void what_is_refused(void **state) {
    dc_predictions p = { 0 };
    dc_error error;
    (void)state;
    refuse(
        &p, "z,label\n1,0\n2,1\n",
        "m.csv: one column of logits; there is one for each class, and the labels (of a "
        "single logit z: columns 0 and z)");
    refuse(&p, "a,b,label\n1,2,a\n3,4,c\n",
           "m.csv: row 2: label 'c' is neither the name of a column of logits nor its "
           "number, 0 to 1");
    refuse(&p, "a,b,label\n1,2,2\n3,4,1\n",
           "m.csv: row 1: label '2' is neither the name of a column of logits nor its "
           "number, 0 to 1");
    refuse(&p, "a,b,label\n1,2,0\n3,4,-1\n",
           "m.csv: row 2: label '-1' is neither the name of a column of logits nor its "
           "number, 0 to 1");
    refuse(&p, "a,b,label\n1,2,a\n", "m.csv: 1 rows; from 2 to 1073741824");
    refuse(&p, "a,b,label\n1,2,a\n1e400,4,b\n", "m.csv: row 2: a is beyond the doubles");
    assert_null(p.logits);
    assert_int_equal(append(&p, "a,b,label\n1,2,a\n3,4,b\n", &error), DC_OK);
    refuse(&p, "a,b,label\n1,2,a\n3,4,b\n5,6,b\n",
           "m.csv: 3 rows, but 2 in the files before");
    refuse(&p, "a,b,c,label\n1,2,3,a\n3,4,5,b\n",
           "m.csv: 3 columns of logits, but 2 in the files before");
    refuse(&p, "b,a,label\n1,2,a\n3,4,b\n",
           "m.csv: column 1 of the logits is 'b', but 'a' in the files before");
    refuse(&p, "a,b,label\n1,2,a\n3,4,0\n",
           "m.csv: row 2: label '0' is class 'a', but 'b' in the files before");
    refuse(&p, "a,b,label\n1,2,a\n3,1e999,b\n", "m.csv: row 2: b is beyond the doubles");
    assert_int_equal(append(&p, "a,b,label\n5,6,a\n7,8,b\n", &error), DC_OK);
    assert_true(p.logits[4] == 5 && p.logits[7] == 8);
    dc_predictions_clear(&p);
}

static void labels_are_needed(void **state) {
    dc_dataset *data = must_read("1,2\n3,4\n", &(dc_read_options){ .label = "none" });
    dc_predictions p = { 0 };
    dc_error error;
    (void)state;
    assert_int_equal(dc_predictions_append(&p, data, "m.csv", &error), DC_EINPUT);
    assert_string_equal(error.message, "m.csv: there are no labels");
    dc_dataset_destroy(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models_are_appended),
        cmocka_unit_test(labels_are_names_or_numbers),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(labels_are_needed),
    };
    return cmocka_run_group_tests_name("variability predictions", tests, NULL, NULL);
}
