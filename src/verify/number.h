/* Numbers as a data file spells them (format, section 3). */
#ifndef VERIFY_NUMBER_H
#define VERIFY_NUMBER_H

#include <gmp.h>
#include <stdbool.h>

/* value = the rational that the text spells; false if it spells none. Exponents beyond
 * 10,000 end the program. */
bool number_parse(mpq_t value, const char *text);

#endif
