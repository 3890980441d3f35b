/* The damage as a quadratic function of the coordinates.
 *
 *     status = dc_predictor_fit(&predictor, &space, x, damage, group, count, &error);
 *     double guess = dc_predictor_value(&predictor, &space, &x);
 *     dc_predictor_clear(&predictor);
 */
#ifndef DC_STRESS_PREDICTOR_H
#define DC_STRESS_PREDICTOR_H

#include <doublecheck/stress.h>

enum { DC_PREDICTOR_FOLDS = 5 }; /* of the cross-validation */

/* Fits to x[count] with damage[count]; points with the x of one before are left out.
 * group[count]: those of one number go to one fold, its remainder by 5. Not fitted if
 * there are fewer than ten points, or fewer than three folds with any. Cost: N
 * terms^2. DC_ENOMEM. */
DC_MUST_USE dc_status dc_predictor_fit(dc_stress_predictor *predictor,
                                       const dc_stress_space *space,
                                       const dc_variance *const *x, const double *damage,
                                       const size_t *group, size_t count,
                                       dc_error *error);
void dc_predictor_clear(dc_stress_predictor *predictor);

/* Bytes that a fit to so many points takes while it is made. */
size_t dc_predictor_bytes(const dc_stress_space *space, size_t count);

/* NaN: it is not fitted. */
double dc_predictor_value(const dc_stress_predictor *predictor,
                          const dc_stress_space *space, const dc_variance *x);

/* row[dc_predictor_terms]: 1, the coordinates, their squares and products. */
size_t dc_predictor_terms(const dc_stress_space *space);
void dc_predictor_row(double *row, const dc_stress_space *space, const dc_variance *x);

#endif
