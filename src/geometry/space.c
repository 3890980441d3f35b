#include "geometry/space.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "base/integer.h"

/* T's entries keep this many bits for the coordinate with the widest spread. */
enum { TRANSFORM_BITS = 6 };

enum { FAR = 8 };

/* With more coordinates than this no search of boxes gets anywhere, and the transform
 * would cost more than it is worth. */
enum { MOST_WHITENED = 200 };

void dc_space_destroy(dc_space *space) {
    if (space->y)
        _fmpz_vec_clear(space->y, (slong)(space->count * space->dims));
    if (space->origin)
        _fmpz_vec_clear(space->origin, (slong)space->dims);
    if (space->transform)
        _fmpz_vec_clear(space->transform, (slong)(space->dims * space->dims));
    free(space->column);
    memset(space, 0, sizeof *space);
}

static dc_status set_origin(dc_space *space, dc_error *error) {
    const dc_points *points = space->points;
    fmpz *sorted = malloc((space->count + 1) * sizeof *sorted);
    if (!sorted)
        return dc_fail_memory(error, "the medians");
    for (size_t l = 0; l < space->dims; l++) {
        for (size_t k = 0; k < space->count; k++)
            sorted[k] = dc_points_row(points, k)[l]; /* shallow copies */
        qsort(sorted, space->count, sizeof *sorted, dc_integer_compare);
        fmpz_set(space->origin + l, sorted + space->count / 2);
    }
    free(sorted);
    return DC_OK;
}

static void set_identity(dc_space *space) {
    for (size_t l = 0; l < space->dims; l++)
        fmpz_one(space->transform + l * space->dims + l);
}

/* x - origin in doubles, column by column, each scaled by 2^-exponent[l] into
 * [-1, 1]. */
static void scaled_columns(double *x, long *exponent, const dc_space *space) {
    const dc_points *points = space->points;
    fmpz_t difference;
    fmpz_init(difference);
    for (size_t l = 0; l < space->dims; l++) {
        exponent[l] = 0;
        for (size_t k = 0; k < space->count; k++) {
            fmpz_sub(difference, dc_points_row(points, k) + l, space->origin + l);
            long bits = (long)fmpz_bits(difference);
            exponent[l] = bits > exponent[l] ? bits : exponent[l];
        }
        for (size_t k = 0; k < space->count; k++) {
            slong e = 0;
            fmpz_sub(difference, dc_points_row(points, k) + l, space->origin + l);
            double mantissa = fmpz_get_d_2exp(&e, difference);
            x[l * space->count + k] = ldexp(mantissa, (int)(e - exponent[l]));
        }
    }
    fmpz_clear(difference);
}

static int compare_doubles(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Pulls outliers in to FAR quartile distances from the quartiles, and moves the mean
 * to 0: the covariance is to describe the bulk of the points. */
static void clip(double *x, double *sorted, size_t count) {
    double mean = 0;
    memcpy(sorted, x, count * sizeof *x);
    qsort(sorted, count, sizeof *sorted, compare_doubles);
    double first = sorted[count / 4], third = sorted[count - 1 - count / 4];
    double far = FAR * (third - first);
    for (size_t k = 0; k < count && far > 0; k++)
        x[k] = fmin(fmax(x[k], first - far), third + far);
    for (size_t k = 0; k < count; k++)
        mean += x[k] / (double)count;
    for (size_t k = 0; k < count; k++)
        x[k] -= mean;
}

/* Lower triangular inverse of the Cholesky factor of the covariance; where the
 * factorisation fails, the inverse standard deviations alone. */
static void whitening(double *inverse, const double *x, size_t count, size_t dims) {
    lapack_int n = (lapack_int)dims;
    double *diagonal = inverse + dims * dims;
    for (size_t r = 0; r < dims; r++)
        for (size_t c = 0; c <= r; c++) {
            double sum = 0;
            for (size_t k = 0; k < count; k++)
                sum += x[r * count + k] * x[c * count + k];
            inverse[r * dims + c] = sum / (double)count;
        }
    for (size_t r = 0; r < dims; r++)
        diagonal[r] = 1 / sqrt(inverse[r * dims + r]);
    if (LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'L', n, inverse, n) == 0 &&
        LAPACKE_dtrtri(LAPACK_ROW_MAJOR, 'L', 'N', n, inverse, n) == 0)
        return;
    memset(inverse, 0, dims * dims * sizeof *inverse);
    for (size_t r = 0; r < dims; r++)
        inverse[r * dims + r] = diagonal[r];
}

/* T = the whitening matrix rounded; triangular with a non-zero diagonal, so
 * invertible whatever floating point made of it. */
