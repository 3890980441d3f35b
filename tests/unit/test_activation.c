#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <doublecheck/network.h>

static dc_activation must_parse(const char *text, size_t layer) {
    dc_activation a;
    dc_error error;
    if (dc_activation_parse(&a, text, layer, &error) != DC_OK)
        fail_msg("%s: %s", text, error.message);
    return a;
}

static void expect(const char *text, size_t layer, double z, double value, size_t piece) {
    dc_activation a = must_parse(text, layer);
    double got = dc_activation_value(&a, z);
    size_t in = dc_activation_piece(&a, z);
    if (got != value || in != piece)
        fail_msg("%s at %g: %g in piece %zu", text, z, got, in);
}

static void values_and_pieces(void **state) {
    (void)state;
    expect("abs", 0, -2, 2, 0);
    expect("abs", 0, 0, 0, 0);
    expect("abs", 0, 3, 3, 1);
    expect("relu", 5, -2, 0, 0);
    expect("relu", 5, 2, 2, 1);
    expect("hard_tanh", 0, -7, -1, 0);
    expect("hard_tanh", 0, -1, -1, 0);
    expect("hard_tanh", 0, 0.5, 0.5, 1);
    expect("hard_tanh", 0, 7, 1, 2);
    expect("leaky_relu", 0, -100, -1, 0);
    expect("leaky_relu:1/4", 0, -2, -0.5, 0);
    expect("prelu:0.5,-2", 0, -4, -2, 0);
    expect("prelu:0.5,-2", 1, -4, 8, 0);
    expect("prelu:0.5,-2", 9, -4, 8, 0);
    expect("pieces:1,2:3,-1,4", 0, 0.5, 1.5, 0);
    expect("pieces:1,2:3,-1,4", 0, 2, 2, 1);
    expect("pieces:1,2:3,-1,4", 0, 3, 6, 2);
    expect("pieces:1,2:3,-1,4", 0, -1, -3, 0);
    expect("pieces:-2,-1:3,-1,4", 0, -3, -6, 0);
}

static void refuse(const char *text, const char *message) {
    dc_activation a;
    dc_error error;
    assert_int_equal(dc_activation_parse(&a, text, 0, &error), DC_EUSAGE);
    if (!strstr(error.message, message))
        fail_msg("%s: %s", text, error.message);
}

static void what_is_refused(void **state) {
    char many[400] = "prelu:1";
    (void)state;
    for (int k = 0; k < DC_LAYERS_MOST; k++)
        strcat(many, ",1");
    refuse("", "'' is no activation: known are abs");
    refuse("tanh", "'tanh' is no activation");
    refuse("rel", "'rel' is no activation");
    refuse("abs:1", "do not fit");
    refuse("leaky_relu:1,2", "do not fit");
    refuse("leaky_relu:", "'' is no number");
    refuse("leaky_relu:x", "'x' is no number");
    refuse("leaky_relu:1e999", "'1e999' is no number");
    refuse("leaky_relu:nan", "'nan' is no number");
    refuse("prelu", "do not fit");
    refuse("prelu:1,,2", "'' is no number");
    refuse("prelu:1:2", "do not fit");
    refuse(many, "more than 64 numbers");
    refuse("pieces:1:2", "do not fit");
    refuse("pieces:1,1:2,3,4", "do not fit");
    refuse("pieces:2,1:2,3,4", "do not fit");
    refuse("pieces:1:2,3:4", "more than 2 lists");
    refuse("pieces:1,2,3,4,5,6,7,8,9:1,2,3,4,5,6,7,8,9,10", "at most 8 increasing");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_and_pieces),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests_name("activation", tests, NULL, NULL);
}
