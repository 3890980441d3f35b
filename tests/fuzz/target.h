/* What every fuzz target has: the function that libFuzzer, or replay.c, calls with an
 * input, and the check that ends the program when it fails. */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define EXPECT(condition) \
    ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition, ""))

/* The same; detail is printed, too. */
#define EXPECT_ABOUT(condition, detail) \
    ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition, detail))

static inline _Noreturn void fuzz_fail(const char *file, int line, const char *condition,
                                       const char *detail) {
    fprintf(stderr, "%s:%d: not so: %s\n%s\n", file, line, condition, detail);
    abort();
}

#endif
