#include <math.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <doublecheck/rational.h>

#include "../rounds.h"
#include "base/number.h"
#include "base/random.h"

/* Parses text as a dc_number and compares with a rational: value, form, sign. */
static void expect_rational(const char *text, const mpq_t expected) {
    dc_number number;
    dc_number_pool pool = { 0 };
    dc_error error;
    mpq_t value;
    mpq_init(value);
    if (dc_number_parse(&number, &pool, text, strlen(text), &error) != DC_OK)
        fail_msg("'%.200s' is refused: %s", text, error.message);
    dc_number_get(value, number, &pool);
    if (!mpq_equal(value, expected))
        fail_msg("'%.200s' is read wrongly", text);
    if (dc_number_sign(number, &pool) != mpq_sgn(expected))
        fail_msg("'%.200s' has sign %d", text, dc_number_sign(number, &pool));
    bool fits = mpz_sizeinbase(mpq_numref(value), 2) <= 62 &&
                mpz_sizeinbase(mpq_denref(value), 2) <= 62;
    if (fits != (number.denominator != 0) || pool.count != !fits)
        fail_msg("'%.200s' lives in the wrong place", text);
    mpq_clear(value);
    dc_number_pool_clear(&pool);
}

static void expect(const char *text, const char *expected) {
    mpq_t value;
    mpq_init(value);
    assert_int_equal(mpq_set_str(value, expected, 10), 0);
    mpq_canonicalize(value);
    expect_rational(text, value);
    mpq_clear(value);
}

static void expect_refused(const char *text, size_t length, const char *reason) {
    dc_number number = { 7, 7 };
    dc_number_pool pool = { 0 };
    dc_error error;
    if (dc_number_parse(&number, &pool, text, length, &error) != DC_EINPUT)
        fail_msg("'%.200s' is accepted", text);
    if (!strstr(error.message, reason))
        fail_msg("'%.200s' is refused as: %s", text, error.message);
    assert_int_equal(pool.count, 0);
    dc_number_pool_clear(&pool);
}

