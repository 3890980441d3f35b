#include "claim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "stop.h"
#include "token.h"

enum { MOST_COLUMNS = 1000000 };

static const char *const yes_no[] = { "yes", "no", NULL };
static const char *const delimiters[] = { "comma", "semicolon", "tab", NULL };
static const char delimiter_marks[] = ",;\t";
static const char *const questions[] = { "critical-mass", "sigma", NULL };
static const char *const families[] = { "all",  "width",      "sparse",
                                        "axes", "directions", NULL };
static const char *const groupings[] = { "whole", "pairs", "cells", NULL };

static size_t read_column(const char *name) {
    token_word(name);
    return token_is("none") ? 0 : token_place(MOST_COLUMNS, "column");
}

static int compare_counts(const void *left, const void *right) {
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    return (a > b) - (a < b);
}

static void read_features(layout *columns) {
    token_word("features");
    size_t count = token_place(MOST_COLUMNS, "features");
    size_t *list = get(count, sizeof *list), *sorted = get(count, sizeof *sorted);
    for (size_t l = 0; l < count; l++)
        list[l] = sorted[l] = token_place(MOST_COLUMNS, "column");
    qsort(sorted, count, sizeof *sorted, compare_counts);
    for (size_t l = 1; l < count; l++)
        if (sorted[l] == sorted[l - 1])
            malformed("column %zu stands twice among the features", sorted[l]);
    free(sorted);
    columns->features = count;
    columns->feature = list;
}

static void read_data(claim *c) {
    token_word("data");
    token_hash(c->file_hash);
    token_word("header");
    c->columns.header = token_choice(yes_no) == 0;
    token_word("delimiter");
    c->columns.delimiter = delimiter_marks[token_choice(delimiters)];
    read_features(&c->columns);
    c->columns.label = read_column("label");
    c->columns.weight = read_column("weight");
    c->columns.cell = read_column("cell");
    token_word("points");
    token_hash(c->points_hash);
}

static void read_directions(claim *c) {
    size_t room = 0, features = c->columns.features;
    c->directions = token_count();
    if (c->directions == 0)
        malformed("family directions without a direction");
    for (size_t k = 0; k < c->directions; k++) {
        bool zero = true;
        c->direction = grow(c->direction, k, &room, sizeof *c->direction);
        c->direction[k] = token_integers(features);
        for (size_t l = 0; l < features; l++)
            zero = zero && mpz_sgn(c->direction[k][l]) == 0;
        if (zero)
            malformed("direction %zu is zero", k + 1);
    }
}

static void read_family(claim *c) {
    token_word("family");
    c->family = (family)token_choice(families);
    c->sparsity = c->family == AXES ? 1 : c->columns.features;
    if (c->family == WIDTH)
        token_fraction(c->width);
    if (c->family == WIDTH && mpq_sgn(c->width) <= 0)
        malformed("the width is not positive");
    if (c->family == SPARSE)
        c->sparsity = token_place(c->columns.features, "sparse");
    if (c->family == DIRECTIONS)
        read_directions(c);
}

static void read_number(const char *name, mpq_t value) {
    token_word(name);
    token_fraction(value);
}

static void read_condition(claim *c) {
    mpq_inits(c->kappa, c->sigma, c->delta, c->m0, c->width, NULL);
    token_word("question");
    c->dual = token_choice(questions) == 1;
    read_number("kappa", c->kappa);
    if (c->dual)
        token_word("sigma"), token_word("free");
    else
        read_number("sigma", c->sigma);
    read_number("delta", c->delta);
    read_number("m0", c->m0);
    if (mpq_cmp_ui(c->kappa, 1, 1) <= 0)
        malformed("kappa is not greater than 1");
    if (!c->dual && mpq_sgn(c->sigma) <= 0)
        malformed("sigma is not positive");
    if (mpq_sgn(c->m0) <= 0 || mpq_cmp(c->m0, c->delta) >= 0 ||
        mpq_cmp_ui(c->delta, 1, 1) > 0)
        malformed("0 < m0 < delta <= 1 does not hold");
    read_family(c);
}

void claim_read(claim *c) {
    token_word("dcert");
    token_word("1");
    read_data(c);
    read_condition(c);
    token_word("groups");
    c->grouping = (grouping)token_choice(groupings);
    c->groups = token_count();
}

static void say_column(const char *name, size_t column) {
    say(name, column ? "%zu" : "none", column);
}

/* A list as one text: columns, or, if there is one, what the header calls them. */
static void say_list(const char *name, const layout *columns, char **header) {
    char *list;
    size_t size;
    FILE *out = open_memstream(&list, &size);
    if (!out)
        beyond("out of memory");
    for (size_t l = 0; l < columns->features; l++)
        if (header)
            fprintf(out, "%s\"%s\"", l ? ", " : "", header[l]);
        else
            fprintf(out, "%s%zu", l ? "," : "", columns->feature[l]);
    fclose(out);
    say(name, "%s", list);
    free(list);
}

static void say_family(const claim *c) {
    const char *name = families[c->family];
    if (c->family == WIDTH)
        say("family", "%s:%Qd", name, c->width);
    else if (c->family == SPARSE)
        say("family", "%s:%zu", name, c->sparsity);
    else
        say("family", "%s", name);
    for (size_t k = 0; k < c->directions; k++)
        say_vector("direction", c->direction[k], c->columns.features);
}

void claim_say(const claim *c) {
    say("data", "%s, SHA-256 %s", where.data, c->file_hash);
    say("header", "%s", yes_no[!c->columns.header]);
    say("delimiter", "%s",
        delimiters[strchr(delimiter_marks, c->columns.delimiter) - delimiter_marks]);
    say_list("features", &c->columns, NULL);
    say_column("label", c->columns.label);
    say_column("weight", c->columns.weight);
    say_column("cell", c->columns.cell);
    say("question", "%s", questions[c->dual]);
    say("kappa", "%Qd", c->kappa);
    say("sigma", c->dual ? "free" : "%Qd", c->sigma);
    say("delta", "%Qd", c->delta);
    say("m0", "%Qd", c->m0);
    say_family(c);
    say("groups", "%s", groupings[c->grouping]);
}

void claim_say_names(const claim *c, const data *d) {
    if (d->header)
        say_list("names", &c->columns, d->header);
    say("points", "%zu", d->count);
}
