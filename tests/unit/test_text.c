#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "certificate/text.h"
#include "reading.h"

/* The address sanitizer then lets malloc() fail as it does without it. */
DC_API const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "allocator_may_return_null=1";
}

static void expect_text(const dc_text *text, const char *expected) {
    assert_false(text->failed);
    assert_non_null(text->bytes);
    assert_string_equal(text->bytes, expected);
    assert_int_equal(text->length, strlen(expected));
    assert_true(text->length < text->capacity);
}

static void pieces_are_appended(void **state) {
    dc_text text = { 0 };
    (void)state;
    dc_text_put(&text, "%s %d", "ab", -7);
    expect_text(&text, "ab -7");
    dc_text_put(&text, "%s", "");
    expect_text(&text, "ab -7");
    dc_text_put(&text, "\n%zu%%", (size_t)3);
    expect_text(&text, "ab -7\n3%");
    dc_text_clear(&text);
    assert_null(text.bytes);
    assert_int_equal(text.length, 0);
    assert_int_equal(text.capacity, 0);
    dc_text_clear(&text);
}

static void truncation_keeps_the_beginning(void **state) {
    dc_text text = { 0 };
    (void)state;
    dc_text_truncate(&text, 0);
    assert_null(text.bytes);
    dc_text_put(&text, "abcdef");
    dc_text_truncate(&text, 9);
    expect_text(&text, "abcdef");
    dc_text_truncate(&text, 6);
    expect_text(&text, "abcdef");
    dc_text_truncate(&text, 2);
    expect_text(&text, "ab");
    dc_text_put(&text, "x");
    expect_text(&text, "abx");
    dc_text_truncate(&text, 0);
    expect_text(&text, "");
    dc_text_clear(&text);
}

/* Integers of a word and of many, at the ends of both. */
static void integers_are_exact(void **state) {
    static const char *const integers[] = {
        "0",
        "-1",
        "9",
        "10",
        "-99",
        "100",
        "4611686018427387903",
        "-4611686018427387904",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551616",
        "-340282366920938463463374607431768211456",
    };
    dc_text text = { 0 };
    fmpz_t value;
    (void)state;
    fmpz_init(value);
    for (size_t k = 0; k < sizeof integers / sizeof *integers; k++) {
        assert_int_equal(fmpz_set_str(value, integers[k], 10), 0);
        dc_text_integer(&text, value);
        expect_text(&text, integers[k]);
        dc_text_clear(&text);
        if (fmpz_fits_si(value)) {
            dc_text_word(&text, fmpz_get_si(value));
            expect_text(&text, integers[k]);
            dc_text_clear(&text);
        }
    }
    fmpz_clear(value);
}

static void fractions_have_no_denominator_one(void **state) {
    static const char *const fractions[][2] = {
        { "0", "0" },
        { "-12", "-12" },
        { "6/4", "3/2" },
        { "-1/3", "-1/3" },
        { "1e30", "1000000000000000000000000000000" },
        { "-1e-30", "-1/1000000000000000000000000000000" },
        { "100000000000000000000/300000000000000000001",
          "100000000000000000000/300000000000000000001" },
    };
    dc_text text = { 0 };
    mpq_t value;
    (void)state;
    mpq_init(value);
    for (size_t k = 0; k < sizeof fractions / sizeof *fractions; k++) {
        assert_int_equal(dc_rational_parse(value, fractions[k][0], NULL), DC_OK);
        dc_text_fraction(&text, value);
        expect_text(&text, fractions[k][1]);
        dc_text_truncate(&text, 0);
    }
    mpq_clear(value);
    dc_text_clear(&text);
}

/* Against a plain string: many pieces, some long, some cuts. */
static void long_texts_grow(void **state) {
    static char model[200000];
    dc_text text = { 0 };
    dc_random random;
    size_t length = 0;
    fmpz_t value;
    (void)state;
    fmpz_init(value);
    dc_random_seed(&random, 1);
    for (unsigned long k = 0; k < 3000; k++) {
        uint64_t kind = dc_random_below(&random, 20);
        int width = (int)dc_random_below(&random, kind == 0 ? 900 : 20);
        if (kind == 1 && length > 0) {
            length -= dc_random_below(&random, length < 500 ? length : 500);
            dc_text_truncate(&text, length);
        } else if (kind < 12) {
            dc_text_put(&text, "%*lu", width, k);
            length += (size_t)sprintf(model + length, "%*lu", width, k);
        } else {
            int64_t number = dc_random_between(&random, -1000, 1000) * 1000000007;
            fmpz_set_si(value, number);
            dc_text_integer(&text, value);
            length += (size_t)sprintf(model + length, "%lld", (long long)number);
        }
        model[length] = '\0';
        assert_true(length < sizeof model - 2000);
        assert_int_equal(text.length, length);
    }
    expect_text(&text, model);
    fmpz_clear(value);
    dc_text_clear(&text);
}

/* More than there can be: what was there stays, and the failure too. */
static void running_out_of_memory_is_remembered(void **state) {
    dc_text text = { .length = PTRDIFF_MAX };
    fmpz_t value;
    (void)state;
    fmpz_init(value);
    dc_text_put(&text, "x");
    assert_true(text.failed);
    text.failed = false;
    dc_text_integer(&text, value);
    assert_true(text.failed);
    assert_null(text.bytes);
    assert_true(text.length == PTRDIFF_MAX);
    text.length = 0;
    dc_text_put(&text, "x");
    dc_text_truncate(&text, 0);
    assert_true(text.failed);
    dc_text_clear(&text);
    assert_false(text.failed);
    fmpz_clear(value);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_appended),
        cmocka_unit_test(truncation_keeps_the_beginning),
        cmocka_unit_test(integers_are_exact),
        cmocka_unit_test(fractions_have_no_denominator_one),
        cmocka_unit_test(long_texts_grow),
        cmocka_unit_test(running_out_of_memory_is_remembered),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
