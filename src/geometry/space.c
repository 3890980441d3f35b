#include "geometry/space.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_vec.h>

#include "base/error.h"
#include "base/integer.h"
#include "base/lapack.h"

/* T's entries keep this many bits for the coordinate with the widest spread. */
enum { TRANSFORM_BITS = 6 };

enum { FAR = 8 };

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

enum { WIDE_BITS = 126 };

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

static dc_status set_origin(dc_space *space, dc_halt *halt, dc_error *error) {
    const dc_points *points = space->points;
    fmpz *sorted = malloc((space->count + 1) * sizeof *sorted);
    if (!sorted)
        return dc_fail_memory(error, "the medians");
    for (size_t l = 0; l < space->dims && !dc_halt_after(halt, 4 * space->count); l++) {
        for (size_t k = 0; k < space->count; k++)
            sorted[k] = dc_points_row(points, k)[l]; /* shallow copies */
        qsort(sorted, space->count, sizeof *sorted, dc_integer_compare);
        fmpz_set(space->origin + l, sorted + space->count / 2);
    }
    free(sorted);
    return dc_halt_after(halt, 0) ? dc_halt_fail(error) : DC_OK;
}

static void set_identity(dc_space *space) {
    for (size_t l = 0; l < space->dims; l++)
        fmpz_one(space->transform + l * space->dims + l);
}

/* x - origin in doubles, column by column, each scaled by 2^-exponent[l] into
 * [-1, 1]. */
