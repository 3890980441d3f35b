#include "report/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void report_text_clear(report_text *text) {
    free(text->at);
    *text = (report_text){ 0 };
}

const char *report_words(const report_text *text) {
    return text->at ? text->at : "";
}

/* Room for so many bytes more, and a NUL. */
static bool reserve(report_text *text, size_t more) {
    if (text->failed)
        return false;
    if (more >= SIZE_MAX / 4 - text->size) {
        text->failed = true;
        return false;
    }
    size_t wanted = text->size + more + 1;
    if (wanted <= text->capacity)
        return true;
    char *at = realloc(text->at, 2 * wanted);
    if (!at) {
        text->failed = true;
        return false;
    }
    text->at = at;
    text->capacity = 2 * wanted;
    return true;
}

void report_put_bytes(report_text *text, const char *bytes, size_t size) {
    if (!reserve(text, size))
        return;
    if (size)
        memcpy(text->at + text->size, bytes, size);
    text->size += size;
    text->at[text->size] = '\0';
}

void report_put(report_text *text, const char *words) {
    report_put_bytes(text, words, strlen(words));
}

void report_printf(report_text *text, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    if (size < 0)
        text->failed = true;
    else if (reserve(text, (size_t)size)) {
        vsnprintf(text->at + text->size, (size_t)size + 1, format, again);
        text->size += (size_t)size;
    }
    va_end(again);
    va_end(arguments);
}

/* Bytes of the UTF-8 character there, which is one (jansson has checked). */
static size_t length_of(const char *at) {
    size_t length = 1;
    while (((unsigned char)at[length] & 0xc0) == 0x80)
        length++;
    return length;
}

/* Control characters (C0, DEL, C1), separators of lines, and marks of direction. */
static bool is_unseen(const char *at) {
    static const struct {
        uint32_t first, last; /* the bytes of the character, as a number */
    } ranges[] = {
        { 0x01, 0x1f },         { 0x7f, 0x7f },         { 0xc280, 0xc29f },
        { 0xe2808e, 0xe2808f }, { 0xe280a8, 0xe280ae }, { 0xe281a6, 0xe281a9 }
    };
    uint32_t bytes = 0;
    for (size_t k = 0, length = length_of(at); k < length; k++)
        bytes = bytes << 8 | (unsigned char)at[k];
    for (size_t k = 0; k < sizeof ranges / sizeof *ranges; k++)
        if (bytes >= ranges[k].first && bytes <= ranges[k].last)
            return true;
    return false;
}

typedef struct replacement {
    char character;
    const char *words;
} replacement;

/* The character there, or what stands for it in a table that ends with 0. */
static void put_character(report_text *text, const char *at, const replacement *table) {
    if (is_unseen(at)) {
        report_put(text, "\xef\xbf\xbd");
        return;
    }
    for (; table->character; table++)
        if (*at == table->character) {
            report_put(text, table->words);
            return;
        }
    report_put_bytes(text, at, length_of(at));
}

void report_put_html(report_text *text, const char *words) {
    static const replacement entities[] = { { '&', "&amp;" },  { '<', "&lt;" },
                                            { '>', "&gt;" },   { '"', "&quot;" },
                                            { '\'', "&#39;" }, { 0, NULL } };
    for (; *words; words += length_of(words))
        put_character(text, words, entities);
}

void report_put_quoted(report_text *text, const char *words) {
    static const replacement curled[] = { { '\'', "\xe2\x80\x99" }, { 0, NULL } };
    report_put(text, "'");
    for (size_t k = 0; *words && k < REPORT_LABEL_MOST; k++, words += length_of(words))
        put_character(text, words, curled);
    report_put(text, *words ? "\xe2\x80\xa6'" : "'");
}

void report_put_real(report_text *text, double value) {
    if (isfinite(value))
        report_printf(text, "%.6g", value);
    else
        report_put(text, "not finite");
}

void report_put_data(report_text *text, double value) {
    if (fabs(value) <= REPORT_MOST)
        report_printf(text, "%.17g ", value);
    else
        report_put(text, "NaN ");
}
