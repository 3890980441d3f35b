/* A linear program in doubles: maximise c.x with lower_k <= x_k <= upper_k and
 * low_r <= a_r.x <= high_r.
 *
 * What it answers is a proposal. Whoever needs a bound derives it again, exactly, from the
 * multipliers: weak duality holds for any. Ends may be infinite. A program is solved again
 * from its last basis after ends and costs have changed. */
#ifndef DC_LP_PROGRAM_H
#define DC_LP_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

typedef struct dc_program dc_program;

/* columns of cost 0 that are at least 0, rows without coefficients or ends. NULL when memory
 * is out. */
dc_program *dc_program_create(size_t columns, size_t rows);
void dc_program_destroy(dc_program *program);

/* Sets row r's coefficients: value[count] of the columns index[count]. */
bool dc_program_set_row(dc_program *program, size_t r, const size_t *index,
                        const double *value, size_t count);
void dc_program_set_cost(dc_program *program, size_t k, double cost);
void dc_program_bound_column(dc_program *program, size_t k, double lower, double upper);
void dc_program_bound_row(dc_program *program, size_t r, double low, double high);

/* The next solution starts from nothing: the last basis may have been a bad one. */
void dc_program_forget(dc_program *program);

/* True if an optimum was found; false if there is none or GLPK gave up. After an internal
 * error of GLPK it stays false. */
bool dc_program_solve(dc_program *program);

/* Of the optimum: its value, x_k, the multiplier of row r, and of column k's ends (its
 * reduced cost). A multiplier is >= 0 for an upper end, <= 0 for a lower. */
double dc_program_value(const dc_program *program);
double dc_program_column(const dc_program *program, size_t k);
double dc_program_row_multiplier(const dc_program *program, size_t r);
double dc_program_column_multiplier(const dc_program *program, size_t k);

#endif
