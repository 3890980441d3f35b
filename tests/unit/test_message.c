#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "data/message.h"

static void expect_quote(const char *text, size_t length, const char *expected) {
    char quote[DC_QUOTE_SIZE];
    assert_string_equal(dc_quote(quote, text, length), expected);
}

static void printable_text_stays(void **state) {
    (void)state;
    expect_quote("", 0, "''");
    expect_quote("a b~", 4, "'a b~'");
    expect_quote("gr\xc3\xb6\xc3\x9f"
                 "e",
                 7,
                 "'gr\xc3\xb6\xc3\x9f"
                 "e'");
    expect_quote("\xe2\x82\xac\xf0\x9f\x98\x80", 7, "'\xe2\x82\xac\xf0\x9f\x98\x80'");
}

static void control_characters_are_escaped(void **state) {
    (void)state;
    expect_quote("a\0b", 3, "'a\\x00b'");
    expect_quote("\x1b[31m\x7f\r\n\t", 9, "'\\x1b[31m\\x7f\\x0d\\x0a\\x09'");
    expect_quote("\xc2\x9b", 2, "'\\xc2\\x9b'");
}

static void bytes_that_are_no_utf8_are_escaped(void **state) {
    static const char *const cases[][2] = {
        { "\xff\xfe", "'\\xff\\xfe'" },
        { "\xc3", "'\\xc3'" },
        { "\xc3x", "'\\xc3x'" },
        { "\x80", "'\\x80'" },
        { "\xc0\xaf", "'\\xc0\\xaf'" },
        { "\xe0\x80\xaf", "'\\xe0\\x80\\xaf'" },
        { "\xed\xa0\x80", "'\\xed\\xa0\\x80'" },
        { "\xf0\x80\x80\xaf", "'\\xf0\\x80\\x80\\xaf'" },
        { "\xf4\x90\x80\x80", "'\\xf4\\x90\\x80\\x80'" },
        { "\xe2\x82", "'\\xe2\\x82'" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        expect_quote(cases[k][0], strlen(cases[k][0]), cases[k][1]);
}

/* Every length and every size: the text fits, and is cut between characters. */
static void long_text_is_shortened(void **state) {
    char text[200], buffer[80];
    (void)state;
    memset(text, 'a', sizeof text);
    for (size_t k = 0; k < sizeof text; k += 3)
        text[k] = '\x01';
    for (size_t size = 8; size <= sizeof buffer; size++) {
        for (size_t length = 0; length <= 90; length++) {
            memset(buffer, '#', sizeof buffer);
            dc_escape(buffer, size, text, length);
            size_t used = strlen(buffer), whole = length + 3 * ((length + 2) / 3);
            assert_true(used < size);
            if (whole < size) {
                assert_int_equal(used, whole);
                continue;
            }
            assert_string_equal(buffer + used - 3, "...");
            assert_true(used + 4 + 3 >= size);
            const char *last = strrchr(buffer, '\\');
            assert_true(!last || strncmp(last, "\\x01", 4) == 0);
        }
    }
    memset(text, 'a', sizeof text);
    expect_quote(text, 61,
                 "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'");
    expect_quote(text, 62,
                 "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printable_text_stays),
        cmocka_unit_test(control_characters_are_escaped),
        cmocka_unit_test(bytes_that_are_no_utf8_are_escaped),
        cmocka_unit_test(long_text_is_shortened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
