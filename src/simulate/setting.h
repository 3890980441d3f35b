/* What all runs of a simulation share. */
#ifndef DC_SIMULATE_SETTING_H
#define DC_SIMULATE_SETTING_H

#include <doublecheck/simulate.h>
#include <doublecheck/study.h>

#include "data/derive.h"
#include "network/allowance.h"
#include "simulate/rounding.h"

typedef struct dc_setting {
    const dc_simulation_options *options;
    const dc_dataset *data;
    dc_samples samples;    /* as they are trained on */
    double *shift, *scale; /* [n]; NULL: not standardised */
    dc_span span;          /* of samples */
    dc_coverage coverage;
    size_t layers;
    bool flat;      /* an activation that is used has a piece of slope 0 */
    uint64_t every; /* steps between looks */
    size_t results; /* bytes of what runs leave, */
    size_t floors;  /* and of their data floors */
    dc_allowance allowance, opponents; /* of a run's training, and of an adversary's */
    bool *exceeded; /* to be set once there is no room for points to judge; not NULL */
} dc_setting;

/* Fails as dc_simulate does for options and data. The caller clears it in any case. */
DC_MUST_USE dc_status dc_setting_make(dc_setting *setting, const dc_dataset *data,
                                      const dc_simulation_options *options,
                                      dc_error *error);
void dc_setting_clear(dc_setting *setting);

/* Frees the samples, where trainings are over and nothing else needs them. */
void dc_setting_rest(dc_setting *setting);

/* Who asks for the runs and may end them, on as many threads as have room; without progress
 * and limit of time. */
dc_study_host dc_setting_host(const dc_setting *setting);

/* The training of run k, as it begins. The caller destroys it. */
DC_MUST_USE dc_status dc_setting_begin(dc_training **training, const dc_setting *setting,
                                       size_t k, dc_error *error);

/* The inputs of the last layer, double [N][inputs], in new memory; NULL: memory is out. The
 * caller frees them. */
double *dc_setting_last_inputs(const dc_setting *setting, dc_training *training);

/* The data with other features, which are held beside them, or cells; the caller destroys it. NULL with
 * DC_OK where memory leaves it no room (room.h). */
DC_MUST_USE dc_status dc_setting_derive(dc_dataset **out, const dc_setting *setting,
                                        const dc_derivation *derivation, dc_error *error);

/* The same of the inputs of the last layer of run k. */
DC_MUST_USE dc_status dc_setting_features(dc_dataset **out, const dc_setting *setting,
                                          size_t k, dc_error *error);

#endif
