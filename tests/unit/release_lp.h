/* The end of a group of tests that use GLPK: what it keeps for the thread is freed. */
#ifndef RELEASE_LP_H
#define RELEASE_LP_H

#include "lp/alternative.h"

static inline int release_lp(void **state) {
    (void)state;
    dc_lp_release_thread();
    return 0;
}

#endif
