/* Where searches begin: a classifier well inside C, in coordinates that make C round there. */
#ifndef DC_FLOOR_AFFINE_CENTER_H
#define DC_FLOOR_AFFINE_CENTER_H

#include "floor/affine/descent.h"

typedef struct dc_center {
    double *theta;     /* [rows][dims] */
    double least_loss; /* of the fitted classifier, about the least of all */
    double accuracy;   /* of the fitted classifier, ties errors */
} dc_center;

/* Goes down to the least loss, until halted; the center is on the way, where the loss is
 * well below Lbar, if it is anywhere. The instance is whitened by the loss's curvature
 * at the center; for two classes and few dimensions its integer coordinates are changed,
 * too. DC_ENOMEM. Cost: up to some thousand passes. The caller clears center in any
 * case. */
dc_status dc_center_find(dc_center *center, dc_instance *instance, dc_halt *halt,
                         dc_error *error) DC_MUST_USE;
void dc_center_clear(dc_center *center);

#endif
