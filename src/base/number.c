#include "base/number.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/rational.h>

#include "base/error.h"

/* The parts of a number's text, found without arithmetic on its value. */
typedef struct spelling {
    bool negative;
    const char *whole, *fraction, *denominator; /* digit runs */
    size_t whole_length, fraction_length, denominator_length;
    int64_t exponent; /* saturated far outside what is accepted */
} spelling;

static size_t digit_run(const char *text, const char *end) {
    const char *start = text;
    while (text < end && isdigit((unsigned char)*text))
        text++;
    return (size_t)(text - start);
}

static bool scan_exponent(const char **text, const char *end, int64_t *exponent) {
    const int64_t saturated = (int64_t)1 << 40;
    bool negative = *text < end && **text == '-';
    if (*text < end && (**text == '-' || **text == '+'))
        ++*text;
    size_t digits = digit_run(*text, end);
    if (digits == 0)
        return false;
    int64_t value = 0;
    for (size_t k = 0; k < digits; k++)
        if (value < saturated)
            value = 10 * value + ((*text)[k] - '0');
    *text += digits;
    *exponent = negative ? -value : value;
    return true;
}

/* False if the text is no number. */
static bool scan(spelling *s, const char *text, size_t length) {
    const char *end = text + length;
    memset(s, 0, sizeof *s);
    s->negative = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+'))
        text++;
    s->whole = text;
    s->whole_length = digit_run(text, end);
    text += s->whole_length;
    if (text < end && *text == '/') {
        s->denominator = ++text;
        s->denominator_length = digit_run(text, end);
        return s->whole_length && s->denominator_length &&
               text + s->denominator_length == end;
    }
    if (text < end && *text == '.') {
        s->fraction = ++text;
        s->fraction_length = digit_run(text, end);
        text += s->fraction_length;
    }
    if (s->whole_length + s->fraction_length == 0)
        return false;
    if (text < end && (*text == 'e' || *text == 'E')) {
        text++;
        if (!scan_exponent(&text, end, &s->exponent))
            return false;
    }
    return text == end;
}

static size_t strip_zeros(const char **digits, size_t length) {
    while (length && **digits == '0') {
        ++*digits;
        length--;
    }
    return length;
}

static const uint64_t powers_of_ten[] = {
    1u,          10u,          100u,          1000u,          10000u,         100000u,
    1000000u,    10000000u,    100000000u,    1000000000u,    10000000000u,   100000000000u,
    1000000000000u, 10000000000000u, 100000000000000u, 1000000000000000u,
    10000000000000000u, 100000000000000000u, 1000000000000000000u,
};

static int64_t gcd64(int64_t a, int64_t b) {
    while (b) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a < 0 ? -a : a;
}

static int64_t digits_value(int64_t start, const char *digits, size_t length) {
    for (size_t k = 0; k < length; k++)
        start = 10 * start + (digits[k] - '0');
    return start;
}

/* The short numbers that fill real files; false if this one needs more. */
static bool parse_short(dc_number *number, const spelling *s) {
    int64_t numerator, denominator = 1;
    if (s->whole_length + s->fraction_length > 18 || s->denominator_length > 18)
        return false;
    numerator = digits_value(0, s->whole, s->whole_length);
    numerator = digits_value(numerator, s->fraction, s->fraction_length);
    if (s->denominator) {
        denominator = digits_value(0, s->denominator, s->denominator_length);
        if (denominator == 0)
            return false;
    } else {
        int64_t scale = s->exponent - (int64_t)s->fraction_length;
        if (scale > 0 && numerator != 0)
            return false;
        if (scale < -18)
            return false;
        denominator = scale > 0 ? 1 : (int64_t)powers_of_ten[-scale];
    }
    int64_t common = gcd64(denominator, numerator);
    number->numerator = (s->negative ? -numerator : numerator) / common;
    number->denominator = denominator / common;
    return true;
}

static void set_digits(mpz_t value, char *buffer, const char *digits, size_t length) {
    memcpy(buffer, digits, length);
    buffer[length] = '\0';
    mpz_set_str(value, length ? buffer : "0", 10);
}

