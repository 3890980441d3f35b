/* Parts of a simulation as bytes (base/bytes.h), for another process. */
#ifndef DC_SIMULATE_PACK_H
#define DC_SIMULATE_PACK_H

#include "network/pack.h"
#include "simulate/trajectory.h"

/* What trainings and adversaries ask of a setting. */
void dc_put_setting(dc_bytes *out, const dc_setting *setting);

/* A setting in another process, the shop of its trades: without data, shift and progress. */
typedef struct dc_setting_copy {
    dc_simulation_options options; /* what is not of use there is 0 */
    dc_training_texts texts;
    dc_setting setting;
    dc_study_host host;
    dc_jobs jobs; /* one for each run */
} dc_setting_copy;

/* open and close of a dc_trade whose tell has called dc_put_setting first. */
DC_MUST_USE dc_status dc_setting_copy_open(void **out, dc_reader *told, unsigned threads,
                                           bool (*stop)(void *user), dc_error *error);
void dc_setting_copy_close(void *shop);

/* What dc_trajectory_follow fills in, of its run too, which the caller has initialised. */
void dc_put_trajectory(dc_bytes *out, const dc_trajectory *t, const dc_samples *samples);
void dc_get_trajectory(dc_reader *in, dc_trajectory *t, const dc_samples *samples);

/* Of it, the last layer at t0: inputs, weights and biases. */
void dc_put_classifier(dc_bytes *out, const dc_trajectory *t, const dc_samples *samples);
void dc_get_classifier(dc_reader *in, dc_trajectory *t, const dc_samples *samples);

#endif
