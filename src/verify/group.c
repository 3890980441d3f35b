#include "verify.h"

/* Points cell by cell: those of cell q are order[start[q-1]] .. order[start[q] - 1]. */
typedef struct cells {
    size_t count, *start; /* [count + 2] */
    const point **order;
} cells;

/* Without cells all points are of cell 1. */
static cells sort_by_cell(const data *d, bool by_cells) {
    cells s = { by_cells ? d->cells.count : 1, NULL, NULL };
    s.start = get(s.count + 2, sizeof *s.start);
    s.order = get(d->count, sizeof *s.order);
    for (size_t k = 0; k < d->count; k++)
        s.start[(by_cells ? d->point[k].cell : 1) + 1]++;
    for (size_t q = 1; q <= s.count; q++)
        s.start[q + 1] += s.start[q];
    for (size_t k = 0; k < d->count; k++)
        s.order[s.start[by_cells ? d->point[k].cell : 1]++] = d->point + k;
    return s;
}

static void check_grouping(const claim *c, const data *d, bool by_classes) {
    if (c->grouping == CELLS && !c->columns.cell)
        malformed("groups by cells, but there is no cell column");
    if (c->grouping == PAIRS && !c->columns.label)
        malformed("groups by classes, but there is no label column");
    if (by_classes && d->classes.count < 2)
        malformed("groups by classes, but there is only one");
}

static void select_points(group *g, const cells *s) {
    size_t from = s->start[g->cell - 1], to = s->start[g->cell];
    g->point = get(to - from, sizeof *g->point);
    for (size_t k = from; k < to; k++)
        if (!g->first || s->order[k]->class == g->first ||
            s->order[k]->class == g->second)
            g->point[g->count++] = s->order[k];
}

/* Weights times the least number that makes them integers, divided by what they share. */
static void weigh_points(group *g, size_t features) {
    mpz_t *weight = integers(g->count + 3);
    mpz_t *common = weight + g->count, *shared = common + 1, *total = common + 2;
    mpz_set_ui(*common, 1);
    for (size_t k = 0; k < g->count; k++) {
        mpz_lcm(*common, *common, mpq_denref(g->point[k]->x[features]));
        if (mpz_sizeinbase(*common, 2) > 2 * MASS_BITS)
            beyond("%s: weights of too many bits", where.data);
    }
    for (size_t k = 0; k < g->count; k++) {
        mpz_divexact(weight[k], *common, mpq_denref(g->point[k]->x[features]));
        mpz_mul(weight[k], weight[k], mpq_numref(g->point[k]->x[features]));
        mpz_gcd(*shared, *shared, weight[k]);
    }
    for (size_t k = 0; k < g->count; k++) {
        mpz_divexact(weight[k], weight[k], *shared);
        mpz_add(*total, *total, weight[k]);
        g->weight[k] = mass_of(weight[k]);
    }
    g->total = mass_of(*total);
}

void groups_read(const claim *c, const data *d, group_reader *read) {
    bool by_classes = c->grouping == PAIRS || (c->grouping == CELLS && c->columns.label);
    check_grouping(c, d, by_classes);
    const cells s = sort_by_cell(d, c->grouping == CELLS);
    size_t least = by_classes, most = by_classes ? d->classes.count : 0;
    for (size_t cell = 1; cell <= s.count; cell++)
        for (size_t first = least; first + least <= most; first++)
            for (size_t second = first + least; second <= most; second++) {
                void *start = mark();
                group g = { .cell = cell, .first = first, .second = second };
                select_points(&g, &s);
                if (g.count > 0) {
                    g.weight = get(g.count, sizeof *g.weight);
                    void *work = mark();
                    weigh_points(&g, c->columns.features);
                    release(work);
                    read(c, d, &g);
                }
                release(start);
            }
}