static void spellings_of_small_numbers(void **state) {
    static const char *const cases[][2] = {
        { "0", "0" },       { "-0", "0" },      { "+0", "0" },        { "-0.0", "0" },
        { "+5", "5" },      { "-12", "-12" },   { "007", "7" },       { "1.5", "3/2" },
        { ".5", "1/2" },    { "-.25", "-1/4" }, { "2.", "2" },        { "1e3", "1000" },
        { "1E3", "1000" },  { "1e+3", "1000" }, { "1e-3", "1/1000" }, { "2.50e1", "25" },
        { "1.e2", "100" },  { ".5e1", "5" },    { "3/2", "3/2" },     { "6/4", "3/2" },
        { "-6/4", "-3/2" }, { "0/5", "0" },     { "+1/3", "1/3" },    { "0.1", "1/10" },
        { "0.10", "1/10" }, { "1.0", "1" },     { "0e5", "0" },       { "0.000", "0" },
        { "5e0", "5" },     { "5e-0", "5" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        expect(cases[k][0], cases[k][1]);
}

/* 18 digits take the short way, 19 the long one; 62 bits are the last that fit. */
static void boundaries_of_the_short_form(void **state) {
    static const char *const cases[][2] = {
        { "999999999999999999", "999999999999999999" },
        { "-999999999999999999", "-999999999999999999" },
        { "1000000000000000000", "1000000000000000000" },
        { "0.000000000000000001", "1/1000000000000000000" },
        { "0.0000000000000000001", "1/10000000000000000000" },
        { "123456789012345.678", "123456789012345678/1000" },
        { "1234567890123456.789", "1234567890123456789/1000" },
        { "4611686018427387903", "4611686018427387903" },
        { "4611686018427387904", "4611686018427387904" },
        { "-4611686018427387903", "-4611686018427387903" },
        { "-4611686018427387904", "-4611686018427387904" },
        { "9223372036854775807", "9223372036854775807" },
        { "9223372036854775808", "9223372036854775808" },
        { "-9223372036854775808", "-9223372036854775808" },
        { "18446744073709551616", "18446744073709551616" },
        { "1/4611686018427387903", "1/4611686018427387903" },
        { "1/4611686018427387904", "1/4611686018427387904" },
        { "123456789123456789/999999999999999999",
          "13717421013717421/111111111111111111" },
        { "1000000000000000000/3000000000000000000", "1/3" },
        { "000000000000000000000000000001", "1" },
        { "1e-18", "1/1000000000000000000" },
        { "1e-19", "1/10000000000000000000" },
        { "5e18", "5000000000000000000" },
        { "1000000000000000000e-18", "1" },
        { "0.1000000000000000000000", "1/10" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        expect(cases[k][0], cases[k][1]);
}

static void what_is_no_number(void **state) {
    static const char *const cases[] = {
        "",      "+",     "-",     ".",     "-.",   "e5",           "1e",
        "1e+",   "1e-",   "1.e",   ".e1",   "0x1",  "1_0",          "1,5",
        " 1",    "1 ",    "1 2",   "--1",   "+-1",  "1.2.3",        "1e2.5",
        "1e2e",  "1/",    "/2",    "1//2",  "1/-2", "1/+2",         "1/2/3",
        "1.5/2", "1/2.5", "1e1/2", "1/2e1", "nan",  "NaN",          "inf",
        "-inf",  "Inf",   "1f",    "0b1",   "1d5",  "\xef\xbc\x91", "Infinity",
        "- 1",   "1-",    "0x",    "\t1",   "1\n",  "'1'",          "$1",
        "1%",    "(1)",   "1e1e1", "e",     "/",
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        expect_refused(cases[k], strlen(cases[k]), "not a number");
    expect_refused("1\0002", 3, "not a number");
    expect_refused("1/0", 3, "denominator 0");
    expect_refused("0/0", 3, "denominator 0");
    expect_refused("1/0000000000000000000000", 24, "denominator 0");
}

/* The size is judged before memory is spent; zero is zero whatever its exponent. */
static void exponents_are_bounded(void **state) {
    static const char *const refused[] = {
        "1e5000",
        "-1e5000",
        "10e4999",
        "1e-5001",
        "1.5e-5000",
        "1e999999999",
        "1e-999999999",
        "1e99999999999999999999999999",
        "1e-99999999999999999999999999",
        "1e9223372036854775807",
        "1e-9223372036854775808",
        "1e18446744073709551617",
    };
    mpq_t value;
    (void)state;
    for (size_t k = 0; k < sizeof refused / sizeof *refused; k++)
        expect_refused(refused[k], strlen(refused[k]),
                       "digits (at most 5000 are accepted)");
    mpq_init(value);
    mpz_ui_pow_ui(mpq_numref(value), 10, 4999);
    expect_rational("1e4999", value);
    expect_rational("10e4998", value);
    expect_rational("0.01e5001", value);
    mpq_inv(value, value);
    expect_rational("1e-4999", value);
    mpz_mul_ui(mpq_denref(value), mpq_denref(value), 10);
    expect_rational("1e-5000", value);
    mpq_clear(value);
    expect("0e999999999", "0");
    expect("0e-999999999", "0");
    expect("-0.00e99999999999999999999", "0");
    expect("00000000000000000000e99999999999999999999", "0");
}

static void fill(char *text, char digit, size_t count) {
    memset(text, digit, count);
    text[count] = '\0';
}

static void digits_are_bounded(void **state) {
    static char text[20100];
    mpq_t value;
    (void)state;
    mpq_init(value);
    fill(text, '9', 5000);
    mpz_set_str(mpq_numref(value), text, 10);
    expect_rational(text, value);
    fill(text, '9', 5001);
    expect_refused(text, 5001, "5001 digits");
    fill(text, '0', 20000);
    memcpy(text + 20000, "17", sizeof "17");
    expect(text, "17");
    text[0] = '.';
    expect_refused(text, 20002, "20001 digits");
    text[20000] = text[20001] = '0';
    expect(text, "0");
    fill(text, '7', 2500);
    text[2500] = '/';
    fill(text + 2501, '7', 2500);
    expect(text, "1");
    fill(text + 2501, '7', 2501);
    expect_refused(text, 5002, "5001 digits");
    mpq_clear(value);
}

/* Random spellings against mpq arithmetic on the pieces they were made of. */
typedef struct pieces {
    char text[256];
    mpq_t value;
} pieces;

static void add_digits(pieces *p, dc_random *random, size_t count, size_t *length) {
    for (size_t k = 0; k < count; k++) {
        unsigned digit = (unsigned)dc_random_below(random, 10);
        if (dc_random_below(random, 4) == 0)
            digit = dc_random_below(random, 2) ? 0 : 5;
        p->text[(*length)++] = (char)('0' + digit);
        mpz_mul_ui(mpq_numref(p->value), mpq_numref(p->value), 10);
        mpz_add_ui(mpq_numref(p->value), mpq_numref(p->value), digit);
    }
}

static void scale(mpq_t value, int64_t exponent) {
    mpq_t power;
    mpq_init(power);
    mpz_ui_pow_ui(mpq_numref(power), 10,
                  (unsigned long)(exponent < 0 ? -exponent : exponent));
    if (exponent < 0)
        mpq_div(value, value, power);
    else
        mpq_mul(value, value, power);
    mpq_clear(power);
}

static void random_decimal(pieces *p, dc_random *random) {
    size_t length = 0, whole = dc_random_below(random, 24);
    size_t fraction = dc_random_below(random, 24);
    int64_t exponent = 0;
    mpq_set_ui(p->value, 0, 1);
    bool negative = dc_random_below(random, 2);
    if (negative)
        p->text[length++] = '-';
    else if (dc_random_below(random, 4) == 0)
        p->text[length++] = '+';
    if (whole + fraction == 0)
        whole = 1;
    add_digits(p, random, whole, &length);
    if (fraction || dc_random_below(random, 2)) {
        p->text[length++] = '.';
        add_digits(p, random, fraction, &length);
    }
    if (dc_random_below(random, 2)) {
        exponent = dc_random_between(random, -40, 40);
        snprintf(p->text + length, 32, "%c%d", dc_random_below(random, 2) ? 'e' : 'E',
                 (int)exponent);
        length = strlen(p->text);
    }
    p->text[length] = '\0';
    scale(p->value, exponent - (int64_t)fraction);
    if (negative)
        mpq_neg(p->value, p->value);
}

static void random_fraction(pieces *p, dc_random *random) {
    pieces q;
    size_t length = 0, below = 0;
    mpq_init(q.value);
    mpq_set_ui(p->value, 0, 1);
    add_digits(p, random, 1 + dc_random_below(random, 24), &length);
    q.text[below++] = (char)('1' + dc_random_below(random, 9));
    mpq_set_ui(q.value, (unsigned long)(q.text[0] - '0'), 1);
    add_digits(&q, random, dc_random_below(random, 23), &below);
    p->text[length++] = '/';
    memcpy(p->text + length, q.text, below);
    p->text[length + below] = '\0';
    mpq_div(p->value, p->value, q.value);
    mpq_clear(q.value);
}

static void random_spellings(void **state) {
    dc_random random;
    pieces p;
    (void)state;
    dc_random_seed(&random, 20240601);
    mpq_init(p.value);
    for (unsigned long k = 0; k < rounds(20000); k++) {
        if (k % 3)
            random_decimal(&p, &random);
        else
            random_fraction(&p, &random);
        expect_rational(p.text, p.value);
    }
    mpq_clear(p.value);
}

/* Short strings over the characters of numbers against the grammar. */
static void random_garbage(void **state) {
    static const char letters[] = "0123459.-+eE/ x";
    dc_random random;
    regex_t grammar;
    (void)state;
    assert_int_equal(regcomp(&grammar,
                             "^[+-]?(([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?"
                             "|[0-9]+/[0-9]+)$",
                             REG_EXTENDED | REG_NOSUB),
                     0);
    dc_random_seed(&random, 7);
    for (unsigned long k = 0; k < rounds(20000); k++) {
        char text[8];
        size_t length = dc_random_below(&random, sizeof text);
        dc_number number;
        dc_number_pool pool = { 0 };
        dc_error error = { 0 };
        for (size_t l = 0; l < length; l++)
            text[l] = letters[dc_random_below(&random, sizeof letters - 1)];
        text[length] = '\0';
        dc_status status = dc_number_parse(&number, &pool, text, length, &error);
        bool refused = status != DC_OK && strcmp(error.message, "not a number") == 0;
        assert_int_equal(dc_number_has_form(text, length), !refused);
        if (refused != (regexec(&grammar, text, 0, NULL, 0) != 0))
            fail_msg("'%s': status %d, %s", text, status, error.message);
        dc_number_pool_clear(&pool);
    }
    regfree(&grammar);
}

static void pool_keeps_many_numbers(void **state) {
    enum { COUNT = 500 };
    dc_number numbers[COUNT];
    dc_number_pool pool = { 0 };
    dc_error error;
    mpq_t value, expected;
    (void)state;
    mpq_inits(value, expected, NULL);
    for (unsigned long k = 0; k < COUNT; k++) {
        mpz_ui_pow_ui(mpq_numref(expected), 3, 30 + k);
        assert_int_equal(dc_number_set(&numbers[k], &pool, expected, &error), DC_OK);
    }
    for (unsigned long k = 0; k < COUNT; k++) {
        mpz_ui_pow_ui(mpq_numref(expected), 3, 30 + k);
        dc_number_get(value, numbers[k], &pool);
        assert_true(mpq_equal(value, expected));
    }
    mpq_clears(value, expected, NULL);
    dc_number_pool_clear(&pool);
    assert_int_equal(pool.count, 0);
    dc_number_pool_clear(&pool);
}

/* Random bits, and numbers about the edges of 62 bits. */
static double draw_double(dc_random *random) {
    double value;
    uint64_t bits = dc_random_next(random);
    memcpy(&value, &bits, sizeof value);
    if (dc_random_below(random, 3) > 0)
        value = ldexp((double)(bits >> (11 + dc_random_below(random, 53))),
                      (int)dc_random_below(random, 140) - 70);
    return isfinite(value) ? value : 0;
}

/* Without what the allocator adds to the limbs of each integer. */
static size_t bytes_in_pool(mpq_srcptr value) {
    size_t limbs = mpz_size(mpq_numref(value)) + mpz_size(mpq_denref(value));
    return sizeof(dc_number) + sizeof(mpq_t) + limbs * sizeof(mp_limb_t);
}

static void bytes_of_doubles(void **state) {
    size_t shorts = 0, count = rounds(20000);
    dc_random random;
    dc_number_pool pool = { 0 };
    dc_number number;
    dc_error error;
    mpq_t exact;
    (void)state;
    dc_random_seed(&random, 7);
    mpq_init(exact);
    for (size_t k = 0; k < count; k++) {
        double value = draw_double(&random);
        mpq_set_d(exact, value);
        assert_int_equal(dc_number_set(&number, &pool, exact, &error), DC_OK);
        shorts += number.denominator != 0;
        if (number.denominator)
            assert_int_equal(dc_number_bytes(value), sizeof number);
        else /* two blocks, with at most 24 bytes more each */
            assert_in_range(dc_number_bytes(value), bytes_in_pool(exact) + 16,
                            bytes_in_pool(exact) + 48);
    }
    assert_true(shorts > count / 5 && shorts < count - count / 5);
    mpq_clear(exact);
    dc_number_pool_clear(&pool);
}

static void rational_parse_quotes_what_it_refuses(void **state) {
    dc_error error;
    mpq_t value;
    (void)state;
    mpq_init(value);
    assert_int_equal(dc_rational_parse(value, "1.5", &error), DC_OK);
    assert_int_equal(mpq_cmp_ui(value, 3, 2), 0);
    assert_string_equal(error.message, "");
    assert_int_equal(dc_rational_parse(value, "abc", &error), DC_EINPUT);
    assert_string_equal(error.message, "'abc': not a number");
    assert_int_equal(mpq_cmp_ui(value, 3, 2), 0);
    assert_int_equal(dc_rational_parse(value, "1e6000", NULL), DC_EINPUT);
    assert_int_equal(dc_rational_parse(value, "-123456789012345678901234567890", &error),
                     DC_OK);
    char *text = dc_rational_text(value);
    assert_string_equal(text, "-123456789012345678901234567890");
    free(text);
    mpq_set_si(value, -3, 2);
    text = dc_rational_text(value);
    assert_string_equal(text, "-3/2");
    free(text);
    mpq_clear(value);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_of_small_numbers),
        cmocka_unit_test(boundaries_of_the_short_form),
        cmocka_unit_test(what_is_no_number),
        cmocka_unit_test(exponents_are_bounded),
        cmocka_unit_test(digits_are_bounded),
        cmocka_unit_test(random_spellings),
        cmocka_unit_test(random_garbage),
        cmocka_unit_test(pool_keeps_many_numbers),
        cmocka_unit_test(bytes_of_doubles),
        cmocka_unit_test(rational_parse_quotes_what_it_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
