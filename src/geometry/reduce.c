#include "geometry/reduce.h"

#include <stdlib.h>
#include <string.h>

#include <flint/fmpq_mat.h>
#include <flint/fmpz_mat.h>
#include <flint/fmpz_vec.h>
#include <flint/nmod_mat.h>

#include "base/error.h"

/* Dependence is found modulo a prime and proved exactly.
 * count dims^2 up to which dependence is looked for. */
#define MOST_WORK 1e8
#define PRIME UWORD(2305843009213693951)

/* x[k][l] - x[0][l]. */
static void difference(fmpz_t value, const dc_points *points, size_t k, size_t l) {
    fmpz_sub(value, dc_points_row(points, k) + l, dc_points_row(points, 0) + l);
}

/* The differences of m's number of points to point 0 modulo a prime. */
static void set_differences(nmod_mat_t m, const dc_points *points) {
    fmpz_t value;
    fmpz_init(value);
    for (slong k = 0; k < m->r; k++)
        for (slong l = 0; l < m->c; l++) {
            difference(value, points, (size_t)k + 1, (size_t)l);
            nmod_mat_entry(m, k, l) = fmpz_fdiv_ui(value, m->mod.n);
        }
    fmpz_clear(value);
}

/* Brings m to echelon form; the columns of its pivots, ascending. Returns the rank. */
static size_t find_pivots(size_t *columns, nmod_mat_t m) {
    slong rank = nmod_mat_rref(m);
    for (slong r = 0, l = 0; r < rank; r++, l++) {
        while (nmod_mat_entry(m, r, l) == 0)
            l++;
        columns[r] = (size_t)l;
    }
    return (size_t)rank;
}

/* True if the first points alone show that all columns are independent. */
static bool soon_independent(size_t *columns, const dc_points *points) {
    size_t dims = points->dims, some = dims + dims / 4 + 8;
    if (some >= points->count)
        return false;
    nmod_mat_t m;
    nmod_mat_init(m, (slong)some, (slong)dims, PRIME);
    set_differences(m, points);
    bool independent = find_pivots(columns, m) == dims;
    nmod_mat_clear(m);
    return independent;
}

/* Pivot columns (ascending), and as many rows that show their independence, of
 * the difference matrix modulo a prime: independent modulo a prime is independent
 * over the rationals. Returns the rank; if it is dims, without rows. */
static size_t pivots_modulo(size_t *columns, size_t *rows, const dc_points *points,
                            dc_halt *halt) {
    slong height = (slong)points->count - 1, width = (slong)points->dims;
    if (soon_independent(columns, points) || dc_halt_now(halt))
        return points->dims;
    nmod_mat_t m, t;
    nmod_mat_init(m, height, width, PRIME);
    nmod_mat_init(t, width, height, PRIME);
    set_differences(m, points);
    nmod_mat_transpose(t, m);
    size_t rank = find_pivots(columns, m);
    if (rank < points->dims && !dc_halt_now(halt)) {
        find_pivots(rows, t); /* the transpose's echelon form names the rows */
        for (size_t r = 0; r < rank; r++)
            rows[r]++;
    }
    nmod_mat_clear(t);
    nmod_mat_clear(m);
    return rank;
}

/* denominator times column l's difference to point 0 at point k, less what the solution
 * makes of the pivot columns: 0 if the relation holds there. */
static void residue(fmpz_t sum, const dc_reduction *r, const dc_points *points, size_t l,
                    size_t k, const fmpz_mat_t solution, const fmpz_t denominator) {
    fmpz_t value;
    fmpz_init(value);
    difference(sum, points, k, l);
    fmpz_mul(sum, sum, denominator);
    for (size_t c = 0; c < r->rank; c++) {
        difference(value, points, k, r->columns[c]);
        fmpz_submul(sum, value, fmpz_mat_entry(solution, c, 0));
    }
    fmpz_clear(value);
}

/* Column l as an affine function of the pivot columns: solved on the pivot rows, then
 * checked on all. */
