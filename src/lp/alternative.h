/* Exact answers to small systems of linear inequalities.
 *
 * A system is a list of homogeneous rows g, each g.z >= 0 or, if strict, g.z > 0,
 * in d variables. By Motzkin's theorem exactly one of two things exists:
 *   - a solution z, or
 *   - multipliers, one non-negative number for each row, at least one of them
 *     positive on a strict row, with sum of multiplier[r] g_r = 0.
 * GLPK proposes the basis of one or the other; it is solved again in integers, and
 * only what checks exactly is returned. Where nothing checks, a simplex in rationals
 * (exact.h) decides. This is the only door to GLPK. */
#ifndef DC_LP_ALTERNATIVE_H
#define DC_LP_ALTERNATIVE_H

#include <flint/fmpz.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct dc_system {
    size_t dims, count, capacity;
    fmpz *row;    /* [count][dims] */
    bool *strict; /* [count] */
} dc_system;

typedef enum dc_alternative {
    DC_SOLUTION,   /* z solves the system */
    DC_INFEASIBLE, /* multipliers prove that nothing does */
    DC_UNKNOWN     /* memory ran out */
} dc_alternative;

/* Room for rows in dims variables. False when memory is out. */
bool dc_system_create(dc_system *system, size_t dims, size_t capacity);
void dc_system_destroy(dc_system *system);

/* Appends a row of zeros and returns it; there must be room. */
fmpz *dc_system_append(dc_system *system, bool strict);

/* Drops the rows from index count on. */
void dc_system_truncate(dc_system *system, size_t count);

/* Decides a system with at least one strict row. z[dims], multiplier[count] and
 * are initialised by the caller; DC_SOLUTION sets z, DC_INFEASIBLE multiplier (may
 * be NULL). Cost: one linear program of dims + 1 rows, one exact solve of that
 * size. */
dc_alternative dc_system_decide(const dc_system *system, fmpz *z, fmpz *multiplier);

/* Exact checks, used by dc_system_decide and by the tests. */
bool dc_system_solved_by(const dc_system *system, const fmpz *z);
bool dc_system_refuted_by(const dc_system *system, const fmpz *multiplier);

/* Frees what GLPK keeps for the calling thread, its problems included. */
void dc_lp_release_thread(void);

/* The same for OpenMP's threads, but the calling one: its environment may hold
 * problems of the host's. */
void dc_lp_release_workers(unsigned threads);

#endif
