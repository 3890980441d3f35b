#include "space.h"

#include <stdlib.h>
#include <string.h>

#include "stop.h"
#include "token.h"

static number value(const table *t, size_t k, size_t column) {
    return t->x[k * t->features + column];
}

/* Reads increasing feature numbers of the table; their columns. */
static size_t *read_kept(const table *t, size_t count) {
    size_t *kept = get(count, sizeof *kept), column = 0;
    for (size_t j = 0; j < count; j++, column++) {
        size_t feature = token_count();
        while (column < t->features && t->feature[column] < feature)
            column++;
        if (column == t->features || t->feature[column] != feature)
            malformed("kept feature %zu is not of the problem, or not in order", feature);
        kept[j] = column;
    }
    return kept;
}

/* difference = x_k - x_1 in one column. */
static void set_difference(mpq_t difference, const table *t, size_t k, size_t column,
                           mpq_t scratch) {
    number_get(difference, value(t, k, column));
    number_get(scratch, value(t, 0, column));
    mpq_sub(difference, difference, scratch);
}

/* coefficient[0] (x_k - x_1) = sum of coefficient[1 + j] (x_k,j - x_1,j). */
static bool relation_holds(mpq_t *coefficient, const table *t, size_t column,
                           const size_t *kept, size_t count, size_t k, mpq_t *scratch) {
    set_difference(scratch[0], t, k, column, scratch[1]);
    mpq_mul(scratch[0], scratch[0], coefficient[0]);
    for (size_t j = 0; j < count; j++) {
        if (mpq_sgn(coefficient[1 + j]) == 0)
            continue;
        set_difference(scratch[2], t, k, kept[j], scratch[1]);
        mpq_mul(scratch[2], scratch[2], coefficient[1 + j]);
        mpq_sub(scratch[0], scratch[0], scratch[2]);
    }
    return mpq_sgn(scratch[0]) == 0;
}

static void read_relation(const table *t, size_t column, const size_t *kept,
                          size_t count) {
    mpq_t *coefficient = get(count + 1, sizeof *coefficient), scratch[3];
    mpq_inits(scratch[0], scratch[1], scratch[2], NULL);
    token_word("affine");
    for (size_t j = 0; j <= count; j++) {
        mpq_init(coefficient[j]);
        token_integer(mpq_numref(coefficient[j]));
    }
    if (mpq_sgn(coefficient[0]) == 0)
        malformed("a relation that begins with 0");
    for (size_t k = 1; k < t->count; k++)
        if (!relation_holds(coefficient, t, column, kept, count, k, scratch))
            reject("feature %zu is not as its relation says", t->feature[column]);
    for (size_t j = 0; j <= count; j++)
        mpq_clear(coefficient[j]);
    free(coefficient);
    mpq_clears(scratch[0], scratch[1], scratch[2], NULL);
}

static void read_relations(const table *t, const size_t *kept, size_t count) {
    for (size_t column = 0, j = 0; column < t->features; column++) {
        if (j < count && kept[j] == column)
            j++;
        else
            read_relation(t, column, kept, count);
    }
}

static mpz_t *read_integers(const char *word, size_t count) {
    mpz_t *list = get(count, sizeof *list);
    token_word(word);
    for (size_t k = 0; k < count; k++) {
        mpz_init(list[k]);
        token_integer(list[k]);
    }
    return list;
}

static void free_integers(mpz_t *list, size_t count) {
    for (size_t k = 0; k < count; k++)
        mpz_clear(list[k]);
    free(list);
}

/* Row r of the triangle begins at r (r + 1) / 2. */
static mpz_t *entry(mpz_t *triangle, size_t row, size_t column) {
    return triangle + row * (row + 1) / 2 + column;
}

static void check_scale(mpz_t *scale, size_t dims, bool wide) {
    for (size_t j = 0; j < dims; j++) {
        if (mpz_sgn(scale[j]) <= 0)
            malformed("a scale that is not positive");
        if (wide && mpz_cmp(scale[j], scale[0]) != 0)
            reject("scales differ, which family width does not allow");
    }
}

