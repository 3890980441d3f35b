#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "network/architecture.h"

static void expect(const char *text, size_t layers, const size_t *width) {
    dc_architecture a;
    dc_error error;
    if (dc_architecture_parse(&a, text, 4, 3, &error) != DC_OK)
        fail_msg("%s: %s", text, error.message);
    assert_int_equal(a.layers, layers);
    assert_memory_equal(a.width, width, (layers + 1) * sizeof *width);
}

static void widths_are_read(void **state) {
    (void)state;
    expect("linear", 1, (size_t[]){ 4, 3 });
    expect("16,5", 3, (size_t[]){ 4, 16, 5, 3 });
    expect("1048576", 2, (size_t[]){ 4, DC_WIDTH_MOST, 3 });
}

static void refuse(const char *text, const char *message) {
    dc_architecture a;
    dc_error error;
    assert_int_equal(dc_architecture_parse(&a, text, 4, 3, &error), DC_EUSAGE);
    if (!strstr(error.message, message))
        fail_msg("%s: %s", text, error.message);
}

static void what_is_refused(void **state) {
    char many[200] = "1";
    (void)state;
    for (int k = 0; k < DC_LAYERS_MOST - 1; k++)
        strcat(many, ",1");
    refuse(many, "more than 64 layers");
    refuse("", "neither 'linear' nor widths");
    refuse("16,", "neither");
    refuse(",16", "neither");
    refuse("16,,2", "neither");
    refuse("16 ", "neither");
    refuse("-3", "neither");
    refuse("16,0", "a layer has 1 to 1048576 units");
    refuse("1048577", "a layer has 1 to");
    refuse("99999999999999999999999999", "a layer has 1 to");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_are_read),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests_name("architecture", tests, NULL, NULL);
}
