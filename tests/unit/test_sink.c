#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "certificate/sink.h"
#include "reading.h"

enum { WIDTH = 90 };

/* A sink into memory. */
typedef struct memory {
    dc_sink sink;
    char *bytes;
    size_t size;
} memory;

static void memory_open(memory *m) {
    m->bytes = NULL;
    m->sink = (dc_sink){ .target.out = open_memstream(&m->bytes, &m->size) };
    assert_non_null(m->sink.target.out);
}

static void must_put(memory *m, const char *tokens) {
    dc_text text = { 0 };
    dc_error error;
    dc_text_put(&text, "%s", tokens);
    if (dc_sink_put(&m->sink, &text, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_int_equal(text.length, 0);
    dc_text_clear(&text);
}

static void expect_written(memory *m, const char *expected) {
    assert_int_equal(fclose(m->sink.target.out), 0);
    assert_string_equal(m->bytes, expected);
    free(m->bytes);
}

static void tokens_are_separated_once(void **state) {
    memory m;
    (void)state;
    memory_open(&m);
    must_put(&m, "a  b ");
    must_put(&m, "c");
    must_put(&m, "");
    must_put(&m, "   ");
    must_put(&m, " d");
    assert_int_equal(m.sink.column, 7);
    expect_written(&m, "a b c d");
}

/* No line is empty, wherever its end comes from. */
static void line_ends_are_kept(void **state) {
    memory m;
    (void)state;
    memory_open(&m);
    must_put(&m, "\nfamily all\ngroups whole 1\n");
    assert_int_equal(m.sink.column, 0);
    must_put(&m, "\n\n 1 2");
    must_put(&m, "\n");
    must_put(&m, " 3 \n end\n");
    expect_written(&m, "family all\ngroups whole 1\n1 2\n3\nend\n");
}

static void an_empty_text_is_nothing(void **state) {
    memory m;
    dc_text text = { 0 };
    (void)state;
    memory_open(&m);
    assert_int_equal(dc_sink_put(&m.sink, &text, NULL), DC_OK);
    expect_written(&m, "");
}

/* A token of so many x and a second one; the first line's length, its end included. */
static void expect_break(size_t first, size_t second, size_t length) {
    char tokens[400], expected[400];
    memory m;
    memory_open(&m);
    memset(tokens, 'x', sizeof tokens);
    tokens[first] = ' ';
    tokens[first + 1 + second] = '\0';
    memcpy(expected, tokens, sizeof expected);
    expected[first] = first + 1 == length ? '\n' : ' ';
    must_put(&m, tokens);
    expect_written(&m, expected);
}

static void lines_end_at_the_width(void **state) {
    (void)state;
    expect_break(44, 45, 91);
    expect_break(45, 45, 46);
    expect_break(44, 46, 45);
    expect_break(88, 1, 91);
    expect_break(89, 1, 90);
    expect_break(200, 1, 201); /* longer than a line: alone on its own */
    expect_break(1, 200, 2);
}

/* Whatever comes: the same tokens, lines full but not too long, line ends kept. */
static void random_texts_are_wrapped(void **state) {
    static char tokens[20000], expected[20000];
    dc_random random;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(100); round++) {
        memory m;
        size_t column = 0, end = 0;
        memory_open(&m);
        for (uint64_t k = dc_random_below(&random, 100); k > 0; k--) {
            size_t length = 1 + dc_random_below(&random, k % 9 ? 12 : 100);
            bool ends = dc_random_below(&random, 20) == 0;
            if (column > 0) {
                bool fits = column + 1 + length <= WIDTH;
                expected[end++] = fits ? ' ' : '\n';
                column = fits ? column + 1 : 0;
            }
            memset(tokens, (int)('a' + k % 26), length);
            memcpy(expected + end, tokens, length);
            end += length;
            column += length;
            snprintf(tokens + length, 3, "%s", ends ? "\n" : k % 2 ? " " : "");
            if (ends)
                expected[end++] = '\n';
            column = ends ? 0 : column;
            must_put(&m, tokens);
        }
        expected[end] = '\0';
        expect_written(&m, expected);
    }
}

static void a_failed_text_is_reported(void **state) {
    memory m;
    dc_text text = { 0 };
    dc_error error;
    (void)state;
    memory_open(&m);
    dc_text_put(&text, "half of it");
    text.failed = true;
    assert_int_equal(dc_sink_put(&m.sink, &text, &error), DC_ENOMEM);
    assert_int_equal(error.status, DC_ENOMEM);
    assert_string_equal(error.message, "out of memory for the certificate");
    dc_text_clear(&text);
    expect_written(&m, "");
}

static void a_full_disk_is_reported(void **state) {
    dc_text text = { 0 };
    dc_error error;
    dc_sink sink;
    (void)state;
    assert_int_equal(dc_sink_open(&sink, "/dev/full", &error), DC_OK);
    setvbuf(sink.target.out, NULL, _IONBF, 0);
    dc_text_put(&text, "dcert 1\n");
    assert_int_equal(dc_sink_put(&sink, &text, &error), DC_EIO);
    assert_int_equal(error.status, DC_EIO);
    assert_string_equal(
        error.message,
        "the certificate /dev/full cannot be written: No space left on device");
    dc_text_clear(&text);
    assert_int_equal(dc_sink_close(&sink, DC_EIO, &error), DC_EIO);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_separated_once),
        cmocka_unit_test(line_ends_are_kept),
        cmocka_unit_test(an_empty_text_is_nothing),
        cmocka_unit_test(lines_end_at_the_width),
        cmocka_unit_test(random_texts_are_wrapped),
        cmocka_unit_test(a_failed_text_is_reported),
        cmocka_unit_test(a_full_disk_is_reported),
    };
    return cmocka_run_group_tests_name("sink", tests, NULL, NULL);
}
