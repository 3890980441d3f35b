#include "floor/affine/classifier.h"

#include <math.h>
#include <stdlib.h>

#include <flint/fmpq_mat.h>

#include "base/rationals.h"

bool dc_affine_create(dc_affine *affine, size_t classes, size_t features) {
    *affine = (dc_affine){ classes, features,
                           dc_rationals_create((classes - 1) * (features + 1)) };
    return affine->theta != NULL;
}

void dc_affine_clear(dc_affine *affine) {
    if (affine->theta)
        dc_rationals_destroy(affine->theta,
                             (affine->classes - 1) * (affine->features + 1));
    *affine = (dc_affine){ 0 };
}

/* Scores are sum of gamma_i z'_i, exactly, z' being what x' is rounded from. */
static void set_row(mpq_t *row, size_t features, const dc_instance *instance,
                    mpq_t *gamma) {
    mpq_t shifted;
    mpq_init(shifted);
    for (size_t l = 0; l <= features; l++)
        mpq_set_ui(row[l], 0, 1);
    mpq_mul_2exp(row[0], gamma[0], DC_CONSTANT_BITS);
    for (size_t i = 1; i < instance->dims; i++) {
        const dc_kept *kept = instance->kept + i - 1;
        mpq_t *to = row + kept->feature + 1;
        mpq_mul(*to, gamma[i], kept->scale);
        mpq_mul(shifted, *to, kept->shift);
        mpq_sub(row[0], row[0], shifted);
    }
    mpq_clear(shifted);
}

/* gamma of the scores <v,u>. */
static double plain_coefficient(const dc_instance *instance, const double *v, size_t i) {
    double sum = 0;
    for (size_t l = i; l < instance->dims; l++)
        sum += v[l] * (double)dc_instance_entry(instance, l, i);
    return sum;
}

bool dc_affine_set(dc_affine *affine, const dc_instance *instance, const double *theta) {
    size_t d = instance->dims;
    mpq_t *gamma = dc_rationals_create(d);
    double *v = malloc(d * sizeof *v);
    for (size_t j = 0; j < instance->rows && gamma && v; j++) {
        for (size_t l = 0; l < d; l++) {
            v[l] = 0;
            for (size_t k = 0; k < d; k++)
                v[l] += instance->whitener[l * d + k] * theta[j * d + k];
        }
        for (size_t i = 0; i < d; i++)
            mpq_set_d(gamma[i], plain_coefficient(instance, v, i));
        set_row(affine->theta + j * (affine->features + 1), affine->features, instance,
                gamma);
    }
    bool done = gamma && v;
    dc_rationals_destroy(gamma, d);
    free(v);
    return done;
}

/* Exact z' of a point as a row. */
static void set_exact_point(fmpq_mat_t rows, size_t row, const dc_instance *instance,
                            const dc_dataset *data, size_t s) {
    mpq_t x;
    mpq_init(x);
    fmpq_set_si(fmpq_mat_entry(rows, (slong)row, 0), 1L << DC_CONSTANT_BITS, 1);
    for (size_t i = 1; i < instance->dims; i++) {
        const dc_kept *kept = instance->kept + i - 1;
        dc_dataset_value(x, data, s, kept->feature);
        mpq_sub(x, x, kept->shift);
        mpq_mul(x, x, kept->scale);
        fmpq_set_mpq(fmpq_mat_entry(rows, (slong)row, (slong)i), x);
    }
    mpq_clear(x);
}

/* gamma less its part along the rows. False if they are dependent. */
static bool project(fmpq_mat_t gamma, const fmpq_mat_t rows) {
    slong k = fmpq_mat_nrows(rows), d = fmpq_mat_ncols(rows);
    fmpq_mat_t across, square, image, factor, part;
    fmpq_mat_init(across, d, k);
    fmpq_mat_init(square, k, k);
    fmpq_mat_init(image, k, 1);
    fmpq_mat_init(factor, k, 1);
    fmpq_mat_init(part, d, 1);
    fmpq_mat_transpose(across, rows);
    fmpq_mat_mul(square, rows, across);
    fmpq_mat_mul(image, rows, gamma);
    bool solved = fmpq_mat_solve(factor, square, image);
    if (solved) {
        fmpq_mat_mul(part, across, factor);
        fmpq_mat_sub(gamma, gamma, part);
    }
    fmpq_mat_clear(across);
    fmpq_mat_clear(square);
    fmpq_mat_clear(image);
    fmpq_mat_clear(factor);
    fmpq_mat_clear(part);
    return solved;
}

/* v with <v,u> = <gamma,x'>, about: back substitution. */
static void set_direction(double *v, const dc_instance *instance, mpq_t *gamma) {
    for (size_t i = instance->dims; i-- > 0;) {
        double rest = mpq_get_d(gamma[i]);
        for (size_t l = i + 1; l < instance->dims; l++)
            rest -= v[l] * (double)dc_instance_entry(instance, l, i);
        v[i] = rest / (double)dc_instance_entry(instance, i, i);
    }
}

bool dc_affine_tie(dc_affine *affine, const dc_instance *instance, const dc_dataset *data,
                   double *v, const size_t *ties, size_t count) {
    size_t d = instance->dims;
    fmpq_mat_t rows, gamma;
    mpq_t *value = dc_rationals_create(d);
    if (!value) {
        v[0] = NAN;
        return false;
    }
    fmpq_mat_init(rows, (slong)count, (slong)d);
    fmpq_mat_init(gamma, (slong)d, 1);
    for (size_t k = 0; k < count; k++)
        set_exact_point(rows, k, instance, data, ties[k]);
    for (size_t i = 0; i < d; i++) {
        mpq_set_d(value[i], plain_coefficient(instance, v, i));
        fmpq_set_mpq(fmpq_mat_entry(gamma, (slong)i, 0), value[i]);
    }
    bool found = (count == 0 || project(gamma, rows)) && !fmpq_mat_is_zero(gamma);
    for (size_t i = 0; i < d; i++)
        fmpq_get_mpq(value[i], fmpq_mat_entry(gamma, (slong)i, 0));
    if (found) {
        set_row(affine->theta, affine->features, instance, value);
        set_direction(v, instance, value);
    }
    fmpq_mat_clear(rows);
    fmpq_mat_clear(gamma);
    dc_rationals_destroy(value, d);
    return found;
}

void dc_affine_scale(dc_affine *affine, double length) {
    mpq_t factor;
    mpq_init(factor);
    mpq_set_d(factor, length);
    for (size_t k = 0; k < (affine->classes - 1) * (affine->features + 1); k++)
        mpq_mul(affine->theta[k], affine->theta[k], factor);
    mpq_clear(factor);
}
