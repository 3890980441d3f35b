/* A training set as the proofs about affine classifiers see it (T9,
 * docs/data-floor-certificate.md, section 3): integer coordinates, each within a known
 * distance of an exact affine function of the features; integer weights; and a copy in
 * doubles for the search.
 *
 * Scores are X_j = <theta_j, z>, j < K - 1, and X_{K-1} = 0. */
#ifndef DC_FLOOR_AFFINE_INSTANCE_H
#define DC_FLOOR_AFFINE_INSTANCE_H

#include <doublecheck/dataset.h>
#include <flint/fmpq_mat.h>

#include "base/halt.h"
#include "floor/affine/entropy.h"

/* A kept feature: its coordinate is the integer nearest to (x - shift) scale. */
typedef struct dc_kept {
    size_t feature;
    mpq_t shift, scale;
} dc_kept;

typedef struct dc_instance {
    size_t points, features, classes; /* N, n, K */
    size_t dims;                      /* d: kept features, and before them the constant */
    size_t rows;                      /* K - 1 */
    dc_kept *kept;                    /* [dims - 1] */
    size_t *dropped; /* [dropped_count]: features that follow from the kept ones: */
    size_t dropped_count;
    fmpq_mat_t relation; /* [dropped_count][dims]: coefficients of 1 and of each kept
                            * feature; no rows before dc_instance_reduce */
    int64_t *plain;      /* [points][dims]: x' */
    int64_t *matrix;     /* [dims (dims + 1) / 2]: M, row by row */
    int64_t *u;          /* [points][dims] */
    int64_t *error;      /* [dims]: 2 e */
    uint32_t *label;     /* [points] */
    int64_t *weight;     /* [points]: W_s */
    int64_t unit, total; /* Q, and the sum of the W_s */
    mpq_t loss;          /* Lbar */
    mpz_t budget;        /* floor(loss Q 2^DC_ENTROPY_BITS) */
    double loss_about;
    dc_entropy entropy;
    double *mass;     /* [points]: W_s / Q */
    double *z;        /* [dims][points]: u whitened */
    double *whitener; /* [dims][dims]: z_l = sum over j of whitener[j][l] u_j */
} dc_instance;

enum {
    DC_SHARE_BITS = 16, /* b: shares P are integers over 2^b */
    DC_SHARE_ONE = 1 << DC_SHARE_BITS,
    DC_CONSTANT_BITS = 20, /* x'_0 */
    DC_UNIT_BITS = 31,     /* Q is at most 2^31 */
    DC_FEW_DIMS = 4        /* so few dims may have a matrix that is not diagonal */
};

/* Coordinates with a matrix that makes the constant as large as the others. Columns that
 * are constant, or affine functions of others, are dropped. DC_EINPUT for no labels, one
 * class or too many; DC_ENOMEM; DC_ESTOPPED: it is empty then, all zero, and need not be
 * cleared. */
dc_status dc_instance_create(dc_instance *instance, const dc_dataset *data,
                             const mpq_t loss, dc_halt *halt,
                             dc_error *error) DC_MUST_USE;
/* Empties it; an empty one may be cleared, too. */
void dc_instance_clear(dc_instance *instance);

/* u = matrix x', the matrix being lower triangular with a positive diagonal. */
void dc_instance_transform(dc_instance *instance, const int64_t *matrix);

/* Makes z = u times the whitener. False when memory is out. */
bool dc_instance_whiten(dc_instance *instance, const double *whitener);

/* T: the least misclassified weight, in units, of a classifier whose accuracy is less than
 * `accuracy`. */
int64_t dc_instance_threshold(const dc_instance *instance, const mpq_t accuracy);

/* The accuracy that is proved once no classifier misclassifies `threshold` units or more:
 * at most 1. */
void dc_instance_accuracy(mpq_t accuracy, const dc_instance *instance, int64_t threshold);

static inline const int64_t *dc_instance_point(const dc_instance *instance, size_t s) {
    return instance->u + s * instance->dims;
}

/* How many numbers theta has. */
static inline size_t dc_instance_parameters(const dc_instance *instance) {
    return instance->rows * instance->dims;
}

/* Entry (l,j) of the matrix, j <= l. */
static inline int64_t dc_instance_entry(const dc_instance *instance, size_t l, size_t j) {
    size_t before = l * (l + 1) / 2;
    return instance->matrix[before + j];
}

#endif
