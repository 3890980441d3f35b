#include "verify.h"

bool quiet;

enum { MOST_NAMES = 31 };

static bool begun;
static const char *about = "";
static const char *const *expectations;
static const char *wanted[MOST_NAMES + 1];

void say_about(const char *text, const char *const *known) {
    about = text;
    if (known)
        expectations = known;
}

static size_t place_of(const char *name) {
    size_t k = 0;
    while (expectations && expectations[k] && strcmp(expectations[k], name) != 0)
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

/* True if text is what was expected, or nothing was. */
typedef bool judge(const char *text, const char *expected);

static void say_text(judge *right, const char *name, const char *text) {
    if (!quiet) {
        fputs(begun ? "" : about, stdout);
        begun = true;
        printf("  %-12s ", name);
        print_clean(stdout, text);
        putchar('\n');
    }
    const char *value = wanted[place_of(name)];
    if (value && !right(text, value))
        reject("%s: %s, not %s as expected", name, text, value);
}

void say(const char *name, const char *format, ...) {
    void *from = mark();
    va_list arguments;
    char *text;
    va_start(arguments, format);
    gmp_vasprintf(&text, format, arguments);
    va_end(arguments);
    say_text(same, name, text);
    release(from);
}

static const char vacuous[] = "vacuous";

static bool enough(const char *a, const char *b) {
    num x = whole(0), y = whole(0);
    if (a == vacuous)
        return strcmp(b, vacuous) == 0 || number_parse(y, b);
    return number_parse(x, a) && number_parse(y, b) && mpq_cmp(x, y) >= 0;
}

void say_least(const char *name, num value) {
    void *from = mark();
    say_text(enough, name, value ? mpq_get_str(NULL, 10, value) : vacuous);
    release(from);
}

void say_nothing(const char *name) {
    const char *value = wanted[place_of(name)];
    if (value)
        reject("%s: it claims nothing of it, not %s as expected", name, value);
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
