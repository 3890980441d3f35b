#include "box.h"

#include <stdlib.h>

#include "stop.h"

void box_start(box *b, size_t dims, size_t chart) {
    *b = (box){ .dims = dims, .chart = chart };
    b->C = get(dims, sizeof *b->C);
    b->R = get(dims, sizeof *b->R);
    b->level = get(dims, sizeof *b->level);
    b->middle = get(dims, sizeof *b->middle);
}

void box_free(box *b) {
    free(b->C);
    free(b->R);
    free(b->level);
    free(b->middle);
    free(b->path);
}

void box_split(box *b, size_t coordinate) {
    size_t l = coordinate - 1;
    if (coordinate < 1 || coordinate > b->dims || l == b->chart)
        malformed("a split across coordinate %zu", coordinate);
    if (b->level[l] == MOST_HALVINGS)
        malformed("coordinate %zu is halved more than %d times", coordinate,
                  MOST_HALVINGS);
    b->path = grow(b->path, b->depth, &b->room, sizeof *b->path);
    b->path[b->depth++] = (struct halving){ l, false };
    b->level[l]++;
    b->middle[l] = 2 * b->middle[l] - 1;
}

bool box_next(box *b) {
    for (; b->depth > 0 && b->path[b->depth - 1].upper; b->depth--) {
        size_t l = b->path[b->depth - 1].coordinate;
        b->level[l]--;
        b->middle[l] = (b->middle[l] - 1) / 2;
    }
    if (b->depth == 0)
        return false;
    b->path[b->depth - 1].upper = true;
    b->middle[b->path[b->depth - 1].coordinate] += 2;
    return true;
}

void box_measure(box *b) {
    b->K = 0;
    for (size_t l = 0; l < b->dims; l++)
        b->K = b->level[l] > b->K ? b->level[l] : b->K;
    for (size_t l = 0; l < b->dims; l++) {
        b->R[l] = 1L << (b->K - b->level[l]);
        b->C[l] = b->middle[l] * b->R[l];
    }
    b->C[b->chart] = 1L << b->K;
    b->R[b->chart] = 0;
}

/* sum += by f */
static void add(mpz_t sum, mpz_t f, long by) {
    if (by >= 0)
        mpz_addmul_ui(sum, f, (unsigned long)by);
    else
        mpz_submul_ui(sum, f, (unsigned long)-by);
}

void box_range(mpz_t low, mpz_t high, mpz_t *f, const box *b) {
    mpz_set_ui(low, 0);
    mpz_set_ui(high, 0);
    for (size_t l = 0; l < b->dims; l++) {
        bool negative = mpz_sgn(f[l]) < 0;
        add(low, f[l], negative ? b->C[l] + b->R[l] : b->C[l] - b->R[l]);
        add(high, f[l], negative ? b->C[l] - b->R[l] : b->C[l] + b->R[l]);
    }
}
