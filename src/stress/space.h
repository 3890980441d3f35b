/* The unit cube that is searched, and its map to variances.
 *
 *     double z[DC_STRESS_COORDINATES];         -- one for each coordinate that can vary
 *     dc_space_encode(z, &space, &x);
 *     dc_space_decode(&x, &space, z, 0.2);     -- at most 0.2 away from the nominal one
 *
 * Of a change of the data z is its share of the budget; of a number of the
 * configuration its place in the range (of the logarithm, where the scale is one); a
 * choice has an equal part of [0, 1] for each value.
 */
#ifndef DC_STRESS_SPACE_H
#define DC_STRESS_SPACE_H

#include <doublecheck/stress.h>

/* Coordinates that can vary. */
size_t dc_space_dims(const dc_stress_space *space);

/* z[dims] of x. */
void dc_space_encode(double *z, const dc_stress_space *space, const dc_variance *x);

/* x of z[dims], each in [0, 1]: strengths scaled down together if they are over the
 * budget; what is within 0.02 of the nominal place nominal; numbers rounded
 * (thousandths, three digits, integers); and all of it drawn towards the nominal point
 * as little as the distance `most` asks for. What encode gives of an x that was
 * decoded, and is no farther than `most`, is decoded to x. */
void dc_space_decode(dc_variance *x, const dc_stress_space *space, const double *z,
                     double most);

/* Of one number of the configuration, 0 .. 1. */
double dc_space_place(const dc_stress_axis *axis, double value);

/* The nearest multiple of 1/1000; the next one below, but for 1e-9; the nearest number
 * of three decimal digits, of a value in 1e-20 .. 1e20. Each the double nearest to
 * that decimal. */
double dc_space_thousandths(double value);
double dc_space_down(double value);
double dc_space_three_digits(double value);

/* -1, 0 or 1: by the first coordinate that differs. */
int dc_space_order(const dc_variance *a, const dc_variance *b);

/* Points in a step, as dc_training_options has them, 0: all. gd and armijo take all. */
size_t dc_space_batch(const char *optimiser, double batch, size_t points);

/* The optimiser's name at a place of the axis. */
const char *dc_space_optimiser(const dc_stress_space *space, const dc_variance *x);

#endif
