/* The options of a study of memorization, checked. */
#ifndef DC_SIMULATE_MEMORIZE_OPTIONS_H
#define DC_SIMULATE_MEMORIZE_OPTIONS_H

#include <doublecheck/memorize.h>

/* Fails as dc_memorize does for samples and for all options but losses' names and those
 * of the training; memory: that of the host. */
DC_MUST_USE dc_status dc_memorize_check(const dc_samples *samples,
                                        const dc_memorize_options *options, size_t memory,
                                        dc_error *error);

#endif
