/* The critical mass of changed data. */
#ifndef DC_STRESS_CRITICAL_H
#define DC_STRESS_CRITICAL_H

#include "stress/archive.h"

/* m* of what x makes of the training points, from the cache, or else by dc_check on
 * all threads of the host, as one part of a job. It may take half of the memory that is left
 * beside the samples; the other half is for what the study holds. mass->known: false: the job
 * was told to end, or exceeded: there was no room. */
DC_MUST_USE dc_status dc_critical_mass(dc_stress_mass *mass, const dc_context *context,
                                       const dc_variance *x, const dc_pace *pace,
                                       dc_error *error);

#endif
