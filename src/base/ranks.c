#include "base/ranks.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

typedef struct place {
    double value;
    size_t index;
} place;

static int compare(const void *a, const void *b) {
    double x = ((const place *)a)->value, y = ((const place *)b)->value;
    return (x > y) - (x < y);
}

bool dc_ranks(double *rank, const double *x, size_t N) {
    place *order = calloc(N + 1, sizeof *order);
    if (!order)
        return false;
    for (size_t k = 0; k < N; k++)
        order[k] = (place){ x[k], k };
    qsort(order, N, sizeof *order, compare);
    for (size_t begin = 0, end; begin < N; begin = end) {
        end = begin + 1;
        while (end < N && order[end].value == order[begin].value)
            end++;
        for (size_t k = begin; k < end; k++)
            rank[order[k].index] = (double)(begin + 1 + end) / 2;
    }
    free(order);
    return true;
}

/* Ranks less their mean, (N + 1)/2; returns the sum of squares. */
static double centre(double *rank, size_t N) {
    double sum = 0;
    for (size_t k = 0; k < N; k++) {
        rank[k] -= (double)(N + 1) / 2;
        sum += rank[k] * rank[k];
    }
    return sum;
}

/* Multiples of 1/4, summed without rounding as long as they stay below 2^51. */
static double product(const double *a, const double *b, size_t N) {
    double sum = 0;
    for (size_t k = 0; k < N; k++)
        sum += a[k] * b[k];
    return sum;
}

typedef struct pair {
    double *x, *y; /* [N], centred ranks */
    double scale;  /* of |x|^2 |y|^2 the root */
} pair;

static void clear(pair *p) {
    free(p->x);
    free(p->y);
}

static bool rank_pair(pair *p, const double *x, const double *y, size_t N) {
    *p = (pair){ calloc(N + 1, sizeof *p->x), calloc(N + 1, sizeof *p->y), 0 };
    if (!p->x || !p->y || !dc_ranks(p->x, x, N) || !dc_ranks(p->y, y, N)) {
        clear(p);
        return false;
    }
    double xx = centre(p->x, N), yy = centre(p->y, N);
    p->scale = sqrt(xx * yy);
    return true;
}

bool dc_spearman(double *rho, const double *x, const double *y, size_t N) {
    pair p;
    if (!rank_pair(&p, x, y, N))
        return false;
    double value = product(p.x, p.y, N) / p.scale;
    *rho = p.scale > 0 ? fmax(-1, fmin(1, value)) : NAN;
    clear(&p);
    return true;
}

static void shuffle(double *y, size_t N, dc_random *random) {
    for (size_t k = N; k > 1; k--) {
        size_t other = (size_t)dc_random_below(random, k);
        double kept = y[k - 1];
        y[k - 1] = y[other];
        y[other] = kept;
    }
}

bool dc_spearman_p(double *p, const double *x, const double *y, size_t N, size_t rounds,
                   uint64_t seed) {
    pair ranks;
    dc_random random;
    if (!rank_pair(&ranks, x, y, N))
        return false;
    double seen = fabs(product(ranks.x, ranks.y, N));
    size_t as_far = 0;
    dc_random_seed(&random, seed);
    for (size_t k = 0; k < rounds; k++) {
        shuffle(ranks.y, N, &random);
        as_far += fabs(product(ranks.x, ranks.y, N)) >= seen;
    }
    *p = ranks.scale > 0 ? (double)(as_far + 1) / (double)(rounds + 1) : NAN;
    clear(&ranks);
    return true;
}

double dc_partial_correlation(double xy, double xz, double yz) {
    double left = (1 - xz * xz) * (1 - yz * yz);
    double value = (xy - xz * yz) / sqrt(left);
    return left > 0 && !isnan(value) ? fmax(-1, fmin(1, value)) : NAN;
}
