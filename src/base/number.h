/* Compact exact rationals: 16 bytes for what fits, a pool for what does not.
 *
 * A dataset holds millions of numbers, nearly all of them short decimals. A
 * dc_number stores numerator and denominator in 64 bits each; denominator 0
 * marks a number that lives in a pool of mpq_t instead, numerator being its
 * index there. */
#ifndef DC_BASE_NUMBER_H
#define DC_BASE_NUMBER_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <doublecheck/status.h>

typedef struct dc_number {
    int64_t numerator;   /* coprime to the denominator */
    int64_t denominator; /* > 0; 0: see above */
} dc_number;

typedef struct dc_number_pool {
    size_t count, capacity;
    mpq_t *values; /* [count] */
} dc_number_pool;

void dc_number_pool_clear(dc_number_pool *pool);

/* Parses text[0..length), as dc_rational_parse. On failure the message begins
 * with the reason only; the caller adds file, line and column. */
dc_status dc_number_parse(dc_number *number, dc_number_pool *pool, const char *text,
                          size_t length, dc_error *error) DC_MUST_USE;

/* True if text[0..length) has the form of a number, also of one that dc_number_parse
 * refuses for its size or its denominator 0. */
bool dc_number_has_form(const char *text, size_t length);

/* Stores a rational; DC_ENOMEM is the only failure. */
dc_status dc_number_set(dc_number *number, dc_number_pool *pool, const mpq_t value,
                        dc_error *error) DC_MUST_USE;

/* Bytes of the memory that a double takes as a number, with what the allocator adds; 16
 * where it needs no pool. */
size_t dc_number_bytes(double value);

/* value (initialised) = number. */
void dc_number_get(mpq_t value, dc_number number, const dc_number_pool *pool);

/* -1, 0 or 1. */
int dc_number_sign(dc_number number, const dc_number_pool *pool);

#endif
