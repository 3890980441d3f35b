#include "base/number.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/rational.h>

#include "base/error.h"

/* Of numerator and denominator. */
enum { SHORT_BITS = 62 };

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

/* clang-format off */
static const uint64_t powers_of_ten[] = {
    1u, 10u, 100u, 1000u, 10000u, 100000u, 1000000u, 10000000u, 100000000u, 1000000000u,
    10000000000u, 100000000000u, 1000000000000u, 10000000000000u, 100000000000000u,
    1000000000000000u, 10000000000000000u, 100000000000000000u, 1000000000000000000u,
};
/* clang-format on */

static int64_t gcd64(int64_t a, int64_t b) {
    while (b) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a < 0 ? -a : a;
}

/* number = magnitude / 10^places in lowest terms; magnitude >= 0, places <= 18. */
static void reduce_decimal(dc_number *number, int64_t magnitude, int places) {
    if (magnitude == 0)
        places = 0;
    int twos = places, fives = places;
    for (; twos && magnitude % 2 == 0; twos--)
        magnitude /= 2;
    for (; fives && magnitude % 5 == 0; fives--)
        magnitude /= 5;
    number->numerator = magnitude;
    number->denominator = (int64_t)(powers_of_ten[fives] >> fives << twos);
}

static int64_t digits_value(int64_t start, const char *digits, size_t length) {
    for (size_t k = 0; k < length; k++)
        start = 10 * start + (digits[k] - '0');
    return start;
}

/* The short numbers that fill real files; false if this one needs more. */
static bool parse_short(dc_number *number, const spelling *s) {
    if (s->whole_length + s->fraction_length > 18 || s->denominator_length > 18)
        return false;
    int64_t numerator = digits_value(0, s->whole, s->whole_length);
    numerator = digits_value(numerator, s->fraction, s->fraction_length);
    if (s->denominator) {
        int64_t denominator = digits_value(0, s->denominator, s->denominator_length);
        if (denominator == 0)
            return false;
        int64_t common = gcd64(denominator, numerator);
        number->numerator = numerator / common;
        number->denominator = denominator / common;
    } else {
        int64_t scale = s->exponent - (int64_t)s->fraction_length;
        if (numerator != 0 && (scale > 0 || scale < -18))
            return false;
        reduce_decimal(number, numerator, numerator ? (int)-scale : 0);
    }
    if (s->negative)
        number->numerator = -number->numerator;
    return true;
}

/* Refuses what has more than DC_RATIONAL_MAX_DIGITS digits before or behind the point
 * when it is written out (a fraction: in all), before any arithmetic, because GMP
 * aborts when memory is out. */
static dc_status check_size(const spelling *s, bool zero, dc_error *error) {
    const char *whole = s->whole, *fraction = s->fraction;
    int64_t scale = s->exponent - (int64_t)s->fraction_length;
    size_t digits = strip_zeros(&whole, s->whole_length);
    digits += digits ? s->fraction_length : strip_zeros(&fraction, s->fraction_length);
    digits += s->denominator_length;
    if (digits <= DC_RATIONAL_MAX_DIGITS && !s->denominator && !zero) {
        if (scale > 0)
            digits += (size_t)scale;
        else if ((size_t)-scale > digits)
            digits = (size_t)-scale;
    }
    if (digits > DC_RATIONAL_MAX_DIGITS)
        return dc_fail(error, DC_EINPUT,
                       "a number of %zu digits (at most %d are accepted)", digits,
                       DC_RATIONAL_MAX_DIGITS);
    return DC_OK;
}

static bool all_zeros(const char *digits, size_t length) {
    return strip_zeros(&digits, length) == 0;
}

/* Joins the digits of two runs. */
static void set_digits(mpz_t value, char *buffer, const char *first, size_t first_length,
                       const char *second, size_t second_length) {
    memcpy(buffer, first, first_length);
    if (second_length)
        memcpy(buffer + first_length, second, second_length);
    buffer[first_length + second_length] = '\0';
    mpz_set_str(value, buffer, 10);
}

