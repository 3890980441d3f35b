/* What an evaluation depends on beside the variance, as digests. */
#ifndef DC_STRESS_IDENTITY_H
#define DC_STRESS_IDENTITY_H

#include "stress/cache.h"
#include "stress/evaluate.h"

/* DC_ENOMEM. Cost: a pass over the samples. */
DC_MUST_USE dc_status dc_identity_of(dc_cache_identity *identity,
                                     const dc_evaluator *evaluator, dc_error *error);

#endif
