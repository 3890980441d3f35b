#include "floor.h"

enum { MOST_RADII = 4096 };

static void read_sizes(grid *g) {
    token_word("radii");
    g->count = token_count();
    if (g->count > MOST_RADII)
        beyond("%zu radii: at most %d", g->count, MOST_RADII);
    token_word("period");
    g->period = token_place(g->count, "period");
}

/* rho_0, rho_1, ... */
static mpq_t *read_radii(const grid *g, num kappa) {
    mpq_t *radius = rationals(g->count);
    for (size_t j = 0; j < g->count; j++) {
        if (j < g->period)
            mpq_set(radius[j], short_fraction("a radius"));
        else
            mpq_mul(radius[j], kappa, radius[j - g->period]);
        limit_bits(radius[j], RADIUS_BITS, "a radius");
    }
    return radius;
}

grid grid_read(const floor_claim *c) {
    grid g = { 0 };
    read_sizes(&g);
    mpq_t *radius = read_radii(&g, c->kappa);
    num next = calculate(mpq_mul, c->kappa, radius[0]);
    for (size_t j = 0; j < g.period; j++)
        if (mpq_cmp(radius[j], j + 1 < g.period ? radius[j + 1] : next) >= 0)
            malformed("radius %zu is not positive, or not less than the next", j);
    if (mpq_cmp(radius[0], c->radius) < 0)
        reject("radius 0 is less than those of the family's slabs");
    g.wrong = integers(g.count + 1);
    g.right = integers(g.count + 1);
    log_wrong(g.wrong[0], whole(0));
    for (size_t j = 0; j < g.count; j++) {
        log_wrong(g.wrong[j + 1], radius[j]);
        log_right(g.right[j], radius[j]);
    }
    return g;
}
