#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claim.h"
#include "stop.h"

static struct {
    const char *name, *wanted;
} expected[] = {
    { "question", NULL }, { "kappa", NULL },  { "sigma", NULL },  { "delta", NULL },
    { "m0", NULL },       { "family", NULL }, { "groups", NULL }, { "verdict", NULL },
    { "features", NULL }, { "label", NULL },  { "weight", NULL }, { "cell", NULL },
};

static const char **find(const char *name) {
    for (size_t k = 0; k < sizeof expected / sizeof *expected; k++)
        if (strcmp(expected[k].name, name) == 0)
            return &expected[k].wanted;
    return NULL;
}

bool expect_set(const char *name, const char *text) {
    const char **wanted = find(name);
    if (wanted)
        *wanted = text;
    return wanted != NULL;
}

/* Equal to the letter, or as numbers. */
static bool same_part(const char *a, size_t a_length, const char *b, size_t b_length) {
    if (a_length == b_length && memcmp(a, b, a_length) == 0)
        return true;
    mpq_t x, y;
    mpq_inits(x, y, NULL);
    bool same = number_parse(x, a, a_length) && number_parse(y, b, b_length) &&
                mpq_equal(x, y);
    mpq_clears(x, y, NULL);
    return same;
}

/* WORD or WORD:PART, part by part. */
static bool same(const char *a, const char *b) {
    size_t a_word = strcspn(a, ":"), b_word = strcspn(b, ":");
    if (a[a_word] != b[b_word] || !same_part(a, a_word, b, b_word))
        return false;
    a += a_word + (a[a_word] == ':');
    b += b_word + (b[b_word] == ':');
    return same_part(a, strlen(a), b, strlen(b));
}

void expect(const char *name, const char *format, ...) {
    const char *wanted = *find(name);
    if (!wanted)
        return;
    char *text;
    va_list arguments;
    va_start(arguments, format);
    gmp_vasprintf(&text, format, arguments);
    va_end(arguments);
    if (!same(text, wanted))
        reject("%s is %s, not %s as expected", name, text, wanted);
    free(text);
}
