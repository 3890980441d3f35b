/* What the certificate claims, in words, one thing a line; and what whoever called insists
 * on: --expect-NAME=VALUE. */
#ifndef VERIFY_SAY_H
#define VERIFY_SAY_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

extern bool quiet; /* print nothing */

/* Insists on a value; the name is one of those of expectations. */
extern const char *const expectations[]; /* ends with NULL */
void expect(const char *name, const char *value);

/* Prints a line, with gmp_printf's format; rejects it if something else was expected. */
void say(const char *name, const char *format, ...);

/* The same for a vector. */
void say_vector(const char *name, mpz_t *v, size_t dims);

/* All has been said: nothing that was expected may be left. */
void say_end(void);

#endif
