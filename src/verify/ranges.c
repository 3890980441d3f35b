#include "verify.h"

#include <limits.h>

/* Tops, and what is computed with them. */
enum { TOP_BITS = 62, FACTOR_BITS = 60 };

/* As many neighbours are put in order one by one. */
enum { FEW = 16 };

static void set_small(ranges *e) {
    const space *s = e->space;
    for (size_t k = 0; k < s->count * s->dims; k++)
        if (mpz_sizeinbase(s->y[k], 2) > e->y_bits)
            e->y_bits = mpz_sizeinbase(s->y[k], 2);
    for (size_t d = s->dims; d > 1; d = (d + 1) / 2)
        e->y_bits++; /* of sums of d entries */
    if (e->y_bits <= TOP_BITS)
        e->small = get(s->count * s->dims, sizeof *e->small);
    for (size_t k = 0; k < s->count * s->dims && e->small; k++)
        e->small[k] = mpz_get_si(s->y[k]);
}

ranges ranges_make(const space *s, const rule *r, num kappa) {
    ranges e = { .space = s, .rule = r, .count = s->count, .box = box_make(s->dims) };
    num h = calculate(mpq_sub, kappa, whole(1));
    mpq_div_2exp(h, h, 1);
    e.h_n = mpq_numref(h), e.h_d = mpq_denref(h);
    e.k_n = mpq_numref(kappa), e.k_d = mpq_denref(kappa);
    e.w_n = mpq_numref(s->width), e.w_d = mpq_denref(s->width);
    e.scale = *integers(1);
    e.x = *integers(1), e.y = *integers(1), e.z = *integers(1);
    mpz_mul(e.scale, e.w_d, e.k_d);
    mpz_mul_ui(e.scale, e.scale, 4);
    if (mpz_sizeinbase(e.h_n, 2) <= FACTOR_BITS &&
        mpz_sizeinbase(e.h_d, 2) <= FACTOR_BITS) {
        e.small_h_n = mpz_get_si(e.h_n);
        e.small_h_d = mpz_get_si(e.h_d);
    }
    for (e.slots = 2; e.slots < 2 * s->count; e.slots *= 2)
        continue;
    e.unsorted = get(s->count, sizeof *e.unsorted);
    for (int k = 0; k < 2; k++)
        e.side[k] = (ends){ .at = integers(s->count),
                            .sorted = get(s->count, sizeof(key)),
                            .below = get(s->count + 1, sizeof(mass)),
                            .start = get(e.slots + 1, sizeof(size_t)) };
    set_small(&e);
    return e;
}

static int compare(const void *left, const void *right, void *context) {
    const key *a = left, *b = right;
    mpz_t *at = context;
    if (a->top != b->top)
        return a->top < b->top ? -1 : 1;
    return mpz_cmp(at[a->point], at[b->point]);
}

static long top_of(ranges *e, mpz_t end) {
    if (e->cut == 0)
        return mpz_get_si(end);
    mpz_fdiv_q_2exp(e->z, end, e->cut);
    return mpz_get_si(e->z);
}

static size_t slot_of(const ends *s, long top) {
    return ((size_t)top - (size_t)s->least) >> s->shift;
}

static void set_tops(ranges *e, ends *s) {
    s->least = LONG_MAX;
    s->most = LONG_MIN;
    for (size_t k = 0; k < e->count; k++) {
        long top = top_of(e, s->at[k]);
        e->unsorted[k] = (key){ top, k };
        s->least = top < s->least ? top : s->least;
        s->most = top > s->most ? top : s->most;
    }
    for (s->shift = 0; slot_of(s, s->most) >= e->slots; s->shift++)
        continue;
}

/* Puts all in their slots, then in order. */
static void sort(ranges *e, ends *s) {
    size_t *start = s->start;
    set_tops(e, s);
    memset(start, 0, (e->slots + 1) * sizeof *start);
    for (size_t k = 0; k < e->count; k++)
        start[slot_of(s, e->unsorted[k].top)]++;
    for (size_t b = 0; b < e->slots; b++)
        start[b + 1] += start[b]; /* where slots end; then, as they are filled, begin */
    for (size_t k = 0; k < e->count; k++)
        s->sorted[--start[slot_of(s, e->unsorted[k].top)]] = e->unsorted[k];
    for (size_t b = 0; b < e->slots; b++)
        if (start[b + 1] - start[b] > FEW)
            qsort_r(s->sorted + start[b], start[b + 1] - start[b], sizeof(key), compare,
                    s->at);
    for (size_t k = 0; k < e->count; k++) {
        key own = s->sorted[k];
        size_t place = k;
        for (; place > 0 && compare(s->sorted + place - 1, &own, s->at) > 0; place--)
            s->sorted[place] = s->sorted[place - 1];
        s->sorted[place] = own;
    }
    for (size_t k = 0; k < e->count; k++)
        s->below[k + 1] = s->below[k] + e->space->weight[s->sorted[k].point];
}

void ranges_set(ranges *e) {
    size_t bits = e->y_bits + e->box.K, dims = e->space->dims;
    e->cut = bits > TOP_BITS ? bits - TOP_BITS : 0;
    for (size_t k = 0; k < e->count; k++) {
        mpz_ptr low = e->side[0].at[k], high = e->side[1].at[k];
        if (e->cut > 0) {
            box_least(low, high, e->space->y + k * dims, dims, &e->box);
            continue;
        }
        long middle = 0, radius = 0, *y = e->small + k * dims;
        for (size_t l = 0; l < dims; l++) {
            middle += e->box.small[l] * y[l];
            radius += e->box.small[dims + l] * labs(y[l]);
        }
        mpz_set_si(low, middle - radius);
        mpz_set_si(high, -middle - radius);
    }
    sort(e, e->side);
    sort(e, e->side + 1);
}

/* How many ends have a smaller top; or the same, and are themselves < bound. */
static size_t rank(const ends *s, size_t count, long top, mpz_srcptr bound) {
    if (top < s->least || top > s->most)
        return top < s->least ? 0 : count;
    const size_t *start = s->start + slot_of(s, top);
    const key *k = s->sorted + start[0];
    for (size_t left = start[1] - start[0]; left > 0; left /= 2) {
        const key *middle = k + left / 2;
        bool below = middle->top < top || (bound && middle->top == top &&
                                           mpz_cmp(s->at[middle->point], bound) < 0);
        k += below ? left - left / 2 : 0;
    }
    return (size_t)(k - s->sorted);
}

size_t ranges_rank(const ranges *e, int side, const mpz_t scale, const mpz_t x) {
    mpz_cdiv_q(e->y, x, scale); /* ends are integers */
    mpz_fdiv_q_2exp(e->z, e->y, e->cut);
    if (!mpz_fits_slong_p(e->z))
        return mpz_sgn(e->z) < 0 ? 0 : e->count;
    return rank(e->side + side, e->count, mpz_get_si(e->z), e->cut > 0 ? e->y : NULL);
}

size_t ranges_top_rank(const ranges *e, int side, mass x) {
    const ends *s = e->side + side;
    mass d = e->small_h_d, top = x / d + (x > 0 && x % d > 0);
    if (top < s->least || top > s->most)
        return top < s->least ? 0 : e->count;
    return rank(s, e->count, (long)top, NULL);
}
