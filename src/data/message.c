#include "data/message.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Length of the printable character that text[length] begins with, 0 if there is
 * none: ASCII, or UTF-8 in its shortest form without surrogates and without the
 * control characters U+0080 .. U+009F. */
static size_t printable(const unsigned char *text, size_t length) {
    unsigned char lead = text[0];
    if (lead < 0x80)
        return lead >= 0x20 && lead != 0x7f ? 1 : 0;
    size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || size > length)
        return 0;
    for (size_t k = 1; k < size; k++)
        if ((text[k] & 0xc0) != 0x80)
            return 0;
    bool refused = (lead == 0xc2 && text[1] < 0xa0) || (lead == 0xe0 && text[1] < 0xa0) ||
                   (lead == 0xed && text[1] > 0x9f) || (lead == 0xf0 && text[1] < 0x90) ||
                   (lead == 0xf4 && text[1] > 0x8f);
    return refused ? 0 : size;
}

char *dc_escape(char *buffer, size_t size, const char *text, size_t length) {
    const size_t ellipsis = sizeof "..." - 1;
    size_t used = 0, cut = 0; /* cut: where "..." still fits */
    for (size_t k = 0; k < length;) {
        size_t bytes = printable((const unsigned char *)text + k, length - k);
        size_t width = bytes ? bytes : sizeof "\\xHH" - 1;
        if (used + width + 1 > size) {
            memcpy(buffer + cut, "...", ellipsis + 1);
            return buffer;
        }
        if (bytes)
            memcpy(buffer + used, text + k, bytes);
        else
            snprintf(buffer + used, width + 1, "\\x%02x", (unsigned char)text[k]);
        used += width;
        k += bytes ? bytes : 1;
        if (used + ellipsis + 1 <= size)
            cut = used;
    }
    buffer[used] = '\0';
    return buffer;
}

char *dc_quote(char buffer[DC_QUOTE_SIZE], const char *text, size_t length) {
    buffer[0] = '\'';
    dc_escape(buffer + 1, DC_QUOTE_SIZE - 2, text, length);
    size_t used = strlen(buffer);
    buffer[used] = '\'';
    buffer[used + 1] = '\0';
    return buffer;
}
