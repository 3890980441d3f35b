#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/classes.h"

static void expect(const int64_t *labels, dc_status status, const char *message) {
    static const double x[] = { 1, 2, 3 };
    dc_dataset *data;
    dc_error error = { 0 };
    assert_int_equal(dc_dataset_from_doubles(&data, 3, 1, x, labels, NULL, &error),
                     DC_OK);
    assert_int_equal(dc_dataset_need_classes(data, "a test", &error), status);
    assert_string_equal(error.message, message);
    dc_dataset_destroy(data);
}

static void two_classes_are_enough(void **state) {
    (void)state;
    expect((const int64_t[]){ 4, 7, 4 }, DC_OK, "");
}

static void fewer_are_refused(void **state) {
    (void)state;
    expect(NULL, DC_EINPUT, "a test needs labels, and there are none");
    expect((const int64_t[]){ 4, 4, 4 }, DC_EINPUT,
           "a test needs two classes, and all 3 points have the label \"4\"");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_classes_are_enough),
        cmocka_unit_test(fewer_are_refused),
    };
    return cmocka_run_group_tests_name("classes", tests, NULL, NULL);
}
