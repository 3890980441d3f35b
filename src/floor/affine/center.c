#include "floor/affine/center.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum {
    FIT_STEPS = 400,
    CENTER_STEPS = 12, /* between looks whether the loss is small enough for a center */
    MATRIX_BITS = 10
};

/* The center's loss is about that part of the way from the least loss to Lbar. */
static const double CENTRAL = 0.3;

/* The inverse transpose of the Cholesky factor of sum of c w u u', c >= 0 for each point:
 * whitener[j][l]. NULL: c = 1. Columns are scaled first. */
static bool set_whitener(double *whitener, const dc_instance *instance, const double *c) {
    size_t d = instance->dims, N = instance->points;
    double *scaled = calloc(N * d, sizeof *scaled), *scale = calloc(d, sizeof *scale);
    bool done = scaled && scale;
    for (size_t s = 0; s < N && done; s++)
        for (size_t l = 0; l < d; l++)
            scale[l] += instance->mass[s] * (double)instance->u[s * d + l] *
                        (double)instance->u[s * d + l];
    for (size_t l = 0; l < d && done; l++)
        scale[l] = 1 / sqrt(scale[l] > 0 ? scale[l] : 1);
    for (size_t s = 0; s < N && done; s++) {
        double root = sqrt(instance->mass[s] * (c ? c[s] : 1));
        for (size_t l = 0; l < d; l++)
            scaled[s * d + l] = root * scale[l] * (double)instance->u[s * d + l];
    }
    if (done) {
        int D = (int)d;
        double trace = 0;
        cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, D, (int)N, 1, scaled, D, 0,
                    whitener, D);
        for (size_t l = 0; l < d; l++)
            trace += whitener[l * d + l];
        for (size_t l = 0; l < d; l++)
            whitener[l * d + l] += 1e-9 * trace / (double)d;
        done = LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', D, whitener, D) == 0 &&
               LAPACKE_dtrtri(LAPACK_COL_MAJOR, 'L', 'N', D, whitener, D) == 0;
        /* Column-major L^-1 at [j d + l] is its entry (l,j): what u_j brings to z_l. */
        for (size_t j = 0; j < d; j++)
            for (size_t l = 0; l < d; l++)
                whitener[j * d + l] = l < j ? 0 : whitener[j * d + l] * scale[j];
    }
    free(scaled);
    free(scale);
    return done;
}

static bool whiten(dc_instance *instance, const double *c) {
    double *whitener = calloc(instance->dims, instance->dims * sizeof *whitener);
    bool done = whitener && set_whitener(whitener, instance, c) &&
                dc_instance_whiten(instance, whitener);
    free(whitener);
    return done;
}

/* Goes down to the least loss; the center is the first place at which the loss is well below
 * Lbar, if there is one. */
static void fit(dc_center *center, dc_descent *descent, dc_halt *halt) {
    const dc_instance *instance = descent->instance;
    size_t bytes = dc_instance_parameters(instance) * sizeof *center->theta;
    dc_decisions open = { NULL, { 0, 0, 0 } };
    bool central = false;
    double wrong = 0, before = INFINITY;
    for (int step = 0; step < FIT_STEPS && !dc_halt_now(halt); step += CENTER_STEPS) {
        dc_descent_run(descent, &open, 1e-9, CENTER_STEPS);
        double loss = dc_descent_loss(descent, &wrong);
        center->least_loss = loss;
        center->accuracy = 1 - wrong;
        if (!central || loss >= CENTRAL * instance->loss_about)
            memcpy(center->theta, descent->theta, bytes);
        central = central || loss < CENTRAL * instance->loss_about;
        if (descent->gradient <= 1e-9 || before - loss < 1e-12 * loss || loss < 1e-300)
            break;
        before = loss;
    }
}

/* Curvature of the loss for each point, at the center, where descent is afterwards; not too
 * little anywhere. */
