#include "lp/guard.h"

#include <setjmp.h>

static void leave_glpk(void *context) {
    longjmp(*(jmp_buf *)context, 1);
}

bool dc_glpk_run(void (*work)(void *context), void *context) {
    jmp_buf home;
    const int terminal = glp_term_out(GLP_OFF);
    if (setjmp(home) != 0) {
        glp_free_env();
        return false;
    }
    glp_error_hook(leave_glpk, &home);
    work(context);
    glp_error_hook(NULL, NULL);
    glp_term_out(terminal);
    return true;
}

int dc_glpk_simplex(glp_prob *lp, int method, int most_steps) {
    glp_smcp options;
    glp_init_smcp(&options);
    options.msg_lev = GLP_MSG_OFF;
    options.meth = method;
    options.it_lim = most_steps;
    return glp_simplex(lp, &options);
}
