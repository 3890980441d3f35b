#include "data_floor.h"

static num sum_of_weights(const data *d) {
    num sum = whole(0);
    for (const point *p = d->point; p < d->point + d->count; p++) {
        mpq_add(sum, sum, p->weight);
        limit_bits(sum, WEIGHT_BITS, "weights, or a sum of them,");
    }
    return sum;
}

/* floor(q count), for 0 <= q <= 1. */
static long part(num q, long count, mpz_t room) {
    mpz_mul_si(room, mpq_numref(q), count);
    mpz_fdiv_q(room, room, mpq_denref(q));
    return mpz_get_si(room);
}

weights weights_read(const data *d, num accuracy) {
    weights w = { .of = get(d->count, sizeof *w.of) };
    mpz_t *room = integers(1);
    token_word("weights");
    w.all = (long)token_count();
    if (w.all == 0)
        malformed("weights 0");
    num sum = sum_of_weights(d), share = whole(0);
    for (size_t s = 0; s < d->count; s++) {
        mpq_div(share, d->point[s].weight, sum);
        w.of[s] = part(share, w.all, *room);
        w.sum += w.of[s];
    }
    if (accuracy)
        w.enough = part(calculate(mpq_sub, whole(1), accuracy), w.all, *room) -
                   (w.all - w.sum) + 1;
    return w;
}
