#include "verify.h"

enum { MOST_HALVINGS = 60 };

static long *push(boxes *t) {
    size_t size = 2 * t->dims;
    t->stack = grow(t->stack, t->count, &t->room, size * sizeof *t->stack);
    return t->stack + size * t->count++;
}

boxes boxes_start(size_t dims, size_t chart) {
    boxes t = { .dims = dims, .chart = chart };
    long *root = push(&t);
    for (size_t l = 0; l < dims; l++) {
        root[l] = l == chart ? 1L << MOST_HALVINGS : 0;
        root[dims + l] = l == chart ? 0 : 1L << MOST_HALVINGS;
    }
    return t;
}

void boxes_split(boxes *t, size_t coordinate) {
    size_t l = coordinate - 1;
    long *lower = push(t), *upper = lower - 2 * t->dims;
    if (l == t->chart)
        malformed("a split across coordinate %zu", coordinate);
    if (upper[t->dims + l] == 1)
        malformed("coordinate %zu is halved more than %d times", coordinate,
                  MOST_HALVINGS);
    upper[t->dims + l] /= 2;
    memcpy(lower, upper, 2 * t->dims * sizeof *lower);
    upper[l] += upper[t->dims + l];
    lower[l] -= lower[t->dims + l];
}

void boxes_next(boxes *t, box *b) {
    const long *next = t->stack + 2 * t->dims * --t->count;
    unsigned long bits = 1UL << MOST_HALVINGS; /* the lowest one: the most halvings */
    for (size_t l = 0; l < t->dims; l++)
        bits |= (unsigned long)next[t->dims + l];
    int unused = __builtin_ctzl(bits);
    b->chart = t->chart;
    b->K = MOST_HALVINGS - (mp_bitcnt_t)unused;
    for (size_t l = 0; l < 2 * t->dims; l++) {
        b->small[l] = next[l] / (1L << unused);
        mpz_set_si(l < t->dims ? b->C[l] : b->R[l - t->dims], b->small[l]);
    }
}

box box_make(size_t dims) {
    return (box){ .dims = dims,
                  .small = get(dims, 2 * sizeof(long)),
                  .C = integers(dims + 1),
                  .R = integers(dims + 1) };
}

void box_least(mpz_t of_f, mpz_t of_minus_f, mpz_t *f, size_t count, const box *b) {
    mpz_set_ui(of_f, 0);
    mpz_set_ui(of_minus_f, 0);
    for (size_t l = 0; l < count; l++) {
        mpz_addmul(of_f, b->C[l], f[l]);
        (mpz_sgn(f[l]) < 0 ? mpz_submul : mpz_addmul)(of_minus_f, b->R[l], f[l]);
    }
    /* From middle and radius to middle - radius and -middle - radius. */
    mpz_sub(of_f, of_f, of_minus_f);
    mpz_mul_2exp(of_minus_f, of_minus_f, 1);
    mpz_add(of_minus_f, of_minus_f, of_f);
    mpz_neg(of_minus_f, of_minus_f);
}
