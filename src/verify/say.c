#include "verify.h"

bool quiet;

const char *const expectations[] = {
    "header", "delimiter", "features", "label",  "weight", "cell",    "question", "kappa",
    "sigma",  "delta",     "m0",       "family", "groups", "verdict", NULL,
};

static bool begun;
static const char *wanted[sizeof expectations / sizeof *expectations];

/* What the claim is about, before it is said line by line. */
static const char about[] =
    "A slab S = {x : |<v,x> - c| <= r} violates the condition if\n"
    "    mass(kappa S) < min{delta, (1 + sigma) mass(S)}.\n"
    "m* is the greatest mass of a slab of the family that does, in a group of points, and\n"
    "sigma* the greatest sigma with which none of mass m0 or more does. The condition holds\n"
    "if m* < m0 in every group (for some sigma, if sigma* > 0). This certificate claims:\n";

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
    num x = whole(0), y = whole(0);
    return strcmp(a, b) == 0 || (strncmp(a, b, word) == 0 && number_parse(x, a + word) &&
                                 number_parse(y, b + word) && mpq_equal(x, y));
}

void say(const char *name, const char *format, ...) {
    void *start = mark();
    va_list arguments;
    char *text;
    va_start(arguments, format);
    gmp_vasprintf(&text, format, arguments);
    va_end(arguments);
    if (!quiet) {
        fputs(begun ? "" : about, stdout);
        begun = true;
        printf("  %-12s ", name);
        print_clean(stdout, text);
        putchar('\n');
    }
    const char *value = wanted[place_of(name)];
    if (value && !same(text, value))
        reject("%s: %s, not %s as expected", name, text, value);
    release(start);
}

void say_vector(const char *name, mpz_t *v, size_t count) {
    if (quiet)
        return;
    printf("  %-12s (", name);
    for (size_t l = 0; l < count; l++)
        gmp_printf("%s%Zd", l ? ", " : "", v[l]);
    puts(")");
}

void say_names(const char *name, char **text, size_t count) {
    if (quiet)
        return;
    printf("  %-12s ", name);
    for (size_t l = 0; l < count; l++) {
        fputs(l ? ", \"" : "\"", stdout);
        print_clean(stdout, text[l]);
        putchar('"');
    }
    putchar('\n');
}
