#include "number.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "stop.h"

enum { MOST_EXPONENT = 10000 };

static const char digits[] = "0123456789";

/* An exponent, if one is there; *text moves behind it. False for a lone "e". */
static bool take_exponent(const char **text, long *exponent) {
    *exponent = 0;
    if (**text != 'e' && **text != 'E')
        return true;
    const char *number = *text + 1;
    size_t length = strspn(number + (*number == '-' || *number == '+'), digits);
    *exponent = strtol(number, (char **)text, 10);
    /* What is cut off stays far too large, with its sign, when digits are taken off. */
    if (*exponent > LONG_MAX / 2)
        *exponent = LONG_MAX / 2;
    if (*exponent < -(LONG_MAX / 2))
        *exponent = -(LONG_MAX / 2);
    return length > 0;
}

/* value times 10^exponent. */
static void scale_by_ten(mpq_t value, long exponent) {
    mpz_t power;
    if (mpq_sgn(value) == 0)
        return;
    if (labs(exponent) > MOST_EXPONENT)
        beyond("a number with a power of ten beyond the %dth", MOST_EXPONENT);
    mpz_init(power);
    mpz_ui_pow_ui(power, 10, (unsigned long)labs(exponent));
    mpz_ptr side = exponent > 0 ? mpq_numref(value) : mpq_denref(value);
    mpz_mul(side, side, power);
    mpz_clear(power);
}

/* Digits, with one point among, before or behind them, and an exponent. */
static bool parse_decimal(mpq_t value, const char *text) {
    size_t before = strspn(text, digits);
    bool point = text[before] == '.';
    size_t behind = point ? strspn(text + before + 1, digits) : 0;
    const char *rest = text + before + point + behind;
    long exponent;
    if (before + behind == 0 || !take_exponent(&rest, &exponent) || *rest)
        return false;
    char *all = get(before + behind + 1, 1);
    memcpy(all, text, before);
    memcpy(all + before, text + before + point, behind);
    mpz_set_str(mpq_numref(value), all, 10);
    mpz_set_ui(mpq_denref(value), 1);
    free(all);
    scale_by_ten(value, exponent - (long)behind);
    return true;
}

static bool parse_fraction(mpq_t value, const char *text, const char *slash) {
    size_t above = strspn(text, digits), below = strspn(slash + 1, digits);
    return above > 0 && text + above == slash && below > 0 && !slash[1 + below] &&
           mpq_set_str(value, text, 10) == 0 && mpz_sgn(mpq_denref(value)) != 0;
}

bool number_parse(mpq_t value, const char *text) {
    bool negative = *text == '-';
    text += *text == '-' || *text == '+';
    const char *slash = strchr(text, '/');
    if (!(slash ? parse_fraction(value, text, slash) : parse_decimal(value, text)))
        return false;
    mpq_canonicalize(value);
    if (negative)
        mpq_neg(value, value);
    return true;
}
