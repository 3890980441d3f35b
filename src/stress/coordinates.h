/* The coordinates of a variance, one row each. */
#ifndef DC_STRESS_COORDINATES_H
#define DC_STRESS_COORDINATES_H

#include <doublecheck/stress.h>

typedef struct dc_nominal {
    const dc_samples *train;
    const dc_stress_options *options;
    size_t width; /* of the first hidden layer; 0: there is none */
    double slope; /* of the activation below 0; NaN: it has none that can vary */
} dc_nominal;

typedef struct dc_coordinate {
    const char *name;
    dc_stress_scale scale;
    double (*round)(double value); /* of values that the search makes; NULL: a choice */
    /* Sets low, high, nominal, words, active. */
    void (*range)(dc_stress_axis *axis, const dc_nominal *nominal);
    const char *help;
} dc_coordinate;

extern const dc_coordinate dc_coordinates[DC_STRESS_COORDINATES];

#endif
