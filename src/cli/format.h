/* Exact numbers, masses and slabs as readable text. */
#ifndef DC_CLI_FORMAT_H
#define DC_CLI_FORMAT_H

#include <stdio.h>

#include <doublecheck/check.h>

/* "17/5", or " ~ 3.4" in six digits where the fraction is long. */
void cli_print_exact(FILE *out, const mpq_t value);

/* "17/5 = 3.4", "1/3 ~ 0.333333". */
void cli_print_value(FILE *out, const mpq_t value);

/* The same for a mass among points of weight 1, unreduced: "60/100 = 0.6".
 * points = 0: the points have weights, the fraction is in lowest terms. */
void cli_print_mass(FILE *out, const mpq_t mass, size_t points);

/* Six decimals, rounded down: what is printed of a bound from below is one too. value >= 0. */
void cli_print_down(FILE *out, const mpq_t value);

/* "kappa = 2, sigma = 1/4, delta = 1/2, m0 = 1/10". */
void cli_print_parameters(FILE *out, const dc_parameters *parameters);

/* "| 3 petal_length_cm - 2 petal_width_cm - 17/5 | <= 1/10"; terms after the
 * eighth, and long numbers, are left to --json. */
void cli_print_slab(FILE *out, const dc_witness *witness, const dc_dataset *data);

/* A column's name; in quotes where it could be taken for part of a formula. */
void cli_print_name(FILE *out, const char *name);

/* Columns that UTF-8 text takes, one for each character. */
size_t cli_width(const char *text);

#endif
