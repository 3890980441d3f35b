#include "format.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { LONG_NUMBER = 40, MOST_TERMS = 8, DECIMAL_SIZE = 64, DIGITS = 6 };

static void decimal(char text[static DECIMAL_SIZE], const mpq_t value) {
    mpf_t rounded;
    mpf_init2(rounded, 128);
    mpf_set_q(rounded, value);
    gmp_snprintf(text, DECIMAL_SIZE, "%.6Fg", rounded);
    mpf_clear(rounded);
}

static bool spells(const char *text, const mpq_t value) {
    mpq_t read;
    mpq_init(read);
    bool same = dc_rational_parse(read, text, NULL) == DC_OK && mpq_equal(read, value);
    mpq_clear(read);
    return same;
}

static bool is_long(const mpq_t value) {
    return mpz_sizeinbase(mpq_numref(value), 10) + mpz_sizeinbase(mpq_denref(value), 10) >
           LONG_NUMBER;
}

static void print_decimal(FILE *out, const mpq_t value) {
    char text[DECIMAL_SIZE];
    decimal(text, value);
    fprintf(out, "%s %s", spells(text, value) ? " =" : " ~", text);
}

void cli_print_exact(FILE *out, const mpq_t value) {
    char text[DECIMAL_SIZE];
    if (!is_long(value)) {
        gmp_fprintf(out, "%Qd", value);
        return;
    }
    decimal(text, value);
    fprintf(out, "~%s", text);
}

void cli_print_value(FILE *out, const mpq_t value) {
    cli_print_exact(out, value);
    if (!is_long(value) && mpz_cmp_ui(mpq_denref(value), 1) != 0)
        print_decimal(out, value);
}

void cli_print_down(FILE *out, const mpq_t value) {
    mpz_t whole, part;
    mpz_inits(whole, part, NULL);
    mpz_ui_pow_ui(part, 10, DIGITS);
    mpz_mul(whole, mpq_numref(value), part);
    mpz_fdiv_q(whole, whole, mpq_denref(value));
    mpz_fdiv_qr(whole, part, whole, part);
    gmp_fprintf(out, "%Zd.%0*Zd", whole, DIGITS, part);
    mpz_clears(whole, part, NULL);
}

void cli_print_parameters(FILE *out, const dc_parameters *p) {
    static const char *const names[] = { "kappa", "sigma", "delta", "m0" };
    const mpq_t *values[] = { &p->kappa, &p->sigma, &p->delta, &p->m0 };
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        fprintf(out, "%s%s = ", k ? ", " : "", names[k]);
        cli_print_exact(out, *values[k]);
    }
}

void cli_print_mass(FILE *out, const mpq_t mass, size_t points) {
    mpq_t count;
    mpq_init(count);
    mpq_set_ui(count, points, 1);
    mpq_mul(count, count, mass);
    if (points && mpz_cmp_ui(mpq_denref(count), 1) == 0) {
        gmp_fprintf(out, "%Zd/%zu", mpq_numref(count), points);
        print_decimal(out, mass);
    } else {
        cli_print_value(out, mass);
    }
    mpq_clear(count);
}

void cli_print_name(FILE *out, const char *name) {
    bool plain = *name && !isdigit((unsigned char)*name);
    for (const char *c = name; *c; c++)
        plain = plain && (isalnum((unsigned char)*c) || strchr("_.", *c) || (*c & 0x80));
    fputs(plain ? "" : "\"", out);
    cli_print_clean(out, name);
    fputs(plain ? "" : "\"", out);
}

/* Coefficient and name; the sign of the first term is its own. */
static void print_term(FILE *out, const mpz_t coefficient, const char *name, bool first) {
    bool negative = mpz_sgn(coefficient) < 0;
    if (first)
        fputs(negative ? "-" : "", out);
    else
        fputs(negative ? " - " : " + ", out);
    if (mpz_cmpabs_ui(coefficient, 1) != 0) {
        mpq_t size;
        mpq_init(size);
        mpq_set_z(size, coefficient);
        mpq_abs(size, size);
        cli_print_exact(out, size);
        mpq_clear(size);
        putc(' ', out);
    }
    cli_print_name(out, name);
}

static void print_constant(FILE *out, const mpq_t c) {
    mpq_t size;
    if (mpq_sgn(c) == 0)
        return;
    mpq_init(size);
    mpq_abs(size, c);
    fputs(mpq_sgn(c) > 0 ? " - " : " + ", out);
    cli_print_exact(out, size);
    mpq_clear(size);
}

void cli_print_slab(FILE *out, const dc_witness *witness, const dc_dataset *data) {
    size_t terms = 0;
    fputs("| ", out);
    for (size_t l = 0; l < witness->features; l++) {
        if (mpz_sgn(witness->v[l]) == 0)
            continue;
        if (terms < MOST_TERMS)
            print_term(out, witness->v[l], dc_dataset_feature_name(data, l), terms == 0);
        terms++;
    }
    if (terms > MOST_TERMS)
        fprintf(out, " + \xe2\x80\xa6 (%zu more terms, see --json)", terms - MOST_TERMS);
    print_constant(out, witness->c);
    fputs(" | <= ", out);
    cli_print_exact(out, witness->r);
}

size_t cli_width(const char *text) {
    size_t width = 0;
    for (; *text; text++)
        width += (*text & 0xc0) != 0x80;
    return width;
}
