#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"

static void fail_formats_and_returns_its_status(void **state) {
    dc_error error;
    (void)state;
    assert_int_equal(dc_fail(&error, DC_EINPUT, "line %d: '%s'", 3, "abc"), DC_EINPUT);
    assert_int_equal(error.status, DC_EINPUT);
    assert_string_equal(error.message, "line 3: 'abc'");
}

static void fail_truncates_long_messages(void **state) {
    char text[2 * DC_ERROR_SIZE];
    dc_error error;
    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(dc_fail(&error, DC_EIO, "%s", text), DC_EIO);
    assert_int_equal(strlen(error.message), DC_ERROR_SIZE - 1);
    assert_memory_equal(error.message, text, DC_ERROR_SIZE - 1);
}

static void error_may_be_null(void **state) {
    (void)state;
    assert_int_equal(dc_fail(NULL, DC_EUSAGE, "%d", 1), DC_EUSAGE);
    assert_int_equal(dc_fail_memory(NULL, "a list"), DC_ENOMEM);
    assert_int_equal(dc_succeed(NULL), DC_OK);
}

static void memory_failure_says_for_what(void **state) {
    dc_error error;
    (void)state;
    assert_int_equal(dc_fail_memory(&error, "the points"), DC_ENOMEM);
    assert_int_equal(error.status, DC_ENOMEM);
    assert_string_equal(error.message, "out of memory for the points");
}

static void success_clears_the_message(void **state) {
    dc_error error;
    (void)state;
    dc_fail(&error, DC_EINPUT, "bad");
    assert_int_equal(dc_succeed(&error), DC_OK);
    assert_int_equal(error.status, DC_OK);
    assert_string_equal(error.message, "");
}

static void every_status_has_its_own_name(void **state) {
    (void)state;
    for (dc_status a = DC_OK; a <= DC_EINTERNAL; a++) {
        assert_non_null(dc_status_name(a));
        for (dc_status b = DC_OK; b < a; b++)
            assert_string_not_equal(dc_status_name(a), dc_status_name(b));
    }
    assert_string_equal(dc_status_name(DC_EINPUT), "malformed input");
    assert_string_equal(dc_status_name((dc_status)99), "unknown status");
}

static void version_has_three_parts(void **state) {
    size_t dots = 0;
    (void)state;
    for (const char *text = dc_version(); *text; text++)
        dots += *text == '.';
    assert_int_equal(dots, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fail_formats_and_returns_its_status),
        cmocka_unit_test(fail_truncates_long_messages),
        cmocka_unit_test(error_may_be_null),
        cmocka_unit_test(memory_failure_says_for_what),
        cmocka_unit_test(success_clears_the_message),
        cmocka_unit_test(every_status_has_its_own_name),
        cmocka_unit_test(version_has_three_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
