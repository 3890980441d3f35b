/* A growing text: the tokens of one part of a certificate, made in memory while
 * other threads make others. A text that ran out of memory stays failed; whoever
 * writes it out looks at that once. */
#ifndef DC_CERTIFICATE_TEXT_H
#define DC_CERTIFICATE_TEXT_H

#include <flint/fmpz.h>
#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <doublecheck/status.h>

typedef struct dc_text {
    char *bytes; /* [length], and a NUL; NULL while empty */
    size_t length, capacity;
    bool failed;
} dc_text;

void dc_text_clear(dc_text *text);

/* Forgets all but the first `length` bytes. */
void dc_text_truncate(dc_text *text, size_t length);

/* Appends a character. */
void dc_text_character(dc_text *text, char c);

/* Appends printf-formatted text. */
void dc_text_put(dc_text *text, const char *format, ...) DC_PRINTF(2, 3);

/* Appends an integer, or a fraction as "p" or "p/q". */
void dc_text_word(dc_text *text, int64_t value);
void dc_text_integer(dc_text *text, const fmpz_t value);
void dc_text_mpz(dc_text *text, const mpz_t value);
void dc_text_fraction(dc_text *text, const mpq_t value);

#endif