static bool solve(fmpz_mat_t solution, fmpz_t denominator, const dc_reduction *r,
                  const dc_points *points, size_t l) {
    fmpz_mat_t a, b;
    fmpz_t sum;
    fmpz_mat_init(a, (slong)r->rank, (slong)r->rank);
    fmpz_mat_init(b, (slong)r->rank, 1);
    fmpz_init(sum);
    for (size_t row = 0; row < r->rank; row++) {
        for (size_t c = 0; c < r->rank; c++)
            difference(fmpz_mat_entry(a, row, c), points, r->rows[row], r->columns[c]);
        difference(fmpz_mat_entry(b, row, 0), points, r->rows[row], l);
    }
    bool holds = fmpz_mat_solve(solution, denominator, a, b);
    for (size_t k = 1; k < points->count && holds; k++) {
        residue(sum, r, points, l, k, solution, denominator);
        holds = fmpz_is_zero(sum);
    }
    fmpz_clear(sum);
    fmpz_mat_clear(b);
    fmpz_mat_clear(a);
    return holds;
}

bool dc_reduction_relation(fmpz *coefficient, fmpz_t denominator, const dc_reduction *r,
                           const dc_points *points, size_t l) {
    fmpz_mat_t solution;
    fmpz_mat_init(solution, (slong)r->rank, 1);
    bool holds = solve(solution, denominator, r, points, l);
    _fmpz_vec_zero(coefficient, (slong)r->kept);
    for (size_t c = 0, j = 0; holds && c < r->rank; c++, j++) {
        while (r->keep[j] != r->columns[c])
            j++;
        fmpz_set(coefficient + j, fmpz_mat_entry(solution, c, 0));
    }
    fmpz_mat_clear(solution);
    return holds;
}

/* As many independent columns as there are differences span all, without a proof. */
static bool depends(const dc_reduction *r, const dc_points *points, size_t l) {
    if (r->rank == points->count - 1)
        return true;
    fmpz_mat_t solution;
    fmpz_t denominator;
    fmpz_mat_init(solution, (slong)r->rank, 1);
    fmpz_init(denominator);
    bool holds = solve(solution, denominator, r, points, l);
    fmpz_clear(denominator);
    fmpz_mat_clear(solution);
    return holds;
}

/* Keeps every pivot column and every column not proved dependent. */
static void choose(dc_reduction *r, const dc_points *points, dc_halt *halt) {
    size_t work = r->rank * r->rank * r->rank;
    r->kept = 0;
    for (size_t l = 0, next = 0; l < points->dims; l++) {
        bool pivot = next < r->rank && r->columns[next] == l;
        next += pivot;
        if (dc_halt_after(halt, pivot ? 0 : work))
            return;
        if (pivot || !depends(r, points, l))
            r->keep[r->kept++] = l;
    }
}

dc_status dc_reduction_find(dc_reduction *r, const dc_points *points, bool look,
                            dc_halt *halt, dc_error *error) {
    size_t dims = points->dims, height = points->count - 1;
    *r = (dc_reduction){ .keep = malloc((3 * dims + height + 1) * sizeof *r->keep) };
    if (!r->keep)
        return dc_fail_memory(error, "looking for dependent columns");
    r->columns = r->keep + dims;
    r->rows = r->columns + dims;
    if (dims <= 1 || (double)height * (double)dims * (double)dims > MOST_WORK)
        look = false;
    r->rank = look ? pivots_modulo(r->columns, r->rows, points, halt) : dims;
    if (r->rank < dims) {
        choose(r, points, halt);
        return dc_halt_after(halt, 0) ? dc_halt_fail(error) : DC_OK;
    }
    r->kept = dims;
    for (size_t l = 0; l < dims; l++)
        r->keep[l] = l;
    return dc_halt_after(halt, 0) ? dc_halt_fail(error) : DC_OK;
}

void dc_reduction_clear(dc_reduction *r) {
    free(r->keep);
    *r = (dc_reduction){ 0 };
}

dc_status dc_points_reduce(dc_points *points, dc_halt *halt, dc_error *error) {
    dc_reduction r;
    dc_points reduced;
    dc_status status = dc_reduction_find(&r, points, true, halt, error);
    if (status == DC_OK && r.kept < points->dims) {
        status = dc_points_project(&reduced, points, r.keep, r.kept, error);
        if (status == DC_OK) {
            reduced.dependent += points->dims - r.kept;
            dc_points_destroy(points);
            *points = reduced;
        }
    }
    dc_reduction_clear(&r);
    return status;
}
