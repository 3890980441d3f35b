#include "stop.h" /* first: it knows how to include gmp.h */

#include "say.h"

#include <stdlib.h>
#include <string.h>

#include "number.h"

bool quiet;

const char *const expectations[] = {
    "header", "delimiter", "features", "label",  "weight", "cell",    "question", "kappa",
    "sigma",  "delta",     "m0",       "family", "groups", "verdict", NULL,
};

static const char *wanted[sizeof expectations / sizeof *expectations];

static size_t place_of(const char *name) {
    size_t k = 0;
    while (expectations[k] && strcmp(expectations[k], name) != 0)
        k++;
    return k;
}

void expect(const char *name, const char *value) {
    const char **known = wanted + place_of(name);
    if (*known && strcmp(*known, value) != 0)
        fail("--expect-%s is given twice, with different values", name);
    *known = value;
}

/* Equal to the letter, or as numbers; behind a common "WORD:" likewise. */
static bool same(const char *a, const char *b) {
    const char *colon = strchr(a, ':');
    size_t word = colon ? (size_t)(colon + 1 - a) : 0;
    mpq_t x, y;
    mpq_inits(x, y, NULL);
    bool equal = strcmp(a, b) == 0 ||
                 (strncmp(a, b, word) == 0 && number_parse(x, a + word) &&
                  number_parse(y, b + word) && mpq_equal(x, y));
    mpq_clears(x, y, NULL);
    return equal;
}

void say(const char *name, const char *format, ...) {
    va_list arguments;
    char *text;
    va_start(arguments, format);
    gmp_vasprintf(&text, format, arguments);
    va_end(arguments);
    if (!quiet) {
        printf("  %-12s ", name);
        print_clean(stdout, text);
        putchar('\n');
    }
    const char **value = wanted + place_of(name);
    if (*value && !same(text, *value))
        reject("%s: %s, not %s as expected", name, text, *value);
    *value = NULL;
    free(text);
}

void say_vector(const char *name, mpz_t *v, size_t dims) {
    if (quiet)
        return;
    printf("  %-12s (", name);
    for (size_t l = 0; l < dims; l++)
        gmp_printf("%s%Zd", l ? ", " : "", v[l]);
    puts(")");
}

void say_end(void) {
    for (size_t k = 0; expectations[k]; k++)
        if (wanted[k])
            reject("%s: not said, but %s was expected", expectations[k], wanted[k]);
}
