#include "simulate/whitening.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/lapack.h"
#include "base/size.h"

/* Of the mean square of a feature: features that depend on others do no harm. */
static const double RIDGE = 1e-10;

enum { FEW_DIMS = 300 };

/* z = (1, x), each column divided by *scale[d], its root mean square. */
static void set_points(dc_whitening *w, const dc_samples *samples, double *scale) {
    size_t d = w->terrain.dims, points = w->terrain.points;
    double total = 0;
    for (size_t s = 0; s < points; s++)
        total += samples->weight[s];
    for (size_t s = 0; s < points; s++) {
        w->mass[s] = samples->weight[s] / total;
        w->z[s * d] = 1;
        memcpy(w->z + s * d + 1, samples->x + s * (d - 1), (d - 1) * sizeof *w->z);
        for (size_t l = 0; l < d; l++)
            scale[l] += w->mass[s] * w->z[s * d + l] * w->z[s * d + l];
    }
    for (size_t l = 0; l < d; l++)
        scale[l] = scale[l] > 0 && isfinite(scale[l]) ? sqrt(scale[l]) : 1;
    for (size_t k = 0; k < points * d; k++)
        w->z[k] /= scale[k % d];
}

/* whitener = the inverse of the Cholesky factor of the second moments of z; what LAPACK
 * says, or 1 for what is not finite. */
static lapack_int invert_moments(dc_whitening *w) {
    size_t d = w->terrain.dims;
    int size = (int)d;
    for (size_t s = 0; s < w->terrain.points; s++)
        cblas_dsyr(CblasRowMajor, CblasLower, size, w->mass[s], w->z + s * d, 1,
                   w->whitener, size);
    for (size_t l = 0; l < d; l++)
        w->whitener[l * d + l] += RIDGE;
    lapack_int info = LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'L', size, w->whitener, size);
    if (info == 0)
        info = LAPACKE_dtrtri(LAPACK_ROW_MAJOR, 'L', 'N', size, w->whitener, size);
    for (size_t k = 0; k < d * d && info == 0; k++)
        info = !isfinite(w->whitener[k]);
    return info;
}

/* Of many columns, or ones that are not finite, each is only scaled. False: memory is out. */
static bool set_whitener(dc_whitening *w) {
    size_t d = w->terrain.dims;
    lapack_int info = d <= FEW_DIMS ? invert_moments(w) : 1;
    if (info == 0 || dc_lapack_starved(info))
        return info == 0;
    for (size_t k = 0; k < d * d; k++)
        w->whitener[k] = k / d == k % d;
    return true;
}

size_t dc_whitening_bytes(size_t points, size_t features) {
    size_t d = features + 1;
    size_t numbers = dc_size_plus(dc_size_times(points, d + 1), dc_size_times(d, d + 2));
    return dc_size_times(numbers, sizeof(double));
}

static bool allocate(dc_whitening *w, const dc_samples *samples) {
    size_t points = samples->points, d = samples->features + 1;
    *w = (dc_whitening){ 0 };
    w->mass = calloc(points, sizeof *w->mass);
    w->z = calloc(points, d * sizeof *w->z);
    w->whitener = calloc(d, d * sizeof *w->whitener);
    w->theta = calloc(d, sizeof *w->theta);
    w->terrain =
        (dc_terrain){ points, d, samples->classes, samples->label, w->mass, w->z };
    return w->mass && w->z && w->whitener && w->theta;
}

bool dc_whitening_create(dc_whitening *whitening, const dc_samples *samples) {
    dc_whitening *w = whitening;
    size_t d = samples->features + 1;
    double *scale = calloc(d, sizeof *scale);
    bool made = allocate(w, samples) && scale;
    if (made) {
        set_points(w, samples, scale);
        made = set_whitener(w);
        cblas_dtrmm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit,
                    (int)samples->points, (int)d, 1, w->whitener, (int)d, w->z, (int)d);
        for (size_t k = 0; k < d * d; k++)
            w->whitener[k] /= scale[k % d];
    }
    free(scale);
    return made;
}

void dc_whitening_destroy(dc_whitening *whitening) {
    free(whitening->mass);
    free(whitening->z);
    free(whitening->whitener);
    free(whitening->theta);
    *whitening = (dc_whitening){ 0 };
}

/* Biases and weights are whitener' theta. */
void dc_whitening_enter(const dc_whitening *whitening, double *theta,
                        const double *weights, const double *biases) {
    size_t d = whitening->terrain.dims;
    for (size_t l = 0; l < whitening->terrain.classes; l++) {
        theta[l * d] = biases[l];
        memcpy(theta + l * d + 1, weights + l * (d - 1), (d - 1) * sizeof *theta);
        cblas_dtrsv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, (int)d,
                    whitening->whitener, (int)d, theta + l * d, 1);
    }
}

void dc_whitening_leave(dc_whitening *whitening, double *weights, double *biases,
                        const double *theta) {
    size_t d = whitening->terrain.dims;
    for (size_t l = 0; l < whitening->terrain.classes; l++) {
        memcpy(whitening->theta, theta + l * d, d * sizeof *theta);
        cblas_dtrmv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, (int)d,
                    whitening->whitener, (int)d, whitening->theta, 1);
        biases[l] = whitening->theta[0];
        memcpy(weights + l * (d - 1), whitening->theta + 1, (d - 1) * sizeof *weights);
    }
}
