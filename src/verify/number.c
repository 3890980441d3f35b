#include "verify.h"

#include <limits.h>

/* So many digits fit a word. */
enum { MOST_EXPONENT = 10000, SHORT = 18 };

static const char digits[] = "0123456789";

num whole(unsigned long n) {
    num value = *rationals(1);
    mpq_set_ui(value, n, 1);
    return value;
}

num calculate(operation *how, mpq_srcptr a, mpq_srcptr b) {
    num result = *rationals(1);
    how(result, a, b);
    return result;
}

void project(mpq_t sum, mpq_t term, mpz_t *v, mpq_t *x, size_t count) {
    mpq_set_ui(sum, 0, 1);
    for (size_t l = 0; l < count; l++) {
        if (mpz_sgn(v[l]) == 0)
            continue;
        mpq_set_z(term, v[l]);
        mpq_mul(term, term, x[l]);
        mpq_add(sum, sum, term);
    }
}

/* An exponent, if one is there, which ends the text; false for anything else. */
static bool parse_exponent(long *exponent, const char *text) {
    *exponent = 0;
    if (*text != 'e' && *text != 'E')
        return *text == '\0';
    text++;
    size_t sign = *text == '-' || *text == '+', length = strspn(text + sign, digits);
    *exponent = strtol(text, NULL, 10);
    /* What is cut off stays far too large, with its sign, when digits are taken off. */
    if (labs(*exponent / 2) > LONG_MAX / 4)
        *exponent /= 2;
    return length > 0 && text[sign + length] == '\0';
}

/* value times 10^exponent. */
static void scale_by_ten(mpq_t value, long exponent) {
    mpz_ptr side = exponent > 0 ? mpq_numref(value) : mpq_denref(value);
    if (mpq_sgn(value) == 0)
        return;
    if (labs(exponent) > MOST_EXPONENT)
        beyond("a number with a power of ten beyond the %dth", MOST_EXPONENT);
    mpz_t *power = integers(1);
    mpz_ui_pow_ui(*power, 10, (unsigned long)labs(exponent));
    mpz_mul(side, side, *power);
}

/* Digits, with one point among, before or behind them, and an exponent. */
static bool parse_decimal(mpq_t value, const char *text) {
    size_t before = strspn(text, digits);
    bool dot = text[before] == '.';
    size_t behind = dot ? strspn(text + before + 1, digits) : 0;
    long exponent;
    if (before + behind == 0 || !parse_exponent(&exponent, text + before + dot + behind))
        return false;
    char *all = get(before + behind + 1, 1);
    memcpy(all, text, before);
    memcpy(all + before, text + before + dot, behind);
    exponent -= (long)behind;
    if (before + behind <= SHORT && exponent <= 0 && exponent >= -SHORT) {
        unsigned long power = 1;
        for (; exponent < 0; exponent++)
            power *= 10;
        mpq_set_ui(value, strtoul(all, NULL, 10), power);
    } else {
        mpz_set_str(mpq_numref(value), all, 10);
        scale_by_ten(value, exponent);
    }
    return true;
}

static bool parse_fraction(mpq_t value, const char *text, const char *slash) {
    size_t above = strspn(text, digits), below = strspn(slash + 1, digits);
    return above > 0 && text + above == slash && below > 0 && !slash[1 + below] &&
           mpq_set_str(value, text, 10) == 0 && mpz_sgn(mpq_denref(value)) != 0;
}

bool number_parse(mpq_t value, const char *text) {
    void *start = mark();
    bool negative = *text == '-';
    text += *text == '-' || *text == '+';
    const char *slash = strchr(text, '/');
    mpz_set_ui(mpq_denref(value), 1);
    bool spelled = slash ? parse_fraction(value, text, slash)
                         : parse_decimal(value, text);
    if (spelled)
        mpq_canonicalize(value);
    if (negative)
        mpq_neg(value, value);
    release(start);
    return spelled;
}
