#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "stream.h"

/* Bytes of the UTF-8 character at text; 0: it is none, or a control character. */
static size_t character_length(const unsigned char *text) {
    static const struct {
        unsigned char mask, lead;
        size_t length;
        unsigned long least;
    } forms[] = { { 0x80, 0x00, 1, 0x20 },
                  { 0xe0, 0xc0, 2, 0xa0 },
                  { 0xf0, 0xe0, 3, 0x800 },
                  { 0xf8, 0xf0, 4, 0x10000 } };
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        if ((text[0] & forms[f].mask) != forms[f].lead)
            continue;
        unsigned long code = text[0] & (unsigned char)~forms[f].mask;
        for (size_t k = 1; k < forms[f].length; k++) {
            if ((text[k] & 0xc0) != 0x80)
                return 0;
            code = code << 6 | (text[k] & 0x3f);
        }
        bool surrogate = code >= 0xd800 && code < 0xe000;
        if (code < forms[f].least || code == 0x7f || surrogate || code > 0x10ffff)
            return 0;
        return forms[f].length;
    }
    return 0;
}

void cli_print_clean(FILE *out, const char *text) {
    while (*text) {
        size_t length = character_length((const unsigned char *)text);
        if (length)
            fwrite(text, 1, length, out);
        else
            fputs("\xef\xbf\xbd", out);
        text += length ? length : 1;
    }
}

char *cli_clean(const char *text) {
    cli_stream s;
    if (!cli_stream_open(&s))
        return NULL;
    cli_print_clean(s.out, text);
    return cli_stream_close(&s);
}

int cli_fail(int code, const char *format, ...) {
    char message[2 * DC_ERROR_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    fputs("doublecheck: ", stderr);
    cli_print_clean(stderr, message);
    putc('\n', stderr);
    return code;
}

int cli_fail_memory(void) {
    return cli_fail(CLI_BAD, "out of memory");
}

int cli_fail_status(const dc_error *error) {
    int code = error->status == DC_EINTERNAL ? CLI_INTERNAL : CLI_BAD;
    const char *prefix = code == CLI_INTERNAL ? "internal error: " : "";
    const char *text = error->message[0] ? error->message : dc_status_name(error->status);
    return cli_fail(code, "%s%s", prefix, text);
}

int cli_finish_output(int code) {
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    return cli_fail(CLI_BAD, "cannot write to standard output: %s",
                    errno ? strerror(errno) : "output was lost");
}
