/* Comparing and sorting FLINT integers: most are small, and need no call. */
#ifndef DC_BASE_INTEGER_H
#define DC_BASE_INTEGER_H

#include <flint/fmpz.h>
#include <stdbool.h>
#include <stddef.h>

/* < 0, 0 or > 0 as *left is less than, equal to or greater than *right (of type fmpz);
 * for qsort, too. */
static inline int dc_integer_compare(const void *left, const void *right) {
    const fmpz *a = left, *b = right;
    if (!COEFF_IS_MPZ(*a) && !COEFF_IS_MPZ(*b))
        return (*a > *b) - (*a < *b);
    return fmpz_cmp(a, b);
}

/* order[count]: the rows of x[count][dims] sorted lexicographically, equal ones by their
 * number. False when memory is out. */
bool dc_integer_sort_rows(size_t *order, const fmpz *x, size_t dims, size_t count);

/* Bytes that an integer of so many bits takes outside its fmpz; and those of x[count]. What
 * the allocator adds is counted, what it keeps for later is not. */
size_t dc_integer_outside(size_t bits);
size_t dc_integer_bytes(const fmpz *x, size_t count);

/* Gives the allocator what FLINT keeps of this thread's long integers that were cleared. */
void dc_integer_give_back(void);

#endif
