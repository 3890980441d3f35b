#include "times.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Does what has been written end with the key of a number of seconds: `"seconds_low": `? */
static bool is_keyed(const char *text, const char *to) {
    static const char ends[] = "\": ";
    size_t size = sizeof ends - 1;
    const char *end = (size_t)(to - text) < size ? text : to - size, *key = end;
    if (strncmp(end, ends, size) != 0)
        return false;
    while (key > text && key[-1] != '"')
        key--;
    const char *word = strstr(key, "seconds");
    return word && word < end;
}

/* Of " s", " min" and the like, with which a time goes on; 0: it is none. */
static size_t unit_of(const char *text) {
    static const char *const units[] = { " s", " min", " h", " days", " years" };
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        size_t length = strlen(units[k]);
        if (strncmp(text, units[k], length) == 0 && !isalpha((unsigned char)text[length]))
            return length;
    }
    return 0;
}

void hide_times(char *text) {
    char *to = text, *from = text;
    while (*from) {
        size_t number = *from >= '0' && *from <= '9' ? strspn(from, "0123456789.e+-") : 0;
        size_t unit = number ? unit_of(from + number) : 0;
        if (from[0] == ' ' && from[1] == ' ') {
            from++;
        } else if (number && (unit || is_keyed(text, to))) {
            *to++ = 'T';
            from += number + unit;
        } else {
            size_t keep = number ? number : 1;
            memmove(to, from, keep);
            to += keep;
            from += keep;
            *to = *from ? *to : '\0';
        }
        if (to < from)
            *to = '\0';
    }
    *to = '\0';
}
