/* Classifiers in the features of the data, as rationals. */
#ifndef DC_FLOOR_AFFINE_CLASSIFIER_H
#define DC_FLOOR_AFFINE_CLASSIFIER_H

#include <doublecheck/data_floor.h>

#include "floor/affine/instance.h"

/* Zeros. False when memory is out. */
bool dc_affine_create(dc_affine *affine, size_t classes, size_t features);
void dc_affine_clear(dc_affine *affine);

/* The scores <theta_j,z>, about: coefficients are doubles. affine has the instance's shape.
 * False when memory is out. */
bool dc_affine_set(dc_affine *affine, const dc_instance *instance, const double *theta);

/* For two classes, few dimensions and scores <v,u>: the multiple by length of a direction at v,
 * about, at which the scores of points ties[count], count < dims, are 0 exactly: v is set to
 * it. False if the points determine another direction, or none; and when memory is out, which
 * makes v[0] not a number. */
bool dc_affine_tie(dc_affine *affine, const dc_instance *instance, const dc_dataset *data,
                   double *v, const size_t *ties, size_t count);

/* affine = length times itself. */
void dc_affine_scale(dc_affine *affine, double length);

#endif