static double *curvatures(const dc_center *center, dc_descent *descent) {
    const dc_instance *instance = descent->instance;
    size_t K = instance->classes;
    double *c = malloc(instance->points * sizeof *c), most = 0;
    dc_decisions open = { NULL, { 0, 0, 0 } };
    memcpy(descent->theta, center->theta,
           dc_instance_parameters(instance) * sizeof *center->theta);
    dc_descent_look(descent, &open);
    for (size_t s = 0; s < instance->points && c; s++) {
        c[s] = 0;
        for (size_t j = 0; j < K; j++)
            c[s] += descent->shares[s * K + j] * (1 - descent->shares[s * K + j]) / 2;
        most = fmax(most, c[s]);
    }
    for (size_t s = 0; s < instance->points && c; s++)
        c[s] = fmax(c[s], 1e-3 * most);
    return c;
}

/* The center in new coordinates: scores stay, so it is found again by least squares.
 * False if memory is out. */
static bool move_center(dc_center *center, const dc_instance *instance,
                        const double *scores) {
    size_t d = instance->dims, N = instance->points, K = instance->classes;
    double *gram = malloc(d * d * sizeof *gram);
    int D = (int)d;
    if (!gram)
        return false;
    cblas_dsyrk(CblasColMajor, CblasLower, CblasTrans, D, (int)N, 1, instance->z, (int)N,
                0, gram, D);
    for (size_t j = 0; j < instance->rows; j++)
        for (size_t l = 0; l < d; l++)
            center->theta[j * d + l] = cblas_ddot((int)N, instance->z + l * N, 1,
                                                  scores + j, (int)K);
    if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', D, gram, D) == 0)
        LAPACKE_dpotrs(LAPACK_COL_MAJOR, 'L', D, (lapack_int)instance->rows, gram, D,
                       center->theta, D);
    free(gram);
    return true;
}

/* For few dimensions: integer coordinates in which C is round. */
static void round_coordinates(dc_instance *instance) {
    size_t d = instance->dims;
    int64_t matrix[DC_FEW_DIMS * (DC_FEW_DIMS + 1) / 2];
    double most = 0;
    for (size_t l = 0; l < d; l++)
        for (size_t j = 0; j <= l; j++)
            most = fmax(most, fabs(instance->whitener[j * d + l]));
    for (size_t l = 0; l < d; l++)
        for (size_t j = 0; j <= l; j++) {
            double entry = ldexp(instance->whitener[j * d + l] / most, MATRIX_BITS);
            matrix[l * (l + 1) / 2 + j] = j == l ? (int64_t)fmax(1, rint(entry))
                                                 : llrint(entry);
        }
    dc_instance_transform(instance, matrix);
}

/* New coordinates, by the curvatures c. */
static bool change_coordinates(dc_instance *instance, const double *c) {
    if (!whiten(instance, c))
        return false;
    if (instance->classes > 2 || instance->dims > DC_FEW_DIMS)
        return true;
    round_coordinates(instance);
    return whiten(instance, c);
}

static bool find(dc_center *center, dc_descent *descent, dc_instance *instance,
                 dc_halt *halt) {
    center->theta = calloc(dc_instance_parameters(instance), sizeof *center->theta);
    if (!whiten(instance, NULL) || !dc_descent_create(descent, instance) ||
        !center->theta)
        return false;
    fit(center, descent, halt);
    double *c = curvatures(center, descent);
    bool done = c && change_coordinates(instance, c) &&
                move_center(center, instance, descent->scores);
    free(c);
    return done;
}

dc_status dc_center_find(dc_center *center, dc_instance *instance, dc_halt *halt,
                         dc_error *error) {
    dc_descent descent = { 0 };
    bool found = find(center, &descent, instance, halt);
    dc_descent_destroy(&descent);
    return found ? DC_OK : dc_fail_memory(error, "the fit");
}

void dc_center_clear(dc_center *center) {
    free(center->theta);
    *center = (dc_center){ 0 };
}
