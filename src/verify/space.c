#include "space.h"

#include <stdlib.h>
#include <string.h>

#include "stop.h"
#include "token.h"

/* Which columns of the table are kept. */
typedef struct selection {
    size_t count, *column; /* [count], increasing */
} selection;

static void read_kept(selection *kept, const table *t) {
    token_word("keep");
    kept->count = token_count();
    if (kept->count > t->features)
        malformed("%zu features are kept of %zu", kept->count, t->features);
    kept->column = get(kept->count, sizeof *kept->column);
    for (size_t j = 0, column = 0; j < kept->count; j++, column++) {
        size_t feature = token_count();
        while (column < t->features && t->feature[column] < feature)
            column++;
        if (column == t->features || t->feature[column] != feature)
            malformed("kept feature %zu is not of the problem, or not in order", feature);
        kept->column[j] = column;
    }
}

/* sum += factor (x_k - x_1), in one column. */
static void add_difference(mpq_t sum, mpz_t factor, const table *t, size_t k,
                           size_t column, mpq_t scratch) {
    mpq_t by;
    if (mpz_sgn(factor) == 0)
        return;
    mpq_init(by);
    mpq_set_z(by, factor);
    mpq_sub(scratch, t->x[k * t->features + column], t->x[column]);
    mpq_mul(scratch, scratch, by);
    mpq_add(sum, sum, scratch);
    mpq_clear(by);
}

/* c_0 (x_k - x_1) = sum over the kept columns j of c_j (x_k,j - x_1,j), for all k. */
static void read_relation(const table *t, size_t column, const selection *kept) {
    mpq_t sum, scratch;
    mpq_inits(sum, scratch, NULL);
    token_word("affine");
    mpz_t *c = token_integers(kept->count + 1);
    if (mpz_sgn(c[0]) == 0)
        malformed("a relation that begins with 0");
    for (size_t k = 1; k < t->count; k++) {
        mpq_set_ui(sum, 0, 1);
        add_difference(sum, c[0], t, k, column, scratch);
        mpq_neg(sum, sum);
        for (size_t j = 0; j < kept->count; j++)
            add_difference(sum, c[1 + j], t, k, kept->column[j], scratch);
        if (mpq_sgn(sum) != 0)
            reject("feature %zu is not as its relation says", t->feature[column]);
    }
    free_integers(c, kept->count + 1);
    mpq_clears(sum, scratch, NULL);
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
static void set_scaled(mpz_t z, mpq_srcptr x, mpz_t scale, mpz_t origin) {
    mpz_mul(z, mpq_numref(x), scale);
    if (!mpz_divisible_p(z, mpq_denref(x)))
        reject("a scale does not make all values integers");
    mpz_divexact(z, z, mpq_denref(x));
    mpz_sub(z, z, origin);
}

static void read_space(space *s, const table *t, const selection *kept) {
    size_t dims = s->dims, entries = dims * (dims + 1) / 2;
    token_word("scale");
    mpz_t *scale = token_integers(dims);
    token_word("origin");
    mpz_t *origin = token_integers(dims);
    token_word("transform");
    mpz_t *transform = token_integers(entries), *z = integers(dims);
    check_space(scale, transform, dims, s->wide);
    for (size_t k = 0; k < t->count; k++) {
        mpq_srcptr *x = t->x + k * t->features;
        for (size_t j = 0; j < dims; j++)
            set_scaled(z[j], x[kept->column[j]], scale[j], origin[j]);
        for (size_t r = 0; r < dims; r++)
            for (size_t j = 0; j <= r; j++)
                mpz_addmul(s->y[k * dims + r], *entry(transform, r, j), z[j]);
    }
    mpz_mul(mpq_numref(s->width), mpq_numref(s->width), scale[0]);
    mpq_canonicalize(s->width);
    free_integers(scale, dims);
    free_integers(origin, dims);
    free_integers(transform, entries);
    free_integers(z, dims);
}

/* A number in which each bit depends on all bits of the other two. */
static size_t mix(size_t hash, size_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15;
    hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93;
    return hash ^ hash >> 32;
}

static size_t hash_row(mpz_t *row, size_t dims) {
    size_t hash = 0;
    for (size_t j = 0; j < dims; j++) {
        hash = mix(hash, (size_t)mpz_sgn(row[j]));
        for (size_t k = 0; k < mpz_size(row[j]); k++)
            hash = mix(hash, mpz_getlimbn(row[j], (mp_size_t)k));
    }
    return hash;
}

static bool same_row(mpz_t *a, mpz_t *b, size_t dims) {
    size_t j = 0;
    while (j < dims && mpz_cmp(a[j], b[j]) == 0)
        j++;
    return j == dims;
}

/* Equal points become one, at the place of the first. */
static void merge(space *s) {
    size_t slots = 4, dims = s->dims, kept = 0;
    while (slots < 2 * s->count)
        slots *= 2;
    size_t *slot = get(slots, sizeof *slot); /* a point's place + 1, or 0 */
    for (size_t k = 0; k < s->count; k++) {
        mpz_t *row = s->y + k * dims;
        size_t at = hash_row(row, dims) & (slots - 1);
        while (slot[at] && !same_row(s->y + (slot[at] - 1) * dims, row, dims))
            at = (at + 1) & (slots - 1);
        if (slot[at]) {
            s->weight[slot[at] - 1] += s->weight[k];
            continue;
        }
        for (size_t j = 0; j < dims && kept != k; j++)
            mpz_swap(s->y[kept * dims + j], row[j]);
        s->weight[kept] = s->weight[k];
        slot[at] = ++kept;
    }
    for (size_t k = kept * dims; k < s->count * dims; k++)
        mpz_clear(s->y[k]);
    s->count = kept;
    free(slot);
}

void space_read(space *s, const table *t, const claim *c) {
    selection kept;
    read_kept(&kept, t);
    *s = (space){ .count = t->count, .dims = kept.count, .wide = c->family == WIDTH };
    if (s->wide && s->dims < t->features)
        reject("a feature is left out, which family width does not allow");
    for (size_t column = 0, j = 0; column < t->features; column++) {
        if (j < kept.count && kept.column[j] == column)
            j++;
        else
            read_relation(t, column, &kept);
    }
    mpq_init(s->width);
    mpq_set(s->width, c->width);
    s->y = integers(t->count * s->dims);
    s->weight = get(t->count, sizeof *s->weight);
    memcpy(s->weight, t->weight, t->count * sizeof *s->weight);
    for (size_t k = 0; k < t->count; k++)
        s->total += s->weight[k];
    if (s->dims > 0) {
        read_space(s, t, &kept);
        merge(s);
    }
    free(kept.column);
}

void space_clear(space *s) {
    free_integers(s->y, s->count * s->dims);
    free(s->weight);
    mpq_clear(s->width);
}
