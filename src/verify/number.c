#include "number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stop.h"

enum { MOST_DIGITS = 5000 };

static size_t digits_at(const char *text, const char *end) {
    size_t count = 0;
    while (text + count < end && text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

/* The integer that digits spell, without leading zeros no longer than allowed. */
static void set_digits(mpz_t value, const char *digits, size_t length) {
    while (length > 1 && *digits == '0')
        digits++, length--;
    if (length > MOST_DIGITS)
        beyond("%s: a number of more than %d digits", where.data, MOST_DIGITS);
    char text[MOST_DIGITS + 1];
    memcpy(text, digits, length);
    text[length] = '\0';
    mpz_set_str(value, text, 10);
}

/* An exponent; beyond what is allowed it only needs to stay so. */
static bool take_exponent(const char **text, const char *end, long *exponent) {
    bool negative = *text < end && **text == '-';
    if (*text < end && (**text == '-' || **text == '+'))
        ++*text;
    size_t digits = digits_at(*text, end);
    for (size_t k = 0; k < digits; k++)
        if (*exponent < 1000000000)
            *exponent = 10 * *exponent + (*text)[k] - '0';
    *text += digits;
    if (negative)
        *exponent = -*exponent;
    return digits > 0;
}

static void scale_by_ten(mpq_t value, long exponent) {
    if (mpq_sgn(value) == 0)
        return;
    if (labs(exponent) > MOST_DIGITS)
        beyond("%s: a number of more than %d digits", where.data, MOST_DIGITS);
    mpz_t power;
    mpz_init(power);
    mpz_ui_pow_ui(power, 10, (unsigned long)labs(exponent));
    if (exponent > 0)
        mpz_mul(mpq_numref(value), mpq_numref(value), power);
    else
        mpz_mul(mpq_denref(value), mpq_denref(value), power);
    mpq_canonicalize(value);
    mpz_clear(power);
}

/* Digits with at most one point among them, and an exponent. */
static bool parse_decimal(mpq_t value, const char *text, const char *end, size_t whole) {
    long exponent = 0;
    size_t behind = 0;
    const char *point = text + whole, *next = point;
    if (next < end && *next == '.')
        behind = digits_at(++next, end);
    if (whole + behind == 0)
        return false;
    next += behind;
    if (next < end && (*next == 'e' || *next == 'E') &&
        (++next, !take_exponent(&next, end, &exponent)))
        return false;
    if (next != end)
        return false;
    char *digits = get(whole + behind, 1);
    memcpy(digits, text, whole);
    if (behind)
        memcpy(digits + whole, point + 1, behind);
    set_digits(mpq_numref(value), digits, whole + behind);
    free(digits);
    mpz_set_ui(mpq_denref(value), 1);
    scale_by_ten(value, exponent - (long)behind);
    return true;
}

static bool parse_fraction(mpq_t value, const char *text, const char *end, size_t whole) {
    const char *below = text + whole + 1;
    size_t digits = digits_at(below, end);
    if (whole == 0 || digits == 0 || below + digits != end)
        return false;
    set_digits(mpq_numref(value), text, whole);
    set_digits(mpq_denref(value), below, digits);
    if (mpz_sgn(mpq_denref(value)) == 0)
        return false;
    mpq_canonicalize(value);
    return true;
}

bool number_parse(mpq_t value, const char *text, size_t length) {
    const char *end = text + length;
    bool negative = length && *text == '-';
    if (length && (*text == '-' || *text == '+'))
        text++;
    size_t whole = digits_at(text, end);
    bool fraction = text + whole < end && text[whole] == '/';
    if (!(fraction ? parse_fraction : parse_decimal)(value, text, end, whole))
        return false;
    if (negative)
        mpq_neg(value, value);
    return true;
}

number number_keep(const mpq_t value) {
    if (mpz_fits_slong_p(mpq_numref(value)) && mpz_fits_slong_p(mpq_denref(value)))
        return (number){ mpz_get_si(mpq_numref(value)), mpz_get_si(mpq_denref(value)) };
    mpq_ptr own = get(1, sizeof *own);
    mpq_init(own);
    mpq_set(own, value);
    return (number){ (long)own, 0 };
}

void number_get(mpq_t value, number n) {
    if (n.q == 0) {
        mpq_set(value, (mpq_srcptr)n.p);
        return;
    }
    mpz_set_si(mpq_numref(value), n.p);
    mpz_set_si(mpq_denref(value), n.q);
}

bool number_equal(number a, number b) {
    if (a.q == 0 && b.q == 0)
        return mpq_equal((mpq_srcptr)a.p, (mpq_srcptr)b.p);
    return a.p == b.p && a.q == b.q;
}

void number_print(const mpq_t value) {
    mpz_t decimals;
    mpz_init(decimals);
    gmp_printf("%Qd", value);
    if (mpz_cmp_ui(mpq_denref(value), 1) != 0) {
        mpz_mul_ui(decimals, mpq_numref(value), 1000000);
        bool exact = mpz_divisible_p(decimals, mpq_denref(value));
        mpz_tdiv_q(decimals, decimals, mpq_denref(value));
        unsigned long behind = mpz_tdiv_q_ui(decimals, decimals, 1000000);
        gmp_printf(" = %s%Zd.%06lu%s",
                   mpq_sgn(value) < 0 && mpz_sgn(decimals) == 0 ? "-" : "", decimals,
                   behind, exact ? "" : "...");
    }
    mpz_clear(decimals);
}
