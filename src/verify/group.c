#include "verify.h"

static void check_grouping(const claim *c, const data *d, bool by_classes) {
    if (c->grouping == CELLS && !c->columns.cell)
        malformed("groups by cells, but there is no cell column");
    if (c->grouping == PAIRS && !c->columns.label)
        malformed("groups by classes, but there is no label column");
    if (by_classes && d->classes.count < 2)
        malformed("groups by classes, but there is only one");
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
    for (size_t k = 0; k < g->count; k++) {
        mpz_divexact(weight[k], weight[k], *shared);
        mpz_add(*total, *total, weight[k]);
        g->weight[k] = mass_of(weight[k]);
    }
    g->total = mass_of(*total);
}

static void read_group(group *g, const claim *c, const data *d, group_reader *read) {
    void *start = mark();
    g->weight = get(g->count, sizeof *g->weight);
    weigh_points(g);
    read(c, d, g);
    release(start);
}

void groups_read(const claim *c, const data *d, group_reader *read) {
    bool by_cells = c->grouping == CELLS;
    bool by_classes = c->grouping == PAIRS || (by_cells && c->columns.label);
    check_grouping(c, d, by_classes);
    /* The points of a cell (without cells: 1), from 1, are first[cell], its next, ... */
    size_t cells = by_cells ? d->cells.count : 1, room = 0;
    size_t *first = get(cells + 1, sizeof *first),
           *next = get(d->count + 1, sizeof *next);
    for (size_t k = d->count; k > 0; k--) {
        size_t cell = by_cells ? d->point[k - 1].cell : 1;
        next[k] = first[cell];
        first[cell] = k;
    }
    size_t least = by_classes, most = by_classes ? d->classes.count : 0;
    group g = { .cell = 1 };
    for (; g.cell <= cells; g.cell++)
        for (g.first = least; g.first + least <= most; g.first++)
            for (g.second = g.first + least; g.second <= most; g.second++) {
                g.count = 0;
                for (size_t k = first[g.cell]; k > 0; k = next[k]) {
                    const point *p = d->point + k - 1;
                    g.point = grow(g.point, g.count, &room, sizeof *g.point);
                    if (!by_classes || p->class == g.first || p->class == g.second)
                        g.point[g.count++] = p;
                }
                if (g.count > 0)
                    read_group(&g, c, d, read);
            }
}
