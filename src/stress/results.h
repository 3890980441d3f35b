/* What follows from the points of a study. */
#ifndef DC_STRESS_RESULTS_H
#define DC_STRESS_RESULTS_H

#include "stress/plan.h"

/* The comparison of the search with random search, repetition by repetition.
 * DC_ENOMEM. */
DC_MUST_USE dc_status dc_results_duels(dc_stress_study *study, const dc_plan *plan,
                                       dc_error *error);

/* The predictor, and the front with what it predicts. */
DC_MUST_USE dc_status dc_results_front(dc_stress_study *study, dc_plan *plan,
                                       dc_error *error);

/* m* of the front and of the sample, and its rank correlation with the damage. */
DC_MUST_USE dc_status dc_results_masses(dc_stress_study *study, dc_plan *plan,
                                        dc_error *error);

#endif
