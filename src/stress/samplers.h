/* Points that are drawn, without a search. */
#ifndef DC_STRESS_SAMPLERS_H
#define DC_STRESS_SAMPLERS_H

#include "stress/archive.h"

/* Fills the archive with points of its arm: DC_STRESS_UNIFORM, NEAR or SAMPLE. */
DC_MUST_USE dc_status dc_sample(dc_archive *archive, uint64_t seed);

#endif
