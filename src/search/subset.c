#include "search/subset.h"

#include <stdint.h>

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

size_t dc_subset_count(size_t size, size_t dims) {
    size_t value = 1;
    for (size_t i = 1; i <= size; i++) {
        if (value > SIZE_MAX / (dims - size + i))
            return SIZE_MAX;
        value = value * (dims - size + i) / i;
    }
    return value;
}

void dc_subset_at(size_t *columns, size_t index, size_t size, size_t dims) {
    size_t column = 0;
    for (size_t i = 0; i < size; i++, column++) {
        for (;; column++) {
            size_t rest = dc_subset_count(size - i - 1, dims - column - 1);
            if (index < rest)
                break;
            index -= rest;
        }
        columns[i] = column;
    }
}
