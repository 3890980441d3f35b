#include "group.h"

#include <stdlib.h>

#include "say.h"
#include "stop.h"

/* The points cell by cell: those of cell q are order[start[q-1]] .. order[start[q] - 1].
 * Without cells all are of cell 1. */
static const point **order;
static size_t *start, cells;

static size_t cell_of(const claim *c, const point *p) {
    return c->grouping == CELLS ? p->cell : 1;
}

static void sort_by_cell(const claim *c, const data *d) {
    cells = c->grouping == CELLS ? d->cells.count : 1;
    order = get(d->count, sizeof *order);
    start = get(cells + 2, sizeof *start);
    for (size_t k = 0; k < d->count; k++)
        start[cell_of(c, d->point + k) + 1]++;
    for (size_t q = 1; q <= cells; q++)
        start[q + 1] += start[q];
    for (size_t k = 0; k < d->count; k++)
        order[start[cell_of(c, d->point + k)]++] = d->point + k;
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
    if (g->first && g->second < d->classes.count) {
        g->second++;
    } else if (g->first && g->first + 1 < d->classes.count) {
        g->second = ++g->first + 1;
    } else {
        g->cell++;
        g->first = by_classes(c) ? 1 : 0;
        g->second = by_classes(c) ? 2 : 0;
    }
    return g->cell <= cells;
}

static void select_points(group *g) {
    size_t from = start[g->cell - 1], to = start[g->cell];
    g->point = get(to - from, sizeof *g->point);
    for (size_t k = from; k < to; k++)
        if (!g->first || order[k]->class == g->first || order[k]->class == g->second)
            g->point[g->count++] = order[k];
}

/* Weights times the least number that makes them integers, divided by what they share. */
static void weigh_points(group *g) {
    mpz_t *weight = integers(g->count + 3);
    mpz_t *common = weight + g->count, *shared = common + 1, *total = common + 2;
    mpz_set_ui(*common, 1);
    for (size_t k = 0; k < g->count; k++) {
        mpz_lcm(*common, *common, mpq_denref(g->point[k]->weight));
        if (mpz_sizeinbase(*common, 2) > 2 * MASS_BITS)
            beyond("%s: weights of too many bits", where.data);
    }
    for (size_t k = 0; k < g->count; k++) {
        mpz_divexact(weight[k], *common, mpq_denref(g->point[k]->weight));
        mpz_mul(weight[k], weight[k], mpq_numref(g->point[k]->weight));
        mpz_gcd(*shared, *shared, weight[k]);
    }
    g->weight = get(g->count, sizeof *g->weight);
    for (size_t k = 0; k < g->count; k++) {
        mpz_divexact(weight[k], weight[k], *shared);
        mpz_add(*total, *total, weight[k]);
        g->weight[k] = mass_of(weight[k]);
    }
    g->total = mass_of(*total);
    free_integers(weight, g->count + 3);
}

bool group_next(group *g, const claim *c, const data *d) {
    if (!order) {
        check_grouping(c, d);
        sort_by_cell(c, d);
    }
    free(g->weight);
    g->weight = NULL;
    do {
        free(g->point);
        g->point = NULL;
        g->count = 0;
        if (!advance(g, c, d))
            return false;
        select_points(g);
    } while (g->count == 0);
    weigh_points(g);
    return true;
}

void group_say(const group *g, const claim *c, const data *d) {
    say("group", "%zu, %zu points", where.group, g->count);
    if (c->grouping == CELLS)
        say("  cell", "%s", d->cells.text[g->cell - 1]);
    if (g->first)
        say("  classes", "%s, %s", d->classes.text[g->first - 1],
            d->classes.text[g->second - 1]);
}
