/* How many random cases a test takes. */
#ifndef TESTS_ROUNDS_H
#define TESTS_ROUNDS_H

#include <stdlib.h>

/* The usual number times DC_TEST_MULTIPLIER (default 1), such as 0.5 or 10; at least 1. Many
 * tests ask for some cases of each kind, and fail where there are too few. */
static inline size_t rounds(size_t usual) {
    const char *text = getenv("DC_TEST_MULTIPLIER");
    double count = (double)usual * (text ? strtod(text, NULL) : 1);
    return count < 1 ? 1 : (size_t)count;
}

#endif
