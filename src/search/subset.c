#include "search/subset.h"

void dc_subset_first(size_t *columns, size_t size) {
    for (size_t i = 0; i < size; i++)
        columns[i] = i;
}

bool dc_subset_next(size_t *columns, size_t size, size_t dims) {
    size_t i = size;
    while (i > 0 && columns[i - 1] == dims - size + i - 1)
        i--;
    if (i == 0)
        return false;
    columns[i - 1]++;
    for (; i < size; i++)
        columns[i] = columns[i - 1] + 1;
    return true;
}
