/* Text from a file as part of a one-line message: what does not print is escaped,
 * what is long is shortened. */
#ifndef DC_DATA_MESSAGE_H
#define DC_DATA_MESSAGE_H

#include <stddef.h>

enum { DC_QUOTE_SIZE = 64 };

/* Writes text[length] to buffer[size], size >= 8, as printable UTF-8: control
 * characters and bytes that are no UTF-8 become \xHH, a text that does not fit
 * ends in "...". Returns buffer. */
char *dc_escape(char *buffer, size_t size, const char *text, size_t length);

/* The same between single quotes. */
char *dc_quote(char buffer[DC_QUOTE_SIZE], const char *text, size_t length);

#endif
