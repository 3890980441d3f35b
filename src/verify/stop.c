#include "stop.h"

#include <gmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

place where;

static void say_place(void) {
    if (where.group)
        fprintf(stderr, "group %zu: ", where.group);
    if (where.problem)
        fprintf(stderr, "problem %zu: ", where.problem);
    if (where.chart)
        fprintf(stderr, "chart %zu: ", where.chart);
}

__attribute__((noreturn, format(printf, 3, 0))) static void stop(int code,
                                                                 int about_certificate,
                                                                 const char *format,
                                                                 va_list arguments) {
    fflush(stdout);
    fprintf(stderr, "doublecheck-verify: ");
    if (about_certificate) {
        fprintf(stderr, "%s: line %zu: ", where.certificate, where.line);
        say_place();
    }
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    if (code == EXIT_REJECTED)
        puts("REJECTED");
    fflush(stdout);
    _Exit(code);
}

void reject(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    stop(EXIT_REJECTED, 1, format, arguments);
}

void malformed(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    stop(EXIT_BAD, 1, format, arguments);
}

void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    stop(EXIT_BAD, 0, format, arguments);
}

void beyond(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    stop(EXIT_LIMIT, 0, format, arguments);
}

static void *check(void *memory) {
    if (!memory)
        beyond("out of memory");
    return memory;
}

void *get(size_t count, size_t size) {
    return check(calloc(count ? count : 1, size));
}

void *grow(void *array, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity)
        return array;
    *capacity = *capacity ? 2 * *capacity : 16;
    return check(reallocarray(array, *capacity, size));
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
