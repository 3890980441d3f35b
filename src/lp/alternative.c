#include "lp/alternative.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include <flint/fmpz_mat.h>
#include <flint/fmpz_vec.h>

#include "base/team.h"
#include "lp/exact.h"
#include "lp/guard.h"

enum { MOST_STEPS = 10000 };

bool dc_system_create(dc_system *system, size_t dims, size_t capacity) {
    memset(system, 0, sizeof *system);
    system->dims = dims;
    system->capacity = capacity;
    system->strict = calloc(capacity + 1, sizeof *system->strict);
    if (!system->strict)
        return false;
    system->row = _fmpz_vec_init((slong)(dims * capacity));
    return true;
}

void dc_system_destroy(dc_system *system) {
    if (system->row)
        _fmpz_vec_clear(system->row, (slong)(system->dims * system->capacity));
    free(system->strict);
    memset(system, 0, sizeof *system);
}

fmpz *dc_system_append(dc_system *system, bool strict) {
    fmpz *row = system->row + system->count * system->dims;
    system->strict[system->count++] = strict;
    _fmpz_vec_zero(row, (slong)system->dims);
    return row;
}

void dc_system_truncate(dc_system *system, size_t count) {
    system->count = count;
}

static const fmpz *row_of(const dc_system *system, size_t r) {
    return system->row + r * system->dims;
}

bool dc_system_solved_by(const dc_system *system, const fmpz *z) {
    bool solved = true;
    fmpz_t value;
    fmpz_init(value);
    for (size_t r = 0; r < system->count && solved; r++) {
        _fmpz_vec_dot(value, row_of(system, r), z, (slong)system->dims);
        solved = fmpz_sgn(value) >= (system->strict[r] ? 1 : 0);
    }
    fmpz_clear(value);
    return solved;
}

bool dc_system_refuted_by(const dc_system *system, const fmpz *multiplier) {
    bool refuted = true, positive = false;
    fmpz *sum = _fmpz_vec_init((slong)system->dims);
    for (size_t r = 0; r < system->count && refuted; r++) {
        refuted = fmpz_sgn(multiplier + r) >= 0;
        positive = positive || (system->strict[r] && fmpz_sgn(multiplier + r) > 0);
        _fmpz_vec_scalar_addmul_fmpz(sum, row_of(system, r), (slong)system->dims,
                                     multiplier + r);
    }
    refuted = refuted && positive && _fmpz_vec_is_zero(sum, (slong)system->dims);
    _fmpz_vec_clear(sum, (slong)system->dims);
    return refuted;
}

/* Scale of a row: g_r * 2^-scale has entries of size 1. */
static slong row_scale(const dc_system *system, size_t r) {
    return labs(_fmpz_vec_max_bits(row_of(system, r), (slong)system->dims));
}

/* Columns: the multipliers, scaled; rows: sum of multiplier g = 0 for each
 * variable, and sum of multipliers <= 1. Maximise the sum over strict rows: it is
 * positive iff the system is infeasible, and at 0 the dual is a solution. */
static glp_prob *pose(const dc_system *system) {
    int dims = (int)system->dims, count = (int)system->count;
    glp_prob *lp = glp_create_prob();
    int *index = malloc((size_t)(dims + 2) * sizeof *index);
    double *value = malloc((size_t)(dims + 2) * sizeof *value);
    glp_set_obj_dir(lp, GLP_MAX);
    glp_add_rows(lp, dims + 1);
    glp_add_cols(lp, count);
    for (int l = 1; l <= dims; l++)
        glp_set_row_bnds(lp, l, GLP_FX, 0, 0);
    glp_set_row_bnds(lp, dims + 1, GLP_UP, 0, 1);
    for (int r = 0; r < count && index && value; r++) {
        int used = 0;
        slong scale = row_scale(system, (size_t)r);
        for (int l = 0; l < dims; l++) {
            slong e = 0;
            const fmpz *entry = row_of(system, (size_t)r) + l;
            if (fmpz_is_zero(entry))
                continue;
            double mantissa = fmpz_get_d_2exp(&e, entry);
            index[++used] = l + 1;
            value[used] = ldexp(mantissa, (int)(e - scale));
        }
        index[++used] = dims + 1;
        value[used] = 1;
        glp_set_mat_col(lp, r + 1, used, index, value);
        glp_set_col_bnds(lp, r + 1, GLP_LO, 0, 0);
        glp_set_obj_coef(lp, r + 1, system->strict[r] ? 1 : 0);
    }
    if (!index || !value) {
        glp_delete_prob(lp);
        lp = NULL;
    }
    free(index);
    free(value);
    return lp;
}

/* The basis as an integer matrix M of size dims + 1: a column for each basic
 * variable. of[b] is the row of the system behind it, or -1 for a slack. */
static bool basis_matrix(fmpz_mat_t M, int *of, glp_prob *lp, const dc_system *system) {
    int dims = (int)system->dims, found = 0;
    for (int l = 1; l <= dims + 1; l++) {
        if (glp_get_row_stat(lp, l) != GLP_BS)
            continue;
        if (found > dims)
            return false;
        of[found] = -1;
        fmpz_one(fmpz_mat_entry(M, l - 1, found));
        found++;
    }
    for (int r = 1; r <= (int)system->count; r++) {
        if (glp_get_col_stat(lp, r) != GLP_BS)
            continue;
        if (found > dims)
            return false;
        of[found] = r - 1;
        for (int l = 0; l < dims; l++)
            fmpz_set(fmpz_mat_entry(M, l, found), row_of(system, (size_t)(r - 1)) + l);
        fmpz_one_2exp(fmpz_mat_entry(M, dims, found),
                      (ulong)row_scale(system, (size_t)(r - 1)));
        found++;
    }
    return found == dims + 1;
}

