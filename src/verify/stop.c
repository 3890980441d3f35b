#include "stop.h"

#include <stdlib.h>

place where;

void print_clean(FILE *out, const char *text) {
    for (; *text; text++)
        putc((unsigned char)*text < ' ' || *text == 127 ? '?' : *text, out);
}

static void say_place(void) {
    print_clean(stderr, where.certificate);
    fprintf(stderr, ": line %zu: ", where.line);
    if (where.group)
        fprintf(stderr, "group %zu: ", where.group);
    if (where.problem)
        fprintf(stderr, "problem %zu: ", where.problem);
    if (where.chart)
        fprintf(stderr, "chart %zu: ", where.chart);
}

void stop(int how, const char *format, ...) {
    char text[1000]; /* no memory may be left to ask for */
    va_list arguments;
    va_start(arguments, format);
    gmp_vsnprintf(text, sizeof text, format, arguments);
    fflush(stdout);
    fprintf(stderr, "doublecheck-verify: ");
    if (how == REJECTED || how == MALFORMED)
        say_place();
    print_clean(stderr, text);
    fprintf(stderr, "\n");
    if (how == REJECTED)
        puts("REJECTED");
    fflush(stdout);
    _Exit(how & 7);
}

static void *check(void *memory) {
    if (!memory)
        beyond("out of memory");
    return memory;
}

void *get(size_t count, size_t size) {
    return check(calloc(count ? count : 1, size));
}

void *grow(void *array, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return array;
    *room = *room ? 2 * *room : 16;
    return check(reallocarray(array, *room, size));
}

mpz_t *integers(size_t count) {
    mpz_t *list = get(count, sizeof *list);
    for (size_t k = 0; k < count; k++)
        mpz_init(list[k]);
    return list;
}

void free_integers(mpz_t *list, size_t count) {
    for (size_t k = 0; k < count; k++)
        mpz_clear(list[k]);
    free(list);
}

static void *gmp_allocate(size_t size) {
    return check(malloc(size));
}

static void *gmp_reallocate(void *memory, size_t old, size_t size) {
    (void)old;
    return check(realloc(memory, size));
}

static void gmp_free(void *memory, size_t size) {
    (void)size;
    free(memory);
}

void watch_gmp(void) {
    mp_set_memory_functions(gmp_allocate, gmp_reallocate, gmp_free);
}
