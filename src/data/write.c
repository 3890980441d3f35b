#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/rational.h>

#include "base/error.h"
#include "base/target.h"
#include "data/dataset.h"
#include "data/message.h"

__extension__ typedef __int128 wide;

/* Writes digits / 10^places as a decimal; 0 < places. */
static void write_decimal(FILE *out, const char *digits, size_t places) {
    size_t length = strlen(digits);
    if (length > places) {
        fprintf(out, "%.*s.%s", (int)(length - places), digits, digits + length - places);
        return;
    }
    fputs("0.", out);
    for (size_t k = length; k < places; k++)
        fputc('0', out);
    fputs(digits, out);
}

/* Exponents of 2 and 5 in value; false if it has other factors. */
static bool decimal_denominator(int64_t value, unsigned *twos, unsigned *fives) {
    *twos = *fives = 0;
    for (; value % 2 == 0; value /= 2)
        ++*twos;
    for (; value % 5 == 0; value /= 5)
        ++*fives;
    return value == 1;
}

static void write_wide(FILE *out, wide magnitude, size_t places) {
    char digits[48], *first = digits + sizeof digits - 1;
    *first = '\0';
    for (; magnitude > 0; magnitude /= 10)
        *--first = (char)('0' + (int)(magnitude % 10));
    write_decimal(out, first, places);
}

/* False if the number has more than 18 decimal places. */
static bool write_short(FILE *out, dc_number number) {
    unsigned twos, fives;
    if (number.denominator == 1) {
        fprintf(out, "%" PRId64, number.numerator);
        return true;
    }
    if (!decimal_denominator(number.denominator, &twos, &fives)) {
        fprintf(out, "%" PRId64 "/%" PRId64, number.numerator, number.denominator);
        return true;
    }
    unsigned places = twos > fives ? twos : fives;
    if (places > 18) /* 2^62 * 10^18 < 2^122 */
        return false;
    wide power = 1;
    for (unsigned k = 0; k < places; k++)
        power *= 10;
    wide scaled = number.numerator * (power / number.denominator);
    if (scaled < 0)
        fputc('-', out);
    write_wide(out, scaled < 0 ? -scaled : scaled, places);
    return true;
}

/* Sets scaled = |value| * 10^places, an integer; false if value is no finite decimal
 * of at most DC_RATIONAL_MAX_DIGITS digits before and behind the point. */
static bool scale_to_integer(mpz_t scaled, size_t *places, const mpq_t value) {
    mpz_t prime;
    mpz_init_set_ui(prime, 2);
    size_t twos = mpz_remove(scaled, mpq_denref(value), prime);
    mpz_set_ui(prime, 5);
    size_t fives = mpz_remove(scaled, scaled, prime);
    mpz_clear(prime);
    *places = twos > fives ? twos : fives;
    if (mpz_cmp_ui(scaled, 1) != 0 || *places > DC_RATIONAL_MAX_DIGITS)
        return false;
    mpz_ui_pow_ui(scaled, 10, *places);
    mpz_divexact(scaled, scaled, mpq_denref(value));
    mpz_mul(scaled, scaled, mpq_numref(value));
    mpz_abs(scaled, scaled);
    return true;
}

/* Decimals if they can be read again, else fractions; false when memory is out. */
static bool write_long(FILE *out, const mpq_t value) {
    size_t places;
    mpz_t scaled;
    mpz_init(scaled);
    char *text = NULL;
    bool decimal = mpz_cmp_ui(mpq_denref(value), 1) != 0 &&
                   scale_to_integer(scaled, &places, value);
    if (decimal && (text = malloc(mpz_sizeinbase(scaled, 10) + 2)))
        mpz_get_str(text, 10, scaled);
    if (text && strlen(text) > DC_RATIONAL_MAX_DIGITS)
        decimal = false;
    mpz_clear(scaled);
    if (!decimal) {
        free(text);
        text = dc_rational_text(value);
    }
    if (text && decimal && mpq_sgn(value) < 0)
        fputc('-', out);
    if (text && decimal)
        write_decimal(out, text, places);
    else if (text)
        fputs(text, out);
    free(text);
    return text != NULL;
}

