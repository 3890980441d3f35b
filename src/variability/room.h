/* What a measurement of predictions holds, beside the memory that its process may take. */
#ifndef DC_VARIABILITY_ROOM_H
#define DC_VARIABILITY_ROOM_H

#include <doublecheck/variability.h>

/* Bytes of the logits and labels of predictions. */
size_t dc_predictions_bytes(const dc_predictions *shape);

/* Of predictions of that shape (models, candidates, points, classes): *host is that of the
 * options, with as many threads as have room for a round each. DC_ENOMEM: it does not fit. */
DC_MUST_USE dc_status dc_variability_room(dc_study_host *host,
                                          const dc_predictions *shape,
                                          const dc_variability_options *options,
                                          dc_error *error);

#endif
