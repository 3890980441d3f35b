#include "verify.h"

enum { MOST_CHARACTERS = 1000000, MOST_COUNT_DIGITS = 18 };

static FILE *in;
static char text[MOST_CHARACTERS + 1],
    *at;           /* the token, and what is not yet taken of it */
static bool again; /* token_next shall return the same once more */

void token_open(const char *path) {
    in = open_file(path);
    where.line = 1;
}

static int next_character(void) {
    int c = getc_unlocked(in);
    if (c == EOF && ferror(in))
        fail("%s: cannot be read: %s", where.certificate, strerror(errno));
    return c;
}

static bool blank(int c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static int skip_blanks(void) {
    int c = next_character();
    for (; blank(c); c = next_character())
        where.line += c == '\n';
    return c;
}

static void read_token(void) {
    size_t length = 0;
    int c = skip_blanks();
    if (c == EOF)
        malformed("the certificate ends too early");
    for (; c != EOF && !blank(c); c = next_character()) {
        if (c <= ' ' || c > '~')
            malformed("byte 0x%02x is not plain text", (unsigned)c);
        if (length == MOST_CHARACTERS)
            malformed("a token of more than %d characters", MOST_CHARACTERS);
        text[length++] = (char)c;
    }
    if (c != EOF)
        ungetc(c, in);
    text[length] = '\0';
}

const char *token_next(void) {
    if (!again)
        read_token();
    again = false;
    return at = text;
}

bool token_is(const char *word) {
    again = strcmp(token_next(), word) != 0;
    return !again;
}

void token_word(const char *word) {
    if (strcmp(token_next(), word) != 0)
        malformed("\"%s\" is missing before \"%.40s\"", word, text);
}

size_t token_choice(const char *const *words) {
    token_next();
    for (size_t k = 0; words[k]; k++)
        if (strcmp(text, words[k]) == 0)
            return k;
    malformed("\"%.40s\" where one of \"%s\", ... should be", text, words[0]);
}

void token_hash(char hex[65]) {
    token_next();
    if (strlen(text) != 64 || strspn(text, "0123456789abcdef") != 64)
        malformed("\"%.80s\" is not a SHA-256 digest", text);
    memcpy(hex, text, 65);
}

bool take_if(char wanted) {
    bool found = *at == wanted;
    at += found && wanted != '\0';
    return found;
}

void take(char wanted) {
    if (take_if(wanted))
        return;
    if (wanted == '\0')
        malformed("\"%.40s\": \"%.40s\" is too much", text, at);
    malformed("\"%.40s\": \"%c\" is missing before \"%.40s\"", text, wanted, at);
}

/* How many digits follow: at least one, and no leading zero. */
static size_t digits(void) {
    size_t length = strspn(at, "0123456789");
    if (length == 0)
        malformed("\"%.40s\": digits are missing before \"%.40s\"", text, at);
    if (length > 1 && *at == '0')
        malformed("\"%.40s\": a number with a leading zero", text);
    return length;
}

size_t take_count(void) {
    size_t length = digits(), value = 0;
    if (length > MOST_COUNT_DIGITS)
        malformed("\"%.40s\": a count of more than %d digits", text, MOST_COUNT_DIGITS);
    for (; length > 0; length--)
        value = 10 * value + (size_t)(*at++ - '0');
    return value;
}

void take_integer(mpz_t value) {
    bool negative = take_if('-');
    char *end = at + digits(), behind = *end;
    *end = '\0';
    mpz_set_str(value, at, 10);
    *end = behind;
    at = end;
    if (negative)
        mpz_neg(value, value);
}

size_t token_count(void) {
    token_next();
    size_t value = take_count();
    take('\0');
    return value;
}

size_t token_place(size_t most, const char *what) {
    size_t value = token_count();
    if (value < 1 || value > most)
        malformed("%s %zu: there are %zu", what, value, most);
    return value;
}

bool *token_features(const char *word, const size_t *feature, size_t features,
                     size_t *count) {
    token_word(word);
    bool *chosen = get(features, sizeof *chosen);
    *count = token_count();
    if (*count > features)
        malformed("%s: %zu features of %zu", word, *count, features);
    for (size_t j = 0, l = 0; j < *count; j++, l++) {
        size_t wanted = token_count();
        while (l < features && feature[l] < wanted)
            l++;
        if (l == features || feature[l] != wanted)
            malformed("%s: feature %zu is not there, or not in order", word, wanted);
        chosen[l] = true;
    }
    return chosen;
}

num token_fraction(void) {
    num value = whole(1);
    token_next();
    take_integer(mpq_numref(value));
    if (take_if('/'))
        take_integer(mpq_denref(value));
    if (mpz_sgn(mpq_denref(value)) <= 0)
        malformed("\"%.40s\": the denominator is not positive", text);
    take('\0');
    mpq_canonicalize(value);
    return value;
}

mpz_t *token_integers(size_t count) {
    mpz_t *list = integers(count);
    for (size_t k = 0; k < count; k++) {
        token_next();
        take_integer(list[k]);
        take('\0');
    }
    return list;
}

void token_close(void) {
    if (skip_blanks() != EOF)
        malformed("text behind the end of the certificate");
}
