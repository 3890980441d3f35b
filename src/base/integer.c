#include "base/integer.h"

#include <stdlib.h>

/* A row and its first entry, as far as a word holds it: most rows differ there. */
typedef struct keyed {
    slong key;
    size_t row;
} keyed;

/* FLINT keeps what is long in an mpz, whose limbs are a block of the allocator. */
size_t dc_integer_outside(size_t bits) {
    enum { LEAST_LIMBS = 2, OVERHEAD = 16 };
    if (bits <= FLINT_BITS - 2)
        return 0;
    size_t limbs = bits / FLINT_BITS + (bits % FLINT_BITS != 0);
    limbs = limbs > LEAST_LIMBS ? limbs : LEAST_LIMBS;
    return sizeof(__mpz_struct) + OVERHEAD + limbs * sizeof(mp_limb_t);
}

size_t dc_integer_bytes(const fmpz *x, size_t count) {
    size_t bytes = 0;
    for (size_t k = 0; k < count; k++)
        if (COEFF_IS_MPZ(x[k]))
            bytes += dc_integer_outside(fmpz_bits(x + k));
    return bytes;
}

void dc_integer_give_back(void) {
    _fmpz_cleanup();
}

typedef struct rows {
    const fmpz *x;
    size_t dims;
} rows;

static slong key_of(const fmpz *x) {
    if (!COEFF_IS_MPZ(*x))
        return *x;
    return fmpz_sgn(x) < 0 ? WORD_MIN : WORD_MAX;
}

static int compare_keyed(const void *left, const void *right, void *context) {
    const keyed *a = left, *b = right;
    const rows *r = context;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    for (size_t l = 0; l < r->dims; l++) {
        int order = dc_integer_compare(r->x + a->row * r->dims + l,
                                       r->x + b->row * r->dims + l);
        if (order)
            return order;
    }
    return (a->row > b->row) - (a->row < b->row);
}

bool dc_integer_sort_rows(size_t *order, const fmpz *x, size_t dims, size_t count) {
    rows r = { x, dims };
    keyed *list = malloc((count + 1) * sizeof *list);
    if (!list)
        return false;
    for (size_t k = 0; k < count; k++)
        list[k] = (keyed){ dims ? key_of(x + k * dims) : 0, k };
    qsort_r(list, count, sizeof *list, compare_keyed, &r);
    for (size_t k = 0; k < count; k++)
        order[k] = list[k].row;
    free(list);
    return true;
}
