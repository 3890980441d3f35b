#include "floor.h"

enum { MOST_GROUPS = 1000000 };

static void add_weight(mpq_t sum, const mpq_t weight) {
    mpq_add(sum, sum, weight);
    limit_bits(sum, WEIGHT_BITS, "weights, or a sum of them,");
}

static int compare(const void *left, const void *right) {
    return mpq_cmp(*(const mpq_t *)left, *(const mpq_t *)right);
}

/* The weight of class k in cell c is at [c K + k], both from 0. */
static mpq_t *weigh(const data *d, size_t cells, size_t classes) {
    mpq_t *weight = rationals(cells * classes);
    for (const point *p = d->point; p < d->point + d->count; p++) {
        size_t cell = cells > 1 ? p->cell - 1 : 0;
        add_weight(weight[cell * classes + p->class - 1], p->weight);
    }
    return weight;
}

shares shares_of(const data *d, const floor_claim *c) {
    size_t cells = c->cells ? d->cells.count : 1, K = d->classes.count;
    if (K < 2)
        malformed("an accuracy needs two classes, but there is only one");
    if (K > MOST_GROUPS || cells > MOST_GROUPS / K / (K - 1) * 2)
        beyond("%zu classes and %zu cells make more than %d groups", K, cells,
               MOST_GROUPS);
    shares s = { .classes = K, .share = rationals(cells * (K * (K - 1) / 2)) };
    mpq_t *weight = weigh(d, cells, K), *total = rationals(1);
    for (size_t k = 0; k < cells * K; k++)
        add_weight(*total, weight[k]);
    for (mpq_t *cell = weight; cell < weight + cells * K; cell += K)
        for (size_t a = 0; a < K; a++)
            for (size_t b = a + 1; b < K; b++) {
                mpq_ptr w = s.share[s.count];
                mpq_add(w, cell[a], cell[b]);
                mpq_div(w, w, *total);
                s.count += mpq_sgn(w) > 0;
            }
    qsort(s.share, s.count, sizeof *s.share, compare);
    return s;
}
