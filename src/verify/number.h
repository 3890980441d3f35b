/* Numbers as a data file spells them (format, section 3). */
#ifndef VERIFY_NUMBER_H
#define VERIFY_NUMBER_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

/* value = the rational that text[0..length) spells; false if it spells none. Ends the
 * program if it has more than 5,000 digits written out. */
bool number_parse(mpq_t value, const char *text, size_t length);

/* Prints a rational as "3/8 = 0.375", decimals cut off after six with "...". */
void number_print(const mpq_t value);

#endif
