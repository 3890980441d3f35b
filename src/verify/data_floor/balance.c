#include "data_floor.h"

size_t class_of(const problem *p, size_t s) {
    return p->point[s].class - 1;
}

vector vector_make(const problem *p) {
    size_t others = p->classes - 1;
    return (vector){ .P = get(p->count, p->classes * sizeof(long)),
                     .rho = integers(others * p->dims),
                     .spread = integers(others),
                     .sum = get(p->dims, sizeof(mass)) };
}

/* The integers of one point. */
static void read_point(vector *v, const problem *p, size_t s) {
    long *P = v->P + s * p->classes, own = 1L << p->eta.bits;
    size_t y = class_of(p, s);
    for (size_t j = 0; j < p->classes; j++) {
        if (j == y)
            continue;
        P[j] = token_integer();
        own -= P[j];
        v->most = (unsigned long)labs(P[j]) > v->most ? labs(P[j]) : v->most;
    }
    P[y] = own;
    own -= 1L << p->eta.bits;
    v->most = (unsigned long)labs(own) > v->most ? labs(own) : v->most;
}

/* W_s (2^b [y_s = j] - P_sj) */
static mass factor(const vector *v, const problem *p, size_t s, size_t j) {
    long whole = class_of(p, s) == j ? 1L << p->eta.bits : 0;
    return (mass)p->weight.of[s] * (whole - v->P[s * p->classes + j]);
}

/* sum += f u */
static void add_small(mass *sum, mass f, const long *u, size_t dims) {
    long word = (long)f;
    if (word == f)
        for (size_t l = 0; l < dims; l++)
            sum[l] += (mass)word * u[l];
    else
        for (size_t l = 0; l < dims; l++)
            sum[l] += f * u[l];
}

static void balance_small(vector *v, const problem *p, size_t j) {
    memset(v->sum, 0, p->dims * sizeof *v->sum);
    for (size_t s = 0; s < p->count; s++) {
        mass f = factor(v, p, s, j);
        if (f != 0)
            add_small(v->sum, f, p->at.small + s * p->dims, p->dims);
    }
    for (size_t l = 0; l < p->dims; l++)
        set_small(v->rho[j * p->dims + l], v->sum[l]);
}

static void balance_large(vector *v, const problem *p, size_t j) {
    void *start = mark();
    mpz_t *f = integers(1), *rho = v->rho + j * p->dims;
    for (size_t l = 0; l < p->dims; l++)
        mpz_set_ui(rho[l], 0);
    for (size_t s = 0; s < p->count; s++) {
        set_small(*f, factor(v, p, s, j));
        for (size_t l = 0; l < p->dims; l++)
            coordinates_add(rho[l], *f, &p->at, s, l);
    }
    release(start);
}

static void set_spread(vector *v, const problem *p, size_t j) {
    mass spread = 0;
    for (size_t s = 0; s < p->count; s++) {
        mass f = factor(v, p, s, j);
        spread += f < 0 ? -f : f;
    }
    set_small(v->spread[j], spread);
}

void vector_read(vector *v, const problem *p) {
    v->price = (long)token_count();
    v->most = 0;
    for (size_t s = 0; s < p->count; s++)
        read_point(v, p, s);
    int bits = bits_of((unsigned long)p->weight.all) + bits_of(v->most) + p->at.bits;
    for (size_t j = 0; j + 1 < p->classes; j++) {
        set_spread(v, p, j);
        if (p->at.small && bits <= SUM_BITS)
            balance_small(v, p, j);
        else
            balance_large(v, p, j);
    }
}