static dc_status set_whitening(dc_space *space, dc_error *error) {
    size_t dims = space->dims, count = space->count;
    double *x = malloc((dims * count + dims * dims + dims + count) * sizeof *x);
    long *exponent = malloc(dims * sizeof *exponent), widest = 0;
    if (!x || !exponent) {
        free(x);
        free(exponent);
        return dc_fail_memory(error, "the whitening transform");
    }
    double *inverse = x + dims * count;
    scaled_columns(x, exponent, space);
    for (size_t l = 0; l < dims; l++)
        clip(x + l * count, inverse + dims * dims + dims, count);
    whitening(inverse, x, count, dims);
    for (size_t l = 0; l < dims; l++)
        widest = exponent[l] > widest ? exponent[l] : widest;
    for (size_t r = 0; r < dims; r++)
        for (size_t c = 0; c <= r; c++) {
            fmpz *entry = space->transform + r * dims + c;
            double value = inverse[r * dims + c];
            if (isfinite(value))
                fmpz_set_d_2exp(entry, value, TRANSFORM_BITS + widest - exponent[c]);
            if (r == c && fmpz_is_zero(entry))
                fmpz_one(entry);
        }
    free(x);
    free(exponent);
    return DC_OK;
}

/* T is lower triangular, or diagonal. */
static void set_points(dc_space *space, bool diagonal) {
    size_t dims = space->dims;
    fmpz *x = _fmpz_vec_init((slong)dims);
    for (size_t k = 0; k < space->count; k++) {
        fmpz *y = space->y + k * dims;
        _fmpz_vec_sub(x, dc_points_row(space->points, k), space->origin, (slong)dims);
        for (size_t r = 0; r < dims; r++) {
            const fmpz *row = space->transform + r * dims;
            if (diagonal)
                fmpz_mul(y + r, row + r, x + r);
            else
                _fmpz_vec_dot(y + r, row, x, (slong)r + 1);
        }
    }
    _fmpz_vec_clear(x, (slong)dims);
}

static void set_columns(dc_space *space) {
    size_t dims = space->dims, count = space->count;
    long bits = labs(_fmpz_vec_max_bits(space->y, (slong)(count * dims)));
    space->shift = bits > 60 ? bits - 60 : 0;
    for (size_t k = 0; k < count; k++)
        space->size[k] = 0;
    for (size_t l = 0; l < dims; l++) {
        double squares = 0;
        for (size_t k = 0; k < count; k++) {
            slong e = 0;
            double mantissa = fmpz_get_d_2exp(&e, dc_space_row(space, k) + l);
            double value = ldexp(mantissa, (int)(e - space->shift));
            space->column[l * count + k] = value;
            space->size[k] += fabs(value) * (1 + 1e-9);
            squares += value * value;
        }
        space->spread[l] = sqrt(squares / (double)count);
    }
}

dc_status dc_space_create(dc_space *space, const dc_points *points, bool whiten,
                          dc_error *error) {
    size_t dims = points->dims, count = points->count;
    memset(space, 0, sizeof *space);
    space->count = count;
    space->dims = dims;
    space->points = points;
    space->column = malloc((dims * count + dims + count + 1) * sizeof *space->column);
    if (!space->column)
        return dc_fail_memory(error, "the search coordinates");
    space->spread = space->column + dims * count;
    space->size = space->spread + dims;
    space->y = _fmpz_vec_init((slong)(count * dims));
    space->origin = _fmpz_vec_init((slong)dims);
    space->transform = _fmpz_vec_init((slong)(dims * dims));
    /* One coordinate has no boxes that good coordinates could make fewer. */
    dc_status status = dims > 1 ? set_origin(space, error) : DC_OK;
    if (dims == 1 || dims > MOST_WHITENED)
        whiten = false;
    if (status == DC_OK && whiten)
        status = set_whitening(space, error);
    if (status != DC_OK) {
        dc_space_destroy(space);
        return status;
    }
    if (!whiten)
        set_identity(space);
    set_points(space, !whiten);
    set_columns(space);
    return DC_OK;
}

void dc_space_project(fmpz *projection, const dc_space *space, const fmpz *v) {
    for (size_t k = 0; k < space->count; k++)
        _fmpz_vec_dot(projection + k, dc_space_row(space, k), v, (slong)space->dims);
}

void dc_space_direction(fmpz *v_x, const dc_space *space, const fmpz *v) {
    for (size_t c = 0; c < space->dims; c++) {
        fmpz_zero(v_x + c);
        for (size_t r = 0; r < space->dims; r++)
            fmpz_addmul(v_x + c, space->transform + r * space->dims + c, v + r);
    }
}
