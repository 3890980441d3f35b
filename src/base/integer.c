#include "base/integer.h"

#include <stdlib.h>

/* A row and its first entry, as far as a word holds it: most rows differ there. */
typedef struct keyed {
    slong key;
    size_t row;
} keyed;

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
