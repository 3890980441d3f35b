#include "floor/affine/dependent.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/lapack.h"

/* A column whose part across the others is that small may depend on them: coordinates are
 * rounded to 2^-20 of its size. Its square is compared. */
static const double SMALL = 1e-10;

/* Columns of length 1: scaled[l][s]. */
static void scale_columns(double *scaled, const dc_instance *instance) {
    size_t N = instance->points, d = instance->dims;
    for (size_t l = 0; l < d; l++) {
        double *column = scaled + l * N;
        for (size_t s = 0; s < N; s++)
            column[s] = (double)instance->plain[s * d + l];
        double length = cblas_dnrm2((int)N, column, 1);
        cblas_dscal((int)N, length > 0 ? 1 / length : 0, column, 1);
    }
}

/* Cholesky's factor, in order; a column without a pivot is marked and passed over. */
static size_t mark(bool *dependent, double *gram, size_t d) {
    size_t count = 0;
    for (size_t l = 0; l < d; l++) {
        double *row = gram + l * d, pivot = row[l];
        for (size_t j = 0; j < l; j++) {
            const double *other = gram + j * d;
            if (dependent[j]) {
                row[j] = 0;
                continue;
            }
            row[j] = (row[j] - cblas_ddot((int)j, row, 1, other, 1)) / other[j];
            pivot -= row[j] * row[j];
        }
        dependent[l] = pivot < SMALL;
        row[l] = dependent[l] ? 1 : sqrt(pivot);
        count += dependent[l];
    }
    return count;
}

/* Points at which the other columns are independent: by QR with pivoting. What LAPACK says. */
static lapack_int choose_rows(lapack_int *order, const double *scaled,
                              const bool *dependent, const dc_instance *instance,
                              size_t rank) {
    size_t N = instance->points;
    double *a = malloc(rank * N * sizeof *a), *tau = malloc(rank * sizeof *tau);
    size_t i = 0;
    for (size_t l = 0; l < instance->dims && a; l++) {
        if (dependent[l])
            continue;
        cblas_dcopy((int)N, scaled + l * N, 1, a + i++, (int)rank);
    }
    memset(order, 0, N * sizeof *order);
    lapack_int info = a && tau
                          ? LAPACKE_dgeqp3(LAPACK_COL_MAJOR, (lapack_int)rank,
                                           (lapack_int)N, a, (lapack_int)rank, order, tau)
                          : LAPACK_WORK_MEMORY_ERROR;
    free(a);
    free(tau);
    return info;
}

static void set_value(fmpq_t entry, const dc_instance *instance, const dc_dataset *data,
                      size_t s, size_t l, mpq_t value) {
    mpq_set_ui(value, 1, 1);
    if (l > 0)
        dc_dataset_value(value, data, s, instance->kept[l - 1].feature);
    fmpq_set_mpq(entry, value);
}

/* solution[rank][count]: how the dependent columns follow from the others at those points. */
static bool solve(fmpq_mat_t solution, const lapack_int *order, const bool *dependent,
                  const dc_instance *instance, const dc_dataset *data) {
    slong rank = fmpq_mat_nrows(solution), count = fmpq_mat_ncols(solution);
    fmpq_mat_t left, right;
    mpq_t value;
    mpq_init(value);
    fmpq_mat_init(left, rank, rank);
    fmpq_mat_init(right, rank, count);
    for (slong i = 0; i < rank; i++) {
        slong from = 0, to = 0;
        for (size_t l = 0; l < instance->dims; l++)
            set_value(dependent[l] ? fmpq_mat_entry(right, i, to++)
                                   : fmpq_mat_entry(left, i, from++),
                      instance, data, (size_t)order[i] - 1, l, value);
    }
    bool solved = fmpq_mat_solve(solution, left, right);
    fmpq_mat_clear(left);
    fmpq_mat_clear(right);
    mpq_clear(value);
    return solved;
}

/* Unmarks the dependent columns that are not, at a point, what the solution says. */
static void compare_at(bool *dependent, const bool *marked, const fmpq_mat_t solution,
                       const dc_instance *instance, const dc_dataset *data, size_t s,
                       mpq_t value) {
    slong rank = fmpq_mat_nrows(solution), count = fmpq_mat_ncols(solution);
    fmpq_mat_t given;
    fmpq_t sum;
    fmpq_mat_init(given, 1, rank + count);
    fmpq_init(sum);
    slong from = 0, to = rank, k = 0;
    for (size_t l = 0; l < instance->dims; l++)
        set_value(fmpq_mat_entry(given, 0, marked[l] ? to++ : from++), instance, data, s,
                  l, value);
    for (size_t l = 0; l < instance->dims; l++) {
        if (!marked[l])
            continue;
        fmpq_zero(sum);
        for (slong i = 0; i < rank; i++)
            fmpq_addmul(sum, fmpq_mat_entry(given, 0, i), fmpq_mat_entry(solution, i, k));
        if (!fmpq_equal(sum, fmpq_mat_entry(given, 0, rank + k)))
            dependent[l] = false;
        k++;
    }
    fmpq_clear(sum);
    fmpq_mat_clear(given);
}

