#include "verify.h"

enum { MOST_COLUMNS = 1000000 };

static const char *const yes_no[] = { "yes", "no", NULL };
static const char *const delimiters[] = { "comma", "semicolon", "tab", NULL };

size_t claim_choice(const char *name, const char *const *words) {
    token_word(name);
    size_t choice = token_choice(words);
    say(name, "%s", words[choice]);
    return choice;
}

num claim_number(const char *name) {
    token_word(name);
    num value = token_fraction();
    say(name, "%Qd", value);
    return value;
}

static size_t read_column(const char *name) {
    token_word(name);
    size_t column = token_is("none") ? 0 : token_place(MOST_COLUMNS, "column");
    say(name, column ? "%zu" : "none", column);
    return column;
}

static void read_features(layout *columns) {
    token_word("features");
    size_t count = token_place(MOST_COLUMNS, "features");
    size_t *list = get(count, sizeof *list), *sorted = get(count, sizeof *sorted);
    char *text = get(count, 8), *end = text; /* no column has more than seven digits */
    for (size_t l = 0; l < count; l++) {
        list[l] = sorted[l] = token_place(MOST_COLUMNS, "column");
        end += sprintf(end, l ? ",%zu" : "%zu", list[l]);
    }
    qsort(sorted, count, sizeof *sorted, compare_counts);
    for (size_t l = 1; l < count; l++)
        if (sorted[l] == sorted[l - 1])
            malformed("column %zu stands twice among the features", sorted[l]);
    say("features", "%s", text);
    columns->features = count;
    columns->feature = list;
}

void layout_read(layout *columns, char file_hash[65], char points_hash[65]) {
    token_word("data");
    token_hash(file_hash);
    say("data", "%s, SHA-256 %s", where.data, file_hash);
    columns->header = claim_choice("header", yes_no) == 0;
    columns->delimiter = ",;\t"[claim_choice("delimiter", delimiters)];
    read_features(columns);
    columns->label = read_column("label");
    columns->weight = read_column("weight");
    columns->cell = read_column("cell");
    token_word("points");
    token_hash(points_hash);
}