static void scaled_columns(double *x, long *exponent, const dc_space *space,
                           dc_halt *halt) {
    const dc_points *points = space->points;
    fmpz_t difference;
    fmpz_init(difference);
    for (size_t l = 0; l < space->dims && !dc_halt_after(halt, space->count); l++) {
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
 * factorisation fails, the inverse standard deviations alone. False: memory is out. */
static bool whitening(double *inverse, const double *x, size_t count, size_t dims,
                      dc_halt *halt) {
    lapack_int n = (lapack_int)dims;
    double *diagonal = inverse + dims * dims;
    for (size_t r = 0; r < dims; r++) {
        if (dc_halt_after(halt, r * count / 8))
            return true;
        for (size_t c = 0; c <= r; c++) {
            double sum = 0;
            for (size_t k = 0; k < count; k++)
                sum += x[r * count + k] * x[c * count + k];
            inverse[r * dims + c] = sum / (double)count;
        }
    }
    for (size_t r = 0; r < dims; r++)
        diagonal[r] = 1 / sqrt(inverse[r * dims + r]);
    lapack_int info = LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'L', n, inverse, n);
    if (info == 0)
        info = LAPACKE_dtrtri(LAPACK_ROW_MAJOR, 'L', 'N', n, inverse, n);
    if (info == 0 || dc_lapack_starved(info))
        return info == 0;
    memset(inverse, 0, dims * dims * sizeof *inverse);
    for (size_t r = 0; r < dims; r++)
        inverse[r * dims + r] = diagonal[r];
    return true;
}

/* T = the whitening matrix rounded; triangular with a non-zero diagonal, so
 * invertible whatever floating point made of it. */
static void set_transform(dc_space *space, const double *inverse, const long *exponent) {
    size_t dims = space->dims;
    long widest = 0;
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
}

static dc_status set_whitening(dc_space *space, dc_halt *halt, dc_error *error) {
    size_t dims = space->dims, count = space->count;
    double *x = malloc((dims * count + dims * dims + dims + count) * sizeof *x);
    long *exponent = malloc(dims * sizeof *exponent);
    if (!x || !exponent) {
        free(x);
        free(exponent);
        return dc_fail_memory(error, "the whitening transform");
    }
    double *inverse = x + dims * count;
    scaled_columns(x, exponent, space, halt);
    for (size_t l = 0; l < dims && !dc_halt_after(halt, 4 * count); l++)
        clip(x + l * count, inverse + dims * dims + dims, count);
    bool whitened = whitening(inverse, x, count, dims, halt);
    bool stopped = dc_halt_after(halt, 0);
    if (!stopped && whitened)
        set_transform(space, inverse, exponent);
    free(x);
    free(exponent);
    if (!whitened)
        return dc_fail_memory(error, "the whitening transform");
    return stopped ? dc_halt_fail(error) : DC_OK;
}

/* T x for a lower triangular T, or the diagonal of T alone. */
static void multiply(fmpz *y, const fmpz *transform, const fmpz *x, size_t dims,
                     bool diagonal) {
    for (size_t r = 0; r < dims; r++) {
        const fmpz *row = transform + r * dims;
        if (diagonal)
            fmpz_mul(y + r, row + r, x + r);
        else
            _fmpz_vec_dot(y + r, row, x, (slong)r + 1);
    }
}

static wide to_wide(const fmpz_t value) {
    ulong high, low;
    fmpz_get_signed_uiui(&high, &low, value);
    return (wide)((unsigned_wide)high << 64 | low);
}

/* The same in words, where the sums have room for it. */
static void multiply_wide(fmpz *y, const wide *transform, wide *w, const fmpz *x,
                          size_t dims) {
    for (size_t l = 0; l < dims; l++)
        w[l] = to_wide(x + l);
    for (size_t r = 0; r < dims; r++) {
        wide sum = 0;
        for (size_t c = 0; c <= r; c++)
            sum += transform[r * dims + c] * w[c];
        fmpz_set_signed_uiui(y + r, (ulong)((unsigned_wide)sum >> 64), (ulong)sum);
    }
}

/* T in words; NULL if sums of dims products with entries of x might not fit, or there is
 * no memory: it is a short cut only. */
static wide *wide_transform(const dc_space *space) {
    size_t dims = space->dims, entries = dims * dims;
    slong bits = labs(_fmpz_vec_max_bits(space->transform, (slong)entries));
    /* x - origin has a bit more than x. */
    bits += 1 + labs(_fmpz_vec_max_bits(space->points->x, (slong)(space->count * dims)));
    if (bits + (slong)FLINT_BIT_COUNT(dims) > WIDE_BITS)
        return NULL;
    wide *transform = malloc((entries + dims) * sizeof *transform);
    for (size_t k = 0; k < entries && transform; k++)
        transform[k] = to_wide(space->transform + k);
    return transform;
}

static dc_status set_points(dc_space *space, bool diagonal, dc_halt *halt,
                            dc_error *error) {
    size_t dims = space->dims, work = diagonal ? dims : dims * dims / 4 + dims;
    fmpz *x = _fmpz_vec_init((slong)dims);
    wide *transform = diagonal ? NULL : wide_transform(space);
    for (size_t k = 0; k < space->count && !dc_halt_after(halt, work); k++) {
        fmpz *y = space->y + k * dims;
        _fmpz_vec_sub(x, dc_points_row(space->points, k), space->origin, (slong)dims);
        if (transform)
            multiply_wide(y, transform, transform + dims * dims, x, dims);
        else
            multiply(y, space->transform, x, dims, diagonal);
    }
    free(transform);
    _fmpz_vec_clear(x, (slong)dims);
    return dc_halt_after(halt, 0) ? dc_halt_fail(error) : DC_OK;
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

static dc_status fill(dc_space *space, bool whiten, dc_halt *halt, dc_error *error) {
    /* One coordinate has no boxes that good coordinates could make fewer. */
    dc_status status = space->dims > 1 ? set_origin(space, halt, error) : DC_OK;
    if (status == DC_OK && whiten)
        status = set_whitening(space, halt, error);
    if (!whiten)
        set_identity(space);
    if (status == DC_OK)
        status = set_points(space, !whiten, halt, error);
    if (status == DC_OK)
        set_columns(space);
    return status;
}

dc_status dc_space_create(dc_space *space, const dc_points *points, bool whiten,
                          dc_halt *halt, dc_error *error) {
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
    if (dims == 1 || dims > MOST_WHITENED)
        whiten = false;
    dc_status status = fill(space, whiten, halt, error);
    if (status != DC_OK)
        dc_space_destroy(space);
    return status;
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