static bool write_number(FILE *out, dc_number number, const dc_number_pool *pool) {
    if (number.denominator == 0)
        return write_long(out, pool->values[number.numerator]);
    if (write_short(out, number))
        return true;
    mpq_t value;
    mpq_init(value);
    dc_number_get(value, number, pool);
    bool good = write_long(out, value);
    mpq_clear(value);
    return good;
}

/* Quotes what reading would change: delimiters, quotes, line ends, blanks at the ends, and
 * what begins like a byte-order mark or like gzip data. */
static void write_name(FILE *out, const char *text) {
    size_t length = strlen(text);
    bool blank_ends = length == 0 || text[0] == ' ' || text[length - 1] == ' ';
    bool marked = (unsigned char)text[0] == 0xef || text[0] == 0x1f;
    if (!blank_ends && !marked && !strpbrk(text, ",;\t\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static bool is_feature(const dc_dataset *data, const char *text) {
    size_t index;
    return dc_names_find(&data->feature_names, text, strlen(text), 0, &index);
}

/* The column's own name where that is wanted and says which one is meant. */
static const char *column_name(const dc_dataset *data, const char *own,
                               const char *other_own, const char *usual) {
    bool good = data->derived && own && !is_feature(data, own) &&
                !(other_own && strcmp(own, other_own) == 0) && strcmp(own, "cell") != 0;
    return good ? own : usual;
}

static void write_column(FILE *out, const char *text) {
    fputc(',', out);
    write_name(out, text);
}

static void write_header(FILE *out, const dc_dataset *data) {
    const char *label = data->label_name, *weight = data->weight_name;
    for (size_t l = 0; l < data->features; l++) {
        if (l)
            fputc(',', out);
        write_name(out, data->feature_names.texts[l]);
    }
    if (data->weighted)
        write_column(out, column_name(data, weight, label, "weight"));
    if (data->celled)
        write_column(out, "cell");
    if (data->labelled)
        write_column(out, column_name(data, label, weight, "label"));
    fputc('\n', out);
}

static bool write_point(FILE *out, const dc_dataset *data, size_t point) {
    bool good = true;
    for (size_t l = 0; good && l < data->features; l++) {
        if (l)
            fputc(',', out);
        good = write_number(out, dc_dataset_number(data, point, l), &data->pool);
    }
    if (good && data->weighted) {
        fputc(',', out);
        good = write_number(out, data->weights[point], &data->pool);
    }
    if (data->celled) {
        fputc(',', out);
        write_name(out, data->cell_names.texts[data->cells[point]]);
    }
    if (data->labelled) {
        fputc(',', out);
        write_name(out, data->class_names.texts[data->classes[point]]);
    }
    fputc('\n', out);
    return good;
}

bool dc_dataset_print_csv(FILE *out, const dc_dataset *data) {
    bool good = true;
    write_header(out, data);
    for (size_t k = 0; good && k < data->points && !ferror(out); k++)
        good = write_point(out, data, k);
    return good;
}

dc_status dc_dataset_write_csv(const dc_dataset *data, const char *path,
                               dc_error *error) {
    char name[200];
    dc_target target;
    dc_escape(name, sizeof name, path, strlen(path));
    int reason = dc_target_open(&target, path);
    if (reason != 0)
        return dc_fail(error, DC_EIO, "%s: cannot be opened for writing: %s", name,
                       strerror(reason));
    bool good = dc_dataset_print_csv(target.out, data);
    reason = dc_target_close(&target, good ? 0 : ENOMEM);
    if (!good)
        return dc_fail_memory(error, "a long number");
    if (reason != 0)
        return dc_fail(error, DC_EIO, "%s: writing failed: %s", name, strerror(reason));
    return dc_succeed(error);
}
