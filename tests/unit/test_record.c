#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/record.h"
#include "reading.h"

/* The records of a text as "line:[field][field]...", quoted fields in <>; or the
 * message of the first failure. */
static void describe(const char *text, size_t size, char delimiter, char *out) {
    memory_file file = memory_file_open(text, size);
    dc_input *input;
    dc_record record = { 0 };
    dc_error error;
    assert_int_equal(dc_input_open(&input, file.path, &error), DC_OK);
    dc_status status = dc_record_start(&record, input, delimiter, &error);
    *out = '\0';
    while (status == DC_OK) {
        status = dc_record_read(&record, &error);
        if (status != DC_OK || record.count == 0)
            break;
        out += sprintf(out, "%zu:", dc_record_line(&record, 0));
        for (size_t k = 0; k < record.count; k++) {
            const dc_field *field = &record.fields[k];
            out += sprintf(out, "%c%.*s%c", field->quoted ? '<' : '[', (int)field->length,
                           dc_record_text(&record, k), field->quoted ? '>' : ']');
        }
    }
    if (status != DC_OK)
        sprintf(out, "%s", without_path(error.message));
    dc_record_clear(&record);
    dc_input_close(input);
    close(file.descriptor);
}

static void expect(const char *text, const char *expected) {
    char out[1024];
    describe(text, strlen(text), 0, out);
    assert_string_equal(out, expected);
}

static void plain_records(void **state) {
    (void)state;
    expect("", "");
    expect("a", "1:[a]");
    expect("a\n", "1:[a]");
    expect("a,b\nc,d\n", "1:[a][b]2:[c][d]");
    expect("a,b\r\nc,d\r\n", "1:[a][b]2:[c][d]");
    expect("a,b\nc,d", "1:[a][b]2:[c][d]");
    expect("a,b\nc,d\r", "1:[a][b]2:[c][d]");
    expect("a,\n,b\n,\n", "1:[a][]2:[][b]3:[][]");
    expect("a,", "1:[a][]");
    expect("\xef\xbb\xbf"
           "a,b\n",
           "1:[a][b]");
}

static void empty_lines_are_skipped_and_counted(void **state) {
    (void)state;
    expect("\n\r\n  \na\n\nb\n\n", "4:[a]6:[b]");
    expect("\n\n", "");
    expect("\"\"\na\n", "1:<>2:[a]");
}

static void blanks_around_fields_do_not_count(void **state) {
    (void)state;
    expect(" a , b c\t,d \n", "1:[a][b c][d]");
    expect(" \" a \" , \"b\"\n", "1:< a ><b>");
}

static void quoted_fields(void **state) {
    (void)state;
    expect("\"a,b\",c\n", "1:<a,b>[c]");
    expect("\"a\"\"b\"\"\",\"\"\"\"\n", "1:<a\"b\"><\">");
    expect("\"a\nb\",c\nd,e\n", "1:<a\nb>[c]3:[d][e]");
    expect("\"a\r\nb\"\r\nd\r\n", "1:<a\r\nb>3:[d]");
    expect("\"a\"", "1:<a>");
    expect("\"\"\"\n\"\"\"\nb\n", "1:<\"\n\">3:[b]");
    expect("x,\"\"\n", "1:[x]<>");
}

static void malformed_records(void **state) {
    char out[1024];
    (void)state;
    expect("a,b\"c\n",
           "line 1, column 2: a quote inside a field that does not begin with "
           "one: 'b\"'");
    expect("a\n\"b\"c\n", "1:[a]line 2, column 1: text after a closing quote: '\"b\"c'");
    expect("a,b\n\"x\ny\",\"c\n", "1:[a][b]line 3, column 2: the quote that opens this "
                                  "field is never closed: 'c\\x0a'");
    expect("a,b\rc,d\r", "line 1, column 2: a carriage return without a line feed: "
                         "'b\\x0d'");
    describe("a,b\0c\n", 6, 0, out);
    assert_string_equal(out, "line 1, column 2: a NUL byte (is this a text file?): "
                             "'b\\x00'");
    describe("a,\"b\0c\"\n", 8, 0, out);
    assert_string_equal(out, "line 1, column 2: a NUL byte (is this a text file?): "
                             "'b\\x00'");
}

static void delimiter_is_the_most_frequent(void **state) {
    char out[1024];
    (void)state;
    expect("a;b\nc,d;e\n", "1:[a][b]2:[c,d][e]");
    expect("a\tb\nc\t d \n", "1:[a][b]2:[c][d]");
    expect("\t\na\n", "1:[][]2:[a]");
    expect("a;b,c\n", "1:[a;b][c]");
    expect("a;b;c,d\n", "1:[a][b][c,d]");
    expect("\"a;b;c\",d\n", "1:<a;b;c>[d]");
    expect("\"a\"\";;;\",d\n", "1:<a\";;;>[d]");
    expect("a\nb;c\n", "1:[a]2:[b;c]");
    expect("a,b\"c;d;e\n", "line 1, column 1: a quote inside a field that does not begin "
                           "with one: 'a,b\"'");
    describe("a,b;c\n", 6, ';', out);
    assert_string_equal(out, "1:[a,b][c]");
}

static void fields_know_their_line(void **state) {
    const char text[] = "a,\"b\n\"\"\n\",c,\"d\ne\"\nf\n";
    memory_file file = memory_file_open(text, sizeof text - 1);
    dc_input *input;
    dc_record record = { 0 };
    (void)state;
    assert_int_equal(dc_input_open(&input, file.path, NULL), DC_OK);
    assert_int_equal(dc_record_start(&record, input, 0, NULL), DC_OK);
    assert_int_equal(dc_record_read(&record, NULL), DC_OK);
    assert_int_equal(record.count, 4);
    assert_int_equal(dc_record_line(&record, 0), 1);
    assert_int_equal(dc_record_line(&record, 1), 1);
    assert_int_equal(dc_record_line(&record, 2), 3);
    assert_int_equal(dc_record_line(&record, 3), 3);
    assert_int_equal(dc_record_read(&record, NULL), DC_OK);
    assert_int_equal(dc_record_line(&record, 0), 5);
    dc_record_clear(&record);
    dc_input_close(input);
    close(file.descriptor);
}

static void columns_are_bounded(void **state) {
    size_t size = DC_MAX_COLUMNS;
    char *text = malloc(size), *out = malloc(4 * size);
    (void)state;
    memset(text, ',', size);
    describe(text, size, 0, out);
    assert_string_equal(out, "line 1: more than 1000000 columns");
    free(text);
    free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_records),
        cmocka_unit_test(empty_lines_are_skipped_and_counted),
        cmocka_unit_test(blanks_around_fields_do_not_count),
        cmocka_unit_test(quoted_fields),
        cmocka_unit_test(malformed_records),
        cmocka_unit_test(delimiter_is_the_most_frequent),
        cmocka_unit_test(fields_know_their_line),
        cmocka_unit_test(columns_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
