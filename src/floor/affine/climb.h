/* Up what is misclassified, made smooth, inside the convex set of the classifiers of a loss:
 * along its surface where that is near, and back to it on the ray from a center. */
#ifndef DC_FLOOR_AFFINE_CLIMB_H
#define DC_FLOOR_AFFINE_CLIMB_H

#include "floor/affine/surrogate.h"

typedef struct dc_climber {
    dc_surrogate *surrogate; /* borrowed; its width is the smoothness */
    const double *center;    /* borrowed; of a loss of less than the budget */
    double budget;           /* of a loss */
    double *reward_slope, *loss_slope, *way, *next, *trial; /* [classes][dims] */
    double reward, step, length; /* where it is; of the next step; of way */
} dc_climber;

/* False when memory is out. The caller destroys it in any case. */
bool dc_climber_create(dc_climber *climber, dc_surrogate *surrogate, const double *center,
                       double budget);
void dc_climber_destroy(dc_climber *climber);

/* Sets out from theta. The surrogate's width must stay what it is, its price becomes 0. */
void dc_climb_begin(dc_climber *climber, const double *theta);

/* theta becomes a better place of a loss of at most the budget, or stays, and the next step is
 * shorter. False: nothing better is near. Cost: up to 20 passes over the points. */
bool dc_climb_step(dc_climber *climber, double *theta);

#endif