/* The same at all points; how many columns are left. */
static size_t compare(bool *dependent, const bool *marked, const fmpq_mat_t solution,
                      const dc_instance *instance, const dc_dataset *data) {
    mpq_t value;
    size_t count = 0;
    mpq_init(value);
    for (size_t s = 0; s < instance->points; s++)
        compare_at(dependent, marked, solution, instance, data, s, value);
    for (size_t l = 0; l < instance->dims; l++)
        count += dependent[l];
    mpq_clear(value);
    return count;
}

/* Leaves the columns out; their features join the dropped ones. */
static void drop(dc_instance *instance, const bool *dependent) {
    size_t d = instance->dims, rank = 0;
    for (size_t l = 0; l < d; l++) {
        if (l > 0 && dependent[l])
            instance->dropped[instance->dropped_count++] = instance->kept[l - 1].feature;
        if (dependent[l])
            continue;
        if (l > 0 && rank < l) {
            mpq_swap(instance->kept[rank - 1].shift, instance->kept[l - 1].shift);
            mpq_swap(instance->kept[rank - 1].scale, instance->kept[l - 1].scale);
            instance->kept[rank - 1].feature = instance->kept[l - 1].feature;
        }
        for (size_t s = 0; s < instance->points; s++)
            instance->plain[s * d + rank] = instance->plain[s * d + l];
        rank++;
    }
    for (size_t s = 0; s < instance->points; s++)
        memmove(instance->plain + s * rank, instance->plain + s * d,
                rank * sizeof *instance->plain);
    instance->dims = rank;
}

/* Constant features first, as they are, then those of the solution. */
static void set_relations(dc_instance *instance, const dc_dataset *data, size_t constants,
                          const fmpq_mat_t solution) {
    mpq_t value;
    mpq_init(value);
    fmpq_mat_init(instance->relation, (slong)instance->dropped_count,
                  (slong)instance->dims);
    for (size_t i = 0; i < constants; i++) {
        dc_dataset_value(value, data, 0, instance->dropped[i]);
        fmpq_set_mpq(fmpq_mat_entry(instance->relation, (slong)i, 0), value);
    }
    for (size_t i = constants; i < instance->dropped_count; i++)
        for (size_t l = 0; l < instance->dims; l++)
            fmpq_set(fmpq_mat_entry(instance->relation, (slong)i, (slong)l),
                     fmpq_mat_entry(solution, (slong)l, (slong)(i - constants)));
    mpq_clear(value);
}

/* Drops what is dependent if all of it is exactly that; else unmarks what is not. *left: the
 * marks that are to be tried again. */
static dc_status reduce(dc_instance *instance, const dc_dataset *data,
                        const double *scaled, bool *dependent, size_t *left,
                        dc_error *error) {
    size_t constants = instance->dropped_count, count = *left, d = instance->dims;
    lapack_int *order = calloc(instance->points, sizeof *order);
    bool *marked = malloc(d * sizeof *marked);
    fmpq_mat_t solution;
    *left = 0;
    fmpq_mat_init(solution, (slong)(d - count), (slong)count);
    lapack_int info = order && marked ? 0 : LAPACK_WORK_MEMORY_ERROR;
    bool enough = d - count <= instance->points; /* else no rows are independent */
    if (info == 0 && enough)
        info = choose_rows(order, scaled, dependent, instance, d - count);
    bool solved = info == 0 && enough &&
                  solve(solution, order, dependent, instance, data);
    if (solved) {
        memcpy(marked, dependent, d * sizeof *marked);
        *left = compare(dependent, marked, solution, instance, data);
    }
    if (solved && *left == count) {
        *left = 0;
        drop(instance, dependent);
        set_relations(instance, data, constants, solution);
    }
    fmpq_mat_clear(solution);
    free(order);
    free(marked);
    return dc_lapack_starved(info) ? dc_fail_memory(error, "the points") : DC_OK;
}

dc_status dc_instance_reduce(dc_instance *instance, const dc_dataset *data, dc_halt *halt,
                             dc_error *error) {
    size_t N = instance->points, d = instance->dims;
    double *scaled = calloc(N, d * sizeof *scaled), *gram = calloc(d, d * sizeof *gram);
    bool *dependent = calloc(d, sizeof *dependent);
    dc_status status = scaled && gram && dependent ? DC_OK
                                                   : dc_fail_memory(error, "the points");
    if (status == DC_OK && dc_halt_now(halt))
        status = dc_halt_fail(error);
    if (status == DC_OK) {
        scale_columns(scaled, instance);
        cblas_dsyrk(CblasColMajor, CblasUpper, CblasTrans, (int)d, (int)N, 1, scaled,
                    (int)N, 0, gram, (int)d);
        size_t left = mark(dependent, gram, d), constants = instance->dropped_count;
        while (left > 0 && status == DC_OK)
            status = reduce(instance, data, scaled, dependent, &left, error);
        if (instance->dropped_count == constants) {
            fmpq_mat_t none;
            fmpq_mat_init(none, 0, 0);
            set_relations(instance, data, constants, none);
            fmpq_mat_clear(none);
        }
    }
    free(scaled);
    free(gram);
    free(dependent);
    return status;
}
