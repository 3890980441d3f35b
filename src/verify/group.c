#include "group.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stop.h"

/* The points, cell by cell: those of cell q are order[start[q-1]] .. order[start[q] - 1].
 * Grouping by other things than cells: all are of one. */
static size_t *order, *start, cells;

static size_t cell_of(const claim *c, const data *d, size_t k) {
    return c->grouping == CELLS ? d->point[k].cell : 1;
}

static void sort_by_cell(const claim *c, const data *d) {
    cells = c->grouping == CELLS ? d->cells.count : 1;
    order = get(d->count, sizeof *order);
    start = get(cells + 2, sizeof *start);
    for (size_t k = 0; k < d->count; k++)
        start[cell_of(c, d, k) + 1]++;
    for (size_t q = 1; q <= cells; q++)
        start[q + 1] += start[q];
    for (size_t k = 0; k < d->count; k++)
        order[start[cell_of(c, d, k)]++] = k;
}

static bool by_classes(const claim *c) {
    return c->grouping == PAIRS || (c->grouping == CELLS && c->columns.label);
}

static void check_grouping(const claim *c, const data *d) {
    if (c->grouping == CELLS && !c->columns.cell)
        malformed("groups by cells, but there is no cell column");
    if (c->grouping == PAIRS && !c->columns.label)
        malformed("groups by classes, but there is no label column");
    if (by_classes(c) && d->classes.count < 2)
        malformed("groups by classes, but there is only one");
}

/* The selection after this one; false if there is none. */
static bool advance(group *g, const claim *c, const data *d) {
    if (by_classes(c) && g->cell && g->second < d->classes.count) {
        g->second++;
    } else if (by_classes(c) && g->cell && g->first + 1 < d->classes.count) {
        g->first++;
        g->second = g->first + 1;
    } else {
        g->cell++;
        g->first = by_classes(c) ? 1 : 0;
        g->second = by_classes(c) ? 2 : 0;
    }
    return g->cell <= cells;
}

static bool belongs(const group *g, size_t class) {
    return g->first == 0 || class == g->first || class == g->second;
}

static void select_points(group *g, const data *d) {
    size_t from = start[g->cell - 1], to = start[g->cell];
    g->point = get(to - from, sizeof *g->point);
    for (size_t k = from; k < to; k++)
        if (belongs(g, d->point[order[k]].class))
            g->point[g->count++] = order[k];
}

/* The factor that makes the weights coprime integers. */
static void common_factor(mpq_t factor, const group *g, const data *d) {
    mpq_t weight;
    mpz_t gcd;
    mpq_init(weight);
    mpz_init(gcd);
    mpq_set_ui(factor, 1, 1);
    for (size_t k = 0; k < g->count; k++) {
        number_get(weight, d->point[g->point[k]].weight);
        mpz_lcm(mpq_numref(factor), mpq_numref(factor), mpq_denref(weight));
        if (mpz_sizeinbase(mpq_numref(factor), 2) > 2 * MASS_BITS)
            beyond("%s: weights of too many bits", where.data);
    }
    for (size_t k = 0; k < g->count; k++) {
        number_get(weight, d->point[g->point[k]].weight);
        mpq_mul(weight, weight, factor);
        mpz_gcd(gcd, gcd, mpq_numref(weight));
    }
    mpz_set(mpq_denref(factor), gcd);
    mpq_canonicalize(factor);
    mpz_clear(gcd);
    mpq_clear(weight);
}

static void weigh_points(group *g, const data *d) {
    mpq_t factor, weight;
    mpz_t total;
    mpq_inits(factor, weight, NULL);
    mpz_init(total);
    common_factor(factor, g, d);
    g->weight = get(g->count, sizeof *g->weight);
    for (size_t k = 0; k < g->count; k++) {
        number_get(weight, d->point[g->point[k]].weight);
        mpq_mul(weight, weight, factor);
        g->weight[k] = mass_of(mpq_numref(weight));
        mpz_add(total, total, mpq_numref(weight));
    }
    g->total = mass_of(total);
    mpz_clear(total);
    mpq_clears(factor, weight, NULL);
}

bool group_next(group *g, const claim *c, const data *d) {
    if (!order) {
        check_grouping(c, d);
        sort_by_cell(c, d);
    }
    do {
        free(g->point);
        free(g->weight);
        *g = (group){ .cell = g->cell, .first = g->first, .second = g->second };
        if (!advance(g, c, d))
            return false;
        select_points(g, d);
    } while (g->count == 0);
    weigh_points(g, d);
    return true;
}

/* Text of the data, without what could change a terminal. */
static void print_clean(const char *text) {
    for (; *text; text++)
        putchar((unsigned char)*text < ' ' || *text == 127 ? '?' : *text);
}

void group_print(const group *g, const claim *c, const data *d) {
    printf("  group %-6zu ", where.group);
    if (c->grouping == CELLS) {
        printf("cell \"");
        print_clean(d->cells.text[g->cell - 1]);
        printf("\" ");
    }
    if (g->first) {
        printf("classes \"");
        print_clean(d->classes.text[g->first - 1]);
        printf("\", \"");
        print_clean(d->classes.text[g->second - 1]);
        printf("\" ");
    }
    printf("(%zu points)\n", g->count);
}
