/* The options of a training, read and checked. */
#ifndef DC_NETWORK_OPTIONS_H
#define DC_NETWORK_OPTIONS_H

#include "loss/loss.h"
#include "network/architecture.h"
#include "network/optimiser.h"

typedef struct dc_training_plan {
    dc_architecture architecture;
    dc_activation activation[DC_LAYERS_MOST]; /* [L - 1] */
    dc_loss loss;
    const dc_optimiser *optimiser;
} dc_training_plan;

/* DC_EUSAGE for what dc_training_create refuses in options; DC_EINPUT for samples out of
 * range: sizes, values that are not finite, labels, weights. */
DC_MUST_USE dc_status dc_training_plan_make(dc_training_plan *plan,
                                            const dc_samples *samples,
                                            const dc_training_options *options,
                                            dc_error *error);
/* The same, of the samples' sizes alone: there need not be any. */
DC_MUST_USE dc_status dc_training_plan_shape(dc_training_plan *plan,
                                             const dc_samples *samples,
                                             const dc_training_options *options,
                                             dc_error *error);
DC_MUST_USE dc_status dc_samples_check(const dc_samples *samples, dc_error *error);

#endif
