/* Affine dependence among coordinates, found modulo a prime and proved exactly. */
#include <stdlib.h>
#include <string.h>

#include <flint/fmpq_mat.h>
#include <flint/fmpz_mat.h>
#include <flint/fmpz_vec.h>
#include <flint/nmod_mat.h>

#include "base/error.h"
#include "geometry/points.h"

/* count dims^2 up to which dependence is looked for. */
#define MOST_WORK 1e8

/* x[k][l] - x[0][l]. */
static void difference(fmpz_t value, const dc_points *points, size_t k, size_t l) {
    fmpz_sub(value, dc_points_row(points, k) + l, dc_points_row(points, 0) + l);
}

/* Pivot columns (ascending), and as many rows that show their independence, of
 * the difference matrix modulo a prime: independent modulo a prime is independent
 * over the rationals. Returns the rank. */
static size_t pivots_modulo(size_t *columns, size_t *rows, const dc_points *points) {
    const mp_limb_t prime = UWORD(2305843009213693951);
    slong height = (slong)points->count - 1, width = (slong)points->dims;
    size_t rank = 0;
    nmod_mat_t m;
    fmpz_t value;
    fmpz_init(value);
    nmod_mat_init(m, width, height, prime);
    for (slong k = 0; k < height; k++)
        for (slong l = 0; l < width; l++) {
            difference(value, points, (size_t)k + 1, (size_t)l);
            nmod_mat_entry(m, l, k) = fmpz_fdiv_ui(value, prime);
        }
    /* The transpose's echelon form names the rows, theirs then the columns. */
    nmod_mat_t t;
    nmod_mat_init(t, height, width, prime);
    nmod_mat_transpose(t, m);
    size_t found_rows = (size_t)nmod_mat_rref(m);
    for (slong r = 0, k = 0; r < (slong)found_rows; r++, k++) {
        while (nmod_mat_entry(m, r, k) == 0)
            k++;
        rows[r] = (size_t)k + 1;
    }
    rank = (size_t)nmod_mat_rref(t);
    for (slong r = 0, l = 0; r < (slong)rank; r++, l++) {
        while (nmod_mat_entry(t, r, l) == 0)
            l++;
        columns[r] = (size_t)l;
    }
    nmod_mat_clear(t);
    nmod_mat_clear(m);
    fmpz_clear(value);
    return rank;
}

/* Is column l an affine function of the pivot columns on every point? Solves on
 * the pivot rows, checks on all. */
static bool depends(const dc_points *points, size_t l, const size_t *columns,
                    const size_t *rows, size_t rank) {
    bool dependent = true;
    fmpz_mat_t a, b, solution;
    fmpz_t denominator, value, sum;
    fmpz_mat_init(a, (slong)rank, (slong)rank);
    fmpz_mat_init(b, (slong)rank, 1);
    fmpz_mat_init(solution, (slong)rank, 1);
    fmpz_init(denominator);
    fmpz_init(value);
    fmpz_init(sum);
    for (size_t r = 0; r < rank; r++) {
        for (size_t c = 0; c < rank; c++)
            difference(fmpz_mat_entry(a, r, c), points, rows[r], columns[c]);
        difference(fmpz_mat_entry(b, r, 0), points, rows[r], l);
    }
    if (!fmpz_mat_solve(solution, denominator, a, b))
        dependent = false;
    for (size_t k = 1; k < points->count && dependent; k++) {
        difference(sum, points, k, l);
        fmpz_mul(sum, sum, denominator);
        for (size_t c = 0; c < rank; c++) {
            difference(value, points, k, columns[c]);
            fmpz_submul(sum, value, fmpz_mat_entry(solution, c, 0));
        }
        dependent = fmpz_is_zero(sum);
    }
    fmpz_clear(sum);
    fmpz_clear(value);
    fmpz_clear(denominator);
    fmpz_mat_clear(solution);
    fmpz_mat_clear(b);
    fmpz_mat_clear(a);
    return dependent;
}

/* Keeps every pivot column and every column not proved dependent. */
static size_t choose(size_t *keep, const dc_points *points, const size_t *columns,
                     const size_t *rows, size_t rank) {
    size_t kept = 0;
    for (size_t l = 0, next = 0; l < points->dims; l++) {
        bool pivot = next < rank && columns[next] == l;
        next += pivot;
        if (pivot || !depends(points, l, columns, rows, rank))
            keep[kept++] = l;
    }
    return kept;
}

dc_status dc_points_reduce(dc_points *points, dc_error *error) {
    size_t dims = points->dims, height = points->count - 1;
    if (dims <= 1 || (double)height * (double)dims * (double)dims > MOST_WORK)
        return DC_OK;
    size_t *buffer = malloc((2 * dims + height + dims) * sizeof *buffer);
    if (!buffer)
        return dc_fail_memory(error, "looking for dependent columns");
    size_t *columns = buffer, *keep = buffer + dims, *rows = buffer + 2 * dims;
    dc_status status = DC_OK;
    size_t rank = pivots_modulo(columns, rows, points);
    if (rank < dims) {
        size_t kept = choose(keep, points, columns, rows, rank);
        dc_points reduced;
        status = dc_points_project(&reduced, points, keep, kept, error);
        if (status == DC_OK) {
            reduced.dependent += dims - kept;
            dc_points_destroy(points);
            *points = reduced;
        }
    }
    free(buffer);
    return status;
}