/* The size check comes before any arithmetic: GMP aborts when memory is out. */
static dc_status parse_long(mpq_t value, const spelling *s, dc_error *error) {
    size_t digits = s->whole_length + s->fraction_length + s->denominator_length;
    int64_t scale = s->exponent - (int64_t)s->fraction_length;
    int64_t magnitude = scale < 0 ? -scale : scale;
    const char *whole = s->whole, *fraction = s->fraction;
    bool zero = strip_zeros(&whole, s->whole_length) == 0 &&
                (!fraction || strip_zeros(&fraction, s->fraction_length) == 0);
    if (digits > DC_RATIONAL_MAX_DIGITS)
        return dc_fail(error, DC_EINPUT, "a number of %zu digits (at most %d are accepted)",
                       digits, DC_RATIONAL_MAX_DIGITS);
    if (!zero && magnitude > DC_RATIONAL_MAX_DIGITS)
        return dc_fail(error, DC_EINPUT, "an exponent outside -%d .. %d",
                       DC_RATIONAL_MAX_DIGITS, DC_RATIONAL_MAX_DIGITS);
    char *buffer = malloc(digits + 1);
    if (!buffer)
        return dc_fail_memory(error, "a long number");
    memcpy(buffer, s->whole, s->whole_length);
    if (s->fraction_length)
        memcpy(buffer + s->whole_length, s->fraction, s->fraction_length);
    buffer[s->whole_length + s->fraction_length] = '\0';
    mpq_set_ui(value, 0, 1);
    mpz_set_str(mpq_numref(value), buffer, 10);
    if (s->denominator)
        set_digits(mpq_denref(value), buffer, s->denominator, s->denominator_length);
    free(buffer);
    if (mpz_sgn(mpq_denref(value)) == 0) {
        mpz_set_ui(mpq_denref(value), 1);
        return dc_fail(error, DC_EINPUT, "a fraction with denominator 0");
    }
    if (!zero && scale != 0) {
        mpz_t power;
        mpz_init(power);
        mpz_ui_pow_ui(power, 10, (unsigned long)magnitude);
        mpz_ptr side = scale > 0 ? mpq_numref(value) : mpq_denref(value);
        mpz_mul(side, side, power);
        mpz_clear(power);
    }
    if (s->negative)
        mpq_neg(value, value);
    mpq_canonicalize(value);
    return DC_OK;
}

dc_status dc_number_set(dc_number *number, dc_number_pool *pool, const mpq_t value,
                        dc_error *error) {
    if (mpz_sizeinbase(mpq_numref(value), 2) <= 62 &&
        mpz_sizeinbase(mpq_denref(value), 2) <= 62) {
        number->numerator = mpz_get_si(mpq_numref(value));
        number->denominator = mpz_get_si(mpq_denref(value));
        return DC_OK;
    }
    if (pool->count == pool->capacity) {
        size_t capacity = pool->capacity ? 2 * pool->capacity : 64;
        mpq_t *values = realloc(pool->values, capacity * sizeof *values);
        if (!values)
            return dc_fail_memory(error, "long numbers");
        pool->values = values;
        pool->capacity = capacity;
    }
    mpq_init(pool->values[pool->count]);
    mpq_set(pool->values[pool->count], value);
    number->numerator = (int64_t)pool->count++;
    number->denominator = 0;
    return DC_OK;
}

dc_status dc_number_parse(dc_number *number, dc_number_pool *pool, const char *text,
                          size_t length, dc_error *error) {
    spelling s;
    if (!scan(&s, text, length))
        return dc_fail(error, DC_EINPUT, "not a number");
    if (parse_short(number, &s))
        return dc_succeed(error);
    mpq_t value;
    mpq_init(value);
    dc_status status = parse_long(value, &s, error);
    if (status == DC_OK)
        status = dc_number_set(number, pool, value, error);
    mpq_clear(value);
    return status;
}

void dc_number_get(mpq_t value, dc_number number, const dc_number_pool *pool) {
    if (number.denominator == 0) {
        mpq_set(value, pool->values[number.numerator]);
        return;
    }
    mpz_set_si(mpq_numref(value), number.numerator);
    mpz_set_si(mpq_denref(value), number.denominator);
}

int dc_number_sign(dc_number number, const dc_number_pool *pool) {
    if (number.denominator == 0)
        return mpq_sgn(pool->values[number.numerator]);
    return (number.numerator > 0) - (number.numerator < 0);
}

void dc_number_pool_clear(dc_number_pool *pool) {
    for (size_t k = 0; k < pool->count; k++)
        mpq_clear(pool->values[k]);
    free(pool->values);
    memset(pool, 0, sizeof *pool);
}

dc_status dc_rational_parse(mpq_t value, const char *text, dc_error *error) {
    dc_number_pool pool = { 0 };
    dc_number number;
    dc_error reason;
    dc_status status = dc_number_parse(&number, &pool, text, strlen(text), &reason);
    if (status == DC_OK)
        dc_number_get(value, number, &pool);
    else
        dc_fail(error, status, "'%.60s': %s", text, reason.message);
    dc_number_pool_clear(&pool);
    return status;
}

char *dc_rational_text(const mpq_t value) {
    size_t size = mpz_sizeinbase(mpq_numref(value), 10) +
                  mpz_sizeinbase(mpq_denref(value), 10) + 3;
    char *text = malloc(size);
    if (text)
        mpq_get_str(text, 10, value);
    return text;
}
