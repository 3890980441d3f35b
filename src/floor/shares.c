#include "floor/shares.h"

#include <stdlib.h>
#include <string.h>

#include <flint/fmpq_vec.h>

#include "base/error.h"

static int compare_shares(const void *left, const void *right) {
    return fmpq_cmp(left, right);
}

static size_t pairs_of(const dc_guarantee *guarantee) {
    size_t classes = guarantee->classes;
    return classes * (classes - 1) / 2;
}

/* list[pairs], increasing. */
static void sort_shares(fmpq *list, const dc_guarantee *guarantee) {
    size_t pairs = pairs_of(guarantee);
    for (size_t g = 0; g < pairs; g++) {
        if (guarantee->share)
            fmpq_set_mpq(list + g, guarantee->share[g]);
        else
            fmpq_set_si(list + g, 2, guarantee->classes);
    }
    qsort(list, pairs, sizeof *list, compare_shares);
}

dc_status dc_shares_create(dc_shares *shares, const dc_guarantee *guarantee,
                           size_t levels, dc_error *error) {
    size_t pairs = pairs_of(guarantee), first = 0;
    memset(shares, 0, sizeof *shares);
    fmpq *list = _fmpq_vec_init((slong)pairs);
    shares->least = _fmpq_vec_init((slong)levels);
    shares->sum = _fmpq_vec_init((slong)levels);
    if (!list || !shares->least || !shares->sum)
        return dc_fail_memory(error, "the groups' shares");
    sort_shares(list, guarantee);
    while (first < pairs && fmpq_sgn(list + first) <= 0)
        first++;
    size_t count = pairs - first;
    for (size_t k = 0, level = 0; k < count; k++) {
        size_t wanted = k * levels / count;
        bool same = k > 0 && fmpq_equal(list + first + k, list + first + k - 1);
        if (k == 0 || (wanted > level && !same)) {
            level = wanted;
            fmpq_set(shares->least + shares->count++, list + first + k);
        }
        fmpq *sum = shares->sum + shares->count - 1;
        fmpq_add(sum, sum, list + first + k);
    }
    _fmpq_vec_clear(list, (slong)pairs);
    return DC_OK;
}

void dc_shares_destroy(dc_shares *shares) {
    /* Of the levels' room, rationals that were never set hold no memory. */
    if (shares->least)
        _fmpq_vec_clear(shares->least, (slong)shares->count);
    if (shares->sum)
        _fmpq_vec_clear(shares->sum, (slong)shares->count);
    memset(shares, 0, sizeof *shares);
}
