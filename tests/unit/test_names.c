#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "data/names.h"

static size_t intern(dc_names *names, const char *text) {
    size_t index;
    assert_int_equal(dc_names_intern(names, text, strlen(text), &index, NULL), DC_OK);
    return index;
}

static void interning_keeps_the_order_of_first_appearance(void **state) {
    dc_names names = { 0 };
    (void)state;
    assert_int_equal(intern(&names, "b"), 0);
    assert_int_equal(intern(&names, "a"), 1);
    assert_int_equal(intern(&names, "b"), 0);
    assert_int_equal(intern(&names, ""), 2);
    assert_int_equal(intern(&names, "ab"), 3);
    assert_int_equal(intern(&names, "a"), 1);
    assert_int_equal(names.count, 4);
    assert_string_equal(names.texts[3], "ab");
    dc_names_clear(&names);
    assert_int_equal(names.count, 0);
    dc_names_clear(&names);
}

static void interning_takes_length_into_account(void **state) {
    dc_names names = { 0 };
    size_t index;
    (void)state;
    assert_int_equal(dc_names_intern(&names, "abc", 2, &index, NULL), DC_OK);
    assert_int_equal(dc_names_intern(&names, "abx", 2, &index, NULL), DC_OK);
    assert_int_equal(index, 0);
    assert_string_equal(names.texts[0], "ab");
    assert_int_equal(dc_names_intern(&names, "abc", 3, &index, NULL), DC_OK);
    assert_int_equal(index, 1);
    dc_names_clear(&names);
}

static void adding_allows_repetition_and_interning_finds_the_first(void **state) {
    dc_names names = { 0 };
    size_t index = 9;
    (void)state;
    assert_int_equal(dc_names_add(&names, "x", 1, &index, NULL), DC_OK);
    assert_int_equal(index, 0);
    assert_int_equal(dc_names_add(&names, "x", 1, &index, NULL), DC_OK);
    assert_int_equal(index, 1);
    assert_int_equal(dc_names_add(&names, "y", 1, NULL, NULL), DC_OK);
    assert_int_equal(intern(&names, "x"), 0);
    assert_int_equal(intern(&names, "y"), 2);
    assert_int_equal(intern(&names, "z"), 3);
    assert_true(dc_names_find(&names, "x", 1, 0, &index));
    assert_int_equal(index, 0);
    assert_true(dc_names_find(&names, "x", 1, 1, &index));
    assert_int_equal(index, 1);
    assert_false(dc_names_find(&names, "x", 1, 2, &index));
    assert_false(dc_names_find(&names, "xy", 2, 0, &index));
    dc_names_clear(&names);
}

/* A linear search would take minutes here. */
static void many_names_are_found_quickly(void **state) {
    enum { COUNT = 100000 };
    dc_names names = { 0 };
    (void)state;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < COUNT; k++) {
            char text[32];
            snprintf(text, sizeof text, "%zu.5", k * 7919 % 1000003);
            assert_int_equal(intern(&names, text), k);
        }
    }
    assert_int_equal(names.count, COUNT);
    assert_true(names.bytes > 800000);
    dc_names_clear(&names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interning_keeps_the_order_of_first_appearance),
        cmocka_unit_test(interning_takes_length_into_account),
        cmocka_unit_test(adding_allows_repetition_and_interning_finds_the_first),
        cmocka_unit_test(many_names_are_found_quickly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
