#include "verify.h"

enum { MOST_COLUMNS = 1000000 };

static const char *const yes_no[] = { "yes", "no", NULL };
static const char *const delimiters[] = { "comma", "semicolon", "tab", NULL };
static const char *const questions[] = { "critical-mass", "sigma", NULL };
static const char *const families[] = { "all",  "width",      "sparse",
                                        "axes", "directions", NULL };
static const char *const groupings[] = { "whole", "pairs", "cells", NULL };

static size_t read_choice(const char *name, const char *const *words) {
    token_word(name);
    size_t choice = token_choice(words);
    say(name, "%s", words[choice]);
    return choice;
}

static num read_number(const char *name) {
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

static void read_data(claim *c) {
    token_word("data");
    token_hash(c->file_hash);
    say("data", "%s, SHA-256 %s", where.data, c->file_hash);
    c->columns.header = read_choice("header", yes_no) == 0;
    c->columns.delimiter = ",;\t"[read_choice("delimiter", delimiters)];
    read_features(&c->columns);
    c->columns.label = read_column("label");
    c->columns.weight = read_column("weight");
    c->columns.cell = read_column("cell");
    token_word("points");
    token_hash(c->points_hash);
}

static void read_condition(claim *c) {
    c->dual = read_choice("question", questions) == 1;
    c->kappa = read_number("kappa");
    if (c->dual) {
        token_word("sigma");
        token_word("free");
        say("sigma", "free");
    } else {
        c->sigma = read_number("sigma");
    }
    c->delta = read_number("delta");
    c->m0 = read_number("m0");
    if (mpq_cmp_ui(c->kappa, 1, 1) <= 0)
        malformed("kappa is not greater than 1");
    if (!c->dual && mpq_sgn(c->sigma) <= 0)
        malformed("sigma is not positive");
    if (mpq_sgn(c->m0) <= 0 || mpq_cmp(c->m0, c->delta) >= 0 ||
        mpq_cmp_ui(c->delta, 1, 1) > 0)
        malformed("0 < m0 < delta <= 1 does not hold");
}

static void read_directions(claim *c) {
    size_t room = 0, features = c->columns.features;
    c->directions = token_count();
    if (c->directions == 0)
        malformed("family directions without a direction");
    for (size_t k = 0; k < c->directions; k++) {
        size_t zeros = 0;
        c->direction = grow(c->direction, k, &room, sizeof *c->direction);
        c->direction[k] = token_integers(features);
        for (size_t l = 0; l < features; l++)
            zeros += mpz_sgn(c->direction[k][l]) == 0;
        if (zeros == features)
            malformed("direction %zu is zero", k + 1);
        say_vector("direction", c->direction[k], features);
    }
}

static void read_family(claim *c) {
    token_word("family");
    c->family = (family)token_choice(families);
    c->sparsity = c->family == AXES ? 1 : c->columns.features;
    c->width = c->family == WIDTH ? token_fraction() : whole(0);
    if (c->family == WIDTH && mpq_sgn(c->width) <= 0)
        malformed("the width is not positive");
    if (c->family == SPARSE)
        c->sparsity = token_place(c->columns.features, "sparse");
    if (c->family == WIDTH)
        say("family", "width:%Qd", c->width);
    else if (c->family == SPARSE)
        say("family", "sparse:%zu", c->sparsity);
    else
        say("family", "%s", families[c->family]);
    if (c->family == DIRECTIONS)
        read_directions(c);
}

claim claim_read(void) {
    claim c = { 0 };
    token_word("dcert");
    token_word("1");
    read_data(&c);
    read_condition(&c);
    read_family(&c);
    c.grouping = (grouping)read_choice("groups", groupings);
    c.groups = token_count();
    return c;
}
