/* Minimises a smooth function of some hundred variables: the method of limited memory of
 * Nocedal (Math. Comp. 35, 1980), with steps by the weak conditions of Wolfe. */
#ifndef DC_FLOOR_AFFINE_MINIMISE_H
#define DC_FLOOR_AFFINE_MINIMISE_H

#include <stdbool.h>
#include <stddef.h>

enum { DC_MINIMISE_PAIRS = 8 };

/* The value at x[count], and the gradient there. */
typedef double dc_smooth(void *of, const double *x, double *gradient);

/* Work space for one thread at a time. */
typedef struct dc_minimiser {
    size_t count;
    double *gradient, *next, *next_gradient, *direction; /* [count] */
    double *moved, *turned; /* [DC_MINIMISE_PAIRS][count]: of x, and of the gradient */
    double curvature[DC_MINIMISE_PAIRS]; /* their products */
} dc_minimiser;

/* False when memory is out. The caller destroys it in any case. */
bool dc_minimiser_create(dc_minimiser *minimiser, size_t count);
void dc_minimiser_destroy(dc_minimiser *minimiser);

/* At most so many steps down from x, which is set to the last place. Returns how often the
 * function was called. */
size_t dc_minimise(dc_minimiser *minimiser, double *x, dc_smooth *function, void *of,
                   int steps);

#endif
