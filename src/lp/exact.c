/* The program of alternative.c: maximise the multipliers of the strict rows subject to
 * sum of multiplier g = 0 and sum of multipliers + slack = 1. Columns of the tableau:
 * the multipliers, the slack, an artificial for each variable, which is fixed at 0 and
 * carries its dual value, and the right-hand side. The last row is the objective's. */
#include "lp/exact.h"

#include <stdlib.h>

#include <flint/fmpq_mat.h>
#include <flint/fmpq_vec.h>

typedef struct tableau {
    const dc_system *system;
    size_t rows, slack, artificial, right; /* constraint rows; columns */
    fmpq_mat_t entry;                      /* [rows + 1][right + 1] */
    size_t *basis;                         /* [rows]: the basic column of a row */
} tableau;

static fmpq *at(const tableau *t, size_t row, size_t column) {
    return fmpq_mat_entry(t->entry, row, column);
}

static bool tableau_init(tableau *t, const dc_system *system) {
    size_t dims = system->dims;
    t->system = system;
    t->rows = dims + 1;
    t->slack = system->count;
    t->artificial = t->slack + 1;
    t->right = t->artificial + dims;
    t->basis = malloc(t->rows * sizeof *t->basis);
    if (!t->basis)
        return false;
    fmpq_mat_init(t->entry, (slong)t->rows + 1, (slong)t->right + 1);
    for (size_t r = 0; r < system->count; r++) {
        for (size_t l = 0; l < dims; l++)
            fmpq_set_fmpz(at(t, l, r), system->row + r * dims + l);
        fmpq_one(at(t, dims, r));
        if (system->strict[r])
            fmpq_one(at(t, t->rows, r));
    }
    for (size_t l = 0; l < dims; l++) {
        fmpq_one(at(t, l, t->artificial + l));
        t->basis[l] = t->artificial + l;
    }
    fmpq_one(at(t, dims, t->slack));
    fmpq_one(at(t, dims, t->right));
    t->basis[dims] = t->slack;
    return true;
}

static void tableau_clear(tableau *t) {
    fmpq_mat_clear(t->entry);
    free(t->basis);
}

/* The first column that improves the objective; artificial if none does. */
static size_t entering(const tableau *t) {
    size_t column = 0;
    while (column < t->artificial && fmpq_sgn(at(t, t->rows, column)) <= 0)
        column++;
    return column;
}

/* An artificial that would move leaves at once; else the least ratio, the first
 * basic column among equals. */
static size_t leaving(const tableau *t, size_t column) {
    size_t best = t->rows;
    fmpq_t ratio, least;
    fmpq_init(ratio);
    fmpq_init(least);
    for (size_t row = 0; row < t->rows; row++) {
        int sign = fmpq_sgn(at(t, row, column));
        if (sign != 0 && t->basis[row] >= t->artificial) {
            best = row;
            break;
        }
        if (sign <= 0)
            continue;
        fmpq_div(ratio, at(t, row, t->right), at(t, row, column));
        int order = best == t->rows ? -1 : fmpq_cmp(ratio, least);
        if (order < 0 || (order == 0 && t->basis[row] < t->basis[best])) {
            best = row;
            fmpq_set(least, ratio);
        }
    }
    fmpq_clear(least);
    fmpq_clear(ratio);
    return best;
}

static void pivot(tableau *t, size_t row, size_t column) {
    fmpq_t factor;
    fmpq_init(factor);
    fmpq_inv(factor, at(t, row, column));
    for (size_t c = 0; c <= t->right; c++)
        fmpq_mul(at(t, row, c), at(t, row, c), factor);
    for (size_t r = 0; r <= t->rows; r++) {
        if (r == row || fmpq_is_zero(at(t, r, column)))
            continue;
        fmpq_set(factor, at(t, r, column));
        for (size_t c = 0; c <= t->right; c++)
            fmpq_submul(at(t, r, c), at(t, row, c), factor);
    }
    t->basis[row] = column;
    fmpq_clear(factor);
}

/* Integers in proportion to the basic multipliers. */
static void read_multipliers(fmpz *multiplier, const tableau *t) {
    size_t count = t->system->count;
    fmpz_t common;
    fmpz_init_set_ui(common, 1);
    for (size_t row = 0; row < t->rows; row++)
        fmpz_lcm(common, common, fmpq_denref(at(t, row, t->right)));
    for (size_t r = 0; r < count; r++)
        fmpz_zero(multiplier + r);
    for (size_t row = 0; row < t->rows; row++) {
        if (t->basis[row] >= count)
            continue;
        fmpz *value = multiplier + t->basis[row];
        fmpz_divexact(value, common, fmpq_denref(at(t, row, t->right)));
        fmpz_mul(value, value, fmpq_numref(at(t, row, t->right)));
    }
    fmpz_clear(common);
}

/* Integers in proportion to the dual values: the artificials' reduced costs, negated. */
static void read_solution(fmpz *z, const tableau *t) {
    size_t dims = t->system->dims;
    fmpz_t common;
    fmpz_init_set_ui(common, 1);
    for (size_t l = 0; l < dims; l++)
        fmpz_lcm(common, common, fmpq_denref(at(t, t->rows, t->artificial + l)));
    for (size_t l = 0; l < dims; l++) {
        const fmpq *cost = at(t, t->rows, t->artificial + l);
        fmpz_divexact(z + l, common, fmpq_denref(cost));
        fmpz_mul(z + l, z + l, fmpq_numref(cost));
        fmpz_neg(z + l, z + l);
    }
    fmpz_clear(common);
}

dc_alternative dc_system_decide_exactly(const dc_system *system, fmpz *z,
                                        fmpz *multiplier) {
    tableau t;
    if (!tableau_init(&t, system))
        return DC_UNKNOWN;
    for (size_t column = entering(&t); column < t.artificial; column = entering(&t))
        pivot(&t, leaving(&t, column), column);
    /* The objective's value stands, negated, at the right of its row. */
    bool infeasible = fmpq_sgn(at(&t, t.rows, t.right)) < 0;
    if (infeasible)
        read_multipliers(multiplier, &t);
    else
        read_solution(z, &t);
    tableau_clear(&t);
    bool checked = infeasible ? dc_system_refuted_by(system, multiplier)
                              : dc_system_solved_by(system, z);
    if (!checked)
        return DC_UNKNOWN;
    return infeasible ? DC_INFEASIBLE : DC_SOLUTION;
}
