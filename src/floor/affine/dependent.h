/* Features that are affine functions of the others add nothing: they are dropped, and how they
 * follow from those that are kept is what a certificate says of them. */
#ifndef DC_FLOOR_AFFINE_DEPENDENT_H
#define DC_FLOOR_AFFINE_DEPENDENT_H

#include "floor/affine/instance.h"

/* Of an instance whose plain coordinates are filled in: moves kept features that are,
 * exactly and at every point, affine functions of kept ones before them to the dropped
 * ones, and sets `relation` of all dropped ones. DC_ENOMEM; DC_ESTOPPED. Cost: N d^2,
 * and for dependent features an exact solution of d equations. */
dc_status dc_instance_reduce(dc_instance *instance, const dc_dataset *data, dc_halt *halt,
                             dc_error *error) DC_MUST_USE;

#endif