/* M x = (0,..,0,1): the basic multipliers, up to the common denominator. */
static bool read_multipliers(fmpz *multiplier, const fmpz_mat_t M, const int *of,
                             const dc_system *system) {
    slong size = (slong)system->dims + 1;
    fmpz_mat_t b, x;
    fmpz_t denominator;
    fmpz_mat_init(b, size, 1);
    fmpz_mat_init(x, size, 1);
    fmpz_init(denominator);
    fmpz_one(fmpz_mat_entry(b, size - 1, 0));
    bool solved = fmpz_mat_solve(x, denominator, M, b);
    _fmpz_vec_zero(multiplier, (slong)system->count);
    for (slong k = 0; k < size && solved; k++) {
        if (of[k] < 0)
            continue;
        fmpz_set(multiplier + of[k], fmpz_mat_entry(x, k, 0));
        if (fmpz_sgn(denominator) < 0)
            fmpz_neg(multiplier + of[k], multiplier + of[k]);
    }
    fmpz_clear(denominator);
    fmpz_mat_clear(x);
    fmpz_mat_clear(b);
    return solved && dc_system_refuted_by(system, multiplier);
}

/* M' (z, y) = costs: the dual of the same basis. */
static bool read_solution(fmpz *z, const fmpz_mat_t M, const int *of,
                          const dc_system *system) {
    slong size = (slong)system->dims + 1;
    fmpz_mat_t T, b, x;
    fmpz_t denominator;
    fmpz_mat_init(T, size, size);
    fmpz_mat_init(b, size, 1);
    fmpz_mat_init(x, size, 1);
    fmpz_init(denominator);
    fmpz_mat_transpose(T, M);
    for (slong k = 0; k < size; k++)
        if (of[k] >= 0 && system->strict[of[k]])
            fmpz_set(fmpz_mat_entry(b, k, 0), fmpz_mat_entry(M, size - 1, k));
    bool solved = fmpz_mat_solve(x, denominator, T, b);
    for (slong l = 0; l + 1 < size && solved; l++) {
        fmpz_set(z + l, fmpz_mat_entry(x, l, 0));
        if (fmpz_sgn(denominator) < 0)
            fmpz_neg(z + l, z + l);
    }
    if (solved) {
        fmpz_t content;
        fmpz_init(content);
        _fmpz_vec_content(content, z, size - 1);
        if (!fmpz_is_zero(content))
            _fmpz_vec_scalar_divexact_fmpz(z, z, size - 1, content);
        fmpz_clear(content);
    }
    fmpz_clear(denominator);
    fmpz_mat_clear(x);
    fmpz_mat_clear(b);
    fmpz_mat_clear(T);
    return solved && dc_system_solved_by(system, z);
}

static dc_alternative read_basis(glp_prob *lp, const dc_system *system, fmpz *z,
                                 fmpz *multiplier) {
    dc_alternative answer = DC_UNKNOWN;
    slong size = (slong)system->dims + 1;
    int *of = malloc((size_t)size * sizeof *of);
    fmpz_mat_t M;
    fmpz_mat_init(M, size, size);
    if (of && basis_matrix(M, of, lp, system)) {
        if (read_multipliers(multiplier, M, of, system))
            answer = DC_INFEASIBLE;
        else if (read_solution(z, M, of, system))
            answer = DC_SOLUTION;
    }
    fmpz_mat_clear(M);
    free(of);
    return answer;
}

/* What GLPK proposes for a system. */
typedef struct proposal {
    const dc_system *system;
    fmpz *z, *multiplier;
    dc_alternative answer;
} proposal;

static void propose(void *context) {
    proposal *p = context;
    glp_prob *lp = pose(p->system);
    if (lp && dc_glpk_simplex(lp, GLP_PRIMAL, MOST_STEPS) == 0)
        p->answer = read_basis(lp, p->system, p->z, p->multiplier);
    if (lp)
        glp_delete_prob(lp);
}

dc_alternative dc_system_decide(const dc_system *system, fmpz *z, fmpz *multiplier) {
    fmpz *own = multiplier ? NULL : _fmpz_vec_init((slong)system->count);
    fmpz *used = own ? own : multiplier;
    proposal p = { system, z, used, DC_UNKNOWN };
    dc_alternative answer = dc_glpk_run(propose, &p) ? p.answer : DC_UNKNOWN;
    if (answer == DC_UNKNOWN)
        answer = dc_system_decide_exactly(system, z, used);
    if (own)
        _fmpz_vec_clear(own, (slong)system->count);
    return answer;
}

void dc_lp_release_thread(void) {
    glp_free_env();
}

void dc_lp_release_workers(unsigned threads) {
#pragma omp parallel num_threads(dc_team_crew(threads))
    if (omp_get_thread_num() != 0)
        dc_lp_release_thread();
}
