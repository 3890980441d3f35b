#include "ends.h"

#include <limits.h>
#include <stdlib.h>

#include "stop.h"

void ends_init(ends *e, size_t count) {
    e->count = count;
    e->at = integers(count);
    e->sorted = get(count, sizeof *e->sorted);
    e->scratch = get(count, sizeof *e->scratch);
    e->below = get(count + 1, sizeof *e->below);
    mpz_init(e->bound);
}

void ends_free(ends *e) {
    free_integers(e->at, e->count);
    free(e->sorted);
    free(e->scratch);
    free(e->below);
    mpz_clear(e->bound);
}

/* Cut off where it is far beyond all ends. */
static long top(mpz_t value, mp_bitcnt_t shift) {
    mpz_t shifted;
    if (shift == 0 && mpz_fits_slong_p(value))
        return mpz_get_si(value);
    mpz_init(shifted);
    mpz_fdiv_q_2exp(shifted, value, shift);
    long result = mpz_fits_slong_p(shifted) ? mpz_get_si(shifted)
                  : mpz_sgn(shifted) < 0    ? LONG_MIN
                                            : LONG_MAX;
    mpz_clear(shifted);
    return result;
}

static int compare(const void *left, const void *right, void *context) {
    mpz_t *at = context;
    return mpz_cmp(at[((const key *)left)->point], at[((const key *)right)->point]);
}

/* A digit of eight bits; those of numbers in order are in order. */
static size_t digit(const key *k, int shift) {
    return ((unsigned long)k->top ^ 1UL << 63) >> shift & 255;
}

/* Sorts by tops, digit by digit from the last. */
static void sort_by_top(ends *e) {
    for (int shift = 0; shift < 64; shift += 8) {
        size_t start[257] = { 0 };
        for (size_t k = 0; k < e->count; k++)
            start[digit(e->sorted + k, shift) + 1]++;
        if (start[digit(e->sorted, shift) + 1] == e->count)
            continue; /* all have the same */
        for (size_t d = 0; d < 256; d++)
            start[d + 1] += start[d];
        for (size_t k = 0; k < e->count; k++)
            e->scratch[start[digit(e->sorted + k, shift)]++] = e->sorted[k];
        key *swap = e->sorted;
        e->sorted = e->scratch;
        e->scratch = swap;
    }
}

/* Where tops are rounded, equal ones are told apart. */
static void sort_equal_tops(ends *e) {
    for (size_t k = 0, next; k < e->count; k = next) {
        next = k + 1;
        while (next < e->count && e->sorted[next].top == e->sorted[k].top)
            next++;
        if (next > k + 1 && e->shift > 0)
            qsort_r(e->sorted + k, next - k, sizeof *e->sorted, compare, e->at);
    }
}

void ends_sort(ends *e, const mass *weight) {
    size_t bits = 0;
    for (size_t k = 0; k < e->count; k++)
        if (mpz_sizeinbase(e->at[k], 2) > bits)
            bits = mpz_sizeinbase(e->at[k], 2);
    e->shift = bits > 62 ? bits - 62 : 0;
    for (size_t k = 0; k < e->count; k++)
        e->sorted[k] = (key){ top(e->at[k], e->shift), k };
    sort_by_top(e);
    sort_equal_tops(e);
    for (size_t k = 0; k < e->count; k++)
        e->below[k + 1] = e->below[k] + weight[e->sorted[k].point];
}

/* An end is <= the bound: only where the tops are equal the rest is looked at. */
size_t ends_below(ends *e, mpz_t scale, mpz_t x, bool inclusive) {
    size_t low = 0, high = e->count;
    (inclusive ? mpz_fdiv_q : mpz_cdiv_q)(e->bound, x, scale);
    if (!inclusive)
        mpz_sub_ui(e->bound, e->bound, 1);
    long bound_top = top(e->bound, e->shift);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const key *k = e->sorted + middle;
        if (k->top < bound_top ||
            (k->top == bound_top && mpz_cmp(e->at[k->point], e->bound) <= 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
