/* What the studies' commands share. */
#ifndef DC_CLI_STUDY_H
#define DC_CLI_STUDY_H

#include <doublecheck/network.h>
#include <doublecheck/study.h>

#include "arguments.h"

/* --threads, --memory, --time-limit; progress and Ctrl-C, as --quiet says. */
void cli_study_host(dc_study_host *host, const cli_arguments *arguments);

/* Can --json and --csv be written? Returns CLI_FINE, or another code after a message. */
int cli_study_outputs(const cli_arguments *arguments);

/* Points to train and to test with, the caller's to clear: DATA and --test, or parts of DATA
 * (--test-share, --split-seed). With --scale standard both are scaled by what standardises
 * the first. DATA drop their points. Returns CLI_FINE, or another code after a message, with
 * nothing to clear. */
int cli_study_samples(dc_samples *train, dc_samples *test, dc_dataset *data,
                      const cli_arguments *arguments);

/* The points of data, which drops them (dc_dataset_drop_points), the caller's to clear. */
int cli_study_take(dc_samples *samples, dc_dataset *data, const cli_arguments *arguments);

/* Says, but for --quiet, that --memory has no room for what was to be judged. */
void cli_study_tell_exceeded(bool exceeded, const cli_arguments *arguments);

/* The default of --batch is for optimisers with batches, and for more points than that: else
 * a step takes all. */
void cli_study_fit_batch(dc_training_options *training, const cli_arguments *arguments,
                         size_t points);

/* --scale standard: what standardises `from` is done to each of the sets, [count]. */
int cli_study_scale(dc_samples *const *sets, size_t count, const dc_samples *from);

#endif
