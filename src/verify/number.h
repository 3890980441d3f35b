/* Numbers as a data file spells them (format, section 3). */
#ifndef VERIFY_NUMBER_H
#define VERIFY_NUMBER_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

/* value = the rational that text[0..length) spells; false if it spells none. Ends the
 * program if it has more than 5,000 digits written out. */
bool number_parse(mpq_t value, const char *text, size_t length);

/* A rational of a data file in 16 bytes: p/q; or, with q = 0, an mpq_t of its own that
 * p points to. Never freed: data are kept to the end. */
typedef struct number {
    long p, q;
} number;

number number_keep(const mpq_t value);
void number_get(mpq_t value, number n); /* value is initialised */
bool number_equal(number a, number b);

/* Prints a rational as "3/8 = 0.375", decimals cut off after six with "...". */
void number_print(const mpq_t value);

#endif