static void check_transform(mpz_t *transform, size_t dims, bool wide) {
    for (size_t r = 0; r < dims; r++)
        for (size_t c = 0; c <= r; c++) {
            mpz_t *own = entry(transform, r, c);
            if (r == c && mpz_sgn(*own) == 0)
                malformed("the transform's diagonal has a 0");
            if (wide && mpz_cmp_ui(*own, r == c) != 0)
                reject("the transform is not the identity, which family width needs");
        }
}

/* z = s x - o, which must be an integer. */
static void set_scaled(mpz_t z, number x, mpz_t scale, mpz_t origin, mpq_t scratch) {
    number_get(scratch, x);
    mpz_mul(z, mpq_numref(scratch), scale);
    if (!mpz_divisible_p(z, mpq_denref(scratch)))
        reject("a scale does not make all values integers");
    mpz_divexact(z, z, mpq_denref(scratch));
    mpz_sub(z, z, origin);
}

static void set_points(space *s, const table *t, const size_t *kept, mpz_t *scale,
                       mpz_t *origin, mpz_t *transform) {
    size_t dims = s->dims;
    mpz_t *z = get(dims, sizeof *z);
    mpq_t scratch;
    mpq_init(scratch);
    for (size_t j = 0; j < dims; j++)
        mpz_init(z[j]);
    for (size_t k = 0; k < t->count; k++) {
        for (size_t j = 0; j < dims; j++)
            set_scaled(z[j], value(t, k, kept[j]), scale[j], origin[j], scratch);
        for (size_t r = 0; r < dims; r++) {
            mpz_init(s->y[k * dims + r]);
            for (size_t j = 0; j <= r; j++)
                mpz_addmul(s->y[k * dims + r], *entry(transform, r, j), z[j]);
        }
    }
    free_integers(z, dims);
    mpq_clear(scratch);
}

static size_t hash_row(mpz_t *row, size_t dims) {
    size_t hash = 0;
    for (size_t j = 0; j < dims; j++)
        for (size_t k = 0; k <= mpz_size(row[j]); k++)
            hash = (hash ^ (k ? mpz_getlimbn(row[j], (mp_size_t)k - 1)
                              : (size_t)mpz_sgn(row[j]))) *
                   0x9e3779b97f4a7c15;
    return hash ^ hash >> 32;
}

static bool same_row(mpz_t *a, mpz_t *b, size_t dims) {
    for (size_t j = 0; j < dims; j++)
        if (mpz_cmp(a[j], b[j]) != 0)
            return false;
    return true;
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

static void read_space(space *s, const table *t, const size_t *kept) {
    mpz_t *scale = read_integers("scale", s->dims);
    mpz_t *origin = read_integers("origin", s->dims);
    size_t entries = s->dims * (s->dims + 1) / 2;
    mpz_t *transform = read_integers("transform", entries);
    check_scale(scale, s->dims, s->wide);
    check_transform(transform, s->dims, s->wide);
    set_points(s, t, kept, scale, origin, transform);
    if (s->wide) {
        mpz_mul(mpq_numref(s->width), mpq_numref(s->width), scale[0]);
        mpq_canonicalize(s->width);
    }
    free_integers(scale, s->dims);
    free_integers(origin, s->dims);
    free_integers(transform, entries);
}

void space_read(space *s, const table *t, const claim *c) {
    token_word("keep");
    size_t dims = token_count();
    if (dims > t->features)
        malformed("%zu features are kept of %zu", dims, t->features);
    if (c->family == WIDTH && dims < t->features)
        reject("a feature is left out, which family width does not allow");
    *s = (space){ .count = t->count, .dims = dims, .wide = c->family == WIDTH };
    size_t *kept = read_kept(t, dims);
    read_relations(t, kept, dims);
    mpq_init(s->width);
    mpq_set(s->width, c->width);
    s->y = get(t->count * dims, sizeof *s->y);
    s->weight = get(t->count, sizeof *s->weight);
    memcpy(s->weight, t->weight, t->count * sizeof *s->weight);
    for (size_t k = 0; k < t->count; k++)
        s->total += s->weight[k];
    if (dims > 0) {
        read_space(s, t, kept);
        merge(s);
    }
    free(kept);
}

void space_clear(space *s) {
    for (size_t k = 0; k < s->count * s->dims; k++)
        mpz_clear(s->y[k]);
    free(s->y);
    free(s->weight);
    mpq_clear(s->width);
}
