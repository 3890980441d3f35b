/* GLPK behind one door: silent, and with its internal errors caught. */
#ifndef DC_LP_GUARD_H
#define DC_LP_GUARD_H

#include <glpk.h>
#include <stdbool.h>

/* Runs work. False if GLPK ended with an internal error: this thread's environment is gone
 * then, and all problems in it. */
bool dc_glpk_run(void (*work)(void *context), void *context);

/* glp_simplex by a method of GLPK's, in at most so many steps. */
int dc_glpk_simplex(glp_prob *lp, int method, int most_steps);

#endif
