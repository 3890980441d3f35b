#include "verify.h"

/* Of 64 bits each. */
#define LARGE_PRIME 0xffffffffffffffc5
#define GOLDEN_RATIO 0x9e3779b97f4a7c15

/* D (x_k - x_1) = sum over the kept columns j of c_j (x_k,j - x_1,j), for all k. */
static void read_relation(const table *t, size_t column, const bool *kept, size_t dims) {
    token_word("affine");
    mpz_t *c = token_integers(1 + dims), *v = integers(t->features);
    if (mpz_sgn(c[0]) == 0)
        malformed("a relation that begins with 0");
    mpz_set(v[column], c[0]);
    for (size_t l = 0, j = 1; l < t->features; l++)
        if (kept[l])
            mpz_neg(v[l], c[j++]);
    num first = whole(0), other = whole(0), term = whole(0);
    project(first, term, v, t->x, t->features);
    for (size_t k = 1; k < t->count; k++) {
        project(other, term, v, t->x + k * t->features, t->features);
        if (!mpq_equal(other, first))
            reject("feature %zu is not as its relation says", t->feature[column]);
    }
}

/* Row r of the triangle begins at r (r + 1) / 2. */
static mpz_t *entry(mpz_t *triangle, size_t row, size_t column) {
    return triangle + row * (row + 1) / 2 + column;
}

/* Family width: one scale, and the identity. */
static void check_space(mpz_t *scale, mpz_t *transform, size_t dims, bool wide) {
    for (size_t r = 0; r < dims; r++) {
        if (mpz_sgn(scale[r]) <= 0)
            malformed("a scale that is not positive");
        if (mpz_sgn(*entry(transform, r, r)) == 0)
            malformed("the transform's diagonal has a 0");
        if (wide && mpz_cmp(scale[r], scale[0]) != 0)
            reject("scales differ, which family width does not allow");
        for (size_t c = 0; c <= r; c++)
            if (wide && mpz_cmp_ui(*entry(transform, r, c), r == c) != 0)
                reject("the transform is not the identity, which family width needs");
    }
}

/* z = s x - o, which must be an integer. */
static void set_scaled(mpz_t z, const mpq_t x, mpz_t scale, mpz_t origin) {
    mpz_mul(z, mpq_numref(x), scale);
    if (!mpz_divisible_p(z, mpq_denref(x)))
        reject("a scale does not make all values integers");
    mpz_divexact(z, z, mpq_denref(x));
    mpz_sub(z, z, origin);
}

static void read_space(space *s, const table *t, const bool *kept) {
    size_t dims = s->dims;
    token_word("scale");
    mpz_t *scale = token_integers(dims);
    token_word("origin");
    mpz_t *origin = token_integers(dims);
    token_word("transform");
    mpz_t *transform = token_integers(dims * (dims + 1) / 2), *z = integers(dims);
    check_space(scale, transform, dims, s->wide);
    for (size_t k = 0; k < t->count; k++) {
        for (size_t l = 0, j = 0; l < t->features; l++)
            if (kept[l]) {
                set_scaled(z[j], t->x[k * t->features + l], scale[j], origin[j]);
                j++;
            }
        for (size_t r = 0; r < dims; r++)
            for (size_t j = 0; j <= r; j++)
                mpz_addmul(s->y[k * dims + r], *entry(transform, r, j), z[j]);
    }
    num factor = whole(0);
    mpq_set_z(factor, scale[0]);
    s->width = calculate(mpq_mul, s->width, factor);
}

static size_t hash_row(mpz_t *row, size_t dims) {
    size_t hash = 0;
    for (size_t l = 0; l < dims; l++)
        hash = (hash ^ mpz_fdiv_ui(row[l], LARGE_PRIME)) * GOLDEN_RATIO;
    return hash;
}

static bool same_row(mpz_t *a, mpz_t *b, size_t dims) {
    while (dims > 0 && mpz_cmp(a[dims - 1], b[dims - 1]) == 0)
        dims--;
    return dims == 0;
}

/* Equal points become one, at the place of the first. */
static void merge(space *s) {
    void *start = mark();
    size_t bits = 2, dims = s->dims, kept = 0;
    while (s->count >> (bits - 1) > 0)
        bits++;
    size_t *slot = get((size_t)1 << bits, sizeof *slot); /* a point's number, or 0 */
    for (size_t k = 0; k < s->count; k++) {
        mpz_t *row = s->y + kept * dims;
        for (size_t l = 0; l < dims && kept < k; l++)
            mpz_swap(row[l], s->y[k * dims + l]);
        size_t at = hash_row(row, dims) >> (64 - bits);
        while (slot[at] && !same_row(s->y + (slot[at] - 1) * dims, row, dims))
            at = (at + 1) & (((size_t)1 << bits) - 1);
        if (slot[at]) {
            s->weight[slot[at] - 1] += s->weight[k];
        } else {
            s->weight[kept] = s->weight[k];
            slot[at] = ++kept;
        }
    }
    s->count = kept;
    release(start);
}

space space_read(const table *t, const claim *c) {
    space s = { .count = t->count, .wide = c->family == WIDTH, .width = c->width };
    bool *kept = token_features("keep", t->feature, t->features, &s.dims);
    if (s.wide && s.dims < t->features)
        reject("a feature is left out, which family width does not allow");
    for (size_t column = 0; column < t->features; column++)
        if (!kept[column])
            read_relation(t, column, kept, s.dims);
    s.y = integers(t->count * s.dims);
    s.weight = get(t->count, sizeof *s.weight);
    memcpy(s.weight, t->weight, t->count * sizeof *s.weight);
    if (s.dims > 0) {
        read_space(&s, t, kept);
        merge(&s);
    }
    return s;
}
