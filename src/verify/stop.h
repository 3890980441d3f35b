/* How the program ends when something is wrong, and memory. A check that fails says
 * why and ends the program at once: nothing goes on after a failed check. */
#ifndef VERIFY_STOP_H
#define VERIFY_STOP_H

#include <stddef.h>

enum { EXIT_VERIFIED = 0, EXIT_REJECTED = 1, EXIT_BAD = 2, EXIT_LIMIT = 3 };

/* What is being checked, for messages; numbers count from 1, 0: none. */
typedef struct place {
    const char *data, *certificate;
    size_t line; /* of the certificate */
    size_t group, problem, chart;
} place;

extern place where;

#define STOPS __attribute__((noreturn, format(printf, 1, 2)))

/* A statement of the certificate that does not hold. */
void reject(const char *format, ...) STOPS;

/* A certificate that is not of the form that the format asks for. */
void malformed(const char *format, ...) STOPS;

/* Wrong usage, or input or output that failed. */
void fail(const char *format, ...) STOPS;

/* More than this program or this machine can handle. */
void beyond(const char *format, ...) STOPS;

/* Zeroed memory for count things. */
void *get(size_t count, size_t size);

/* Makes room for one more in a growing array. */
void *grow(void *array, size_t count, size_t *capacity, size_t size);

/* GMP's memory, too, ends the program when it is out. */
void watch_gmp(void);

#endif
