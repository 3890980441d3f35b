#include "certificate/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void dc_text_clear(dc_text *text) {
    free(text->bytes);
    *text = (dc_text){ 0 };
}

void dc_text_truncate(dc_text *text, size_t length) {
    if (length < text->length) {
        text->length = length;
        text->bytes[length] = '\0';
    }
}

/* Room for `more` bytes and a NUL behind the text; NULL if there is none. */
static char *reserve(dc_text *text, size_t more) {
    size_t needed = text->length + more + 1;
    if (needed > text->capacity) {
        size_t capacity = 2 * text->capacity > needed ? 2 * text->capacity : needed;
        char *bytes = realloc(text->bytes, capacity);
        if (!bytes) {
            text->failed = true;
            return NULL;
        }
        text->bytes = bytes;
        text->capacity = capacity;
    }
    return text->bytes + text->length;
}

void dc_text_put(dc_text *text, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t room = 32;
    char *end = reserve(text, room);
    int length = end ? vsnprintf(end, room + 1, format, arguments) : 0;
    if (end && length > (int)room) {
        end = reserve(text, (size_t)length);
        length = end ? vsnprintf(end, (size_t)length + 1, format, again) : 0;
    }
    if (length > 0)
        text->length += (size_t)length;
    if (text->bytes)
        text->bytes[text->length] = '\0';
    va_end(again);
    va_end(arguments);
}

void dc_text_word(dc_text *text, int64_t value) {
    enum { MOST = 20 };
    char digits[MOST], *first = digits + MOST;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    for (; rest || first == digits + MOST; rest /= 10)
        *--first = (char)('0' + rest % 10);
    if (value < 0)
        *--first = '-';
    size_t length = (size_t)(digits + MOST - first);
    char *end = reserve(text, length);
    if (!end)
        return;
    memcpy(end, first, length);
    end[length] = '\0';
    text->length += length;
}

void dc_text_character(dc_text *text, char c) {
    char *end = reserve(text, 1);
    if (!end)
        return;
    end[0] = c;
    end[1] = '\0';
    text->length++;
}

void dc_text_integer(dc_text *text, const fmpz_t value) {
    char *end = reserve(text, fmpz_sizeinbase(value, 10) + 2);
    if (!end)
        return;
    fmpz_get_str(end, 10, value);
    while (text->bytes[text->length])
        text->length++;
}

void dc_text_mpz(dc_text *text, const mpz_t value) {
    fmpz_t copy;
    fmpz_init(copy);
    fmpz_set_mpz(copy, value);
    dc_text_integer(text, copy);
    fmpz_clear(copy);
}

void dc_text_fraction(dc_text *text, const mpq_t value) {
    dc_text_mpz(text, mpq_numref(value));
    if (mpz_cmp_ui(mpq_denref(value), 1) != 0) {
        dc_text_put(text, "/");
        dc_text_mpz(text, mpq_denref(value));
    }
}
