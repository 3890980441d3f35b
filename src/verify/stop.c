#include "verify.h"

const char *program = "doublecheck-verify";
location where;

static void say_place(void) {
    const size_t number[] = { where.line, where.group, where.problem, where.chart };
    static const char *const name[] = { "line", "group", "problem", "chart" };
    print_clean(stderr, where.certificate);
    for (int k = 0; k < 4; k++)
        if (number[k] || k == 0)
            fprintf(stderr, ": %s %zu", name[k], number[k]);
    fputs(": ", stderr);
}

void stop(int how, const char *format, ...) {
    char text[1000]; /* no memory may be left to ask for */
    va_list arguments;
    va_start(arguments, format);
    gmp_vsnprintf(text, sizeof text, format, arguments);
    fflush(stdout);
    fprintf(stderr, "%s: ", program);
    if (how == REJECTED || how == MALFORMED)
        say_place();
    print_clean(stderr, text);
    fputs("\n", stderr);
    if (how == REJECTED)
        puts("REJECTED");
    fflush(stdout);
    _Exit(how & 7);
}

FILE *open_file(const char *path) {
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!in)
        fail("%s: cannot be read: %s", path, strerror(errno));
    return in;
}

void print_clean(FILE *out, const char *text) {
    for (; *text; text++)
        putc((unsigned char)*text < ' ' || *text == 127 ? '?' : *text, out);
}
