#include "claim.h"

#include <stdio.h>
#include <stdlib.h>

#include "stop.h"
#include "token.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const yes_no[] = { "yes", "no" };
static const char *const delimiters[] = { "comma", "semicolon", "tab" };
static const char *const questions[] = { "critical-mass", "sigma" };
static const char *const families[] = { "all", "width", "sparse", "axes", "directions" };
static const char *const groupings[] = { "whole", "pairs", "cells" };

enum { MOST_COLUMNS = 1000000 };

static size_t read_column(const char *name) {
    token_word(name);
    return token_is("none") ? 0 : token_place(MOST_COLUMNS, "column");
}

static int compare_counts(const void *left, const void *right) {
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    return (a > b) - (a < b);
}

static void refuse_repeated(const layout *columns) {
    size_t count = columns->features, *sorted = get(count, sizeof *sorted);
    for (size_t l = 0; l < count; l++)
        sorted[l] = columns->feature[l];
    qsort(sorted, count, sizeof *sorted, compare_counts);
    for (size_t l = 1; l < count; l++)
        if (sorted[l] == sorted[l - 1])
            malformed("column %zu stands twice among the features", sorted[l]);
    free(sorted);
}

static void read_data(claim *c) {
    layout *columns = &c->columns;
    token_word("data");
    token_hash(c->file_hash);
    token_word("header");
    columns->header = token_choice(yes_no, COUNT(yes_no)) == 0;
    token_word("delimiter");
    columns->delimiter = ",;\t"[token_choice(delimiters, COUNT(delimiters))];
    token_word("features");
    columns->features = token_place(MOST_COLUMNS, "features");
    columns->feature = get(columns->features, sizeof *columns->feature);
    for (size_t l = 0; l < columns->features; l++)
        columns->feature[l] = token_place(MOST_COLUMNS, "column");
    refuse_repeated(columns);
    columns->label = read_column("label");
    columns->weight = read_column("weight");
    columns->cell = read_column("cell");
    token_word("points");
    token_hash(c->points_hash);
}

static void read_directions(claim *c) {
    c->directions = token_count();
    size_t room = 0;
    for (size_t k = 0; k < c->directions; k++) {
        bool zero = true;
        c->direction = grow(c->direction, k, &room, sizeof *c->direction);
        c->direction[k] = get(c->columns.features, sizeof *c->direction[k]);
        for (size_t l = 0; l < c->columns.features; l++) {
            mpz_init(c->direction[k][l]);
            token_integer(c->direction[k][l]);
            zero = zero && mpz_sgn(c->direction[k][l]) == 0;
        }
        if (zero)
            malformed("direction %zu is zero", k + 1);
    }
}

static void read_family(claim *c) {
    token_word("family");
    c->family = (family)token_choice(families, COUNT(families));
    c->sparsity = 1;
    if (c->family == WIDTH)
        token_fraction(c->width);
    else if (c->family == SPARSE)
        c->sparsity = token_place(c->columns.features, "sparse");
    else if (c->family == DIRECTIONS)
        read_directions(c);
    if (c->family == WIDTH && mpq_sgn(c->width) <= 0)
        malformed("the width is not positive");
}

static void read_number(const char *name, mpq_t value) {
    token_word(name);
    token_fraction(value);
}

static void read_condition(claim *c) {
    token_word("question");
    c->dual = token_choice(questions, COUNT(questions)) == 1;
    mpq_inits(c->kappa, c->sigma, c->delta, c->m0, c->width, NULL);
    read_number("kappa", c->kappa);
    token_word("sigma");
    if (c->dual)
        token_word("free");
    else
        token_fraction(c->sigma);
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
    c->grouping = (grouping)token_choice(groupings, COUNT(groupings));
    c->groups = token_count();
}

static void print_column(const char *name, size_t column, const char *none) {
    printf("  %-12s ", name);
    if (column)
        printf("column %zu\n", column);
    else
        printf("%s\n", none);
}

static void print_directions(const claim *c) {
    for (size_t k = 0; k < c->directions; k++) {
        printf("               v = (");
        for (size_t l = 0; l < c->columns.features; l++)
            gmp_printf("%s%Zd", l ? ", " : "", c->direction[k][l]);
        printf(")\n");
    }
}

static void print_family(const claim *c) {
    printf("  %-12s ", "slabs");
    if (c->family == ALL)
        printf("all\n");
    else if (c->family == WIDTH)
        gmp_printf("those with 2r >= %Qd max|v_l|\n", c->width);
    else if (c->family == DIRECTIONS)
        printf("those along one of %zu directions:\n", c->directions);
    else
        printf("those whose v has at most %zu non-zero entries\n", c->sparsity);
    print_directions(c);
}

void claim_print(const claim *c, const data *d) {
    printf("Claim about %s (SHA-256 %s)\n", where.data, c->file_hash);
    printf("  %-12s %zu, in columns", "features", c->columns.features);
    for (size_t l = 0; l < c->columns.features; l++)
        printf(" %zu", c->columns.feature[l]);
    printf("\n  %-12s %zu\n", "points", d->count);
    print_column("labels", c->columns.label, "none");
    print_column("weights", c->columns.weight, "none, each is 1");
    print_column("cells", c->columns.cell, "none");
    printf("  %-12s %s, %zu in all\n", "groups", groupings[c->grouping], c->groups);
    printf("  %-12s a slab S = {|<v,x> - c| <= r} of mass at least m0 must have\n"
           "               mass(kappa S) >= min{delta, (1 + sigma) mass(S)}\n",
           "condition");
    gmp_printf("  %-12s kappa = %Qd, ", "constants", c->kappa);
    if (!c->dual)
        gmp_printf("sigma = %Qd, ", c->sigma);
    gmp_printf("delta = %Qd, m0 = %Qd\n", c->delta, c->m0);
    print_family(c);
    printf("  %-12s %s\n", "question",
           c->dual ? "sigma*, the largest sigma for which the condition holds"
                   : "m*, the mass of the heaviest slab that gains too little");
}

/* "all", "width:1/2", "sparse:2": as doublecheck's --family takes them. */
static void expect_family(const claim *c) {
    const char *name = families[c->family];
    if (c->family == WIDTH)
        expect("family", "%s:%Qd", name, c->width);
    else if (c->family == SPARSE)
        expect("family", "%s:%zu", name, c->sparsity);
    else
        expect("family", "%s", name);
}

void claim_expect(const claim *c) {
    expect("question", "%s", questions[c->dual]);
    expect("kappa", "%Qd", c->kappa);
    if (c->dual)
        expect("sigma", "free");
    else
        expect("sigma", "%Qd", c->sigma);
    expect("delta", "%Qd", c->delta);
    expect("m0", "%Qd", c->m0);
    expect_family(c);
    expect("groups", "%s", groupings[c->grouping]);
    expect("label", c->columns.label ? "%zu" : "none", c->columns.label);
    expect("weight", c->columns.weight ? "%zu" : "none", c->columns.weight);
    expect("cell", c->columns.cell ? "%zu" : "none", c->columns.cell);
}
