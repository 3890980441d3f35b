#include "floor/shares.h"

#include <stdlib.h>
#include <string.h>

#include <flint/fmpq_vec.h>

#include "base/error.h"

static int compare_shares(const void *left, const void *right) {
    return fmpq_cmp(left, right);
}

static size_t groups_of(const dc_guarantee *guarantee) {
    size_t classes = guarantee->classes;
    return guarantee->share ? guarantee->group_count : classes * (classes - 1) / 2;
}

/* list[count], increasing. */
static void sort_shares(fmpq *list, const dc_guarantee *guarantee, size_t count) {
    for (size_t g = 0; g < count; g++) {
        if (guarantee->share)
            fmpq_set_mpq(list + g, guarantee->share[g]);
        else
            fmpq_set_si(list + g, 2, guarantee->classes);
    }
    qsort(list, count, sizeof *list, compare_shares);
}

dc_status dc_shares_create(dc_shares *shares, const dc_guarantee *guarantee,
                           size_t levels, dc_error *error) {
    size_t count = groups_of(guarantee);
    memset(shares, 0, sizeof *shares);
    fmpq *list = _fmpq_vec_init((slong)count);
    shares->least = _fmpq_vec_init((slong)levels);
    shares->sum = _fmpq_vec_init((slong)levels);
    if (!list || !shares->least || !shares->sum)
        return dc_fail_memory(error, "the groups' shares");
    sort_shares(list, guarantee, count);
    for (size_t k = 0, level = 0; k < count; k++) {
        size_t wanted = k * levels / count;
        if (k == 0 || (wanted > level && !fmpq_equal(list + k, list + k - 1))) {
            level = wanted;
            fmpq_set(shares->least + shares->count++, list + k);
        }
        fmpq *sum = shares->sum + shares->count - 1;
        fmpq_add(sum, sum, list + k);
    }
    _fmpq_vec_clear(list, (slong)count);
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
