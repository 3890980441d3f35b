#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/header.h"
#include "reading.h"

/* Whether the first record of text is a header: 1, 0, or -1 with a message. */
static int detect(const char *text, const dc_read_options *options, dc_error *error) {
    const dc_read_options defaults = DC_READ_DEFAULTS;
    memory_file file = memory_file_open(text, strlen(text));
    dc_input *input;
    dc_record record = { 0 };
    bool header;
    assert_int_equal(dc_input_open(&input, file.path, NULL), DC_OK);
    assert_int_equal(dc_record_start(&record, input, 0, NULL), DC_OK);
    assert_int_equal(dc_record_read(&record, NULL), DC_OK);
    dc_status status = dc_header_detect(&header, &record, options ? options : &defaults,
                                        error);
    dc_record_clear(&record);
    dc_input_close(input);
    close(file.descriptor);
    return status == DC_OK ? header : -1;
}

static void expect(int expected, const char *text, const dc_read_options *options) {
    dc_error error;
    int got = detect(text, options, &error);
    if (got != expected)
        fail_msg("'%s': %d %s", text, got, got < 0 ? error.message : "");
}

static void names_make_a_header(void **state) {
    (void)state;
    expect(1, "x,y,label\n", NULL);
    expect(1, "x,,label\n", NULL);
    expect(1, ",x,label\n", NULL);
    expect(1, "\"x\",\"y\",\"label\"\n", NULL);
    expect(1, "RI,Na,Mg,Type\n", NULL);
}

static void numbers_make_a_row(void **state) {
    (void)state;
    expect(0, "1,2,a\n", NULL);
    expect(0, "1,2,0\n", NULL);
    expect(0, "1\n", NULL);
    expect(0, "1,,a\n", NULL);
    expect(0, "nan,-inf,a\n", NULL);
    expect(0, "?,1/2,a\n", NULL);
    expect(0, "1e999999999,1/0,a\n", NULL);
}

/* The label may be any text, so it says nothing, unless it is a number. */
static void label_alone_does_not_decide(void **state) {
    (void)state;
    expect(0, "setosa\n", NULL);
    expect(0, ",,setosa\n", NULL);
    expect(-1, "x,0\n", NULL);
    expect(1, "x\n", &(dc_read_options){ .label = "none" });
}

static void a_mixture_is_refused(void **state) {
    dc_error error;
    (void)state;
    assert_int_equal(detect("\n1.O,2,a\n", NULL, &error), -1);
    assert_string_equal(
        without_path(error.message),
        "line 2, column 1: '1.O' is not a number, but column 2 holds '2': "
        "is this line a header? Say --header yes or --header no");
    expect(-1, "x,nan,a\n", NULL);
    expect(-1, "1,y,a\n", NULL);
    expect(-1, "x,y,3\n", NULL);
}

static void options_say_which_columns_count(void **state) {
    (void)state;
    expect(0, "id7,1,2,a\n", &(dc_read_options){ .drop = "1" });
    expect(0, "a,1,2\n", &(dc_read_options){ .label = "1" });
    expect(0, "1,2,a,b\n", &(dc_read_options){ .cell = "4" });
    expect(0, "1,2,a,3\n", &(dc_read_options){ .weight = "4" });
    expect(1, "x,y,label,w\n", &(dc_read_options){ .weight = "4" });
    expect(-1, "1,2,a,w\n", &(dc_read_options){ .weight = "4" });
    expect(0, "id7,1,2,a\n", &(dc_read_options){ .columns = "2, 3" });
    expect(1, "id,x,5,a\n", &(dc_read_options){ .columns = "2" });
    expect(-1, "1,x,5,a\n", &(dc_read_options){ .columns = "1,2" });
    expect(1, "x,label\n", &(dc_read_options){ .columns = "1" });
    expect(0, "1,2,z\n",
           &(dc_read_options){ .columns = "1,2", .drop = "3", .label = "none" });
}

static void a_name_that_is_asked_for_makes_a_header(void **state) {
    (void)state;
    expect(1, "0,1,2,label\n", &(dc_read_options){ .label = "label" });
    expect(1, "1990,1991,w\n", &(dc_read_options){ .weight = "w" });
    expect(1, "1990,cell,2\n", &(dc_read_options){ .cell = "cell" });
    expect(1, "1990,cell,2\n", &(dc_read_options){ .drop = "7,cell" });
    expect(1, "1990,cell,2\n", &(dc_read_options){ .columns = " cell " });
    expect(0, "1,2,none\n", &(dc_read_options){ .label = "3" });
    expect(-1, "1,2,none\n", &(dc_read_options){ .label = "none" });
    expect(0, "3,5,a\n", &(dc_read_options){ .label = "3" });
    expect(1, "x1,2,x3\n", &(dc_read_options){ .label = "x3" });
    expect(0, "1,2,a\n", &(dc_read_options){ .label = "x3" });
    expect(0, "1,a,2\n", &(dc_read_options){ .label = "x2" });
}

/* Then the name is the error, whatever the first record is. */
static void an_unknown_name_is_no_ambiguity(void **state) {
    (void)state;
    expect(0, "1,2,a\n", &(dc_read_options){ .label = "species" });
    expect(1, "x,y,a\n", &(dc_read_options){ .label = "species" });
    expect(0, "1,2,a\n", &(dc_read_options){ .label = "x4" });
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_make_a_header),
        cmocka_unit_test(numbers_make_a_row),
        cmocka_unit_test(label_alone_does_not_decide),
        cmocka_unit_test(a_mixture_is_refused),
        cmocka_unit_test(options_say_which_columns_count),
        cmocka_unit_test(a_name_that_is_asked_for_makes_a_header),
        cmocka_unit_test(an_unknown_name_is_no_ambiguity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
