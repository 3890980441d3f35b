#include "lp/program.h"

#include <math.h>
#include <stdlib.h>

#include "lp/guard.h"

enum { MOST_STEPS = 100000 };

struct dc_program {
    glp_prob *lp; /* NULL: GLPK gave up for good */
    bool solved;
};

static int kind_of(double low, double high) {
    if (isinf(low))
        return isinf(high) ? GLP_FR : GLP_UP;
    if (isinf(high))
        return GLP_LO;
    return low < high ? GLP_DB : GLP_FX;
}

dc_program *dc_program_create(size_t columns, size_t rows) {
    dc_program *program = calloc(1, sizeof *program);
    if (!program)
        return NULL;
    program->lp = glp_create_prob();
    glp_set_obj_dir(program->lp, GLP_MAX);
    glp_add_cols(program->lp, (int)columns);
    glp_add_rows(program->lp, (int)rows);
    for (size_t k = 0; k < columns; k++)
        dc_program_bound_column(program, k, 0, INFINITY);
    return program;
}

void dc_program_destroy(dc_program *program) {
    if (!program)
        return;
    if (program->lp)
        glp_delete_prob(program->lp);
    free(program);
}

bool dc_program_set_row(dc_program *program, size_t r, const size_t *index,
                        const double *value, size_t count) {
    int *column = malloc((count + 1) * sizeof *column);
    double *entry = malloc((count + 1) * sizeof *entry);
    if (column && entry && program->lp) {
        for (size_t k = 0; k < count; k++) {
            column[k + 1] = (int)index[k] + 1;
            entry[k + 1] = value[k];
        }
        glp_set_mat_row(program->lp, (int)r + 1, (int)count, column, entry);
    }
    bool set = column && entry;
    free(column);
    free(entry);
    return set;
}

void dc_program_set_cost(dc_program *program, size_t k, double cost) {
    if (program->lp)
        glp_set_obj_coef(program->lp, (int)k + 1, cost);
}

void dc_program_bound_column(dc_program *program, size_t k, double lower, double upper) {
    if (program->lp)
        glp_set_col_bnds(program->lp, (int)k + 1, kind_of(lower, upper), lower, upper);
}

void dc_program_bound_row(dc_program *program, size_t r, double low, double high) {
    if (program->lp)
        glp_set_row_bnds(program->lp, (int)r + 1, kind_of(low, high), low, high);
}

void dc_program_forget(dc_program *program) {
    if (program->lp)
        glp_std_basis(program->lp);
}

static bool optimal(dc_program *program, int method) {
    return dc_glpk_simplex(program->lp, method, MOST_STEPS) == 0 &&
           glp_get_status(program->lp) == GLP_OPT;
}

/* From the last basis; where that fails, from the start. */
static void solve(void *context) {
    dc_program *program = context;
    program->solved = optimal(program, GLP_DUALP);
    if (!program->solved) {
        glp_std_basis(program->lp);
        program->solved = optimal(program, GLP_PRIMAL);
    }
}

/* An internal error of GLPK ends the program, too. */
bool dc_program_solve(dc_program *program) {
    program->solved = false;
    if (program->lp && !dc_glpk_run(solve, program))
        program->lp = NULL;
    return program->solved;
}

double dc_program_value(const dc_program *program) {
    return glp_get_obj_val(program->lp);
}

double dc_program_column(const dc_program *program, size_t k) {
    return glp_get_col_prim(program->lp, (int)k + 1);
}

double dc_program_row_multiplier(const dc_program *program, size_t r) {
    return glp_get_row_dual(program->lp, (int)r + 1);
}

double dc_program_column_multiplier(const dc_program *program, size_t k) {
    return glp_get_col_dual(program->lp, (int)k + 1);
}
