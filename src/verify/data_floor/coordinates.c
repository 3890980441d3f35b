#include "data_floor.h"

enum { UNIT_BITS = 20 };

/* z_si = (x - shift) scale, for a feature of the list, counted from 0. */
typedef struct kept {
    size_t feature;
    num shift, scale;
} kept;

/* Reads a word, and how many features are kept, or dropped. */
static size_t read_number(const char *word, size_t most) {
    token_word(word);
    size_t count = token_count();
    if (count > most)
        malformed("%s: %zu features of %zu", word, count, most);
    return count;
}

static size_t read_feature(bool *known, size_t features) {
    size_t f = token_place(features, "feature") - 1;
    if (known[f])
        malformed("feature %zu is kept or dropped twice", f + 1);
    known[f] = true;
    return f;
}

static kept *read_kept(bool *known, const data *d, size_t count) {
    kept *list = get(count, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        list[i].feature = read_feature(known, d->features);
        list[i].shift = short_fraction("a shift");
        list[i].scale = short_fraction("a scale");
        if (mpq_sgn(list[i].scale) <= 0)
            malformed("feature %zu: a scale that is not positive", list[i].feature + 1);
    }
    return list;
}

/* True if x_f = q_0 + sum of q_i x_(f_i). */
static bool follows(mpq_t *x, size_t f, mpq_t *q, const kept *list, size_t count,
                    mpq_t *room) {
    mpq_set(room[0], q[0]);
    for (size_t i = 0; i < count; i++) {
        if (mpq_sgn(q[i + 1]) == 0)
            continue;
        mpq_mul(room[1], q[i + 1], x[list[i].feature]);
        mpq_add(room[0], room[0], room[1]);
    }
    return mpq_equal(room[0], x[f]);
}

static void read_dropped(bool *known, const data *d, const kept *list, size_t count) {
    mpq_t *q = rationals(count + 1), *room = rationals(2);
    size_t f = read_feature(known, d->features);
    for (size_t i = 0; i <= count; i++)
        mpq_set(q[i], short_fraction("a coefficient"));
    for (size_t s = 0; s < d->count; s++)
        if (!follows(d->point[s].x, f, q, list, count, room))
            reject("dropped feature %zu: point %zu has another value", f + 1, s + 1);
}

/* Entry (row,column) is at row (row+1)/2 + column; NULL: the identity. */
static mpz_t *read_matrix(size_t dims) {
    token_word("matrix");
    if (token_is("identity"))
        return NULL;
    mpz_t *M = token_integers(dims * (dims + 1) / 2);
    for (size_t l = 0; l < dims; l++)
        if (mpz_sgn(M[l * (l + 1) / 2 + l]) <= 0)
            malformed("row %zu of the matrix: a diagonal that is not positive", l);
    return M;
}

/* value = floor(z + 1/2). */
static void set_rounded(mpz_t value, mpq_srcptr x, const kept *k, mpq_t room) {
    mpq_sub(room, x, k->shift);
    mpq_mul(room, room, k->scale);
    mpz_mul_2exp(value, mpq_numref(room), 1);
    mpz_add(value, value, mpq_denref(room));
    mpz_mul_2exp(mpq_denref(room), mpq_denref(room), 1);
    mpz_fdiv_q(value, value, mpq_denref(room));
    mpz_set_ui(mpq_denref(room), 1);
}

static void set_errors(const coordinates *c, mpz_t *M) {
    mpz_t *absolute = integers(1);
    for (size_t l = 0; l < c->dims; l++)
        for (size_t j = 1; j <= l && M; j++) {
            mpz_abs(*absolute, M[l * (l + 1) / 2 + j]);
            mpz_add(c->error[l], c->error[l], *absolute);
        }
    for (size_t l = 1; l < c->dims && !M; l++)
        mpz_set_ui(c->error[l], 1);
}

/* The coordinates of one point. x: room for as many. */
static void set_point(mpz_t *u, mpz_t *x, mpz_t *M, size_t dims) {
    for (size_t l = 0; l < dims; l++) {
        if (!M)
            mpz_set(u[l], x[l]);
        for (size_t j = 0; j <= l && M; j++)
            mpz_addmul(u[l], M[l * (l + 1) / 2 + j], x[j]);
    }
}

static void set_points(const coordinates *c, const data *d, const kept *list, mpz_t *M) {
    mpz_t *x = integers(c->dims);
    mpq_t *room = rationals(1);
    mpz_set_ui(x[0], 1UL << UNIT_BITS);
    for (size_t s = 0; s < c->count; s++) {
        for (size_t i = 1; i < c->dims; i++) {
            const kept *k = list + i - 1;
            set_rounded(x[i], d->point[s].x[k->feature], k, *room);
        }
        set_point(c->u + s * c->dims, x, M, c->dims);
    }
}

static int most_bits(const coordinates *c) {
    size_t most = 1;
    for (size_t k = 0; k < (c->count + 1) * c->dims; k++) {
        mpz_ptr value = k < c->dims ? c->error[k] : c->u[k - c->dims];
        size_t bits = mpz_sizeinbase(value, 2);
        most = bits > most ? bits : most;
    }
    return most > SUM_BITS ? SUM_BITS : (int)most;
}

/* Puts words in the place of GMP's numbers. */
static void make_small(coordinates *c, const mpz_t *u) {
    for (size_t k = 0; k < c->count * c->dims; k++)
        c->small[k] = mpz_get_si(u[k]);
    c->u = NULL;
}

static coordinates make(const data *d, const kept *list, size_t dims, mpz_t *M) {
    coordinates c = { .count = d->count, .dims = dims, .error = integers(dims) };
    long *small = get(c.count * dims, sizeof *small);
    set_errors(&c, M);
    void *start = mark();
    c.u = integers(c.count * dims);
    set_points(&c, d, list, M);
    int bits = most_bits(&c);
    if (bits > SMALL_BITS)
        return c;
    c.small = small;
    c.bits = bits;
    make_small(&c, c.u);
    release(start);
    return c;
}

coordinates coordinates_read(const data *d) {
    bool *known = get(d->features, sizeof *known);
    size_t count = read_number("keep", d->features);
    kept *list = read_kept(known, d, count);
    size_t dropped = read_number("drop", d->features);
    for (size_t k = 0; k < dropped; k++)
        read_dropped(known, d, list, count);
    for (size_t f = 0; f < d->features; f++)
        if (!known[f])
            malformed("feature %zu is neither kept nor dropped", f + 1);
    return make(d, list, count + 1, read_matrix(count + 1));
}

void coordinates_add(mpz_t sum, mpz_t factor, const coordinates *c, size_t s, size_t l) {
    size_t place = s * c->dims + l;
    if (!c->small) {
        mpz_addmul(sum, factor, c->u[place]);
    } else if (c->small[place] < 0) {
        mpz_submul_ui(sum, factor, -(unsigned long)c->small[place]);
    } else {
        mpz_addmul_ui(sum, factor, (unsigned long)c->small[place]);
    }
}

int coordinates_sign(const coordinates *c, size_t s, size_t l) {
    size_t place = s * c->dims + l;
    if (!c->small)
        return mpz_sgn(c->u[place]);
    return (c->small[place] > 0) - (c->small[place] < 0);
}
