/* Suggestions for misspelt names. */
#include <stdint.h>
#include <string.h>

#include "options.h"

enum { LONGEST = 32 };

static size_t smallest(size_t a, size_t b, size_t c) {
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Levenshtein distance of a[0..n) and b[0..m); n, m <= LONGEST. */
static size_t distance(const char *a, size_t n, const char *b, size_t m) {
    size_t row[LONGEST + 1];
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t above = row[j];
            size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            row[j] = smallest(above + 1, row[j - 1] + 1, replaced);
            diagonal = above;
        }
    }
    return row[m];
}

/* Smaller is closer; an abbreviation is closest; SIZE_MAX: no resemblance. */
static size_t strangeness(const char *typed, size_t length, const char *name) {
    size_t full = strlen(name);
    if (length == 0 || length > LONGEST || full > LONGEST)
        return SIZE_MAX;
    if (length < full && memcmp(typed, name, length) == 0)
        return 0;
    size_t steps = distance(typed, length, name, full);
    return steps < (length > full ? length : full) ? steps : SIZE_MAX;
}

const cli_option *cli_option_closest(const char *name, size_t length,
                                     cli_command_id command) {
    const cli_option *closest = NULL;
    size_t least = SIZE_MAX;
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++) {
        const cli_option *option = &cli_options[k];
        if (option->commands == 0 ||
            (command < CLI_COMMAND_COUNT && !cli_option_allowed(option, command)))
            continue;
        size_t steps = strangeness(name, length, option->name);
        if (steps < least) {
            least = steps;
            closest = option;
        }
    }
    return closest;
}

cli_command_id cli_command_closest(const char *name) {
    cli_command_id closest = CLI_COMMAND_COUNT;
    size_t least = 3; /* a file's name may be anything: only near misses count */
    for (size_t k = 0; k < CLI_COMMAND_COUNT; k++) {
        size_t steps = strangeness(name, strlen(name), cli_commands[k].name);
        if (steps < least) {
            least = steps;
            closest = (cli_command_id)k;
        }
    }
    return closest;
}
