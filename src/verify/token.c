#include "token.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "stop.h"

enum { MOST_CHARACTERS = 1000000, MOST_COUNT_DIGITS = 18 };

static FILE *in;
static char text[MOST_CHARACTERS + 1];
static bool again;

void token_open(const char *path) {
    in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!in)
        fail("%s: cannot be read: %s", path, strerror(errno));
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

char *token_next(void) {
    if (again) {
        again = false;
        return text;
    }
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
    return text;
}

const char *token_last(void) {
    return text;
}

void token_again(void) {
    again = true;
}

bool token_is(const char *word) {
    bool same = strcmp(token_next(), word) == 0;
    again = !same;
    return same;
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

/* The digits at *at, without leading zeros, as a string of their own. */
static size_t digits_at(char *at) {
    size_t length = strspn(at, "0123456789");
    if (length == 0)
        malformed("\"%.40s\": digits are missing before \"%.40s\"", text, at);
    if (length > 1 && *at == '0')
        malformed("\"%.40s\": a number with a leading zero", text);
    return length;
}

size_t take_count(char **at) {
    size_t length = digits_at(*at), value = 0;
    if (length > MOST_COUNT_DIGITS)
        malformed("\"%.40s\": a count of more than %d digits", text, MOST_COUNT_DIGITS);
    for (size_t k = 0; k < length; k++)
        value = 10 * value + (size_t)((*at)[k] - '0');
    *at += length;
    return value;
}

void take_integer(mpz_t value, char **at) {
    size_t sign = **at == '-', length = sign + digits_at(*at + sign);
    char behind = (*at)[length];
    (*at)[length] = '\0';
    mpz_set_str(value, *at, 10);
    (*at)[length] = behind;
    *at += length;
}

void take_character(char **at, char wanted) {
    if (**at != wanted)
        malformed("\"%.40s\": \"%c\" is missing before \"%.40s\"", text, wanted, *at);
    ++*at;
}

void take_end(char **at) {
    if (**at)
        malformed("\"%.40s\": \"%.40s\" is too much", text, *at);
}

size_t token_count(void) {
    char *at = token_next();
    size_t value = take_count(&at);
    take_end(&at);
    return value;
}

size_t token_place(size_t most, const char *what) {
    size_t value = token_count();
    if (value < 1 || value > most)
        malformed("%s %zu: there are %zu", what, value, most);
    return value;
}

void token_integer(mpz_t value) {
    char *at = token_next();
    take_integer(value, &at);
    take_end(&at);
}

void token_fraction(mpq_t value) {
    char *at = token_next();
    take_integer(mpq_numref(value), &at);
    mpz_set_ui(mpq_denref(value), 1);
    if (*at == '/') {
        at++;
        take_integer(mpq_denref(value), &at);
        if (mpz_sgn(mpq_denref(value)) <= 0)
            malformed("\"%.40s\": the denominator is not positive", text);
    }
    take_end(&at);
    mpq_canonicalize(value);
}

mpz_t *token_integers(size_t count) {
    mpz_t *list = integers(count);
    for (size_t k = 0; k < count; k++)
        token_integer(list[k]);
    return list;
}

void token_close(void) {
    if (skip_blanks() != EOF)
        malformed("text behind the end of the certificate");
    if (in != stdin)
        fclose(in);
}
