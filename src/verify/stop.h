/* How the program ends when something is wrong, and memory. A check that fails says why
 * and ends the program at once: nothing goes on after a failed check. */
#ifndef VERIFY_STOP_H
#define VERIFY_STOP_H

#include <stdarg.h> /* before gmp.h, which then knows gmp_vfprintf */
#include <stdio.h>

#include <gmp.h>

/* Exit statuses; and, with status BAD, a certificate that is not of the format's form. */
enum { VERIFIED = 0, REJECTED = 1, BAD = 2, LIMIT = 3, MALFORMED = 8 | BAD };

/* What is being checked, for messages; numbers count from 1, 0: none. */
typedef struct place {
    const char *data, *certificate;
    size_t line; /* of the certificate */
    size_t group, problem, chart;
} place;

extern place where;

/* Says what is wrong, and where if it is the certificate; ends the program. The format is
 * that of gmp_printf. */
__attribute__((noreturn)) void stop(int how, const char *format, ...);

#define reject(...) stop(REJECTED, __VA_ARGS__)     /* a statement does not hold */
#define malformed(...) stop(MALFORMED, __VA_ARGS__) /* not of the form asked for */
#define fail(...) stop(BAD, __VA_ARGS__)            /* wrong usage, input or output */
#define beyond(...) stop(LIMIT, __VA_ARGS__)        /* more than can be handled */

/* Prints a text, in which bytes that could change a terminal become "?". */
void print_clean(FILE *out, const char *text);

/* Zeroed memory for count things; room for one more in a growing array of them. */
void *get(size_t count, size_t size);
void *grow(void *array, size_t count, size_t *room, size_t size);

/* Integers, all 0. */
mpz_t *integers(size_t count);
void free_integers(mpz_t *list, size_t count);

/* GMP's memory, too, ends the program when it is out. */
void watch_gmp(void);

#endif
