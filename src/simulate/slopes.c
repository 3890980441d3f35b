#include "simulate/slopes.h"

#include <math.h>

/* Makes up for three roundings. */
static const double UP = 1 + 0x1p-50;

double dc_slopes_most(const double *weights, size_t classes, size_t inputs,
                      const double *scale) {
    double most = 0;
    for (size_t l = 0; l < inputs; l++) {
        double least = weights[l], greatest = weights[l];
        for (size_t a = 1; a < classes; a++) {
            least = fmin(least, weights[a * inputs + l]);
            greatest = fmax(greatest, weights[a * inputs + l]);
        }
        most = fmax(most, (greatest - least) * (scale ? scale[l] : 1));
    }
    return most * UP;
}

static size_t count_differences(const double *a, const double *b, size_t inputs) {
    size_t count = 0;
    for (size_t l = 0; l < inputs; l++)
        count += a[l] != b[l];
    return count;
}

/* Non-zero entries of the v that has most. */
static size_t densest(const double *weights, size_t classes, size_t inputs) {
    size_t most = 0;
    for (size_t a = 0; a < classes; a++)
        for (size_t b = 0; b < a; b++) {
            size_t count = count_differences(weights + a * inputs, weights + b * inputs,
                                             inputs);
            most = count > most ? count : most;
        }
    return most;
}

bool dc_slopes_fit(const double *weights, size_t classes, size_t inputs,
                   const dc_family *family) {
    switch (family->kind) {
    case DC_FAMILY_SPARSE:
        return densest(weights, classes, inputs) <= family->sparsity;
    case DC_FAMILY_AXES:
        return densest(weights, classes, inputs) <= 1;
    case DC_FAMILY_DIRECTIONS:
        return inputs == 1;
    default:
        return true;
    }
}
