#include "base/doubles.h"

#include <math.h>
#include <stdlib.h>

bool dc_doubles_finite(const double *values, size_t count) {
    for (size_t k = 0; k < count; k++)
        if (!isfinite(values[k]))
            return false;
    return true;
}

static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void dc_doubles_sort(double *values, size_t count) {
    qsort(values, count, sizeof *values, compare);
}
