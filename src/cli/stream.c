#include "stream.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Room for size bytes more, and a NUL. */
static bool reserve(cli_stream *s, size_t size) {
    if (size >= SIZE_MAX / 2 - s->size)
        return false;
    size_t wanted = s->size + size + 1;
    if (wanted <= s->capacity)
        return true;
    char *text = realloc(s->text, 2 * wanted);
    if (!text)
        return false;
    s->text = text;
    s->capacity = 2 * wanted;
    return true;
}

static ssize_t add(void *cookie, const char *bytes, size_t size) {
    cli_stream *s = cookie;
    if (!reserve(s, size)) {
        errno = ENOMEM;
        return 0;
    }
    memcpy(s->text + s->size, bytes, size);
    s->size += size;
    return (ssize_t)size;
}

bool cli_stream_open(cli_stream *s) {
    *s = (cli_stream){ 0 };
    s->out = fopencookie(s, "w", (cookie_io_functions_t){ .write = add });
    return s->out;
}

char *cli_stream_close(cli_stream *s) {
    bool lost = ferror(s->out) != 0;
    lost = fclose(s->out) != 0 || lost;
    s->out = NULL;
    if (lost || !reserve(s, 0)) {
        free(s->text);
        return NULL;
    }
    s->text[s->size] = '\0';
    return s->text;
}