static void multiply_by_power(mpz_t value, int64_t exponent) {
    mpz_t power;
    mpz_init(power);
    mpz_ui_pow_ui(power, 10, (unsigned long)exponent);
    mpz_mul(value, value, power);
    mpz_clear(power);
}

static dc_status parse_long(mpq_t value, const spelling *s, dc_error *error) {
    bool zero = all_zeros(s->whole, s->whole_length) &&
                all_zeros(s->fraction, s->fraction_length);
    int64_t scale = s->exponent - (int64_t)s->fraction_length;
    if (s->denominator && all_zeros(s->denominator, s->denominator_length))
        return dc_fail(error, DC_EINPUT, "a fraction with denominator 0");
    dc_status status = check_size(s, zero, error);
    if (status != DC_OK || zero) {
        mpq_set_ui(value, 0, 1);
        return status;
    }
    char *buffer = malloc(s->whole_length + s->fraction_length + s->denominator_length +
                          1);
    if (!buffer)
        return dc_fail_memory(error, "a long number");
    mpq_set_ui(value, 0, 1);
    set_digits(mpq_numref(value), buffer, s->whole, s->whole_length, s->fraction,
               s->fraction_length);
    if (s->denominator)
        set_digits(mpq_denref(value), buffer, s->denominator, s->denominator_length, NULL,
                   0);
    free(buffer);
    if (scale > 0)
        multiply_by_power(mpq_numref(value), scale);
    else if (scale < 0)
        multiply_by_power(mpq_denref(value), -scale);
    if (s->negative)
        mpq_neg(value, value);
    mpq_canonicalize(value);
    return DC_OK;
}

static bool is_short(size_t numerator_bits, size_t denominator_bits) {
    return numerator_bits <= SHORT_BITS && denominator_bits <= SHORT_BITS;
}

/* Limbs of an integer as a block of the allocator. */
static size_t block_bytes(size_t bits) {
    enum { ALIGNMENT = 16, HEADER = 8, LEAST = 32 };
    size_t limbs = (bits + GMP_NUMB_BITS - 1) / GMP_NUMB_BITS;
    size_t bytes = limbs * sizeof(mp_limb_t) + HEADER + ALIGNMENT - 1;
    bytes -= bytes % ALIGNMENT;
    return bytes > LEAST ? bytes : LEAST;
}

/* value = m 2^e, m odd. */
size_t dc_number_bytes(double value) {
    int e, bits = DBL_MANT_DIG;
    if (value == 0 || !isfinite(value))
        return sizeof(dc_number);
    int64_t m = (int64_t)ldexp(frexp(value, &e), DBL_MANT_DIG);
    e -= DBL_MANT_DIG;
    int zeros = __builtin_ctzll((uint64_t)m);
    e += zeros;
    bits -= zeros;
    size_t numerator = (size_t)(e > 0 ? bits + e : bits);
    size_t denominator = (size_t)(e < 0 ? 1 - e : 1);
    if (is_short(numerator, denominator))
        return sizeof(dc_number);
    return sizeof(dc_number) + sizeof(mpq_t) + block_bytes(numerator) +
           block_bytes(denominator);
}

dc_status dc_number_set(dc_number *number, dc_number_pool *pool, const mpq_t value,
                        dc_error *error) {
    if (is_short(mpz_sizeinbase(mpq_numref(value), 2),
                 mpz_sizeinbase(mpq_denref(value), 2))) {
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

bool dc_number_has_form(const char *text, size_t length) {
    spelling s;
    return scan(&s, text, length);
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
    if (status == DC_OK) {
        dc_number_get(value, number, &pool);
        status = dc_succeed(error);
    } else {
        dc_fail(error, status, "'%.60s': %s", text, reason.message);
    }
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
