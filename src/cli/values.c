/* Checking and reading the values of options. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/rational.h>

#include "arguments.h"
#include "cli.h"

static bool refuse(const cli_option *option, const char *text, const char *wanted) {
    char words[128] = "";
    if (option->range)
        cli_range_words(words, sizeof words, option->range);
    cli_fail(CLI_BAD, "--%s %s: wanted %s%s%s", option->name, text, wanted,
             option->range ? ", " : "", words);
    return false;
}

static bool parse_rational(mpq_t value, const char *text) {
    return dc_rational_parse(value, text, NULL) == DC_OK;
}

/* text[0..length), one end of a range; empty: no bound. sign of value - end. */
static int compare_end(const mpq_t value, const char *text, size_t length) {
    char digits[32];
    mpq_t end;
    int sign;
    memcpy(digits, text, length);
    digits[length] = '\0';
    mpq_init(end);
    mpq_set_str(end, digits, 10);
    sign = mpq_cmp(value, end);
    mpq_clear(end);
    return sign;
}

static bool in_range(const char *range, const mpq_t value) {
    const char *comma = strchr(range, ','), *end = range + strlen(range) - 1;
    int above = compare_end(value, range + 1, (size_t)(comma - range - 1));
    if (above < 0 || (above == 0 && *range == '('))
        return false;
    if (end == comma)
        return true;
    int below = compare_end(value, comma + 1, (size_t)(end - comma - 1));
    return below < 0 || (below == 0 && *end == ']');
}

static bool check_rational(const cli_option *option, const char *text) {
    mpq_t value;
    mpq_init(value);
    bool number = parse_rational(value, text);
    bool fits = number && in_range(option->range, value);
    mpq_clear(value);
    return fits || refuse(option, text, "a fraction or decimal");
}

static bool only_digits(const char *text, size_t length) {
    return length > 0 && length <= 20 && strspn(text, "0123456789") >= length;
}

static bool check_integer(const cli_option *option, const char *text) {
    mpq_t value;
    if (!only_digits(text, strlen(text)))
        return refuse(option, text, "an integer");
    mpq_init(value);
    mpq_set_str(value, text, 10);
    bool fits = in_range(option->range, value);
    mpq_clear(value);
    return fits || refuse(option, text, "an integer");
}

/* False if the text is no size, or more than a size_t holds. */
static bool parse_size(size_t *size, const char *text) {
    static const char units[] = "KMGT";
    size_t digits = strspn(text, "0123456789");
    const char *unit = text[digits] ? strchr(units, text[digits]) : NULL;
    unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
    if (!only_digits(text, digits) || text[digits + (unit != NULL)] != '\0')
        return false;
    errno = 0;
    unsigned long long value = strtoull(text, NULL, 10);
    if (errno || value > SIZE_MAX >> shift)
        return false;
    *size = (size_t)value << shift;
    return true;
}

static bool check_size(const cli_option *option, const char *text) {
    size_t size;
    if (!parse_size(&size, text))
        return refuse(option, text, "a number of bytes (such as 512M)");
    mpq_t value;
    mpq_init(value);
    mpq_set_ui(value, size, 1);
    bool fits = in_range(option->range, value);
    mpq_clear(value);
    return fits || refuse(option, text, "a number of bytes (such as 512M)");
}

/* The alternative word[0..length): itself, or "name:" and more. */
static bool matches(const char *text, const char *word, size_t length) {
    const char *colon = memchr(word, ':', length);
    if (!colon)
        return strlen(text) == length && memcmp(text, word, length) == 0;
    size_t name = (size_t)(colon - word) + 1;
    return strncmp(text, word, name) == 0 && text[name] != '\0';
}

static bool check_words(const cli_option *option, const char *text) {
    const char *word = option->argument;
    for (;;) {
        size_t length = strcspn(word, "|");
        if (matches(text, word, length))
            return true;
        if (word[length] == '\0')
            return refuse(option, text, option->argument);
        word += length + 1;
    }
}

static bool check_text(const cli_option *option, const char *text) {
    return *text != '\0' || refuse(option, "''", option->argument);
}

static bool check_flag(const cli_option *option, const char *text) {
    (void)option;
    (void)text;
    return true;
}

bool cli_value_check(const cli_option *option, const char *text) {
    static bool (*const checks[])(const cli_option *, const char *) = {
        [CLI_FLAG] = check_flag,       [CLI_RATIONAL] = check_rational,
        [CLI_INTEGER] = check_integer, [CLI_SIZE] = check_size,
        [CLI_WORDS] = check_words,     [CLI_TEXT] = check_text,
        [CLI_FILE] = check_text,
    };
    return checks[option->kind](option, text);
}

void cli_rational(mpq_t value, const cli_arguments *arguments, cli_option_id id) {
    mpq_set_ui(value, 0, 1);
    if (!parse_rational(value, arguments->text[id]))
        mpq_set_ui(value, 0, 1);
}

uint64_t cli_integer(const cli_arguments *arguments, cli_option_id id) {
    return strtoull(arguments->text[id], NULL, 10);
}

uint64_t cli_count(const cli_arguments *arguments, cli_option_id id) {
    return arguments->text[id] ? cli_integer(arguments, id) : 0;
}

double cli_double(const cli_arguments *arguments, cli_option_id id) {
    mpq_t value;
    mpq_init(value);
    cli_rational(value, arguments, id);
    double nearest = dc_rational_nearest(value);
    mpq_clear(value);
    return nearest;
}

size_t cli_size(const cli_arguments *arguments, cli_option_id id) {
    size_t size = 0;
    return parse_size(&size, arguments->text[id]) ? size : 0;
}

bool cli_word_is(const cli_arguments *arguments, cli_option_id id, const char *word) {
    const char *text = arguments->text[id];
    return text && strcmp(text, word) == 0;
}

const char *cli_word_rest(const cli_arguments *arguments, cli_option_id id,
                          const char *name) {
    const char *text = arguments->text[id];
    size_t length = strlen(name);
    return strncmp(text, name, length) == 0 && text[length] == ':' ? text + length + 1
                                                                   : NULL;
}
